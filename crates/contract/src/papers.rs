//! When the paper of a committee's meeting goes out, and which meeting it is for.

use crate::events::CommitteeEvent;
use crate::schools::v1::{Meeting, MeetingKind};

/// Days before its meeting on which a paper goes out: seven clear days, so neither that day nor the meeting's counts.
pub const PAPERS_OUT: i32 = 8;

/// Days before its meeting on which a report is drafted by the calendar: a week before the paper goes out.
pub const DRAFT_DUE: i32 = PAPERS_OUT + 7;

/// Returns the day of the meeting that a term's report goes to: the first ordinary one, else the first there is. Empty where
/// none is fixed.
pub fn report_meeting_on<'a>(meetings: impl Iterator<Item = &'a Meeting>, term: &str) -> String {
    let of_the_term = meetings.filter(|meeting| meeting.term == term);
    let first = of_the_term
        .min_by_key(|meeting| (meeting.kind() == MeetingKind::Extraordinary, &meeting.on));
    first.map(|meeting| meeting.on.clone()).unwrap_or_default()
}

/// The meeting that the report of a school and term goes to, after an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportMeeting<'a> {
    /// The school's id.
    pub school_id: &'a str,
    /// For example `2025-26-autumn`.
    pub term: &'a str,
    /// ISO 8601 date; empty where no meeting is fixed any more.
    pub on: &'a str,
    /// ISO 8601 date of the meeting that the event cancelled; else empty.
    pub cancelled_on: &'a str,
}

impl<'a> ReportMeeting<'a> {
    /// Reads it from an event; `None` where the event says nothing of a meeting's day.
    pub fn after(event: &'a CommitteeEvent) -> Option<Self> {
        let (school_id, term, on, cancelled_on) = match event {
            CommitteeEvent::MeetingScheduled(fixed) => {
                let on = fixed.report_meeting_on.as_ref().unwrap_or(&fixed.on);
                (&fixed.school_id, &fixed.term, on, "")
            }
            CommitteeEvent::MeetingMoved(moved) => {
                (&moved.school_id, &moved.term, &moved.report_meeting_on, "")
            }
            CommitteeEvent::MeetingCancelled(cancelled) => (
                &cancelled.school_id,
                &cancelled.term,
                &cancelled.report_meeting_on,
                cancelled.on.as_str(),
            ),
            CommitteeEvent::CommitteeFormed(_)
            | CommitteeEvent::QuorumSet(_)
            | CommitteeEvent::SeatCreated(_)
            | CommitteeEvent::SeatFilled(_)
            | CommitteeEvent::SeatVacated(_) => return None,
        };
        Some(Self { school_id, term, on, cancelled_on })
    }
}

#[cfg(test)]
mod tests;
