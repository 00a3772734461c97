//! Founding a trust.

use contract::schools::v1::{FoundTrustRequest, FoundTrustResponse};
use tonic::{Request, Response};

use super::{Doors, Reply};
use crate::trust::{Trust, TrustCommand};

/// The caller's trust is the one that is founded.
pub async fn found(
    doors: &Doors,
    request: Request<FoundTrustRequest>,
) -> Reply<FoundTrustResponse> {
    let (envelope, request) = doors.door.command(request).await?;
    let name = request.name;
    let trust_id = envelope.trust();
    let command = TrustCommand::Found { trust_id, name };
    let receipt = eventlog::execute::<Trust>(&doors.log, trust_id, &command, &envelope).await?;
    let (position, trust_id) = (receipt.position, trust_id.to_string());
    Ok(Response::new(FoundTrustResponse { position, trust_id }))
}
