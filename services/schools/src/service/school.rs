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
    let details = request.school.unwrap_or_default();
    consistent(&details)?;
    let known = Known::now(&doors.log, &doors.register, envelope.trust()).await?;
    let urns = details.earlier_urns.iter().map(|past| &past.urn).chain([&details.urn]);
    let holder = urns.rev().find_map(|urn| known.school(urn));
    let school_id = holder.unwrap_or_else(|| school_id(envelope.trust(), &details.urn));
    let command = SchoolCommand::Join { school_id, details };
    let receipt = eventlog::execute::<School>(&doors.log, school_id, &command, &envelope).await?;
    let (position, school_id) = (receipt.position, school_id.to_string());
    Ok(Response::new(JoinSchoolResponse { position, school_id }))
}

/// What the rules of the fields cannot say. URNs are the aggregate's to judge.
fn consistent(given: &SchoolDetails) -> Result<(), Status> {
    let digits = given.laestab.bytes().all(|byte| byte.is_ascii_digit());
    if !given.laestab.is_empty() && (given.laestab.len() != 7 || !digits) {
        return Err(invalid("school.laestab", "must be seven digits"));
    }
    let backwards = |past: &UrnPeriod| !past.until.is_empty() && past.until < past.from;
    if given.earlier_urns.iter().any(backwards) {
        return Err(invalid("school.earlier_urns.until", "must not be before from"));
    }
    Ok(())
}

/// Records a new URN by hand.
pub async fn succeed(
    doors: &Doors,
    request: Request<SucceedSchoolRequest>,
) -> Reply<SucceedSchoolResponse> {
    let (envelope, request) = doors.door.command(request).await?;
    let school = field::uuid("school_id", &request.school_id)?;
    let new_urn = request.new_urn;
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
    let command = SchoolCommand::Leave { on, reason: envelope.context.words(&request.reason) };
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
    let command =
        SchoolCommand::StateUniqueness { statement: envelope.context.words(&request.statement) };
    let receipt = eventlog::execute::<School>(&doors.log, school, &command, &envelope).await?;
    Ok(Response::new(StateUniquenessResponse { position: receipt.position }))
}
