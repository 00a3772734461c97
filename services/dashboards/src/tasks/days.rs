//! Days that a task is due on, counted from another day.

use contract::PAPERS_OUT;
use jiff::ToSpan as _;
use jiff::civil::Date;

/// The day on which the papers of a meeting go out; empty where no meeting is fixed.
pub(super) fn papers_out(meeting_on: &str) -> String {
    after(meeting_on, -PAPERS_OUT)
}

/// So many days after an ISO 8601 day; empty where the text is none.
pub(super) fn after(day: &str, days: i32) -> String {
    let day: Option<Date> = day.parse().ok();
    day.and_then(|day| day.checked_add(days.days()).ok())
        .map(|day| day.to_string())
        .unwrap_or_default()
}
