//! British time, by which a trust's days and terms go.

use std::sync::LazyLock;

use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};

/// The time zone. It is compiled in, so the fallback is never taken.
pub static LONDON: LazyLock<TimeZone> =
    LazyLock::new(|| TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC));

/// The day of a moment in British time.
pub fn british_day(moment: Timestamp) -> Date {
    moment.to_zoned_datetime(LONDON.clone()).date()
}

#[cfg(test)]
mod tests;
