use contract::schools::v1::{FormCommitteeRequest, ScheduleMeetingRequest};
use eventlog::cqrs_es::test::{AggregateResultValidator, TestFramework};

use super::*;
use crate::given::context;

const SCHOOL: Uuid = Uuid::from_u128(4);

fn id() -> String {
    Committee::id(&SCHOOL.to_string())
}

/// A committee's past and where its school stands.
struct Given(Vec<CommitteeEvent>, Standing);

impl Given {
    fn when(self, command: impl Into<CommitteeCommand>) -> AggregateResultValidator<Committee> {
        TestFramework::with((self.1, context())).given(self.0).when(command.into())
    }
}

fn committee(given: Vec<CommitteeEvent>) -> Given {
    Given(given, Standing::In)
}

fn formed() -> CommitteeEvent {
    let (school_id, name) = (SCHOOL.to_string(), "SGC".to_owned());
    CommitteeFormed { committee_id: id(), school_id, name }.into()
}

fn scheduled() -> CommitteeEvent {
    MeetingScheduled {
        committee_id: id(),
        school_id: SCHOOL.to_string(),
        meeting_id: context().new_id("meeting").to_string(),
        term: "2025-26-autumn".to_owned(),
        on: "2025-12-04".to_owned(),
    }
    .into()
}

fn form(name: &str) -> FormCommitteeRequest {
    let (school_id, name) = (SCHOOL.to_string(), name.to_owned());
    FormCommitteeRequest { school_id, name, ..Default::default() }
}

fn schedule(term: &str) -> ScheduleMeetingRequest {
    let (term, on) = (term.to_owned(), "2025-12-04".to_owned());
    ScheduleMeetingRequest { committee_id: id(), term, on, ..Default::default() }
}

#[test]
fn a_committee_is_formed() {
    committee(vec![]).when(form("SGC")).then_expect_events(vec![formed()]);
}

#[test]
fn a_school_has_one_committee() {
    committee(vec![formed()])
        .when(form("Another"))
        .then_expect_error(CommitteeRefusal::AlreadyFormed);
}

#[test]
fn only_a_school_of_the_trust_has_a_committee() {
    Given(vec![], Standing::Unknown)
        .when(form("SGC"))
        .then_expect_error(CommitteeRefusal::SchoolUnknown);
    Given(vec![], Standing::Left)
        .when(form("SGC"))
        .then_expect_error(CommitteeRefusal::SchoolHasLeft);
}

#[test]
fn a_meeting_is_scheduled() {
    committee(vec![formed()])
        .when(schedule("2025-26-autumn"))
        .then_expect_events(vec![scheduled()]);
}

#[test]
fn an_unknown_committee_does_not_meet() {
    committee(vec![]).when(schedule("2025-26-autumn")).then_expect_error(CommitteeRefusal::Unknown);
}

#[test]
fn a_committee_meets_once_about_a_term() {
    committee(vec![formed(), scheduled()])
        .when(schedule("2025-26-autumn"))
        .then_expect_error(CommitteeRefusal::AlreadyScheduled("Autumn 2025-26".to_owned()));
    let spring = committee(vec![formed(), scheduled()]).when(schedule("2025-26-spring"));
    assert_eq!(spring.inspect_result().unwrap().len(), 1);
}
