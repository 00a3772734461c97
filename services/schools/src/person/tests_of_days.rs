use contract::schools::v1::{
    EndRoleRequest, InvitationEnded, Role, RoleEndTakenBack, RoleEnded, RoleRanOut, RoleTookEffect,
    ScopeKind, TakeBackRoleEndRequest, TakeRoleEffectRequest,
};
use eventlog::cqrs_es::test::TestFramework;

use super::*;
use crate::given::context;

const P: &str = "p";

/// A command given on a day, British time.
fn on(day: &str) -> Context {
    Context { now: format!("{day}T10:00:00Z").parse().unwrap(), ..context() }
}

fn known() -> PersonEvent {
    PersonRegistered { person_id: P.to_owned() }.into()
}

fn granted(grant: &str, from: &str, until: &str) -> PersonEvent {
    RoleGranted {
        person_id: P.to_owned(),
        grant_id: grant.to_owned(),
        role: Role::Governor.into(),
        scope: Some(Scope { kind: ScopeKind::School.into(), id: "a".to_owned() }),
        from: from.to_owned(),
        until: until.to_owned(),
    }
    .into()
}

fn ended(grant: &str, on: &str) -> PersonEvent {
    let (person_id, grant_id, on) = (P.to_owned(), grant.to_owned(), on.to_owned());
    RoleEnded { person_id, grant_id, on, reason: None }.into()
}

fn invited() -> PersonEvent {
    PersonInvited {
        person_id: P.to_owned(),
        invitation_id: "i".to_owned(),
        secret_sha256: hex(&Sha256::digest([7; 32])),
        until: "2029-01-01T00:00:00Z".to_owned(),
    }
    .into()
}

fn begins(grant: &str) -> PersonCommand {
    let grant_id = grant.to_owned();
    TakeRoleEffectRequest { grant_id, ..TakeRoleEffectRequest::default() }.into()
}

fn is_over(grant: &str) -> PersonCommand {
    let grant_id = grant.to_owned();
    TakeRoleEffectRequest { grant_id, ending: true, ..TakeRoleEffectRequest::default() }.into()
}

fn end(grant: &str, on: &str) -> PersonCommand {
    let (grant_id, on) = (grant.to_owned(), on.to_owned());
    EndRoleRequest { grant_id, on, ..EndRoleRequest::default() }.into()
}

fn take_back(grant: &str) -> PersonCommand {
    let grant_id = grant.to_owned();
    TakeBackRoleEndRequest { grant_id, ..TakeBackRoleEndRequest::default() }.into()
}

fn took_effect(grant: &str, on: &str) -> PersonEvent {
    let (person_id, grant_id, on) = (P.to_owned(), grant.to_owned(), on.to_owned());
    RoleTookEffect { person_id, grant_id, on }.into()
}

fn ran_out(grant: &str, on: &str) -> PersonEvent {
    let (person_id, grant_id, on) = (P.to_owned(), grant.to_owned(), on.to_owned());
    RoleRanOut { person_id, grant_id, on }.into()
}

fn invitation_ended(on: &str) -> PersonEvent {
    let (person_id, invitation_id, on) = (P.to_owned(), "i".to_owned(), on.to_owned());
    InvitationEnded { person_id, invitation_id, on }.into()
}

fn back(grant: &str, until: &str) -> PersonEvent {
    let (person_id, grant_id, until) = (P.to_owned(), grant.to_owned(), until.to_owned());
    RoleEndTakenBack { person_id, grant_id, until, reason: None }.into()
}

type Decided = Result<Vec<PersonEvent>, PersonRefusal>;

fn told(given: &[PersonEvent], command: PersonCommand, today: &str) -> Decided {
    let services = (PersonFacts::Nothing, on(today));
    TestFramework::<Person>::with(services).given(given.to_vec()).when(command).inspect_result()
}

#[test]
fn a_role_given_ahead_takes_effect_on_its_first_day_and_once() {
    let given = [known(), granted("g", "2026-01-01", "")];
    assert_eq!(told(&given, begins("g"), "2025-12-31"), Ok(vec![]));
    let began = took_effect("g", "2026-01-01");
    assert_eq!(told(&given, begins("g"), "2026-01-01"), Ok(vec![began.clone()]));
    assert_eq!(told(&given, begins("g"), "2026-01-11"), Ok(vec![began.clone()]), "days later");
    let [known, granted] = given;
    assert_eq!(told(&[known, granted, began], begins("g"), "2026-01-11"), Ok(vec![]));
}

#[test]
fn a_role_that_was_ended_before_its_first_day_never_begins_and_never_runs_out() {
    let given = [known(), granted("g", "2026-01-01", "2026-12-31"), ended("g", "2026-01-01")];
    assert_eq!(told(&given, begins("g"), "2026-01-02"), Ok(vec![]));
    assert_eq!(told(&given, is_over("g"), "2027-01-02"), Ok(vec![]));
}

