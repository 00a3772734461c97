//! What a person did, and what the record says of a person: for whoever answers a request to see it all.

use contract::trail::v1::{Act, ListActsRequest, ListActsResponse};
use contract::{Refusal as _, field};
use eventlog::ReadError;
use host::Reading;
use tonic::Status;
use uuid::Uuid;

use crate::history::line;
use crate::service::{Doors, LARGEST_POSITION, Malformed, page_size, shown_body};

const LONGEST_WHY: usize = 200;

/// The lines of a person's own acts, and those that name the person, newest first.
const LINES: &str = "select l.position, l.at, l.recorded_at, l.actor_id, l.actor_role, l.sentence, \
    l.school_id, l.area_id, l.type, l.stream \
    from line l \
    where l.trust_id = $1 and ($2::bigint = 0 or l.position < $2) \
    and (l.actor_id = $3 or strpos(l.sentence, $4) > 0 or l.stream = $5) \
    order by l.position desc limit $6";

/// A page of acts.
pub(crate) async fn list(
    doors: &Doors,
    reading: &Reading,
    request: &ListActsRequest,
) -> Result<ListActsResponse, Status> {
    let trust = reading.caller.trust;
    let person = field::uuid("person_id", &request.person_id)?;
    field::text("why", &request.why, LONGEST_WHY)?;
    let size = page_size(request.page_size)?;
    if request.before_position > LARGEST_POSITION {
        return Err(Malformed::BeforePosition.to_status());
    }
    let (before, limit) = (request.before_position.cast_signed(), i64::from(size) + 1);
    let (named, stream) = (format!("{{person:{person}}}"), format!("person-{person}"));
    let (as_of, rows) = {
        let mut reader = doors.history.reader(trust, request.at_least).await?;
        let snapshot = reader.snapshot().await?;
        let found =
            snapshot.query(LINES, &[&trust, &before, &person, &named, &stream, &limit]).await;
        (snapshot.as_of.clone(), found.map_err(ReadError::from)?)
    };
    let page = &rows[..rows.len().min(size as usize)];
    let mut acts = Vec::with_capacity(page.len());
    for row in page {
        let line = line(row);
        let body = body(doors, trust, line.position).await?;
        acts.push(Act { line: Some(line), body });
    }
    let more = rows.len() > page.len();
    let last = acts.last().and_then(|act: &Act| act.line.as_ref());
    let next_before = last.filter(|_| more).map_or(0, |line| line.position);
    Ok(ListActsResponse { as_of: Some(as_of), acts, next_before })
}

async fn body(doors: &Doors, trust: Uuid, position: u64) -> Result<String, Status> {
    let event = doors.log.read(trust, position - 1, 1).await?.pop();
    Ok(event.map(shown_body).unwrap_or_default())
}
