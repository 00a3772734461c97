use contract::Refusal as _;
use contract::schools::v1::ScopeKind;
use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};
use jiff::civil::date;

use super::*;
use crate::given::context;

const PERSON: Uuid = Uuid::from_u128(11);
const GRANT: Uuid = Uuid::from_u128(12);

fn person(given: Vec<PersonEvent>) -> AggregateTestExecutor<Person> {
    TestFramework::with(((), context())).given(given)
}

fn registered() -> PersonEvent {
    PersonRegistered { person_id: PERSON.to_string() }.into()
}

fn scope(id: &str) -> Scope {
    Scope { kind: ScopeKind::School as i32, id: id.to_owned() }
}

fn granted(from: &str, until: &str) -> PersonEvent {
    RoleGranted {
        person_id: PERSON.to_string(),
        grant_id: GRANT.to_string(),
        role: Role::Governor as i32,
        scope: Some(scope("a")),
        from: from.to_owned(),
        until: until.to_owned(),
    }
    .into()
}

fn ended(on: &str) -> PersonEvent {
    RoleEnded {
        person_id: PERSON.to_string(),
        grant_id: GRANT.to_string(),
        on: on.to_owned(),
        reason: context().words("moved"),
    }
    .into()
}

fn grant(from: Date, until: Option<Date>) -> PersonCommand {
    PersonCommand::Grant {
        grant_id: GRANT,
        role: Role::Governor,
        scope: scope("a"),
        period: Period { from, until },
        scope_unknown: None,
    }
}

fn end(on: Date) -> PersonCommand {
    PersonCommand::End { grant_id: GRANT, on, reason: context().words("moved") }
}

fn register(email_taken: bool) -> PersonCommand {
    PersonCommand::Register { person_id: PERSON, email_taken }
}

/// A governor from 1 September 2025 to 31 August 2029.
fn governor() -> Vec<PersonEvent> {
    vec![registered(), granted("2025-09-01", "2029-08-31")]
}

#[test]
fn a_person_is_registered_by_id_only() {
    person(vec![]).when(register(false)).then_expect_events(vec![registered()]);
}

#[test]
fn a_person_is_registered_once() {
    person(vec![registered()])
        .when(register(false))
        .then_expect_error(PersonRefusal::AlreadyRegistered);
    person(vec![]).when(register(true)).then_expect_error(PersonRefusal::AlreadyRegistered);
}

#[test]
fn a_role_is_granted() {
    person(vec![registered()])
        .when(grant(date(2025, 9, 1), Some(date(2029, 8, 31))))
        .then_expect_events(vec![granted("2025-09-01", "2029-08-31")]);
    person(vec![registered()])
        .when(grant(date(2025, 9, 1), None))
        .then_expect_events(vec![granted("2025-09-01", "")]);
}

#[test]
fn an_unknown_person_holds_no_role() {
    person(vec![]).when(grant(date(2025, 9, 1), None)).then_expect_error(PersonRefusal::Unknown);
    person(vec![]).when(end(date(2025, 9, 1))).then_expect_error(PersonRefusal::Unknown);
}

#[test]
fn a_role_is_held_over_something_that_is_there() {
    let kinds = [
        (ScopeUnknown::School, "SCHOOL_UNKNOWN"),
        (ScopeUnknown::Hub, "HUB_UNKNOWN"),
        (ScopeUnknown::Committee, "COMMITTEE_UNKNOWN"),
    ];
    for (unknown, reason) in kinds {
        let command = PersonCommand::Grant {
            grant_id: GRANT,
            role: Role::Governor,
            scope: scope("a"),
            period: Period { from: date(2025, 9, 1), until: None },
            scope_unknown: Some(unknown),
        };
        let refusal = person(vec![registered()]).when(command).inspect_result().unwrap_err();
        assert_eq!(refusal, PersonRefusal::ScopeUnknown(unknown));
        assert_eq!(refusal.reason(), reason);
    }
}

#[test]
fn a_role_may_last_one_day_but_not_less() {
    let day = date(2025, 9, 1);
    let result = person(vec![registered()]).when(grant(day, Some(day))).inspect_result();
    assert_eq!(result.unwrap().len(), 1);
    person(vec![registered()])
        .when(grant(day, Some(date(2025, 8, 31))))
        .then_expect_error(PersonRefusal::Backwards(day));
}

