//! Which days are due, by day: what events fixed and nothing settled yet.

use std::sync::LazyLock;

use eventlog::{ApplyError, Projection, ReadError, ReadModel, Recorded, Transaction};
use jiff::ToSpan as _;
use jiff::civil::Date;
use tonic::Status;
use uuid::Uuid;

use super::acts::ACTS;

/// The rows of `schools_due`.
#[derive(Clone, Copy, Debug)]
pub struct DueDays;

impl DueDays {
    /// The name of the projection and of its schema.
    pub const NAME: &'static str = "schools_due";
}

/// What an event does to the due day of a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueStep {
    thing: String,
    change: DueChange,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DueChange {
    /// The day counts now, or once the thing has begun.
    On { day: Date, counts: bool },
    /// The day that is fixed counts, now or again.
    CountsAgain,
    /// Nothing is due any more, until another day is fixed, or for good.
    Over { for_good: bool },
    /// Nothing is due any more, if its day is this one or later.
    OverFrom { day: Date },
    /// Nothing is due any more of all that lies within the thing.
    OverWithin,
}

impl DueStep {
    /// Fixes a day, so many days after an ISO 8601 day. Nothing where the text is no day.
    pub fn due(thing: &str, day: &str, days_after: i32) -> Option<Self> {
        let day = day.parse::<Date>().ok()?.checked_add(days_after.days()).ok()?;
        Some(Self { thing: thing.to_owned(), change: DueChange::On { day, counts: true } })
    }

    /// The day counts only once the thing has begun.
    pub fn once_begun(mut self) -> Self {
        if let DueChange::On { counts, .. } = &mut self.change {
            *counts = false;
        }
        self
    }

    /// The day that was fixed counts, because the thing has begun, or because what had settled it was taken back.
    pub fn counts_again(thing: &str) -> Self {
        Self { thing: thing.to_owned(), change: DueChange::CountsAgain }
    }

    /// What was due has happened, or was taken back.
    pub fn over(thing: &str) -> Self {
        Self { thing: thing.to_owned(), change: DueChange::Over { for_good: false } }
    }

    /// The day that was fixed does not come, if it is this one or later. Nothing where the text is no day.
    pub fn over_from(thing: &str, day: &str) -> Option<Self> {
        let day = day.parse().ok()?;
        Some(Self { thing: thing.to_owned(), change: DueChange::OverFrom { day } })
    }

    /// Nothing is due any more of what lies within a thing: of all whose name begins with its name and a slash.
    pub fn over_within(thing: &str) -> Self {
        Self { thing: format!("{thing}/"), change: DueChange::OverWithin }
    }

    /// A day that is fixed later is not due either.
    pub fn for_good(mut self) -> Self {
        self.change = DueChange::Over { for_good: true };
        self
    }
}

/// A thing whose day has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueThing {
    /// What kind of due day it is.
    pub kind: String,
    /// Id of the thing within its kind.
    pub thing: String,
    /// Its day.
    pub on: Date,
    /// The event that fixed the day, or by which it counts.
    pub cause: Uuid,
    /// That event's position.
    pub position: u64,
}

impl DueThing {
    /// The id of the command of the day: every clock sends the same one, however often. What led to nothing is asked anew on
    /// another day, and after another event.
    pub fn command_id(&self, trust: Uuid, today: Date) -> Uuid {
        let Self { kind, thing, on, cause, .. } = self;
        Uuid::new_v5(&trust, format!("due/{kind}/{thing}/{on}/{cause}/{today}").as_bytes())
    }
}

const TABLES: &str = "
create table due (
    trust_id uuid    not null,
    kind     text    not null,
    thing    text    not null,
    on_day   date,
    -- Its day counts: it has begun and is not over.
    counts   boolean not null,
    for_good boolean not null default false,
    cause    uuid    not null,
    position bigint  not null,
    primary key (trust_id, kind, thing)
);
create index due_on_day on due (on_day) where counts;
-- The clock asks once for all trusts in which of them something is due.
create policy the_clock_asks_where_something_is_due on due for select using (true);
";

