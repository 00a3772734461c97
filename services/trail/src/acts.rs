//! What a person did, and what the record says of a person: for a request to see it all.

use std::collections::HashMap;

use contract::field;
use contract::trail::v1::{Act, ListActsRequest, ListActsResponse};
use door::{LONGEST_WHY, Reading};
use eventlog::ReadError;
use tonic::Status;

use crate::history::{line, words_of};
use crate::service::{Doors, before, page_size};
use crate::told;

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
    let (before, limit) = (before(request.before_position)?, i64::from(size) + 1);
    let (named, stream) = (format!("{{person:{person}}}"), format!("person-{person}"));
    let (as_of, more, mut lines) = {
        let mut reader = doors.history.reader(trust, request.at_least).await?;
        let snapshot = reader.snapshot().await?;
        let found =
            snapshot.query(LINES, &[&trust, &before, &person, &named, &stream, &limit]).await;
        let rows = found.map_err(ReadError::from)?;
        let mut lines: Vec<_> = rows.iter().take(size as usize).map(line).collect();
        words_of(&snapshot, trust, &mut lines).await.map_err(ReadError::from)?;
        doors.say_what_opens(reading, &snapshot, &mut lines).await?;
        (snapshot.as_of.clone(), rows.len() > lines.len(), lines)
    };
    told::fill(&doors.log, &reading.caller, &mut lines).await?;
    let next_before = lines.last().filter(|_| more).map_or(0, |line| line.position);
    let positions: Vec<u64> = lines.iter().map(|line| line.position).collect();
    let events = doors.log.at(trust, &positions).await?.into_iter();
    let mut bodies: HashMap<u64, String> =
        events.map(|event| (event.position, event.body)).collect();
    let acts = lines.into_iter().map(|line| {
        let body = bodies.remove(&line.position).unwrap_or_default();
        Act { line: Some(line), body }
    });
    Ok(ListActsResponse { as_of: Some(as_of), acts: acts.collect(), next_before })
}
