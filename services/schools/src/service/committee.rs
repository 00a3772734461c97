//! Setting up governance committees and fixing their meetings.

use contract::field;
use contract::schools::v1::{
    FormCommitteeRequest, FormCommitteeResponse, ScheduleMeetingRequest, ScheduleMeetingResponse,
};
use tonic::{Request, Response};
use uuid::Uuid;

use super::{Doors, Reply};
use crate::committee::{Committee, CommitteeCommand};

/// Sets up a school's committee. Its id comes from the school's, so that a school has one.
pub async fn form(
    doors: &Doors,
    request: Request<FormCommitteeRequest>,
) -> Reply<FormCommitteeResponse> {
    let envelope = doors.door.command(&request, &request.get_ref().command_id).await?;
    let request = request.into_inner();
    let school_id = field::uuid("school_id", &request.school_id)?;
    let name = field::optional_text("name", &request.name, 200)?;
    let school = doors.standing(envelope.trust, school_id).await?;
    let committee_id = Uuid::new_v5(&school_id, b"committee");
    let command = CommitteeCommand::Form { committee_id, school_id, name, school };
    let receipt =
        eventlog::execute::<Committee>(&doors.log, committee_id, &command, &envelope).await?;
    let (position, committee_id) = (receipt.position, committee_id.to_string());
    Ok(Response::new(FormCommitteeResponse { position, committee_id }))
}

/// Fixes a meeting.
pub async fn schedule(
    doors: &Doors,
    request: Request<ScheduleMeetingRequest>,
) -> Reply<ScheduleMeetingResponse> {
    let envelope = doors.door.command(&request, &request.get_ref().command_id).await?;
    let request = request.into_inner();
    let committee = field::uuid("committee_id", &request.committee_id)?;
    let term = field::term("term", &request.term)?;
    let on = field::date("on", &request.on)?;
    let meeting_id = envelope.context.new_id("meeting");
    let command = CommitteeCommand::Schedule { meeting_id, term, on };
    let receipt =
        eventlog::execute::<Committee>(&doors.log, committee, &command, &envelope).await?;
    let (position, meeting_id) = (receipt.position, meeting_id.to_string());
    Ok(Response::new(ScheduleMeetingResponse { position, meeting_id }))
}