#[test]
fn a_role_is_not_held_twice_at_a_time() {
    let last = date(2029, 8, 31);
    for command in [
        grant(last, None),
        grant(date(2020, 9, 1), Some(date(2025, 9, 1))),
        grant(date(2020, 9, 1), None),
    ] {
        person(governor()).when(command).then_expect_error(PersonRefusal::AlreadyHeld);
    }
    for command in [grant(date(2029, 9, 1), None), grant(date(2020, 9, 1), Some(date(2025, 8, 31)))]
    {
        assert_eq!(person(governor()).when(command).inspect_result().unwrap().len(), 1);
    }
}

#[test]
fn the_same_role_over_something_else_is_another() {
    let command = PersonCommand::Grant {
        grant_id: GRANT,
        role: Role::Governor,
        scope: scope("b"),
        period: Period { from: date(2025, 9, 1), until: None },
        scope_unknown: None,
    };
    assert_eq!(person(governor()).when(command).inspect_result().unwrap().len(), 1);
}

#[test]
fn a_role_that_ended_may_be_given_again() {
    let mut history = governor();
    history.push(ended("2025-11-01"));
    let again = person(history).when(grant(date(2025, 11, 1), None)).inspect_result();
    assert_eq!(again.unwrap().len(), 1);
}

#[test]
fn a_role_granted_by_mistake_leaves_no_day_behind() {
    let mut history = governor();
    history.push(ended("2025-09-01"));
    let again = person(history).when(grant(date(2025, 9, 1), None)).inspect_result();
    assert_eq!(again.unwrap().len(), 1);
}

#[test]
fn a_role_ends_at_its_term_at_the_latest() {
    person(governor()).when(end(date(2029, 9, 1))).then_expect_events(vec![ended("2029-09-01")]);
    person(governor()).when(end(date(2029, 9, 2))).then_expect_error(PersonRefusal::NotHeld);
}

#[test]
fn a_role_does_not_end_before_it_began() {
    person(governor())
        .when(end(date(2025, 8, 31)))
        .then_expect_error(PersonRefusal::Backwards(date(2025, 9, 1)));
}

#[test]
fn only_a_role_that_is_held_ends() {
    person(vec![registered()])
        .when(end(date(2025, 9, 1)))
        .then_expect_error(PersonRefusal::NotHeld);
    let mut history = governor();
    history.push(ended("2025-11-01"));
    person(history).when(end(date(2025, 11, 1))).then_expect_error(PersonRefusal::NotHeld);
}

fn held(reason: &str) -> PersonEvent {
    LegalHoldPlaced { person_id: PERSON.to_string(), reason: context().words(reason) }.into()
}

fn released(reason: &str) -> PersonEvent {
    LegalHoldReleased { person_id: PERSON.to_string(), reason: context().words(reason) }.into()
}

fn erased(reason: &str) -> PersonEvent {
    PersonErased { person_id: PERSON.to_string(), reason: context().words(reason) }.into()
}

fn hold() -> PersonCommand {
    PersonCommand::Hold { reason: context().words("a claim") }
}

fn release() -> PersonCommand {
    PersonCommand::Release { reason: context().words("settled") }
}

fn erase(again: bool) -> PersonCommand {
    PersonCommand::Erase { reason: context().words("asked for"), again }
}

#[test]
fn a_person_without_a_role_is_erased_once() {
    person(vec![registered()]).when(erase(false)).then_expect_events(vec![erased("asked for")]);
    person(vec![registered(), erased("x")])
        .when(erase(false))
        .then_expect_error(PersonRefusal::Erased);
    person(vec![]).when(erase(false)).then_expect_error(PersonRefusal::Unknown);
}

#[test]
fn a_role_ends_before_its_holder_is_erased() {
    let holds = vec![registered(), granted("2025-09-01", "")];
    person(holds.clone()).when(erase(false)).then_expect_error(PersonRefusal::RolesHeld);
    let later = vec![registered(), granted("2099-09-01", "2100-08-31")];
    person(later).when(erase(false)).then_expect_error(PersonRefusal::RolesHeld);
    let ended = [holds, vec![ended("2025-10-01")]].concat();
    person(ended).when(erase(false)).then_expect_events(vec![erased("asked for")]);
}

