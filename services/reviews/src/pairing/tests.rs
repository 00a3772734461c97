//! The rules of a pairing.

use contract::reviews::v1::DeclinePairingRequest;
use eventlog::SealedWords;
use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};

use super::*;

fn context() -> Context {
    Context {
        trust: Uuid::from_u128(9),
        actor: Uuid::nil(),
        role: "system".to_owned(),
        now: "2025-11-21T10:00:00Z".parse().unwrap(),
        command_id: Uuid::from_u128(1),
        sealed: SealedWords::unsalted(),
    }
}

fn given(events: Vec<PairingEvent>) -> AggregateTestExecutor<Pairing> {
    TestFramework::<Pairing>::with(((), context())).given(events)
}

fn propose() -> ProposePairingRequest {
    ProposePairingRequest {
        area_id: "governance".to_owned(),
        giving_school_id: "a".to_owned(),
        receiving_school_id: "b".to_owned(),
        because_event_id: Uuid::from_u128(4).to_string(),
        because_position: 12,
        reason: "A sustains governance.".to_owned(),
        ..ProposePairingRequest::default()
    }
}

fn proposed() -> PairingEvent {
    let asked = propose();
    PairingProposed {
        pairing_id: Pairing::id(context().trust, &asked),
        area_id: asked.area_id,
        giving_school_id: asked.giving_school_id,
        receiving_school_id: asked.receiving_school_id,
        because_event_id: asked.because_event_id,
        because_position: asked.because_position,
        reason: context().words(&asked.reason),
    }
    .into()
}

fn accept(school: &str) -> PairingCommand {
    let (pairing_id, school_id) = ("p".to_owned(), school.to_owned());
    AcceptPairingRequest { pairing_id, school_id, ..Default::default() }.into()
}

fn taken_up(school: &str) -> PairingEvent {
    PairingTakenUp { pairing_id: "p".to_owned(), school_id: school.to_owned() }.into()
}

/// Both schools have said yes.
fn agreed() -> Vec<PairingEvent> {
    vec![proposed(), taken_up("a"), taken_up("b"), accepted()]
}

fn decline() -> PairingCommand {
    let (pairing_id, reason) = ("p".to_owned(), "Too far.".to_owned());
    DeclinePairingRequest { pairing_id, reason, ..Default::default() }.into()
}

fn withdraw() -> PairingCommand {
    let (pairing_id, because_position) = ("p".to_owned(), 14);
    WithdrawPairingRequest { pairing_id, because_position, ..Default::default() }.into()
}

fn withdrawn() -> PairingEvent {
    let (pairing_id, because_position) = ("p".to_owned(), 14);
    PairingWithdrawn { pairing_id, because_position, ..Default::default() }.into()
}

fn accepted() -> PairingEvent {
    PairingAccepted {
        pairing_id: "p".to_owned(),
        area_id: "governance".to_owned(),
        giving_school_id: "a".to_owned(),
        receiving_school_id: "b".to_owned(),
    }
    .into()
}

fn declined() -> PairingEvent {
    PairingDeclined { pairing_id: "p".to_owned(), reason: context().words("Too far.") }.into()
}

#[test]
fn a_pairing_is_proposed_then_accepted_or_declined() {
    given(vec![]).when(propose().into()).then_expect_events(vec![proposed()]);
    given(vec![proposed()]).when(accept("a")).then_expect_events(vec![taken_up("a")]);
    given(vec![proposed(), taken_up("a")])
        .when(accept("b"))
        .then_expect_events(vec![taken_up("b"), accepted()]);
    given(vec![proposed()]).when(decline()).then_expect_events(vec![declined()]);
    given(vec![proposed(), taken_up("a")]).when(decline()).then_expect_events(vec![declined()]);
}

#[test]
fn a_declined_or_withdrawn_pairing_may_be_proposed_again() {
    for ended in [declined(), withdrawn()] {
        given(vec![proposed(), ended]).when(propose().into()).then_expect_events(vec![proposed()]);
    }
}

#[test]
fn a_proposal_is_withdrawn_before_it_is_answered_and_then_takes_no_answer() {
    given(vec![proposed()]).when(withdraw()).then_expect_events(vec![withdrawn()]);
    for command in [accept("a"), decline(), withdraw()] {
        given(vec![proposed(), withdrawn()])
            .when(command)
            .then_expect_error(PairingRefusal::Withdrawn);
    }
}

#[test]
fn a_school_is_not_paired_with_itself() {
    let alone = ProposePairingRequest { receiving_school_id: "a".to_owned(), ..propose() };
    given(vec![]).when(alone.into()).then_expect_error(PairingRefusal::SameSchool);
}

#[test]
fn a_standing_pairing_is_not_proposed_again() {
    for history in [vec![proposed()], vec![proposed(), taken_up("b")], agreed()] {
        given(history).when(propose().into()).then_expect_error(PairingRefusal::AlreadyProposed);
    }
}

#[test]
fn a_pairing_nobody_proposed_is_unknown() {
    given(vec![]).when(accept("a")).then_expect_error(PairingRefusal::Unknown);
    given(vec![]).when(decline()).then_expect_error(PairingRefusal::Unknown);
    given(vec![]).when(withdraw()).then_expect_error(PairingRefusal::Unknown);
}

#[test]
fn one_school_alone_does_not_make_a_pairing() {
    for school in ["a", "b"] {
        given(vec![proposed(), taken_up(school)])
            .when(accept(school))
            .then_expect_error(PairingRefusal::AlreadyTakenUp);
    }
    given(vec![proposed()]).when(accept("c")).then_expect_error(PairingRefusal::OtherSchool);
}

#[test]
fn a_proposal_that_is_made_again_forgets_an_earlier_yes() {
    given(vec![proposed(), taken_up("a"), withdrawn(), proposed()])
        .when(accept("b"))
        .then_expect_events(vec![taken_up("b")]);
}

#[test]
fn a_pairing_is_answered_once() {
    for history in [agreed(), vec![proposed(), declined()]] {
        for command in [accept("a"), decline()] {
            given(history.clone()).when(command).then_expect_error(PairingRefusal::AlreadyAnswered);
        }
    }
    given(vec![proposed(), declined()])
        .when(withdraw())
        .then_expect_error(PairingRefusal::AlreadyAnswered);
}

#[test]
fn a_pairing_that_stands_says_that_the_decision_behind_it_was_opened_again() {
    let (pairing_id, because_position) = ("p".to_owned(), 14);
    let reopened =
        PairingGroundReopened { pairing_id, because_position, ..PairingGroundReopened::default() };
    given(agreed()).when(withdraw()).then_expect_events(vec![reopened.into()]);
}

#[test]
fn the_pairing_the_other_way_round_or_in_another_area_is_another_one() {
    let id = |asked: &ProposePairingRequest| Pairing::id(context().trust, asked);
    let (giving_school_id, receiving_school_id) = ("b".to_owned(), "a".to_owned());
    let back = ProposePairingRequest { giving_school_id, receiving_school_id, ..propose() };
    let elsewhere = ProposePairingRequest { area_id: "staff".to_owned(), ..propose() };
    assert_eq!(id(&propose()), id(&propose()));
    assert_ne!(id(&propose()), id(&back));
    assert_ne!(id(&propose()), id(&elsewhere));
}
