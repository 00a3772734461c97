use contract::commands::PersonCommand;
use contract::events::PersonEvent;
use contract::schools::v1::{
    ChangePersonRequest, InvitationAccepted, InvitePersonRequest, LegalHoldPlaced, PersonErased,
    PersonInvited, PersonRegistered, Role, RoleGranted, Scope, ScopeKind,
};
use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};

use super::*;
use crate::given::context;

const P: &str = "p";

fn told(
    facts: PersonFacts,
    given: Vec<PersonEvent>,
    command: PersonCommand,
) -> Result<Vec<PersonEvent>, PersonRefusal> {
    let person: AggregateTestExecutor<Person> =
        TestFramework::with((facts, context())).given(given);
    person.when(command).inspect_result()
}

fn changed(facts: PersonFacts, given: Vec<PersonEvent>) -> Result<Vec<PersonEvent>, PersonRefusal> {
    told(facts, given, ChangePersonRequest::default().into())
}

fn differs(name: bool, address: bool) -> PersonFacts {
    PersonFacts::Differs(PersonDifference { name, address })
}

fn invited() -> Vec<PersonEvent> {
    let invitation_id = "i".to_owned();
    let person_id = P.to_owned();
    let known = PersonRegistered { person_id: person_id.clone() };
    let invited = PersonInvited { person_id, invitation_id, ..PersonInvited::default() };
    vec![known.into(), invited.into()]
}

fn event(name_changed: bool, address_changed: bool, invitation_ended: bool) -> Vec<PersonEvent> {
    let person_id = P.to_owned();
    vec![PersonChanged { person_id, name_changed, address_changed, invitation_ended }.into()]
}

#[test]
fn a_new_address_ends_an_invitation_that_went_to_the_one_before() {
    assert_eq!(changed(differs(true, false), invited()), Ok(event(true, false, false)));
    assert_eq!(changed(differs(false, true), invited()), Ok(event(false, true, true)));
    let mut again = invited();
    again.extend(event(false, true, true));
    assert_eq!(changed(differs(true, true), again), Ok(event(true, true, false)), "it ended");
    let mut taken_up = invited();
    let (person_id, invitation_id) = (P.to_owned(), "i".to_owned());
    taken_up.push(InvitationAccepted { person_id, invitation_id }.into());
    assert_eq!(changed(differs(true, true), taken_up), Ok(event(true, true, false)));
}

#[test]
fn what_is_the_same_is_no_change() {
    for facts in [differs(false, false), PersonFacts::Nothing] {
        assert_eq!(changed(facts, invited()), Err(PersonRefusal::NothingChanged));
    }
}

#[test]
fn only_a_person_who_is_known_and_not_erased_is_changed() {
    assert_eq!(changed(differs(true, true), vec![]), Err(PersonRefusal::Unknown));
    let mut erased = invited();
    erased.push(PersonErased { person_id: P.to_owned(), reason: None }.into());
    assert_eq!(changed(differs(true, true), erased), Err(PersonRefusal::Erased));
}

#[test]
fn what_a_legal_hold_keeps_is_not_changed() {
    let mut held = invited();
    held.push(LegalHoldPlaced { person_id: P.to_owned(), ..LegalHoldPlaced::default() }.into());
    assert_eq!(changed(differs(true, true), held), Err(PersonRefusal::HoldStands));
}

#[test]
fn a_guest_comes_in_by_the_address_that_was_invited() {
    let scope = Some(Scope { kind: ScopeKind::Visit.into(), id: "v".to_owned() });
    let (person_id, role) = (P.to_owned(), Role::ExternalVerifier.into());
    let granted = RoleGranted { person_id, role, scope, ..RoleGranted::default() };
    let guest: Vec<PersonEvent> =
        vec![PersonRegistered { person_id: P.to_owned() }.into(), granted.into()];
    let refusal = PersonRefusal::GuestKnownByAddress;
    assert_eq!(changed(differs(false, true), guest.clone()), Err(refusal));
    assert_eq!(changed(differs(true, false), guest), Ok(event(true, false, false)));
}

#[test]
fn an_address_of_another_person_is_refused() {
    let taken = PersonRefusal::AlreadyRegistered;
    let facts = PersonFacts::InTheWay(taken.clone());
    assert_eq!(changed(facts, invited()), Err(taken));
}

#[test]
fn who_changed_the_address_does_not_invite() {
    let refusal = PersonRefusal::AddressChangedByInviter;
    let facts = PersonFacts::InTheWay(refusal.clone());
    assert_eq!(told(facts, invited(), InvitePersonRequest::default().into()), Err(refusal));
}