#[test]
fn a_legal_hold_stops_an_erasure_until_it_is_released() {
    person(vec![registered()]).when(hold()).then_expect_events(vec![held("a claim")]);
    let on_hold = vec![registered(), held("a claim")];
    person(on_hold.clone()).when(erase(false)).then_expect_error(PersonRefusal::HoldStands);
    person(on_hold.clone()).when(hold()).then_expect_error(PersonRefusal::HoldStands);
    person(on_hold.clone()).when(release()).then_expect_events(vec![released("settled")]);
    person(vec![registered()]).when(release()).then_expect_error(PersonRefusal::NoHold);
    let free = [on_hold, vec![released("settled")]].concat();
    person(free).when(erase(false)).then_expect_events(vec![erased("asked for")]);
}

#[test]
fn what_was_erased_before_a_restore_is_erased_again_whatever_the_older_record_says() {
    let older = vec![registered(), granted("2025-09-01", ""), held("a claim")];
    person(older).when(erase(true)).then_expect_events(vec![erased("asked for")]);
}

#[test]
fn an_erased_person_is_given_no_role() {
    person(vec![registered(), erased("x")])
        .when(grant(date(2025, 9, 1), None))
        .then_expect_error(PersonRefusal::Erased);
}

const INVITATION: Uuid = Uuid::from_u128(13);
const SECRET: &str = "the hash of a secret";
const UNTIL: &str = "2025-11-28T10:00:00Z";

fn invited(until: &str) -> PersonEvent {
    PersonInvited {
        person_id: PERSON.to_string(),
        invitation_id: INVITATION.to_string(),
        secret_sha256: SECRET.to_owned(),
        until: until.to_owned(),
    }
    .into()
}

fn accepted() -> PersonEvent {
    InvitationAccepted { person_id: PERSON.to_string(), invitation_id: INVITATION.to_string() }
        .into()
}

fn accept(secret_sha256: &str) -> PersonCommand {
    PersonCommand::Accept { secret_sha256: secret_sha256.to_owned(), taken: false }
}

fn invite() -> PersonCommand {
    PersonCommand::Invite {
        invitation_id: INVITATION,
        secret_sha256: SECRET.to_owned(),
        valid_for: SignedDuration::from_hours(7 * 24),
    }
}

#[test]
fn a_person_is_invited_for_some_days() {
    person(vec![registered()]).when(invite()).then_expect_events(vec![invited(UNTIL)]);
    person(vec![]).when(invite()).then_expect_error(PersonRefusal::Unknown);
}

#[test]
fn an_invitation_is_taken_up_to_its_last_moment() {
    let now = "2025-11-21T10:00:00Z";
    person(vec![registered(), invited(now)])
        .when(accept(SECRET))
        .then_expect_events(vec![accepted()]);
    person(vec![registered(), invited("2025-11-21T09:59:59Z")])
        .when(accept(SECRET))
        .then_expect_error(PersonRefusal::InvitationOver);
}

#[test]
fn an_invitation_is_taken_up_once() {
    person(vec![registered(), invited(UNTIL), accepted()])
        .when(accept(SECRET))
        .then_expect_error(PersonRefusal::InvitationSpent);
}

#[test]
fn an_invitation_has_one_secret() {
    person(vec![registered(), invited(UNTIL)])
        .when(accept("another"))
        .then_expect_error(PersonRefusal::InvitationUnknown);
    person(vec![registered()])
        .when(accept(SECRET))
        .then_expect_error(PersonRefusal::InvitationUnknown);
    person(vec![]).when(accept(SECRET)).then_expect_error(PersonRefusal::Unknown);
}

#[test]
fn a_new_invitation_ends_the_one_before() {
    let newer = PersonInvited {
        person_id: PERSON.to_string(),
        invitation_id: Uuid::from_u128(14).to_string(),
        secret_sha256: "another".to_owned(),
        until: UNTIL.to_owned(),
    };
    let history = || vec![registered(), invited(UNTIL), newer.clone().into()];
    person(history()).when(accept(SECRET)).then_expect_error(PersonRefusal::InvitationUnknown);
    assert_eq!(person(history()).when(accept("another")).inspect_result().unwrap().len(), 1);
    let taken_up = vec![registered(), invited(UNTIL), accepted(), newer.clone().into()];
    assert_eq!(person(taken_up).when(accept("another")).inspect_result().unwrap().len(), 1);
}

#[test]
fn an_account_is_one_person() {
    let command = PersonCommand::Accept { secret_sha256: SECRET.to_owned(), taken: true };
    person(vec![registered(), invited(UNTIL)])
        .when(command)
        .then_expect_error(PersonRefusal::SignInTaken);
}
