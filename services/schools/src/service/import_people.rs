//! Making the people of a file known, with their roles: all of them in one act, or none.

mod listed;
mod plan;

use contract::commands::PersonCommand;
use contract::schools::v1::{ImportPeopleRequest, ImportPeopleResponse, RegisterFault};
use eventlog::{ActPart, AppendError, Envelope};
use tonic::{Request, Response, Status};

use super::{Doors, Reply};
use crate::identity::{self, Kept};
use crate::people_file;
use crate::person::Person;
use listed::Listing;
use plan::PeoplePlan;

/// Reads the file and does what it asks for, or says what would happen.
pub async fn import(
    doors: &Doors,
    request: Request<ImportPeopleRequest>,
) -> Reply<ImportPeopleResponse> {
    let (envelope, request) = doors.door.command(request).await?;
    doors.founded(envelope.trust()).await?;
    let lines = match people_file::read(&request.people) {
        Ok(lines) => lines,
        Err(faults) => return faulty(faults),
    };
    let plan = match plan::make(doors, lines, &envelope).await? {
        Ok(plan) => plan,
        Err(faults) => return faulty(faults),
    };
    let position = if request.dry_run { 0 } else { carry_out(doors, &plan, &envelope).await? };
    let lines = plan.told();
    Ok(Response::new(ImportPeopleResponse { position, lines, ..Default::default() }))
}

fn faulty(faults: Vec<RegisterFault>) -> Reply<ImportPeopleResponse> {
    Ok(Response::new(ImportPeopleResponse { faults, ..Default::default() }))
}

/// Keeps the names, then tells everybody in one append. When that is refused, the names kept for it go again.
async fn carry_out(doors: &Doors, plan: &PeoplePlan, envelope: &Envelope) -> Result<u64, Status> {
    let trust = envelope.trust();
    let mut kept = Vec::new();
    for (person, identity) in plan.newcomers() {
        match identity::keep(&doors.log, trust, person, identity).await? {
            Kept::Now => kept.push(person),
            Kept::Before => {}
            Kept::Differs | Kept::EmailTaken => {
                forget(doors, envelope, &kept).await?;
                return Err(AppendError::Mismatch.into());
            }
        }
    }
    let parts: Vec<ActPart<PersonCommand>> = plan.parts();
    let told = doors.log.execute_each::<Person>(&parts, envelope, &Listing { doors }).await;
    let status = match told {
        // Another file came under this id.
        Ok(receipt) if receipt.repeated && plan.leads_to_something() => {
            AppendError::Mismatch.into()
        }
        Ok(receipt) => return Ok(receipt.position),
        Err(error) => Status::from(error),
    };
    if status.code() != tonic::Code::Unavailable {
        forget(doors, envelope, &kept).await?;
    }
    Err(status)
}

async fn forget(doors: &Doors, envelope: &Envelope, kept: &[uuid::Uuid]) -> Result<(), Status> {
    for person in kept {
        identity::forget(&doors.log, envelope.trust(), *person).await?;
    }
    Ok(())
}
