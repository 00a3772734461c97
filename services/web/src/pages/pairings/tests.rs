use super::*;
use crate::form::Told;
use crate::sample;
use crate::visitor::Visitor;

fn proposed() -> Pairing {
    Pairing {
        pairing_id: "pairing-1".to_owned(),
        giving_school_id: sample::OAK.to_owned(),
        receiving_school_id: sample::MARYS.to_owned(),
        area_id: "governance".to_owned(),
        state: PairingState::Proposed.into(),
        ..Pairing::default()
    }
}

fn shown(visitor: &Visitor, state: PairingState) -> String {
    drawn(visitor, &Pairing { state: state.into(), ..proposed() })
}

fn drawn(visitor: &Visitor, one: &Pairing) -> String {
    let (ground, told) = (sample::ground(), Told::default());
    pairing(ForReader { visitor, ground: &ground, told: &told }, sample::MARYS, one).into_string()
}

#[test]
fn the_head_answers_what_is_proposed_for_the_own_school() {
    let page = shown(&sample::head(), PairingState::Proposed);
    let own = format!("/pairings/pairing-1/acceptance/{}", sample::MARYS);
    assert!(page.contains(&own) && page.contains("Why not?"), "{page}");
    assert!(!page.contains(&format!("/acceptance/{}", sample::OAK)), "the other head answers");
    assert!(!shown(&sample::head(), PairingState::Declined).contains("<form"));
    assert!(!shown(&sample::lead(), PairingState::Proposed).contains("<form"));
}

#[test]
fn who_said_yes_waits_for_the_other_school() {
    let taken_up = Pairing { taken_up_by: vec![sample::MARYS.to_owned()], ..proposed() };
    let page = drawn(&sample::head(), &taken_up);
    assert!(page.contains("It stands once the other school has too"), "{page}");
    assert!(!page.contains("/acceptance/") && page.contains("Turn it down"), "{page}");
}

#[test]
fn a_partnership_that_stands_leads_to_the_review_it_agreed() {
    for visitor in [sample::head(), sample::lead()] {
        let page = shown(&visitor, PairingState::Accepted);
        assert!(page.contains("/pairings/pairing-1/reviews/governance"), "{page}");
        assert!(page.contains("can show"), "the focus is begun: {page}");
    }
    let (review_ids, reopened_position) = (vec!["review-1".to_owned()], 77);
    let state = PairingState::Accepted.into();
    let led = Pairing { state, review_ids, reopened_position, ..proposed() };
    let page = drawn(&sample::head(), &led);
    assert!(page.contains("/reviews/review-1") && page.contains("was opened again in"), "{page}");
    assert!(!page.contains("<form"), "{page}");
}

#[test]
fn turning_down_wants_a_reason() {
    let entered = Entered::read(DeclinePairing::ENTRIES, crate::form::Fields::default());
    assert!(entered.error("reason").is_some());
}
