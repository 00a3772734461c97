//! A committee with a vacant seat, a term of office that ends soon, and meetings of every kind.

use contract::reports::v1::ListReportsResponse;
use contract::schools::v1::{
    CommitteeInFull, MeetingKind, MeetingRecord, Minute, PlannedMeeting, Seat, SeatCategory,
    SeatHolder,
};

use super::{AMIRA, COMMITTEE, GOVERNOR, HEAD, MARYS, as_of, ground, named, words};
use crate::pages::committees::CommitteesPage;
use crate::pages::pack::{MeetingOf, PackPage};
use crate::shown::Shown;

/// The meeting that was held.
pub(crate) const MEETING: &str = "meeting-held";

/// A seat that a person holds; vacant where the person is empty.
fn seat(id: &str, category: SeatCategory, person: &str, until: &str) -> Seat {
    let held = SeatHolder {
        person_id: person.to_owned(),
        from: "2022-01-01".to_owned(),
        until: until.to_owned(),
        vacated_because: None,
    };
    let holders = if person.is_empty() { Vec::new() } else { vec![held] };
    Seat { seat_id: id.to_owned(), category: category.into(), holders }
}

fn meeting(id: &str, on: &str) -> PlannedMeeting {
    PlannedMeeting {
        meeting_id: id.to_owned(),
        term: "2025-26-autumn".to_owned(),
        on: on.to_owned(),
        kind: MeetingKind::Ordinary.into(),
        ..PlannedMeeting::default()
    }
}

fn committee() -> CommitteeInFull {
    let extraordinary = MeetingKind::Extraordinary.into();
    CommitteeInFull {
        committee_id: COMMITTEE.to_owned(),
        school_id: MARYS.to_owned(),
        name: named("St Mary's committee"),
        quorum: 2,
        seats: vec![
            seat("seat-1", SeatCategory::Parent, GOVERNOR, "2025-12-31"),
            seat("seat-2", SeatCategory::ExOfficio, HEAD, ""),
            seat("seat-3", SeatCategory::CoOpted, "", ""),
        ],
        meetings: vec![
            PlannedMeeting { kind: extraordinary, ..meeting(MEETING, "2025-11-06") },
            PlannedMeeting {
                first_fixed_for: "2025-11-20".to_owned(),
                moved_because: Some(words("The hall & <b> is let.").into()),
                ..meeting("meeting-1", "2025-11-27")
            },
            PlannedMeeting {
                cancelled: true,
                cancelled_because: Some(words("Snow closed the school.").into()),
                ..meeting("meeting-off", "2025-12-04")
            },
        ],
    }
}

/// What the pages of committees are made from.
pub(crate) fn committees_page() -> CommitteesPage {
    CommitteesPage {
        ground: ground(),
        committees: Shown::All(vec![committee()]),
        as_of: as_of(412),
    }
}

/// The papers of the meeting that is to come, among these reports.
pub(crate) fn meeting_pack(listed: Shown<ListReportsResponse>) -> PackPage {
    let committee = committee();
    let to_come = |one: &&PlannedMeeting| one.meeting_id == "meeting-1";
    let meeting = committee.meetings.iter().find(to_come).unwrap();
    PackPage::of_meeting(&ground(), MeetingOf { committee: &committee, meeting }, listed)
}

/// What was recorded of the meeting that was held.
pub(crate) fn meeting_record() -> MeetingRecord {
    MeetingRecord {
        meeting_id: MEETING.to_owned(),
        committee_id: COMMITTEE.to_owned(),
        attended: true,
        present_ids: vec![GOVERNOR.to_owned()],
        apology_ids: vec![HEAD.to_owned()],
        quorum: 2,
        quorate: false,
        minutes: vec![
            Minute {
                minute_id: "minute-1".to_owned(),
                question: Some(words("What has changed in lunchtimes since last term?").into()),
                answer: Some(words("There is a second sitting.").into()),
                action: Some(words("Count the queue for a week.").into()),
                owner_id: AMIRA.to_owned(),
                due_on: "2026-01-15".to_owned(),
            },
            Minute {
                minute_id: "minute-2".to_owned(),
                question: Some(words("Who checks the fire doors?").into()),
                ..Minute::default()
            },
        ],
    }
}
