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
mod tests {
    use super::*;

    #[test]
    fn in_summer_the_british_day_begins_an_hour_before_utcs() {
        let day = |moment: &str| british_day(moment.parse().unwrap()).to_string();
        assert_eq!(day("2026-05-01T23:30:00Z"), "2026-05-02");
        assert_eq!(day("2026-11-01T23:30:00Z"), "2026-11-01");
    }
}
