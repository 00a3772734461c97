//! Forming hubs and moving schools in and out of them.

use contract::field;
use contract::schools::v1::{
    EnterHubRequest, EnterHubResponse, FormHubRequest, FormHubResponse, WithdrawFromHubRequest,
    WithdrawFromHubResponse,
};
use tonic::{Request, Response};
use uuid::Uuid;

use super::{Doors, Reply};
use crate::hub::{Hub, HubCommand};
use crate::known::Known;

/// Forms a hub. Its id comes from its name, so that a trust has one hub of a name.
pub async fn form(doors: &Doors, request: Request<FormHubRequest>) -> Reply<FormHubResponse> {
    let envelope = doors.door.command(&request, &request.get_ref().command_id).await?;
    let name = field::optional_text("name", &request.get_ref().name, 200)?;
    let key = format!("hub/{}", name.to_lowercase());
    let hub_id = Uuid::new_v5(&envelope.trust, key.as_bytes());
    let command = HubCommand::Form { hub_id, name };
    let receipt = eventlog::execute::<Hub>(&doors.log, hub_id, &command, &envelope).await?;
    let (position, hub_id) = (receipt.position, hub_id.to_string());
    Ok(Response::new(FormHubResponse { position, hub_id }))
}

/// Puts a school into a hub.
pub async fn enter(doors: &Doors, request: Request<EnterHubRequest>) -> Reply<EnterHubResponse> {
    let envelope = doors.door.command(&request, &request.get_ref().command_id).await?;
    let request = request.into_inner();
    let hub = field::uuid("hub_id", &request.hub_id)?;
    let school_id = field::uuid("school_id", &request.school_id)?;
    let from = field::date("from", &request.from)?;
    let school = doors.standing(envelope.trust, school_id).await?;
    let known = Known::now(&doors.log, &doors.register, envelope.trust).await?;
    let in_another_hub = known.in_another_hub(school_id, hub);
    let command = HubCommand::Enter { school_id, from, school, in_another_hub };
    let receipt = eventlog::execute::<Hub>(&doors.log, hub, &command, &envelope).await?;
    Ok(Response::new(EnterHubResponse { position: receipt.position }))
}

/// Takes a school out of a hub.
pub async fn withdraw(
    doors: &Doors,
    request: Request<WithdrawFromHubRequest>,
) -> Reply<WithdrawFromHubResponse> {
    let envelope = doors.door.command(&request, &request.get_ref().command_id).await?;
    let request = request.into_inner();
    let hub = field::uuid("hub_id", &request.hub_id)?;
    let school_id = field::uuid("school_id", &request.school_id)?;
    let on = field::date("on", &request.on)?;
    let command = HubCommand::Withdraw { school_id, on };
    let receipt = eventlog::execute::<Hub>(&doors.log, hub, &command, &envelope).await?;
    Ok(Response::new(WithdrawFromHubResponse { position: receipt.position }))
}
