//! "As it stood": turns a position or a day into the position whose rows to read.

use std::collections::BTreeMap;

use contract::events::DecodeError;
use contract::log::v1::AsOf;
use contract::{Kind, Refusal, field};
use jiff::civil::Date;
use tonic::Status;
use uuid::Uuid;

use crate::recorded::timestamp;
use crate::{ApplyError, ReadError, Recorded, Snapshot, Transaction};

/// Which state of the record is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// All that the rows hold.
    Latest,
    /// Everything up to this position.
    Position(u64),
    /// Everything that happened until the end of this day in British time.
    EndOf(Date),
}

/// A text that is not a day.
#[derive(Debug, thiserror::Error)]
#[error("as_of_date: must be a date such as 2025-11-21")]
pub struct Malformed;

impl Refusal for Malformed {
    fn code(&self) -> (Kind, &'static str) {
        (Kind::Malformed, "AS_OF_MALFORMED")
    }
}

impl From<Malformed> for Status {
    fn from(malformed: Malformed) -> Self {
        malformed.to_status()
    }
}

impl Moment {
    /// The end of an ISO 8601 day, written with its hyphens and nothing behind it.
    pub fn end_of(text: &str) -> Result<Self, Malformed> {
        field::day(text).map(Self::EndOf).ok_or(Malformed)
    }

    /// Returns the position that is meant, and when its event was recorded. It is never past what the rows hold. A day
    /// needs the table `day` beside the rows, kept by [`remember_days`].
    pub async fn resolve(self, snapshot: &Snapshot<'_>, trust: Uuid) -> Result<AsOf, ReadError> {
        let position = match self {
            Self::Latest => snapshot.as_of.position,
            Self::Position(position) => position.min(snapshot.as_of.position),
            Self::EndOf(day) => last_position(snapshot, trust, day).await?,
        };
        if position == 0 {
            return Ok(AsOf::default());
        }
        let row = snapshot.query_one(RECORDED_AT, &[&trust, &position.cast_signed()]).await?;
        let time = row.get::<_, Option<_>>(0).map(|time| timestamp(time).to_string());
        Ok(AsOf { position, time: time.unwrap_or_default() })
    }
}

const RECORDED_AT: &str = "select log.recorded_at($1, $2)";

const LAST_POSITION: &str =
    "select coalesce(max(position), 0) from day where trust_id = $1 and on_day <= $2::text::date";

async fn last_position(
    snapshot: &Snapshot<'_>,
    trust: Uuid,
    day: Date,
) -> Result<u64, tokio_postgres::Error> {
    let row = snapshot.query_one(LAST_POSITION, &[&trust, &day.to_string()]).await?;
    Ok(row.get::<_, i64>(0).unsigned_abs())
}

const REMEMBER: &str = "insert into day (trust_id, on_day, position) \
    select $1, d.on_day::date, d.position from unnest($2::text[], $3::bigint[]) as d(on_day, position) \
    on conflict (trust_id, on_day) do update set position = excluded.position \
    where day.position < excluded.position";

/// Returns the last position of each day, British time, in a run of events.
fn days(events: &[Recorded]) -> Result<BTreeMap<Date, i64>, DecodeError> {
    let mut days = BTreeMap::new();
    // Events of one command have one time, in the same words.
    for events in events.chunk_by(|one, next| one.metadata == next.metadata) {
        let Some(event) = events.last() else { continue };
        let day = contract::british_day(event.at()?);
        days.insert(day, event.position.cast_signed());
    }
    Ok(days)
}

/// Notes the last position of each day in a projection's table
/// `day (trust_id uuid, on_day date, position bigint, primary key (trust_id, on_day))`.
pub async fn remember_days(tx: &Transaction<'_>, events: &[Recorded]) -> Result<(), ApplyError> {
    let Some(first) = events.first() else { return Ok(()) };
    let (days, positions): (Vec<String>, Vec<i64>) =
        days(events)?.into_iter().map(|(day, position)| (day.to_string(), position)).unzip();
    tx.execute(REMEMBER, &[&first.trust, &days, &positions]).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
