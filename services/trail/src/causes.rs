//! Because of what an event happened, and what it led to, as far as the reader may open those events.

use contract::log::v1::AsOf;
use contract::trail::v1::{HistoryLine, LinkedEvents};
use door::Reading;
use eventlog::{ReadError, Recorded};
use tonic::Status;

use crate::history::{line, words_of};
use crate::service::Doors;
use crate::told;

/// What stands before and after an event.
#[derive(Debug)]
pub(crate) struct Causes {
    pub because_of: LinkedEvents,
    pub led_to: LinkedEvents,
    pub as_of: AsOf,
}

/// Events that are looked at; of more it is only said that there are.
const MOST: u32 = 50;

const BECAUSE_OF: &str = "select l.position, l.at, l.recorded_at, l.actor_id, l.actor_role, l.sentence, \
    l.school_id, l.area_id, l.type, l.stream \
    from line l where l.trust_id = $1 and l.position = $2::bigint";

const LED_TO: &str = "select l.position, l.at, l.recorded_at, l.actor_id, l.actor_role, l.sentence, \
    l.school_id, l.area_id, l.type, l.stream \
    from line_cause c join line l on l.trust_id = c.trust_id and l.position = c.position \
    where c.trust_id = $1 and c.cause = $2 order by c.position limit $3";

/// The events around one that the reader was found to open.
pub(crate) async fn of(
    doors: &Doors,
    reading: &Reading,
    event: &Recorded,
) -> Result<Causes, Status> {
    let trust = reading.caller.trust;
    // Metadata that cannot be read names no cause; the event is shown as it is stored all the same.
    let cause = match event.metadata().ok().and_then(|metadata| metadata.causation) {
        Some(cause) => doors.log.position_of(trust, cause).await?,
        None => None,
    };
    let cause = cause.map(u64::cast_signed);
    let limit = i64::from(MOST) + 1;
    let mut reader = doors.history.reader(trust, event.position).await?;
    let snapshot = reader.snapshot().await?;
    let before = snapshot.query(BECAUSE_OF, &[&trust, &cause]).await.map_err(ReadError::from)?;
    let after = snapshot.query(LED_TO, &[&trust, &event.event_id, &limit]).await;
    let after = after.map_err(ReadError::from)?;
    let more = after.len() > MOST as usize;
    let mut because_of: Vec<HistoryLine> = before.iter().map(line).collect();
    let mut led_to: Vec<HistoryLine> = after.iter().take(MOST as usize).map(line).collect();
    for lines in [&mut because_of, &mut led_to] {
        words_of(&snapshot, trust, lines).await.map_err(ReadError::from)?;
        doors.say_what_opens(reading, &snapshot, lines).await?;
    }
    let as_of = snapshot.as_of.clone();
    drop(snapshot);
    drop(reader);
    let because_of = linked(doors, reading, because_of).await?;
    let led_to = LinkedEvents { more, ..linked(doors, reading, led_to).await? };
    Ok(Causes { because_of, led_to, as_of })
}

/// The lines whose events open for the reader, with the words that the reader is shown.
async fn linked(
    doors: &Doors,
    reading: &Reading,
    all: Vec<HistoryLine>,
) -> Result<LinkedEvents, Status> {
    let known = all.len();
    let mut lines: Vec<HistoryLine> = all.into_iter().filter(|line| line.opens).collect();
    let withheld = lines.len() < known;
    told::fill(&doors.log, &reading.caller, &mut lines).await?;
    Ok(LinkedEvents { lines, withheld, more: false })
}
