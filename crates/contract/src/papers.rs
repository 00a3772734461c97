//! When the paper of a committee's meeting goes out.

/// Days before its meeting on which a paper goes out: seven clear days, so neither that day nor the meeting's counts.
pub const PAPERS_OUT: i32 = 8;

/// Days before its meeting on which a report is drafted by the calendar: a week before the paper goes out.
pub const DRAFT_DUE: i32 = PAPERS_OUT + 7;
