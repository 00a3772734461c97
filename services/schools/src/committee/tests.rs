use contract::FarAheadRefusal;
use contract::schools::v1::{
    CancelMeetingRequest, CreateSeatRequest, FillSeatRequest, MeetingCancelled, MeetingKind,
    MeetingMoved, MeetingScheduled, MoveMeetingRequest, ScheduleMeetingRequest, SeatCategory,
    SeatCreated, SeatFilled, SeatVacated, SetQuorumRequest, VacateSeatRequest,
};
use eventlog::cqrs_es::test::{AggregateResultValidator, TestFramework};

use super::*;
use crate::given::context;

const SCHOOL: Uuid = Uuid::from_u128(4);
const AUTUMN: &str = "2025-26-autumn";
const PERSON: &str = "00000000-0000-0000-0000-000000000007";
const OTHER: &str = "00000000-0000-0000-0000-000000000008";

fn id() -> String {
    Committee::id(&SCHOOL.to_string())
}

/// A committee's past and what it is told beside it.
struct Given(Vec<CommitteeEvent>, CommitteeFacts);

impl Given {
    fn when(self, command: impl Into<CommitteeCommand>) -> AggregateResultValidator<Committee> {
        TestFramework::with((self.1, context())).given(self.0).when(command.into())
    }
}

fn committee(given: Vec<CommitteeEvent>) -> Given {
    Given([vec![formed()], given].concat(), CommitteeFacts::Nothing)
}

fn formed() -> CommitteeEvent {
    let (school_id, name) = (SCHOOL.to_string(), "SGC".to_owned());
    CommitteeFormed { committee_id: id(), school_id, name }.into()
}

/// A meeting whose id is its day.
fn fixed(on: &str, kind: MeetingKind) -> CommitteeEvent {
    MeetingScheduled {
        committee_id: id(),
        school_id: SCHOOL.to_string(),
        meeting_id: on.to_owned(),
        term: AUTUMN.to_owned(),
        on: on.to_owned(),
        kind: kind.into(),
        report_meeting_on: Some(on.to_owned()),
    }
    .into()
}

fn form(name: &str) -> FormCommitteeRequest {
    let (school_id, name) = (SCHOOL.to_string(), name.to_owned());
    FormCommitteeRequest { school_id, name, ..Default::default() }
}

fn schedule(on: &str, kind: MeetingKind) -> ScheduleMeetingRequest {
    ScheduleMeetingRequest {
        committee_id: id(),
        term: AUTUMN.to_owned(),
        on: on.to_owned(),
        kind: kind.into(),
        ..Default::default()
    }
}

fn moves(meeting_id: &str, on: &str) -> MoveMeetingRequest {
    let (meeting_id, on) = (meeting_id.to_owned(), on.to_owned());
    MoveMeetingRequest { committee_id: id(), meeting_id, on, ..Default::default() }
}

fn cancel(meeting_id: &str) -> CancelMeetingRequest {
    let (meeting_id, reason) = (meeting_id.to_owned(), "Snow".to_owned());
    CancelMeetingRequest { committee_id: id(), meeting_id, reason, ..Default::default() }
}

fn cancelled(on: &str) -> CommitteeEvent {
    MeetingCancelled { meeting_id: on.to_owned(), on: on.to_owned(), ..Default::default() }.into()
}

fn decided(result: AggregateResultValidator<Committee>) -> CommitteeEvent {
    result.inspect_result().unwrap().remove(0)
}

/// The day of the meeting that the report goes to, after what was decided.
fn report_goes_to(result: AggregateResultValidator<Committee>) -> String {
    let event = decided(result);
    contract::ReportMeeting::after(&event).unwrap().on.to_owned()
}

#[test]
fn a_committee_is_formed() {
    Given(vec![], CommitteeFacts::School(Standing::In))
        .when(form("SGC"))
        .then_expect_events(vec![formed()]);
}

#[test]
fn a_school_has_one_committee() {
    Given(vec![formed()], CommitteeFacts::School(Standing::In))
        .when(form("Another"))
        .then_expect_error(CommitteeRefusal::AlreadyFormed);
}

