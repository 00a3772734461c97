//! When was a person last shown anything, before today?

use contract::{Caller, british_day};
use eventlog::{Log, ReadError};
use jiff::Timestamp;
use jiff::civil::Date;
use tonic::Status;

/// A person's last look on an earlier day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct LastHere {
    /// British time.
    pub on: Date,
    /// Where the log ended then.
    pub position: u64,
}

const LAST: &str = "select to_char(at at time zone 'Europe/London', 'YYYY-MM-DD'), position \
    from disclosure.look where trust_id = $1 and person_id = $2 \
    and (at at time zone 'Europe/London')::date < $3::text::date order by number desc limit 1";

/// The caller's last look before the day of the call; `None` where there is none. Looks of the same day do not count, so
/// that what is new stays so for the day.
pub(crate) async fn of(
    log: &Log,
    caller: &Caller,
    now: Timestamp,
) -> Result<Option<LastHere>, Status> {
    let client = log.of(caller.trust).await?;
    let today = british_day(now).to_string();
    let row = client.query_opt(LAST, &[&caller.trust, &caller.actor, &today]).await;
    let row = row.map_err(ReadError::from)?;
    Ok(row.and_then(|row| {
        let on = row.get::<_, String>(0).parse().ok()?;
        Some(LastHere { on, position: row.get::<_, i64>(1).unsigned_abs() })
    }))
}
