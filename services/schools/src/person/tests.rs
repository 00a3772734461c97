use contract::schools::v1::{
    EndRoleRequest, ErasePersonRequest, HoldPersonRequest, RegisterPersonRequest,
    ReleasePersonRequest, Role, RoleEnded, ScopeKind,
};
use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};
use uuid::Uuid;

use super::*;
use crate::given::context;

fn person_id() -> String {
    context().new_id("person").to_string()
}

fn grant_id() -> String {
    context().new_id("grant").to_string()
}

fn person(given: Vec<PersonEvent>) -> AggregateTestExecutor<Person> {
    person_knowing(PersonFacts::Nothing, given)
}

fn person_knowing(facts: PersonFacts, given: Vec<PersonEvent>) -> AggregateTestExecutor<Person> {
    TestFramework::with((facts, context())).given(given)
}

fn in_the_way(refusal: &PersonRefusal) -> PersonFacts {
    PersonFacts::InTheWay(refusal.clone())
}

fn registered() -> PersonEvent {
    PersonRegistered { person_id: person_id() }.into()
}

fn scope(id: &str) -> Scope {
    Scope { kind: ScopeKind::School as i32, id: id.to_owned() }
}

fn granted(from: &str, until: &str) -> PersonEvent {
    RoleGranted {
        person_id: person_id(),
        grant_id: grant_id(),
        role: Role::Governor as i32,
        scope: Some(scope("a")),
        from: from.to_owned(),
        until: until.to_owned(),
    }
    .into()
}

fn ended(on: &str) -> PersonEvent {
    RoleEnded {
        person_id: person_id(),
        grant_id: grant_id(),
        on: on.to_owned(),
        reason: context().words("moved"),
    }
    .into()
}

fn grant_over(id: &str, from: &str, until: &str) -> PersonCommand {
    GrantRoleRequest {
        command_id: String::new(),
        person_id: person_id(),
        role: Role::Governor as i32,
        scope: Some(scope(id)),
        from: from.to_owned(),
        until: until.to_owned(),
    }
    .into()
}

fn grant(from: &str, until: &str) -> PersonCommand {
    grant_over("a", from, until)
}

fn end(on: &str) -> PersonCommand {
    EndRoleRequest {
        command_id: String::new(),
        person_id: person_id(),
        grant_id: grant_id(),
        on: on.to_owned(),
        reason: "moved".to_owned(),
    }
    .into()
}

fn register() -> PersonCommand {
    let (name, email) = ("Ada Byron".to_owned(), "ada@example.org".to_owned());
    RegisterPersonRequest { command_id: String::new(), name, email }.into()
}

/// A governor from 1 September 2025 to 31 August 2029.
fn governor() -> Vec<PersonEvent> {
    vec![registered(), granted("2025-09-01", "2029-08-31")]
}

#[test]
fn a_person_is_registered_by_id_only() {
    person(vec![]).when(register()).then_expect_events(vec![registered()]);
}

#[test]
fn a_line_of_a_file_names_what_it_begins_by_its_own_command_and_counts_once() {
    let line = Uuid::from_u128(5);
    let id = |what| contract::commands::new_id(line, what).to_string();
    let known: PersonEvent = PersonRegistered { person_id: id("person") }.into();
    let listed = |given| person_knowing(PersonFacts::Listed(line), given);
    listed(vec![]).when(register()).then_expect_events(vec![known.clone()]);
    listed(vec![known.clone()]).when(register()).then_expect_events(vec![]);
    listed(vec![registered()]).when(register()).then_expect_error(PersonRefusal::AlreadyRegistered);
    let held: PersonEvent = RoleGranted {
        person_id: id("person"),
        grant_id: id("grant"),
        role: Role::Governor as i32,
        scope: Some(scope("a")),
        from: "2025-09-01".to_owned(),
        until: String::new(),
    }
    .into();
    let asked = || grant("2025-09-01", "");
    listed(vec![known.clone()]).when(asked()).then_expect_events(vec![held.clone()]);
    listed(vec![known, held]).when(asked()).then_expect_events(vec![]);
}

#[test]
fn a_person_is_registered_once() {
    let already = PersonRefusal::AlreadyRegistered;
    person(vec![registered()]).when(register()).then_expect_error(already.clone());
    person_knowing(in_the_way(&already), vec![]).when(register()).then_expect_error(already);
}

#[test]
fn a_role_is_granted() {
    person(vec![registered()])
        .when(grant("2025-09-01", "2029-08-31"))
        .then_expect_events(vec![granted("2025-09-01", "2029-08-31")]);
    person(vec![registered()])
        .when(grant("2025-09-01", ""))
        .then_expect_events(vec![granted("2025-09-01", "")]);
}

#[test]
fn an_unknown_person_holds_no_role() {
    person(vec![]).when(grant("2025-09-01", "")).then_expect_error(PersonRefusal::Unknown);
    person(vec![]).when(end("2025-09-01")).then_expect_error(PersonRefusal::Unknown);
}