#[test]
fn only_a_school_of_the_trust_has_a_committee() {
    for (standing, refusal) in [
        (Standing::Unknown, CommitteeRefusal::SchoolUnknown),
        (Standing::Left, CommitteeRefusal::SchoolHasLeft),
    ] {
        Given(vec![], CommitteeFacts::School(standing))
            .when(form("SGC"))
            .then_expect_error(refusal);
    }
}

#[test]
fn a_meeting_is_scheduled_and_ordinary_unless_said_otherwise() {
    let expected = MeetingScheduled {
        committee_id: id(),
        school_id: SCHOOL.to_string(),
        meeting_id: context().new_id("meeting").to_string(),
        term: AUTUMN.to_owned(),
        on: "2025-12-04".to_owned(),
        kind: MeetingKind::Ordinary.into(),
        report_meeting_on: Some("2025-12-04".to_owned()),
    };
    committee(vec![])
        .when(schedule("2025-12-04", MeetingKind::Unspecified))
        .then_expect_events(vec![expected.into()]);
}

#[test]
fn an_unknown_committee_does_nothing() {
    Given(vec![], CommitteeFacts::Nothing)
        .when(schedule("2025-12-04", MeetingKind::Ordinary))
        .then_expect_error(CommitteeRefusal::Unknown);
    Given(vec![], CommitteeFacts::Meeting { held: false })
        .when(moves("m", "2025-12-04"))
        .then_expect_error(CommitteeRefusal::Unknown);
}

#[test]
fn a_committee_meets_several_times_a_term_but_once_a_day() {
    let given = || committee(vec![fixed("2025-12-04", MeetingKind::Ordinary)]);
    given()
        .when(schedule("2025-12-04", MeetingKind::Extraordinary))
        .then_expect_error(CommitteeRefusal::AlreadyScheduled);
    let second = given().when(schedule("2025-12-11", MeetingKind::Ordinary));
    assert_eq!(report_goes_to(second), "2025-12-04");
    let earlier = given().when(schedule("2025-11-06", MeetingKind::Ordinary));
    assert_eq!(report_goes_to(earlier), "2025-11-06");
}

#[test]
fn an_extraordinary_meeting_draws_no_report_unless_none_is_planned() {
    let extraordinary = || schedule("2025-11-06", MeetingKind::Extraordinary);
    let planned = committee(vec![fixed("2025-12-04", MeetingKind::Ordinary)]);
    assert_eq!(report_goes_to(planned.when(extraordinary())), "2025-12-04");
    assert_eq!(report_goes_to(committee(vec![]).when(extraordinary())), "2025-11-06");
}

#[test]
fn a_meeting_is_moved_with_its_reason() {
    let asked = MoveMeetingRequest {
        reason: "Hall is let".to_owned(),
        ..moves("2025-12-04", "2025-12-09")
    };
    let expected = MeetingMoved {
        committee_id: id(),
        school_id: SCHOOL.to_string(),
        meeting_id: "2025-12-04".to_owned(),
        term: AUTUMN.to_owned(),
        from: "2025-12-04".to_owned(),
        on: "2025-12-09".to_owned(),
        report_meeting_on: "2025-12-09".to_owned(),
        reason: context().words("Hall is let"),
    };
    committee(vec![fixed("2025-12-04", MeetingKind::Ordinary)])
        .when(asked)
        .then_expect_events(vec![expected.into()]);
}

#[test]
fn a_meeting_moves_only_to_a_free_day() {
    let given = || {
        let kind = MeetingKind::Ordinary;
        committee(vec![fixed("2025-12-04", kind), fixed("2025-12-11", kind)])
    };
    for on in ["2025-12-11", "2025-12-04"] {
        given().when(moves("2025-12-04", on)).then_expect_error(CommitteeRefusal::AlreadyScheduled);
    }
    // Behind the other one: that one is the first now.
    assert_eq!(report_goes_to(given().when(moves("2025-12-04", "2025-12-18"))), "2025-12-11");
}

#[test]
fn a_cancelled_meeting_hands_its_report_to_the_next() {
    let kind = MeetingKind::Ordinary;
    let both = committee(vec![fixed("2025-12-04", kind), fixed("2025-12-11", kind)]);
    assert_eq!(report_goes_to(both.when(cancel("2025-12-04"))), "2025-12-11");
    let alone = committee(vec![fixed("2025-12-04", kind)]).when(cancel("2025-12-04"));
    let CommitteeEvent::MeetingCancelled(event) = decided(alone) else { panic!() };
    assert_eq!((event.on.as_str(), event.report_meeting_on.as_str()), ("2025-12-04", ""));
    assert_eq!(event.reason, context().words("Snow"));
}