const ON: &str = "insert into due (trust_id, kind, thing, on_day, counts, cause, position) \
    values ($1, $2, $3, $4::text::date, $5, $6, $7) on conflict (trust_id, kind, thing) do update \
    set on_day = excluded.on_day, counts = excluded.counts and not due.for_good, \
    cause = excluded.cause, position = excluded.position";
const COUNTS_AGAIN: &str = "update due set counts = not for_good, cause = $4, position = $5 \
    where trust_id = $1 and kind = $2 and thing = $3 and on_day is not null";
const OVER: &str = "insert into due (trust_id, kind, thing, counts, for_good, cause, position) \
    values ($1, $2, $3, false, $4, $5, $6) on conflict (trust_id, kind, thing) do update \
    set counts = false, for_good = due.for_good or excluded.for_good";

const OVER_FROM: &str = "update due set counts = false \
    where trust_id = $1 and kind = $2 and thing = $3 and on_day >= $4::text::date";
const OVER_WITHIN: &str = "update due set counts = false, for_good = true \
    where trust_id = $1 and kind = $2 and starts_with(thing, $3)";

/// Full names of the events that fix or settle a due day.
static READS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| ACTS.iter().flat_map(|act| act.reads()).copied().collect());

#[async_trait::async_trait]
impl Projection for DueDays {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn tables(&self) -> &'static str {
        TABLES
    }

    fn reads(&self) -> Option<&'static [&'static str]> {
        Some(READS.as_slice())
    }

    async fn apply(&self, tx: &Transaction<'_>, event: &Recorded) -> Result<(), ApplyError> {
        if !READS.contains(&event.kind.as_str()) {
            return Ok(());
        }
        let said = event.event()?;
        let (trust, cause, position) = (event.trust, event.event_id, event.position.cast_signed());
        let told = contract::british_day(event.at()?);
        for act in ACTS {
            let Some(DueStep { thing, change }) = act.take(&said, told) else { continue };
            let kind = act.kind();
            match change {
                DueChange::On { day, counts } => {
                    let day = day.to_string();
                    tx.execute(ON, &[&trust, &kind, &thing, &day, &counts, &cause, &position])
                        .await?
                }
                DueChange::CountsAgain => {
                    tx.execute(COUNTS_AGAIN, &[&trust, &kind, &thing, &cause, &position]).await?
                }
                DueChange::OverFrom { day } => {
                    tx.execute(OVER_FROM, &[&trust, &kind, &thing, &day.to_string()]).await?
                }
                DueChange::OverWithin => tx.execute(OVER_WITHIN, &[&trust, &kind, &thing]).await?,
                DueChange::Over { for_good } => {
                    tx.execute(OVER, &[&trust, &kind, &thing, &for_good, &cause, &position]).await?
                }
            };
        }
        Ok(())
    }
}

/// The trusts in which something is due by a day.
pub(super) async fn trusts(due: &ReadModel, today: Date) -> Result<Vec<Uuid>, Status> {
    const TRUSTS: &str = "select distinct trust_id from due where counts \
        and on_day <= $1::text::date order by trust_id";
    let mut reader = due.reader(Uuid::nil(), 0).await?;
    let rows = reader.snapshot().await?;
    let found = rows.query(TRUSTS, &[&today.to_string()]).await.map_err(ReadError::from)?;
    Ok(found.iter().map(|row| row.get(0)).collect())
}

/// What is due in a trust by a day, the longest due first.
pub(super) async fn due(
    due: &ReadModel,
    trust: Uuid,
    today: Date,
    at_least: u64,
) -> Result<Vec<DueThing>, Status> {
    const DUE: &str = "select kind, thing, on_day::text, cause, position from due \
        where trust_id = $1 and counts and on_day <= $2::text::date order by on_day, kind, thing";
    let mut reader = due.reader(trust, at_least).await?;
    let rows = reader.snapshot().await?;
    let found = rows.query(DUE, &[&trust, &today.to_string()]).await.map_err(ReadError::from)?;
    let thing = |row: &eventlog::tokio_postgres::Row| DueThing {
        kind: row.get(0),
        thing: row.get(1),
        on: row.get::<_, String>(2).parse().unwrap_or(today),
        cause: row.get(3),
        position: row.get::<_, i64>(4).unsigned_abs(),
    };
    Ok(found.iter().map(thing).collect())
}
