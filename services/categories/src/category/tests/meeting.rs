//! What a meeting decides, and what is left without a region.

use contract::categories::v1::{Agreement, DecisionMeeting};

use super::*;

const LEAD: &str = "00000000-0000-0000-0000-0000000000ac";
const CHIEF: &str = "00000000-0000-0000-0000-0000000000ce";

fn held(present: &[&str]) -> DecisionMeeting {
    DecisionMeeting {
        meeting_id: "m1".to_owned(),
        present_ids: present.iter().map(|id| (*id).to_owned()).collect(),
        interests: None,
        agreement: Agreement::Consensus.into(),
    }
}

/// A step in the autumn at a meeting of these persons, about a proposal that the lead made.
fn at_meeting(present: &[&str], step: Step) -> Asked {
    let meeting = Some(DecidingMeetingFacts { held: held(present), proposed_by: LEAD.to_owned() });
    let asked = autumn(step);
    Asked { round: RoundFacts { meeting, ..asked.round }, ..asked }
}

fn wordless(region: &str) -> Asks {
    Asks { reason: String::new(), ..asks(region) }
}

fn left(meeting: Option<DecisionMeeting>) -> CategoryEvent {
    let (reason, decided_on) = (context().words("A new head."), "2025-11-21".to_owned());
    CategoryNotJudged { cell: cell(AUTUMN), reason, decided_on, meeting }.into()
}

fn leave() -> Step {
    let (region_id, reason) = (String::new(), "A new head.".to_owned());
    decide_of(Asks { region_id, reason, evidence: vec![] })
}

#[test]
fn a_decision_names_the_meeting_and_needs_no_reason_of_its_own() {
    let happened = given(vec![viewed(), proposed(), accepted()])
        .when(at_meeting(&[LEAD, CHIEF], decide_of(wordless("repair"))))
        .inspect_result()
        .unwrap();
    let [CategoryEvent::CategoryDecided(decided)] = happened.as_slice() else {
        panic!("{happened:?}")
    };
    assert_eq!(decided.meeting, Some(held(&[LEAD, CHIEF])));
    assert_eq!((decided.region_id.as_str(), &decided.reason), ("repair", &None));
}

#[test]
fn the_person_who_proposed_does_not_decide_alone() {
    for present in [&[LEAD][..], &[LEAD, LEAD]] {
        given(vec![viewed(), proposed()])
            .when(at_meeting(present, decide("repair")))
            .then_expect_error(CategoryRefusal::ProposerAlone);
    }
    let other = given(vec![viewed(), proposed()]).when(at_meeting(&[CHIEF], decide("repair")));
    assert_eq!(other.inspect_result().unwrap().len(), 1);
}

#[test]
fn a_departure_from_moderation_needs_a_reason() {
    let moderated = || given(vec![viewed(), proposed(), challenged(), moderated()]);
    let both = [LEAD, CHIEF];
    moderated()
        .when(at_meeting(&both, decide_of(wordless("repair"))))
        .then_expect_error(CategoryRefusal::DepartureWithoutReason);
    for step in [decide("repair"), decide_of(wordless("improve"))] {
        let decided = moderated().when(at_meeting(&both, step)).inspect_result();
        assert_eq!(decided.unwrap().len(), 1);
    }
}

#[test]
fn moderation_is_asked_anew_after_a_reopening() {
    let history = vec![viewed(), proposed(), moderated(), decided(), reopened()];
    let bare = given(history).when(at_meeting(&[CHIEF], decide_of(wordless("repair"))));
    assert_eq!(bare.inspect_result().unwrap().len(), 1);
}

#[test]
fn a_category_is_left_unjudged_with_a_reason_whatever_was_proposed() {
    let mut histories = discussions();
    histories.extend([vec![], vec![viewed()]]);
    for history in histories {
        given(history.clone()).when(autumn(leave())).then_expect_events(vec![left(None)]);
        let meeting = at_meeting(&[CHIEF], leave());
        given(history.clone()).when(meeting).then_expect_events(vec![left(Some(held(&[CHIEF])))]);
        given(history)
            .when(autumn(decide_of(wordless(""))))
            .then_expect_error(CategoryRefusal::ReasonMissing);
    }
}

#[test]
fn what_is_left_unjudged_stands_like_a_decision_and_is_not_shared() {
    let history = || given(vec![viewed(), proposed(), left(None)]);
    for step in [view(), propose(), accept(), challenge(), moderate(), decide("repair"), leave()] {
        history().when(autumn(step)).then_expect_error(CategoryRefusal::DecisionStands);
    }
    history().when(autumn(share())).then_expect_error(CategoryRefusal::NotDecided);
    for history in standing() {
        given(history).when(autumn(leave())).then_expect_error(CategoryRefusal::DecisionStands);
    }
}

#[test]
fn what_was_left_unjudged_is_opened_again_also_in_a_closed_round() {
    let bare = reopened_with(false, false);
    given(vec![left(None)]).when(autumn(reopen())).then_expect_events(vec![bare.clone()]);
    let again = || vec![left(None), bare.clone()];
    let closed = |step: Step| {
        let asked = autumn(step);
        Asked { round: RoundFacts { closed: true, ..asked.round }, ..asked }
    };
    given(again()).when(closed(view())).then_expect_events(vec![viewed()]);
    given(again())
        .when(autumn(decide("improve")))
        .then_expect_error(CategoryRefusal::NothingProposed);
    let proposed_before = vec![viewed(), proposed(), left(None), reopened()];
    given(proposed_before).when(autumn(decide("improve"))).then_expect_events(vec![decided()]);
}

#[test]
fn a_moderation_says_who_was_there_and_is_not_the_proposers_alone() {
    let history = || given(vec![viewed(), proposed(), challenged()]);
    let happened = history().when(at_meeting(&[LEAD, CHIEF], moderate())).inspect_result().unwrap();
    let [CategoryEvent::Moderated(moderated)] = happened.as_slice() else { panic!("{happened:?}") };
    assert_eq!(moderated.meeting, Some(held(&[LEAD, CHIEF])));
    let alone = history().when(at_meeting(&[LEAD], moderate()));
    alone.then_expect_error(CategoryRefusal::ProposerAlone);
}
