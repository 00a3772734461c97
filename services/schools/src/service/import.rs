//! Taking schools in from the national register's files.
//!
//! Nothing is half-imported: the files are read, and every school is decided, before the first append; one
//! fault and nothing is stored. The appends themselves are one command a school, each with an id of its
//! own derived from the import's and the URN. Should the store go away between two of them, the caller is
//! told UNAVAILABLE, and the same import sent again stores what is missing and answers as if nothing had
//! happened: no school joins twice. Until then the schools stored so far are whole, each in its own stream.

mod plan;

use contract::commands::SchoolCommand;
use contract::events::SchoolEvent;
use contract::schools::v1::{ImportRegisterRequest, ImportRegisterResponse, RegisterFault};
use contract::{field, invalid};
use eventlog::{Envelope, FoundBefore, Log, Receipt};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::{Doors, Reply};
use crate::known::Known;
use crate::register::Register;
use crate::school::{School, SchoolFacts};
use crate::trust::{Trust, TrustCommand};
use crate::urn::is_urn;
pub(super) use plan::following;
use plan::{Planned, Wishes};

/// As many schools as are stored at once.
const AT_ONCE: usize = 64;

/// Reads the files and takes in what they show, or says what would happen.
pub async fn import(
    doors: &Doors,
    request: Request<ImportRegisterRequest>,
) -> Reply<ImportRegisterResponse> {
    let (envelope, request) = doors.door.command(request).await?;
    let wishes = Wishes {
        trust: envelope.trust(),
        context: envelope.context.clone(),
        joined_on: field::optional_date("joined_on", &request.joined_on)?,
        urns: request.urns,
        group: request.group,
    };
    if wishes.urns.iter().any(|urn| !is_urn(urn)) {
        return Err(invalid("urns", "must each have six digits"));
    }
    doors.founded(envelope.trust()).await?;
    let register = match read(request.establishments, request.links).await? {
        Ok(register) => register,
        Err(faults) => return faulty(faults),
    };
    let known = Known::now(&doors.log, &doors.register, envelope.trust()).await?;
    let schools = match plan::make(&doors.log, &register, &known, &wishes).await? {
        Ok(schools) => schools,
        Err(faults) => return faulty(faults),
    };
    if schools.iter().any(Planned::lacks_joining_day) {
        return Err(invalid(
            "joined_on",
            "must be given: the file does not say when schools joined",
        ));
    }
    if request.dry_run {
        let outcomes = schools.iter().map(|school| school.outcome(&school.events)).collect();
        return Ok(Response::new(ImportRegisterResponse { outcomes, ..Default::default() }));
    }
    carry_out(doors, schools, &envelope).await.map(Response::new)
}

impl Doors {
    /// Refuses where the trust keeps no record here.
    pub(super) async fn founded(&self, trust: Uuid) -> Result<(), Status> {
        let (trust, _) = eventlog::load::<Trust>(&self.log, trust, trust).await?;
        trust.founded().map(|_| ()).map_err(|refusal| contract::Refusal::to_status(&refusal))
    }
}

/// Reading 60 MB is work for a thread of its own.
pub(super) async fn read(
    establishments: Vec<u8>,
    links: Vec<u8>,
) -> Result<Result<Register, Vec<RegisterFault>>, Status> {
    let read = tokio::task::spawn_blocking(move || Register::read(&establishments, &links));
    read.await.map_err(|_| contract::unavailable("The reading of the file was interrupted."))
}

fn faulty(faults: Vec<RegisterFault>) -> Reply<ImportRegisterResponse> {
    Ok(Response::new(ImportRegisterResponse { faults, ..Default::default() }))
}

/// Stores what was planned. The first append keeps the import's own id and fingerprint, so that another
/// file under the same id is refused before any school is touched.
async fn carry_out(
    doors: &Doors,
    schools: Vec<Planned>,
    envelope: &Envelope,
) -> Result<ImportRegisterResponse, Status> {
    let begun = TrustCommand::BeginImport;
    let begun = eventlog::execute::<Trust>(&doors.log, envelope.trust(), &begun, envelope).await?;
    let work = schools.into_iter().map(|school| {
        // On a repeat even what needs nothing any more is asked for what the first try answered.
        let needed = begun.repeated || !school.events.is_empty();
        store(doors.log.clone(), school, needed, envelope.clone())
    });
    let stored: Vec<_> = stream::iter(work).buffered(AT_ONCE).try_collect().await?;
    let mut response = ImportRegisterResponse::default();
    for (school, receipt) in stored {
        let events = receipt.as_ref().map_or(&school.events, |receipt| &receipt.events);
        response.outcomes.push(school.outcome(events));
        let reached = receipt.filter(|receipt| !receipt.events.is_empty());
        let reached = reached.map_or(0, |receipt| receipt.position);
        response.position = response.position.max(reached);
    }
    Ok(response)
}

type Stored = (Planned, Option<Receipt<SchoolEvent>>);

async fn store(
    log: Log,
    school: Planned,
    needed: bool,
    envelope: Envelope,
) -> Result<Stored, Status> {
    if !needed {
        return Ok((school, None));
    }
    let told = ToldSchool {
        school_id: school.school_id,
        urn: school.urn.clone(),
        command: following(),
        facts: school.shown.clone(),
    };
    let receipt = told.store(&log, envelope).await?;
    Ok((school, Some(receipt)))
}

/// What a file leads one school to.
#[derive(Debug)]
pub(super) struct ToldSchool {
    pub school_id: Uuid,
    /// Tells the file's commands apart.
    pub urn: String,
    pub command: SchoolCommand,
    pub facts: SchoolFacts,
}

impl ToldSchool {
    /// Tells the school under an id that is made of the file's command id and the URN.
    pub async fn store(
        self,
        log: &Log,
        mut envelope: Envelope,
    ) -> Result<Receipt<SchoolEvent>, Status> {
        let file = envelope.context.command_id;
        envelope.context.command_id = Uuid::new_v5(&file, self.urn.as_bytes());
        let shown = FoundBefore(self.facts);
        let (id, command) = (self.school_id, &self.command);
        Ok(log.execute_knowing::<School>(id, command, &envelope, &shown).await?)
    }
}
