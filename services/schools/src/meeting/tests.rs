use eventlog::cqrs_es::test::{AggregateResultValidator, TestFramework};

use super::*;
use crate::given::context;

const MEETING: &str = "00000000-0000-0000-0000-000000000003";

/// A meeting of three members on the day before `context()`, with a quorum of two.
fn meeting() -> MeetingToRecord {
    let members = ["a", "b", "c"].map(str::to_owned).into();
    let (school_id, on) = ("school".to_owned(), "2025-11-20".to_owned());
    MeetingToRecord { school_id, on, members, quorum: 2 }
}

fn facts(meeting: Result<MeetingToRecord, MeetingRefusal>) -> MeetingFacts {
    MeetingFacts { meeting, owner_known: true }
}

fn when(
    facts: MeetingFacts,
    command: impl Into<MeetingCommand>,
) -> AggregateResultValidator<Meeting> {
    TestFramework::with((facts, context())).given_no_previous_events().when(command.into())
}

fn came(present: &[&str], apologies: &[&str]) -> RecordAttendanceRequest {
    let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
    RecordAttendanceRequest {
        meeting_id: MEETING.to_owned(),
        committee_id: "committee".to_owned(),
        present_ids: ids(present),
        apology_ids: ids(apologies),
        ..Default::default()
    }
}

fn asks(action: &str, owner: &str, due: &str) -> MinuteQuestionRequest {
    MinuteQuestionRequest {
        meeting_id: MEETING.to_owned(),
        committee_id: "committee".to_owned(),
        question: "What changed at lunch?".to_owned(),
        action: action.to_owned(),
        owner_id: owner.to_owned(),
        due_on: due.to_owned(),
        ..Default::default()
    }
}

fn quorate(meeting: MeetingToRecord, present: &[&str]) -> bool {
    let events = when(facts(Ok(meeting)), came(present, &[])).inspect_result().unwrap();
    let [MeetingEvent::AttendanceRecorded(event)] = events.as_slice() else { panic!() };
    event.quorate
}

#[test]
fn attendance_is_recorded_with_the_quorum_of_the_day() {
    let expected = AttendanceRecorded {
        meeting_id: MEETING.to_owned(),
        committee_id: "committee".to_owned(),
        school_id: "school".to_owned(),
        present_ids: vec!["a".to_owned(), "b".to_owned()],
        apology_ids: vec!["c".to_owned()],
        quorum: 2,
        quorate: true,
    };
    when(facts(Ok(meeting())), came(&["a", "b"], &["c"])).then_expect_events(vec![expected.into()]);
}

#[test]
fn a_meeting_is_quorate_from_the_quorum_on_and_never_without_one() {
    assert!(!quorate(meeting(), &["a"]));
    assert!(quorate(meeting(), &["a", "b"]));
    assert!(!quorate(MeetingToRecord { quorum: 0, ..meeting() }, &["a", "b", "c"]));
}

#[test]
fn a_meeting_is_recorded_from_its_day_on() {
    let on = |on: &str| facts(Ok(MeetingToRecord { on: on.to_owned(), ..meeting() }));
    assert!(when(on("2025-11-21"), came(&["a"], &[])).inspect_result().is_ok());
    let ahead = || MeetingRefusal::Ahead("2025-11-22".to_owned());
    when(on("2025-11-22"), came(&["a"], &[])).then_expect_error(ahead());
    when(on("2025-11-22"), asks("", "", "")).then_expect_error(ahead());
}

#[test]
fn a_meeting_that_is_not_there_or_was_cancelled_is_not_recorded() {
    for refusal in [MeetingRefusal::Unknown, MeetingRefusal::Cancelled] {
        when(facts(Err(refusal.clone())), came(&["a"], &[])).then_expect_error(refusal.clone());
        when(facts(Err(refusal.clone())), asks("", "", "")).then_expect_error(refusal);
    }
}

#[test]
fn only_members_of_the_day_come_or_send_apologies_and_not_both() {
    let given = || facts(Ok(meeting()));
    when(given(), came(&["a", "x"], &[])).then_expect_error(MeetingRefusal::NotAMember);
    when(given(), came(&["a"], &["x"])).then_expect_error(MeetingRefusal::NotAMember);
    when(given(), came(&["a"], &["a"])).then_expect_error(MeetingRefusal::PresentAndApology);
}

#[test]
fn a_question_is_recorded_with_its_action() {
    let asked = MinuteQuestionRequest {
        answer: "A second sitting".to_owned(),
        ..asks("Watch it", "a", "2026-01-15")
    };
    let expected = QuestionMinuted {
        meeting_id: MEETING.to_owned(),
        committee_id: "committee".to_owned(),
        school_id: "school".to_owned(),
        minute_id: context().new_id("minute").to_string(),
        question: context().words("What changed at lunch?"),
        answer: context().words("A second sitting"),
        action: context().words("Watch it"),
        owner_id: "a".to_owned(),
        due_on: "2026-01-15".to_owned(),
    };
    when(facts(Ok(meeting())), asked).then_expect_events(vec![expected.into()]);
}

#[test]
fn an_action_has_an_owner_and_a_day_and_neither_stands_alone() {
    for (action, owner, due) in [
        ("Watch it", "", "2026-01-15"),
        ("Watch it", "a", ""),
        ("", "a", ""),
        ("", "", "2026-01-15"),
    ] {
        when(facts(Ok(meeting())), asks(action, owner, due))
            .then_expect_error(MeetingRefusal::ActionIncomplete);
    }
    assert!(when(facts(Ok(meeting())), asks("", "", "")).inspect_result().is_ok());
}

#[test]
fn the_owner_of_an_action_is_known() {
    let facts = MeetingFacts { owner_known: false, ..facts(Ok(meeting())) };
    when(facts, asks("Watch it", "a", "2026-01-15"))
        .then_expect_error(MeetingRefusal::PersonUnknown);
}

#[test]
fn a_meeting_is_held_once_it_is_recorded_who_came() {
    let mut meeting = Meeting::default();
    meeting.evolve(&QuestionMinuted::default().into());
    assert!(!meeting.is_held());
    meeting.evolve(&AttendanceRecorded::default().into());
    assert!(meeting.is_held());
}
