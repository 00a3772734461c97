use contract::schools::v1::{EndGuestRequest, InviteGuestRequest, Role, RoleEnded, ScopeKind};
use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};

use super::*;
use crate::given::context;

const VISIT: &str = "visit";

fn person(given: Vec<PersonEvent>) -> AggregateTestExecutor<Person> {
    TestFramework::with((PersonFacts::Nothing, context())).given(given)
}

fn in_days(days: i64) -> String {
    context().today().saturating_add(jiff::Span::new().days(days)).to_string()
}

fn invite(visit: &str, until: String) -> PersonCommand {
    InviteGuestRequest { visit_note_id: visit.to_owned(), until, ..InviteGuestRequest::default() }
        .into()
}

fn end(visit: &str) -> PersonCommand {
    EndGuestRequest { visit_note_id: visit.to_owned(), ..EndGuestRequest::default() }.into()
}

fn registered() -> PersonEvent {
    PersonRegistered { person_id: context().new_id("person").to_string() }.into()
}

fn granted(visit: &str) -> PersonEvent {
    RoleGranted {
        person_id: context().new_id("person").to_string(),
        grant_id: context().new_id("grant").to_string(),
        role: Role::ExternalVerifier.into(),
        scope: Some(Scope { kind: ScopeKind::Visit.into(), id: visit.to_owned() }),
        from: in_days(0),
        until: in_days(14),
    }
    .into()
}

fn ended() -> PersonEvent {
    RoleEnded {
        person_id: context().new_id("person").to_string(),
        grant_id: context().new_id("grant").to_string(),
        on: in_days(0),
        reason: None,
    }
    .into()
}

#[test]
fn a_guest_is_made_known_once_and_holds_a_role_over_each_visit() {
    let until = in_days(14);
    person(Vec::new())
        .when(invite(VISIT, until.clone()))
        .then_expect_events(vec![registered(), granted(VISIT)]);
    person(vec![registered(), granted("earlier")])
        .when(invite(VISIT, until.clone()))
        .then_expect_events(vec![granted(VISIT)]);
    person(vec![registered(), granted(VISIT)])
        .when(invite(VISIT, until.clone()))
        .then_expect_error(PersonRefusal::AlreadyHeld);
    person(vec![registered(), granted(VISIT), ended()])
        .when(invite(VISIT, until))
        .then_expect_events(vec![granted(VISIT)]);
}

#[test]
fn an_address_of_a_person_of_the_trust_is_no_guests() {
    let facts = PersonFacts::InTheWay(PersonRefusal::AlreadyRegistered);
    TestFramework::<Person>::with((facts, context()))
        .given(Vec::new())
        .when(invite(VISIT, in_days(14)))
        .then_expect_error(PersonRefusal::AlreadyRegistered);
}

#[test]
fn an_invitation_that_was_left_half_done_is_replaced_by_the_next() {
    let again = |given: Vec<PersonEvent>| {
        TestFramework::<Person>::with((PersonFacts::Unfinished, context())).given(given)
    };
    let given = vec![registered(), granted(VISIT)];
    let (next, until) = (invite(VISIT, in_days(14)), in_days(14));
    again(given.clone()).when(next).then_expect_events(vec![ended(), granted(VISIT)]);
    let elsewhere = invite("other", until);
    again(given).when(elsewhere).then_expect_events(vec![granted("other")]);
}

#[test]
fn a_person_who_is_known_by_more_than_invitations_of_guests_is_no_guest_alone() {
    let is_guest_alone = |events: Vec<PersonEvent>| {
        let mut person = Person::default();
        events.iter().for_each(|event| person.evolve(event));
        person.is_guest_alone()
    };
    let head = RoleGranted {
        grant_id: "head".to_owned(),
        role: Role::Headteacher.into(),
        scope: Some(Scope { kind: ScopeKind::School.into(), id: "school".to_owned() }),
        ..RoleGranted::default()
    };
    let more: [Option<PersonEvent>; 3] =
        [None, Some(head.into()), Some(PersonInvited::default().into())];
    assert!(is_guest_alone(vec![registered(), granted(VISIT)]));
    assert!(is_guest_alone(vec![registered(), granted(VISIT), ended()]));
    for more in more {
        let guest = more.is_some().then(|| granted(VISIT));
        let events = [Some(registered()), guest, more].into_iter().flatten().collect();
        assert!(!is_guest_alone(events));
    }
}

#[test]
fn an_address_with_other_letters_is_no_guests() {
    let email = "s\u{fc}e@county.example".to_owned();
    let asked = InviteGuestRequest { email, until: in_days(14), ..InviteGuestRequest::default() };
    person(Vec::new()).when(asked.into()).then_expect_error(PersonRefusal::AddressLetters);
}

#[test]
fn a_guests_last_day_is_within_ninety_days() {
    for days in [0, 90] {
        let result = person(Vec::new()).when(invite(VISIT, in_days(days))).inspect_result();
        assert!(result.is_ok(), "{days}");
    }
    for days in [-1, 91] {
        person(Vec::new())
            .when(invite(VISIT, in_days(days)))
            .then_expect_error(PersonRefusal::GuestDays(90));
    }
}

#[test]
fn a_role_that_ended_with_the_issue_of_the_note_is_not_ended_again() {
    let facts = PersonFacts::InTheWay(PersonRefusal::VisitIssued);
    let person = |given| TestFramework::<Person>::with((facts.clone(), context())).given(given);
    person(vec![registered(), granted(VISIT)])
        .when(end(VISIT))
        .then_expect_error(PersonRefusal::VisitIssued);
    person(vec![registered()]).when(end(VISIT)).then_expect_error(PersonRefusal::NotHeld);
}

#[test]
fn what_a_guest_may_see_is_ended_at_once_and_of_that_visit_alone() {
    let given = vec![registered(), granted(VISIT)];
    person(given.clone()).when(end(VISIT)).then_expect_events(vec![ended()]);
    person(given.clone()).when(end("other")).then_expect_error(PersonRefusal::NotHeld);
    person([given, vec![ended()]].concat())
        .when(end(VISIT))
        .then_expect_error(PersonRefusal::NotHeld);
}