#[test]
fn a_role_is_held_over_something_that_is_there() {
    for missing in
        [PersonRefusal::SchoolUnknown, PersonRefusal::HubUnknown, PersonRefusal::CommitteeUnknown]
    {
        person_knowing(in_the_way(&missing), vec![registered()])
            .when(grant("2025-09-01", ""))
            .then_expect_error(missing);
    }
}

#[test]
fn a_role_over_the_trust_is_held_over_the_callers() {
    let trust = context().trust.to_string();
    for id in ["", &trust] {
        let asked = GrantRoleRequest {
            role: Role::Trustee as i32,
            scope: Some(Scope { kind: ScopeKind::Trust as i32, id: id.to_owned() }),
            from: "2025-09-01".to_owned(),
            ..Default::default()
        };
        let over = Scope { kind: ScopeKind::Trust as i32, id: trust.clone() };
        let granted = RoleGranted {
            person_id: person_id(),
            grant_id: grant_id(),
            role: Role::Trustee as i32,
            scope: Some(over),
            from: "2025-09-01".to_owned(),
            until: String::new(),
        };
        person(vec![registered()]).when(asked.into()).then_expect_events(vec![granted.into()]);
    }
}

#[test]
fn a_role_may_last_one_day_but_not_less() {
    let day = "2025-09-01";
    let result = person(vec![registered()]).when(grant(day, day)).inspect_result();
    assert_eq!(result.unwrap().len(), 1);
    person(vec![registered()])
        .when(grant(day, "2025-08-31"))
        .then_expect_error(PersonRefusal::Backwards(day.to_owned()));
}

#[test]
fn a_role_is_not_held_twice_at_a_time() {
    let last = "2026-08-31";
    let given = || vec![registered(), granted("2025-09-01", last)];
    for command in [grant(last, ""), grant("2020-09-01", "2025-09-01"), grant("2020-09-01", "")] {
        person(given()).when(command).then_expect_error(PersonRefusal::AlreadyHeld);
    }
    for command in [grant("2026-09-01", ""), grant("2020-09-01", "2025-08-31")] {
        assert_eq!(person(given()).when(command).inspect_result().unwrap().len(), 1);
    }
}

/// The last day of a term of office may lie further ahead than its first, and an end of it does too.
#[test]
fn a_role_begins_within_two_years() {
    let far = || PersonRefusal::from(FarAheadRefusal("2027-11-22".to_owned()));
    let begins = |from| person(vec![registered()]).when(grant(from, "2031-08-31"));
    assert_eq!(begins("2027-11-21").inspect_result().unwrap().len(), 1);
    begins("2027-11-22").then_expect_error(far());
    let open = || person(vec![registered(), granted("2025-09-01", "")]);
    open().when(end("2027-11-21")).then_expect_events(vec![ended("2027-11-21")]);
    open().when(end("2027-11-22")).then_expect_error(far());
}

#[test]
fn the_same_role_over_something_else_is_another() {
    let command = grant_over("b", "2025-09-01", "");
    assert_eq!(person(governor()).when(command).inspect_result().unwrap().len(), 1);
}

#[test]
fn a_role_that_ended_may_be_given_again() {
    let mut history = governor();
    history.push(ended("2025-11-01"));
    let again = person(history).when(grant("2025-11-01", "")).inspect_result();
    assert_eq!(again.unwrap().len(), 1);
}

#[test]
fn a_role_granted_by_mistake_leaves_no_day_behind() {
    let mut history = governor();
    history.push(ended("2025-09-01"));
    let again = person(history).when(grant("2025-09-01", "")).inspect_result();
    assert_eq!(again.unwrap().len(), 1);
}

#[test]
fn a_role_ends_at_its_term_at_the_latest() {
    person(governor()).when(end("2029-09-01")).then_expect_events(vec![ended("2029-09-01")]);
    person(governor()).when(end("2029-09-02")).then_expect_error(PersonRefusal::NotHeld);
}

#[test]
fn a_role_does_not_end_before_it_began() {
    person(governor())
        .when(end("2025-08-31"))
        .then_expect_error(PersonRefusal::Backwards("2025-09-01".to_owned()));
}

#[test]
fn only_a_role_that_is_held_ends() {
    person(vec![registered()]).when(end("2025-09-01")).then_expect_error(PersonRefusal::NotHeld);
    let mut history = governor();
    history.push(ended("2025-11-01"));
    person(history).when(end("2025-11-01")).then_expect_error(PersonRefusal::NotHeld);
}

fn held(reason: &str) -> PersonEvent {
    LegalHoldPlaced { person_id: person_id(), reason: context().words(reason) }.into()
}

fn released(reason: &str) -> PersonEvent {
    LegalHoldReleased { person_id: person_id(), reason: context().words(reason) }.into()
}

fn erased(reason: &str) -> PersonEvent {
    PersonErased { person_id: person_id(), reason: context().words(reason) }.into()
}

fn hold() -> PersonCommand {
    let reason = "a claim".to_owned();
    HoldPersonRequest { reason, ..Default::default() }.into()
}

fn release() -> PersonCommand {
    let reason = "settled".to_owned();
    ReleasePersonRequest { reason, ..Default::default() }.into()
}

fn erase() -> PersonCommand {
    let reason = "asked for".to_owned();
    ErasePersonRequest { reason, ..Default::default() }.into()
}

