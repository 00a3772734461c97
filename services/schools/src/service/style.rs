//! The trust's mark and colour: the image is read and kept before its event, and given out to everyone in the trust.

use contract::Refusal as _;
use contract::commands::Answered as _;
use contract::schools::v1::{
    GetTrustStyleRequest, GetTrustStyleResponse, SetTrustMarkRequest, SetTrustMarkResponse,
    TrustMark,
};
use eventlog::Decider as _;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::{Doors, Reply};
use crate::directory;
use crate::kept_marks;
use crate::trust::{Trust, TrustCommand};
use crate::trust_mark;

/// Sets the mark. What the trust refuses is not kept.
pub async fn set_mark(
    doors: &Doors,
    request: Request<SetTrustMarkRequest>,
) -> Reply<SetTrustMarkResponse> {
    let (envelope, asked) = doors.door.command(request).await?;
    let trust_id = envelope.trust();
    // A repeat gets the first answer, though the mark may be another by now.
    if let Some(earlier) = doors.log.earlier_act::<Trust>(&envelope).await? {
        return Ok(Response::new(SetTrustMarkResponse { position: earlier.position }));
    }
    let (trust, _) = eventlog::load::<Trust>(&doors.log, trust_id, trust_id).await?;
    let command = TrustCommand::Asked(asked.clone().into());
    trust.decide(&command, &(), &envelope.context).map_err(|refusal| refusal.to_status())?;
    let read = trust_mark::read(&asked.file).map_err(|refusal| refusal.to_status())?;
    kept_marks::keep(&doors.log, trust_id, &read).await?;
    let (told, _) = doors.door.tell_admitted::<Trust, _>(&envelope, asked, doors).await?;
    Ok(Response::new(SetTrustMarkRequest::answer(&told)))
}

/// The mark and the colour as they stand.
pub async fn get(
    doors: &Doors,
    request: Request<GetTrustStyleRequest>,
) -> Reply<GetTrustStyleResponse> {
    let trust = doors.door.caller(&request).await?.trust;
    let asked = request.into_inner();
    let mut answer = {
        // The rows are given back before the image is asked for.
        let mut reader = doors.register.reader(trust, asked.at_least).await?;
        let rows = reader.snapshot().await?;
        let style = directory::style(&rows, trust).await?.unwrap_or_default();
        GetTrustStyleResponse {
            as_of: Some(rows.as_of.clone()),
            mark: style.mark,
            colour: style.colour,
            png: Vec::new(),
        }
    };
    if let Some(mark) = answer.mark.as_ref().filter(|_| asked.with_image) {
        answer.png = image(doors, trust, mark).await?;
    }
    Ok(Response::new(answer))
}

async fn image(doors: &Doors, trust: Uuid, mark: &TrustMark) -> Result<Vec<u8>, Status> {
    kept_marks::find(&doors.log, trust, &mark.sha256).await?.ok_or_else(|| {
        tracing::error!(%trust, sha256 = mark.sha256, "the mark of a trust is not kept");
        Status::data_loss("The image of the trust's mark is missing from the store.")
    })
}
