//! Comparing the trust's schools with a register file, and recording what differs.
//!
//! The file is read and every school is decided before the first append, as for an import. Each school is told by a command of
//! its own. A school whose file cannot be followed stays as it is, and the answer says why.

use contract::Refusal as _;
use contract::events::SchoolEvent;
use contract::field;
use contract::schools::v1::{
    RefreshOutcome, RefreshSchoolsRequest, RefreshSchoolsResponse, RegisterDifference,
    RegisterStanding, SchoolDescribed,
};
use eventlog::{Context, Decider as _, Envelope};
use jiff::civil::Date;
use std::collections::BTreeSet;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::import::{ToldSchool, read};
use super::{Doors, Reply};
use crate::known::Known;
use crate::register::Register;
use crate::school::{RegisterShows, School, SchoolFacts, SchoolRefusal, differences};
use crate::trust::{Trust, TrustCommand};

/// Reads the file and records what it shows otherwise, or says what would happen.
pub async fn refresh(
    doors: &Doors,
    request: Request<RefreshSchoolsRequest>,
) -> Reply<RefreshSchoolsResponse> {
    let (envelope, request) = doors.door.command(request).await?;
    let today = envelope.context.today();
    let on = field::optional_date("on", &request.on)?.unwrap_or(today);
    if on > today {
        return Err(SchoolRefusal::DayAhead(on.to_string()).to_status());
    }
    doors.founded(envelope.trust()).await?;
    let register = match read(request.establishments, request.links).await? {
        Ok(register) => register,
        Err(faults) => {
            return Ok(Response::new(RefreshSchoolsResponse { faults, ..Default::default() }));
        }
    };
    let compared = compare(doors, &register, on, &envelope.context).await?;
    let mut answer = RefreshSchoolsResponse::default();
    if request.dry_run {
        answer.outcomes = compared.iter().map(|one| one.outcome(&one.events)).collect();
        return Ok(Response::new(answer));
    }
    carry_out(doors, compared, &envelope, &mut answer).await?;
    Ok(Response::new(answer))
}

/// One school of the trust beside the file.
#[derive(Debug)]
struct ComparedSchool {
    school_id: Uuid,
    urn: String,
    was: SchoolDescribed,
    facts: SchoolFacts,
    events: Vec<SchoolEvent>,
    /// Why the file cannot be followed.
    sentence: String,
}

impl ComparedSchool {
    fn outcome(&self, events: &[SchoolEvent]) -> RefreshOutcome {
        let described = events.iter().rev().find_map(|event| match event {
            SchoolEvent::SchoolDescribed(described) => Some(described),
            SchoolEvent::SchoolSucceeded(_)
            | SchoolEvent::JoinArranged(_)
            | SchoolEvent::SchoolJoined(_)
            | SchoolEvent::LeaveArranged(_)
            | SchoolEvent::ArrangementTakenBack(_)
            | SchoolEvent::SchoolLeft(_)
            | SchoolEvent::LeaveCorrected(_)
            | SchoolEvent::ReturnArranged(_)
            | SchoolEvent::SchoolReturned(_)
            | SchoolEvent::UniquenessStated(_) => None,
        });
        let succeeded = |event: &SchoolEvent| matches!(event, SchoolEvent::SchoolSucceeded(_));
        let outcome = match described.unwrap_or(&self.was).standing() {
            _ if !self.sentence.is_empty() => "left as it is",
            RegisterStanding::Closed => "closed",
            RegisterStanding::Missing => "missing",
            RegisterStanding::Unspecified | RegisterStanding::Open => {
                match (events.iter().any(succeeded), described) {
                    (true, _) => "new URN",
                    (false, Some(_)) => "differs",
                    (false, None) => "as recorded",
                }
            }
        };
        let is = described.unwrap_or(&self.was);
        let differences: Vec<RegisterDifference> = differences(&self.was, is);
        RefreshOutcome {
            school_id: self.school_id.to_string(),
            urn: self.urn.clone(),
            name: is.name.clone(),
            outcome: outcome.to_owned(),
            differences,
            sentence: self.sentence.clone(),
        }
    }
}

/// Every school in the trust with what the file would change, by URN.
async fn compare(
    doors: &Doors,
    register: &Register,
    on: Date,
    context: &Context,
) -> Result<Vec<ComparedSchool>, Status> {
    let known = Known::now(&doors.log, &doors.register, context.trust).await?;
    let mut compared = Vec::new();
    for school_id in known.schools() {
        let (school, _) = eventlog::load::<School>(&doors.log, context.trust, school_id).await?;
        let Some((urn, was)) = school.shown().map(|(urn, was)| (urn.to_owned(), was.clone()))
        else {
            continue;
        };
        let shown = Box::new(shown(register, &urn));
        let facts = SchoolFacts::Refreshed { shown, on };
        let (events, sentence) = match school.decide(&refreshing(), &facts, context) {
            Ok(events) => (events, String::new()),
            Err(refusal) => (Vec::new(), refusal.to_string()),
        };
        compared.push(ComparedSchool { school_id, urn, was, facts, events, sentence });
    }
    compared.sort_by(|one, other| one.urn.cmp(&other.urn));
    Ok(compared)
}

/// The command to a school to take over what the file shows. The file itself is read already.
fn refreshing() -> contract::commands::SchoolCommand {
    RefreshSchoolsRequest::default().into()
}

fn shown(register: &Register, urn: &str) -> RegisterShows {
    let mut open = BTreeSet::new();
    let (mut to_visit, mut seen) = (vec![urn], BTreeSet::new());
    while let Some(urn) = to_visit.pop() {
        if !seen.insert(urn) {
            continue;
        }
        match register.find(urn).filter(|establishment| establishment.open) {
            Some(_) => {
                open.insert(urn);
            }
            None => to_visit.extend(register.successors(urn)),
        }
    }
    let only = open.first().filter(|_| open.len() == 1).and_then(|urn| register.find(urn));
    match (only, register.find(urn)) {
        (Some(establishment), _) => RegisterShows::Open {
            details: register.details(establishment),
            ancestry: register.ancestry(&establishment.urn),
        },
        (None, Some(_)) => RegisterShows::Closed,
        (None, None) => RegisterShows::Missing,
    }
}

async fn carry_out(
    doors: &Doors,
    compared: Vec<ComparedSchool>,
    envelope: &Envelope,
    answer: &mut RefreshSchoolsResponse,
) -> Result<(), Status> {
    // Keeps the refresh's own id and fingerprint, so that another file under the same id is refused.
    let begun = TrustCommand::BeginImport;
    let begun = eventlog::execute::<Trust>(&doors.log, envelope.trust(), &begun, envelope).await?;
    for one in compared {
        if !begun.repeated && one.events.is_empty() {
            answer.outcomes.push(one.outcome(&[]));
            continue;
        }
        let told = ToldSchool {
            school_id: one.school_id,
            urn: one.urn.clone(),
            command: refreshing(),
            facts: one.facts.clone(),
        };
        let receipt = told.store(&doors.log, envelope.clone()).await?;
        if !receipt.events.is_empty() {
            answer.position = answer.position.max(receipt.position);
        }
        answer.outcomes.push(one.outcome(&receipt.events));
    }
    Ok(())
}