#[test]
fn a_cancelled_meeting_is_neither_moved_nor_cancelled_and_its_day_is_free() {
    let given =
        || committee(vec![fixed("2025-12-04", MeetingKind::Ordinary), cancelled("2025-12-04")]);
    given()
        .when(moves("2025-12-04", "2025-12-09"))
        .then_expect_error(CommitteeRefusal::MeetingCancelled);
    given().when(cancel("2025-12-04")).then_expect_error(CommitteeRefusal::MeetingCancelled);
    let anew = given().when(schedule("2025-12-04", MeetingKind::Ordinary));
    assert_eq!(report_goes_to(anew), "2025-12-04");
}

#[test]
fn a_meeting_that_is_not_there_is_neither_moved_nor_cancelled() {
    committee(vec![])
        .when(moves("m", "2025-12-09"))
        .then_expect_error(CommitteeRefusal::MeetingUnknown);
    committee(vec![]).when(cancel("m")).then_expect_error(CommitteeRefusal::MeetingUnknown);
}

#[test]
fn a_meeting_that_was_held_is_neither_moved_nor_cancelled() {
    let given = || {
        let past = vec![formed(), fixed("2025-11-06", MeetingKind::Ordinary)];
        Given(past, CommitteeFacts::Meeting { held: true })
    };
    given()
        .when(moves("2025-11-06", "2025-12-09"))
        .then_expect_error(CommitteeRefusal::MeetingHeld);
    given().when(cancel("2025-11-06")).then_expect_error(CommitteeRefusal::MeetingHeld);
}

#[test]
fn a_quorum_is_set_to_another_number() {
    let set = |quorum| SetQuorumRequest { committee_id: id(), quorum, ..Default::default() };
    let expected = QuorumSet { committee_id: id(), school_id: SCHOOL.to_string(), quorum: 3 };
    committee(vec![]).when(set(3)).then_expect_events(vec![expected.clone().into()]);
    committee(vec![expected.into()])
        .when(set(3))
        .then_expect_error(CommitteeRefusal::QuorumUnchanged);
    committee(vec![]).when(set(0)).then_expect_error(CommitteeRefusal::QuorumUnchanged);
}

fn seat(seat_id: &str) -> CommitteeEvent {
    SeatCreated { seat_id: seat_id.to_owned(), ..SeatCreated::default() }.into()
}

fn taken(seat_id: &str, person: &str, from: &str, until: &str) -> SeatFilled {
    SeatFilled {
        committee_id: id(),
        school_id: SCHOOL.to_string(),
        seat_id: seat_id.to_owned(),
        person_id: person.to_owned(),
        from: from.to_owned(),
        until: until.to_owned(),
    }
}

fn fill(to: SeatFilled) -> FillSeatRequest {
    FillSeatRequest {
        committee_id: to.committee_id,
        seat_id: to.seat_id,
        person_id: to.person_id,
        from: to.from,
        until: to.until,
        ..Default::default()
    }
}

/// A seat `a` that a person holds in 2025, and a vacant seat `b`.
fn seated(facts: CommitteeFacts) -> Given {
    let held = taken("a", PERSON, "2025-01-01", "2025-12-31");
    Given(vec![formed(), seat("a"), seat("b"), held.into()], facts)
}

const KNOWN: CommitteeFacts = CommitteeFacts::Person { known: true };

#[test]
fn a_seat_is_created_vacant() {
    let asked = CreateSeatRequest {
        committee_id: id(),
        category: SeatCategory::Parent.into(),
        ..Default::default()
    };
    let expected = SeatCreated {
        committee_id: id(),
        school_id: SCHOOL.to_string(),
        seat_id: context().new_id("seat").to_string(),
        category: SeatCategory::Parent.into(),
    };
    committee(vec![]).when(asked).then_expect_events(vec![expected.into()]);
}

#[test]
fn a_seat_is_given_from_the_day_after_the_last_term_of_office() {
    let next = taken("a", OTHER, "2026-01-01", "");
    seated(KNOWN).when(fill(next.clone())).then_expect_events(vec![next.into()]);
}

