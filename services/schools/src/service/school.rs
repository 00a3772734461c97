//! A school joining, taking a new URN, leaving, and saying what makes it unlike the others.

use contract::schools::v1::{
    JoinSchoolRequest, JoinSchoolResponse, LeaveTrustRequest, LeaveTrustResponse, SchoolDetails,
    StateUniquenessRequest, StateUniquenessResponse, SucceedSchoolRequest, SucceedSchoolResponse,
    UrnPeriod,
};
use contract::{field, invalid};
use tonic::{Request, Response, Status};

use super::{Doors, Reply};
use crate::known::Known;
use crate::school::{School, SchoolCommand};
use crate::urn::school_id;

/// Takes a school in by hand.
pub async fn join(doors: &Doors, request: Request<JoinSchoolRequest>) -> Reply<JoinSchoolResponse> {
    let (envelope, request) = doors.door.command(request).await?;
    let details = request.into_inner().school.ok_or_else(|| invalid("school", "must be given"))?;
    let details = read(&details)?;
    let known = Known::now(&doors.log, &doors.register, envelope.trust()).await?;
    let urns = details.earlier_urns.iter().map(|past| &past.urn).chain([&details.urn]);
    let holder = urns.rev().find_map(|urn| known.school(urn));
    let school_id = holder.unwrap_or_else(|| school_id(envelope.trust(), &details.urn));
    let command = SchoolCommand::Join { school_id, details };
    let receipt = eventlog::execute::<School>(&doors.log, school_id, &command, &envelope).await?;
    let (position, school_id) = (receipt.position, school_id.to_string());
    Ok(Response::new(JoinSchoolResponse { position, school_id }))
}

/// The details with every field read; URNs are the aggregate's to judge.
fn read(given: &SchoolDetails) -> Result<SchoolDetails, Status> {
    let text = |name, value| field::optional_text(name, value, 200);
    let digits = given.laestab.bytes().all(|byte| byte.is_ascii_digit());
    if !given.laestab.is_empty() && (given.laestab.len() != 7 || !digits) {
        return Err(invalid("school.laestab", "must be seven digits"));
    }
    let earlier_urns = given.earlier_urns.iter().map(urn_period).collect::<Result<_, _>>()?;
    Ok(SchoolDetails {
        urn: text("school.urn", &given.urn)?,
        name: field::text("school.name", &given.name, 200)?,
        laestab: given.laestab.clone(),
        phase: text("school.phase", &given.phase)?,
        r#type: text("school.type", &given.r#type)?,
        religious_character: text("school.religious_character", &given.religious_character)?,
        town: text("school.town", &given.town)?,
        postcode: text("school.postcode", &given.postcode)?,
        pupils: given.pupils,
        capacity: given.capacity,
        joined_on: field::date("school.joined_on", &given.joined_on)?.to_string(),
        earlier_urns,
    })
}

fn urn_period(given: &UrnPeriod) -> Result<UrnPeriod, Status> {
    let from = field::optional_date("school.earlier_urns.from", &given.from)?;
    let until = field::optional_date("school.earlier_urns.until", &given.until)?;
    if from.zip(until).is_some_and(|(from, until)| until < from) {
        return Err(invalid("school.earlier_urns.until", "must not be before from"));
    }
    Ok(UrnPeriod {
        urn: field::optional_text("school.earlier_urns.urn", &given.urn, 200)?,
        from: from.map(|day| day.to_string()).unwrap_or_default(),
        until: until.map(|day| day.to_string()).unwrap_or_default(),
    })
}

/// Records a new URN by hand.
pub async fn succeed(
    doors: &Doors,
    request: Request<SucceedSchoolRequest>,
) -> Reply<SucceedSchoolResponse> {
    let (envelope, request) = doors.door.command(request).await?;
    let school = field::uuid("school_id", &request.school_id)?;
    let new_urn = field::optional_text("new_urn", &request.new_urn, 200)?;
    let on = field::date("on", &request.on)?;
    let known = Known::now(&doors.log, &doors.register, envelope.trust()).await?;
    let held_by_another = known.school(&new_urn).is_some_and(|holder| holder != school);
    let command = SchoolCommand::Succeed { new_urn, on, held_by_another };
    let receipt = eventlog::execute::<School>(&doors.log, school, &command, &envelope).await?;
    Ok(Response::new(SucceedSchoolResponse { position: receipt.position }))
}

/// Records that a school left.
pub async fn leave(
    doors: &Doors,
    request: Request<LeaveTrustRequest>,
) -> Reply<LeaveTrustResponse> {
    let (envelope, request) = doors.door.command(request).await?;
    let school = field::uuid("school_id", &request.school_id)?;
    let on = field::date("on", &request.on)?;
    let reason = field::optional_text("reason", &request.reason, 500)?;
    let command = SchoolCommand::Leave { on, reason };
    let receipt = eventlog::execute::<School>(&doors.log, school, &command, &envelope).await?;
    Ok(Response::new(LeaveTrustResponse { position: receipt.position }))
}

/// Records what a school says of itself.
pub async fn state_uniqueness(
    doors: &Doors,
    request: Request<StateUniquenessRequest>,
) -> Reply<StateUniquenessResponse> {
    let (envelope, request) = doors.door.command(request).await?;
    let school = field::uuid("school_id", &request.school_id)?;
    let statement = field::optional_text("statement", &request.statement, 4_000)?;
    let command = SchoolCommand::StateUniqueness { statement };
    let receipt = eventlog::execute::<School>(&doors.log, school, &command, &envelope).await?;
    Ok(Response::new(StateUniquenessResponse { position: receipt.position }))
}