#[test]
fn a_person_without_a_role_is_erased_once() {
    person(vec![registered()]).when(erase()).then_expect_events(vec![erased("asked for")]);
    person(vec![registered(), erased("x")]).when(erase()).then_expect_error(PersonRefusal::Erased);
    person(vec![]).when(erase()).then_expect_error(PersonRefusal::Unknown);
}

#[test]
fn a_role_ends_before_its_holder_is_erased() {
    let holds = vec![registered(), granted("2025-09-01", "")];
    person(holds.clone()).when(erase()).then_expect_error(PersonRefusal::RolesHeld);
    let later = vec![registered(), granted("2099-09-01", "2100-08-31")];
    person(later).when(erase()).then_expect_error(PersonRefusal::RolesHeld);
    let ended = [holds, vec![ended("2025-10-01")]].concat();
    person(ended).when(erase()).then_expect_events(vec![erased("asked for")]);
}

#[test]
fn a_legal_hold_stops_an_erasure_until_it_is_released() {
    person(vec![registered()]).when(hold()).then_expect_events(vec![held("a claim")]);
    let on_hold = vec![registered(), held("a claim")];
    person(on_hold.clone()).when(erase()).then_expect_error(PersonRefusal::HoldStands);
    person(on_hold.clone()).when(hold()).then_expect_error(PersonRefusal::HoldStands);
    person(on_hold.clone()).when(release()).then_expect_events(vec![released("settled")]);
    person(vec![registered()]).when(release()).then_expect_error(PersonRefusal::NoHold);
    let free = [on_hold, vec![released("settled")]].concat();
    person(free).when(erase()).then_expect_events(vec![erased("asked for")]);
}

#[test]
fn what_was_erased_before_a_restore_is_erased_again_whatever_the_older_record_says() {
    let older = vec![registered(), granted("2025-09-01", ""), held("a claim")];
    person_knowing(PersonFacts::ErasedBefore, older)
        .when(erase())
        .then_expect_events(vec![erased("asked for")]);
}

#[test]
fn an_erased_person_is_given_no_role() {
    person(vec![registered(), erased("x")])
        .when(grant("2025-09-01", ""))
        .then_expect_error(PersonRefusal::Erased);
}

const SECRET: [u8; 32] = [7; 32];
const ANOTHER: [u8; 32] = [8; 32];
const UNTIL: &str = "2025-11-28T10:00:00Z";

fn invitation_id() -> String {
    context().new_id("invitation").to_string()
}

fn hash(secret: [u8; 32]) -> String {
    hex(&Sha256::digest(secret))
}

fn invited(until: &str) -> PersonEvent {
    PersonInvited {
        person_id: person_id(),
        invitation_id: invitation_id(),
        secret_sha256: hash(SECRET),
        until: until.to_owned(),
    }
    .into()
}

fn accepted() -> PersonEvent {
    InvitationAccepted { person_id: person_id(), invitation_id: invitation_id() }.into()
}

fn accept(secret: [u8; 32]) -> PersonCommand {
    AcceptInvitationRequest { secret: secret.to_vec(), ..Default::default() }.into()
}

fn invite(days: u32) -> PersonCommand {
    let secret_sha256 = Sha256::digest(SECRET).to_vec();
    InvitePersonRequest { secret_sha256, days, ..Default::default() }.into()
}

#[test]
fn a_person_is_invited_for_some_days() {
    for (days, until) in [(0, UNTIL), (7, UNTIL), (1, "2025-11-22T10:00:00Z")] {
        person(vec![registered()]).when(invite(days)).then_expect_events(vec![invited(until)]);
    }
    person(vec![]).when(invite(0)).then_expect_error(PersonRefusal::Unknown);
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
        .when(accept(ANOTHER))
        .then_expect_error(PersonRefusal::InvitationUnknown);
    person(vec![registered()])
        .when(accept(SECRET))
        .then_expect_error(PersonRefusal::InvitationUnknown);
    person(vec![]).when(accept(SECRET)).then_expect_error(PersonRefusal::Unknown);
}

#[test]
fn a_new_invitation_ends_the_one_before() {
    let newer = PersonInvited {
        person_id: person_id(),
        invitation_id: Uuid::from_u128(14).to_string(),
        secret_sha256: hash(ANOTHER),
        until: UNTIL.to_owned(),
    };
    let history = || vec![registered(), invited(UNTIL), newer.clone().into()];
    person(history()).when(accept(SECRET)).then_expect_error(PersonRefusal::InvitationUnknown);
    assert_eq!(person(history()).when(accept(ANOTHER)).inspect_result().unwrap().len(), 1);
    let taken_up = vec![registered(), invited(UNTIL), accepted(), newer.clone().into()];
    assert_eq!(person(taken_up).when(accept(ANOTHER)).inspect_result().unwrap().len(), 1);
}

#[test]
fn an_account_is_one_person() {
    person_knowing(in_the_way(&PersonRefusal::SignInTaken), vec![registered(), invited(UNTIL)])
        .when(accept(SECRET))
        .then_expect_error(PersonRefusal::SignInTaken);
}