#[test]
fn a_role_runs_out_on_the_day_after_its_last_and_once() {
    let given = [known(), granted("g", "2025-09-01", "2026-08-31")];
    assert_eq!(told(&given, is_over("g"), "2026-08-31"), Ok(vec![]), "still held");
    let over = ran_out("g", "2026-09-01");
    assert_eq!(told(&given, is_over("g"), "2026-09-04"), Ok(vec![over.clone()]));
    let [known_, granted_] = given;
    assert_eq!(told(&[known_, granted_, over], is_over("g"), "2026-09-05"), Ok(vec![]));
    let open = [known(), granted("g", "2025-09-01", "")];
    assert_eq!(told(&open, is_over("g"), "2099-01-01"), Ok(vec![]), "an open term has no end");
    let ahead = [known(), granted("g", "2025-09-01", ""), ended("g", "2026-01-01")];
    assert_eq!(told(&ahead, is_over("g"), "2025-12-31"), Ok(vec![]));
    assert_eq!(told(&ahead, is_over("g"), "2026-01-01"), Ok(vec![ran_out("g", "2026-01-01")]));
}

#[test]
fn the_day_of_an_unknown_role_or_person_is_refused() {
    assert_eq!(told(&[known()], is_over("g"), "2026-01-01"), Err(PersonRefusal::NotHeld));
    assert_eq!(told(&[known()], begins("g"), "2026-01-01"), Err(PersonRefusal::NotHeld));
    assert_eq!(told(&[], begins("g"), "2026-01-01"), Err(PersonRefusal::Unknown));
}

#[test]
fn an_open_invitation_ends_with_the_last_role() {
    let given = [known(), invited(), granted("g", "2025-09-01", "2026-08-31")];
    let both = vec![ran_out("g", "2026-09-01"), invitation_ended("2026-09-01")];
    assert_eq!(told(&given, is_over("g"), "2026-09-01"), Ok(both.clone()));
    let over: Vec<_> = given.iter().cloned().chain(both).collect();
    let accept = AcceptInvitationRequest { secret: vec![7; 32], ..Default::default() };
    let accepted = told(&over, accept.into(), "2026-09-01");
    assert_eq!(accepted, Err(PersonRefusal::InvitationUnknown));
    let today = told(&given, end("g", "2026-01-10"), "2026-01-10").unwrap();
    assert_eq!(today[1..], [invitation_ended("2026-01-10")], "also where a person ends the role");
    assert_eq!(told(&given, end("g", "2026-01-11"), "2026-01-10").unwrap().len(), 1, "not ahead");
}

#[test]
fn an_invitation_stays_while_another_role_is_held_or_to_come() {
    let given = [
        known(),
        invited(),
        granted("g", "2025-09-01", "2026-08-31"),
        granted("h", "2026-10-01", "2027-08-31"),
    ];
    let over = told(&given, is_over("g"), "2026-09-01");
    assert_eq!(over, Ok(vec![ran_out("g", "2026-09-01")]));
    let spent: PersonEvent =
        InvitationAccepted { person_id: P.to_owned(), invitation_id: "i".to_owned() }.into();
    let [known, invited, granted, _] = given;
    let over = told(&[known, invited, spent, granted], is_over("g"), "2026-09-01");
    assert_eq!(over.unwrap().len(), 1, "one that was taken up is no more");
}

#[test]
fn the_end_of_a_role_that_was_a_mistake_is_taken_back() {
    let given = [known(), granted("g", "2025-09-01", "2027-08-31"), ended("g", "2025-11-01")];
    let taken = told(&given, take_back("g"), "2025-11-21");
    assert_eq!(taken, Ok(vec![back("g", "2027-08-31")]));
    let held: Vec<_> = given.into_iter().chain(taken.unwrap()).collect();
    assert_eq!(told(&held, is_over("g"), "2027-08-31"), Ok(vec![]), "held to its own last day");
    assert_eq!(told(&held, is_over("g"), "2027-09-01"), Ok(vec![ran_out("g", "2027-09-01")]));
    assert_eq!(told(&held, take_back("g"), "2025-11-22"), Err(PersonRefusal::NotEnded));
    let again = told(&held, end("g", "2025-12-01"), "2025-11-22");
    assert_eq!(again, Ok(vec![ended("g", "2025-12-01")]), "it can be ended again");
}

#[test]
fn what_was_not_ended_or_was_given_anew_is_not_taken_back() {
    let not_ended = Err(PersonRefusal::NotEnded);
    let given = [known(), granted("g", "2025-09-01", "")];
    assert_eq!(told(&given, take_back("g"), "2025-11-21"), not_ended);
    assert_eq!(told(&given, take_back("h"), "2025-11-21"), not_ended);
    assert_eq!(told(&[], take_back("g"), "2025-11-21"), Err(PersonRefusal::Unknown));
    let anew = [
        known(),
        granted("g", "2025-09-01", ""),
        ended("g", "2025-11-01"),
        granted("h", "2025-11-10", ""),
    ];
    assert_eq!(told(&anew, take_back("g"), "2025-11-21"), Err(PersonRefusal::AlreadyHeld));
}