#[test]
fn a_seat_that_is_taken_on_one_of_the_days_is_not_given() {
    for (from, until) in [("2025-12-31", ""), ("2024-06-01", "2025-01-01"), ("2024-06-01", "")] {
        seated(KNOWN)
            .when(fill(taken("a", OTHER, from, until)))
            .then_expect_error(CommitteeRefusal::SeatTaken);
    }
}

#[test]
fn a_person_holds_one_seat_at_a_time() {
    seated(KNOWN)
        .when(fill(taken("b", PERSON, "2025-12-31", "")))
        .then_expect_error(CommitteeRefusal::AlreadySeated);
    let later = taken("b", PERSON, "2026-01-01", "");
    seated(KNOWN).when(fill(later.clone())).then_expect_events(vec![later.into()]);
}

#[test]
fn a_seat_is_given_to_a_known_person_for_a_term_that_does_not_end_before_it_begins() {
    seated(CommitteeFacts::Person { known: false })
        .when(fill(taken("b", OTHER, "2025-12-31", "")))
        .then_expect_error(CommitteeRefusal::PersonUnknown);
    seated(KNOWN)
        .when(fill(taken("c", OTHER, "2025-12-31", "")))
        .then_expect_error(CommitteeRefusal::SeatUnknown);
    let (until, from) = ("2025-12-30".to_owned(), "2025-12-31".to_owned());
    seated(KNOWN)
        .when(fill(taken("b", OTHER, &from, &until)))
        .then_expect_error(CommitteeRefusal::Backwards(until, from));
}

fn vacate(seat_id: &str, on: &str) -> VacateSeatRequest {
    let (seat_id, on) = (seat_id.to_owned(), on.to_owned());
    VacateSeatRequest { committee_id: id(), seat_id, on, ..Default::default() }
}

#[test]
fn a_term_of_office_ends_early_and_the_seat_is_free_after() {
    let left = SeatVacated {
        committee_id: id(),
        school_id: SCHOOL.to_string(),
        seat_id: "a".to_owned(),
        person_id: PERSON.to_owned(),
        on: "2025-06-30".to_owned(),
        reason: None,
    };
    let given = || seated(CommitteeFacts::Nothing);
    given().when(vacate("a", "2025-06-30")).then_expect_events(vec![left.clone().into()]);
    let Given(mut past, _) = seated(KNOWN);
    past.push(left.into());
    let next = taken("a", OTHER, "2025-07-01", "");
    Given(past, KNOWN).when(fill(next.clone())).then_expect_events(vec![next.into()]);
}

#[test]
fn a_seat_that_is_vacant_on_the_day_is_not_given_up() {
    for (seat, on) in [("a", "2026-01-01"), ("a", "2024-12-31"), ("b", "2025-06-30")] {
        seated(CommitteeFacts::Nothing)
            .when(vacate(seat, on))
            .then_expect_error(CommitteeRefusal::SeatVacant);
    }
    seated(CommitteeFacts::Nothing)
        .when(vacate("c", "2025-06-30"))
        .then_expect_error(CommitteeRefusal::SeatUnknown);
}

/// The last day of a term of office may lie further ahead.
#[test]
fn meetings_and_terms_of_office_begin_within_two_years() {
    let far = || CommitteeRefusal::from(FarAheadRefusal("2027-11-22".to_owned()));
    let ordinary = MeetingKind::Ordinary;
    committee(vec![]).when(schedule("2027-11-22", ordinary)).then_expect_error(far());
    let past = vec![formed(), fixed("2025-12-04", ordinary)];
    Given(past, CommitteeFacts::Meeting { held: false })
        .when(moves("2025-12-04", "2027-11-22"))
        .then_expect_error(far());
    let from = |day: &str| taken("b", OTHER, day, "2031-08-31");
    seated(KNOWN).when(fill(from("2027-11-22"))).then_expect_error(far());
    let begins = from("2027-11-21");
    seated(KNOWN).when(fill(begins.clone())).then_expect_events(vec![begins.into()]);
    let Given(mut past, facts) = seated(CommitteeFacts::Nothing);
    past.push(taken("b", OTHER, "2025-01-01", "").into());
    Given(past, facts).when(vacate("b", "2027-11-22")).then_expect_error(far());
}
