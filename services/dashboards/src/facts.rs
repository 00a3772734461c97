//! Which numbers and grades did the trust hold about a school, and from when until when?

mod fold;
mod known;
mod take;
#[cfg(test)]
mod tests;

use contract::dashboards::v1::Fact;
use contract::events::AnyEvent;
use eventlog::{ApplyError, Projection, Recorded, Snapshot, Transaction, remember_days};
use tokio_postgres::Row;
use uuid::Uuid;

use fold::Fold;
use known::Known;

/// The rows of `dashboards_facts`.
#[derive(Clone, Copy, Debug)]
pub struct Facts;

#[async_trait::async_trait]
impl Projection for Facts {
    fn name(&self) -> &'static str {
        "dashboards_facts"
    }

    fn tables(&self) -> &'static str {
        include_str!("facts.sql")
    }

    fn reads(&self) -> Option<&'static [&'static str]> {
        Some(&OF_INTEREST)
    }

    async fn apply(&self, tx: &Transaction<'_>, event: &Recorded) -> Result<(), ApplyError> {
        self.apply_batch(tx, std::slice::from_ref(event)).await
    }

    /// Folds the batch in memory and writes the result, in a handful of statements for any number of events.
    async fn apply_batch(
        &self,
        tx: &Transaction<'_>,
        events: &[Recorded],
    ) -> Result<(), ApplyError> {
        let Some(first) = events.first() else { return Ok(()) };
        let told = decode(events)?;
        let mut known = Known::load(tx, first.trust, &told).await?;
        let mut fold = Fold::default();
        for (position, event) in &told {
            take::take(&mut fold, &mut known, *position, event)?;
        }
        known.write(tx, first.trust).await?;
        fold.write(tx, first.trust).await?;
        remember_days(tx, events).await
    }
}

/// Whether an event states facts. Most events are answers, and are not decoded.
fn of_interest(kind: &str) -> bool {
    OF_INTEREST.contains(&kind)
}

const OF_INTEREST: [&str; 14] = [
    "plumbline.categories.v1.CategoryDecided",
    "plumbline.categories.v1.CategoryReopened",
    "plumbline.categories.v1.FrameworkAgreed",
    "plumbline.categories.v1.RoundOpened",
    "plumbline.categories.v1.SchoolViewStated",
    "plumbline.reviews.v1.DistributionAgreed",
    "plumbline.reviews.v1.FindingRecorded",
    "plumbline.reviews.v1.ReviewRequested",
    "plumbline.schools.v1.SchoolDescribed",
    "plumbline.schools.v1.SchoolJoined",
    "plumbline.schools.v1.SchoolLeft",
    "plumbline.surveys.v1.InstrumentPublished",
    "plumbline.surveys.v1.ResultsReleased",
    "plumbline.surveys.v1.WaveScheduled",
];

fn decode(events: &[Recorded]) -> Result<Vec<(u64, AnyEvent)>, ApplyError> {
    let mut told = Vec::new();
    for event in events.iter().filter(|event| of_interest(&event.kind)) {
        told.push((event.position, event.event()?));
    }
    Ok(told)
}

/// What to list; empty text means all.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Filter<'a> {
    pub school_id: &'a str,
    pub measure_prefix: &'a str,
    pub period: &'a str,
}

const LIST: &str = "select school_id, measure, period, value, words, n, suppression, source, from_position, until_position, \
    wave_id, instrument_version, compared_since \
    from fact \
    where trust_id = $1 and from_position <= $2 and (until_position = 0 or until_position > $2) \
    and ($3 = '' or school_id = $3) and ($4 = '' or starts_with(measure, $4)) and ($5 = '' or period = $5) \
    order by school_id, measure, compared_since, period";

/// The facts that held at a position.
pub(crate) async fn list(
    snapshot: &Snapshot<'_>,
    trust: Uuid,
    position: u64,
    filter: Filter<'_>,
) -> Result<Vec<Fact>, tokio_postgres::Error> {
    let Filter { school_id, measure_prefix, period } = filter;
    let rows = snapshot
        .query(LIST, &[&trust, &position.cast_signed(), &school_id, &measure_prefix, &period])
        .await?;
    Ok(rows.iter().map(fact).collect())
}

fn fact(row: &Row) -> Fact {
    Fact {
        school_id: row.get("school_id"),
        measure: row.get("measure"),
        period: row.get("period"),
        value: row.get("value"),
        words: row.get("words"),
        n: row.get::<_, Option<i64>>("n").and_then(|n| u32::try_from(n).ok()),
        suppression: row.get("suppression"),
        source: row.get("source"),
        from_position: row.get::<_, i64>("from_position").unsigned_abs(),
        until_position: row.get::<_, i64>("until_position").unsigned_abs(),
        wave_id: row.get("wave_id"),
        instrument_version: number(row, "instrument_version"),
        compared_since: number(row, "compared_since"),
    }
}

/// A version, as it was written from a `uint32`.
fn number(row: &Row, column: &str) -> u32 {
    u32::try_from(row.get::<_, i64>(column)).unwrap_or_default()
}
