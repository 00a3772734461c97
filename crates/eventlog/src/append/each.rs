//! Any batch, each command looked at by itself: the arguments of `log.append`.

use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::beside::Beside;
use super::{Append, AppendError, Appended, Outcome, json};

/// The wait for a lock ends as `$21` says, until the end of this statement. The function's first argument rests on it, so that it is
/// set before.
pub(super) const STATEMENT: &str = "select ordinal, outcome, first_position, last_position \
    from (select set_config('lock_timeout', $21::text, true) as wait) as lock cross join lateral log.append(\
    case when lock.wait is not null then $1::uuid[] end, $2::uuid[], $3::bytea[], $4::text[], $5::bigint[], $6::int[], $7::text[], \
    $8::int[], $9::int[], $10::uuid[], $11::text[], $12::text[], \
    $13::int[], $14::text[], $15::bigint[], $16::int[], $17::bytea[], $18::bytea[], $19::text[], $20::text[])";

/// The batch turned into the arrays the function takes.
pub(super) struct Columns<'a> {
    trust: Vec<Uuid>,
    command: Vec<Uuid>,
    fingerprint: Vec<&'a [u8]>,
    stream: Vec<&'a str>,
    expected: Vec<i64>,
    events: Vec<i32>,
    metadata: Vec<String>,
    event_of: Vec<i32>,
    event_number: Vec<i32>,
    event_id: Vec<Uuid>,
    event_type: Vec<&'a str>,
    event_body: Vec<&'a str>,
    beside: Beside<'a>,
    /// How long the store waits for a lock.
    lock_wait: &'static str,
}

impl<'a> Columns<'a> {
    pub(super) fn of(batch: &'a [Append], lock_wait: &'static str) -> Self {
        let events = || {
            batch
                .iter()
                .zip(1_i32..)
                .flat_map(|(item, of)| item.events.iter().map(move |e| (of, e)))
        };
        let numbers = batch.iter().flat_map(|item| (1_i32..).take(item.events.len()));
        let mut beside = Beside::default();
        batch.iter().zip(1..).for_each(|(item, ordinal)| beside.add(ordinal, item));
        Self {
            trust: batch.iter().map(|item| item.trust).collect(),
            command: batch.iter().map(|item| item.metadata.command_id).collect(),
            fingerprint: batch.iter().map(|item| item.fingerprint.as_slice()).collect(),
            stream: batch.iter().map(|item| item.stream.as_str()).collect(),
            expected: batch.iter().map(|item| item.expected.cast_signed()).collect(),
            events: batch.iter().map(|item| item.events.len() as i32).collect(),
            metadata: batch.iter().map(|item| json(&item.metadata)).collect(),
            event_of: events().map(|(of, _)| of).collect(),
            event_number: numbers.collect(),
            event_id: events().map(|(_, event)| event.event_id).collect(),
            event_type: events().map(|(_, event)| event.kind).collect(),
            event_body: events().map(|(_, event)| event.body.as_str()).collect(),
            beside,
            lock_wait,
        }
    }

    pub(super) fn parameters(&self) -> [&(dyn ToSql + Sync); 21] {
        [
            &self.trust,
            &self.command,
            &self.fingerprint,
            &self.stream,
            &self.expected,
            &self.events,
            &self.metadata,
            &self.event_of,
            &self.event_number,
            &self.event_id,
            &self.event_type,
            &self.event_body,
            &self.beside.read_of,
            &self.beside.read_stream,
            &self.beside.read_version,
            &self.beside.words_of,
            &self.beside.commitment,
            &self.beside.salt,
            &self.beside.text,
            &self.beside.class,
            &self.lock_wait,
        ]
    }
}

pub(super) fn outcome(row: &Row) -> Outcome {
    let word: &str = row.get(1);
    let place =
        |column: usize| row.get::<_, Option<i64>>(column).unwrap_or_default().unsigned_abs();
    match word {
        "accepted" => Ok(Appended { first: place(2), last: place(3), repeated: false }),
        "repeat" => Ok(Appended { first: place(2), last: place(3), repeated: true }),
        "conflict" => Err(AppendError::Conflict),
        "mismatch" => Err(AppendError::Mismatch),
        "unknown_trust" => Err(AppendError::UnknownTrust),
        other => Err(AppendError::Refused(format!("unknown outcome {other}"))),
    }
}
