use super::*;
use crate::sample;

#[test]
fn a_judgement_not_shared_is_for_those_who_make_it() {
    let mut category = sample::category("governance");
    assert!(Judged::of(&category, &sample::trustee(), u64::MAX).is_some());
    category.set_state(CategoryState::Decided);
    assert!(Judged::of(&category, &sample::trustee(), u64::MAX).is_none());
    assert!(Judged::of(&category, &sample::governor(), u64::MAX).is_none());
    assert!(Judged::of(&category, &sample::head(), u64::MAX).is_some());
}

#[test]
fn steps_taken_later_than_the_day_asked_for_are_not_shown() {
    let category = sample::category("governance");
    let judged = Judged::of(&category, &sample::lead(), 305).unwrap();
    assert!(judged.steps[1].is_some() && judged.decision().is_none());
}

#[test]
fn a_judgement_stood_then_where_its_steps_had_come_to() {
    let category = sample::category("governance");
    let standing = |until| Judged::of(&category, &sample::lead(), until).unwrap().standing();
    assert_eq!(standing(u64::MAX), "Decided and shared");
    assert_eq!(standing(400), "Decided");
    assert!(["Proposed", "Challenged"].contains(&standing(305)), "{}", standing(305));
}

#[test]
fn steps_kept_from_a_reader_are_not_said_to_be_missing() {
    let (ground, mut category) = (sample::ground(), sample::category("governance"));
    (category.proposal, category.challenge, category.moderation) = (None, None, None);
    let shown = |visitor: &Visitor| {
        let judged = Judged::of(&category, visitor, u64::MAX).unwrap();
        side_by_side(visitor, &ground, sample::MARYS, &judged).into_string()
    };
    let trustee = shown(&sample::trustee());
    assert_eq!(trustee.matches("Not shown to you.").count(), 3);
    assert!(!trustee.contains("Not challenged") && !trustee.contains("Not yet"));
    assert!(shown(&sample::lead()).contains("Not challenged."));
}

#[test]
fn what_was_shared_and_is_under_review_is_told_with_what_it_was() {
    let opened = sample::category("governance").decision.map(|step| Step {
        region_id: "repair".to_owned(),
        at: "2025-11-18T10:00:00Z".to_owned(),
        ..step
    });
    let mut category = Category {
        cell: sample::category("governance").cell,
        shared_region_id: "repair".to_owned(),
        reopening: opened,
        ..Category::default()
    };
    category.set_state(CategoryState::Reopened);
    let (ground, trustee) = (sample::ground(), sample::trustee());
    let judged = Judged::of(&category, &trustee, u64::MAX).unwrap();
    assert!(judged.has_begun());
    let page = side_by_side(&trustee, &ground, sample::MARYS, &judged).into_string();
    assert!(page.contains("Under review since 18 November 2025; it was"), "{page}");
    assert!(page.contains("Repair") && !page.contains("Not stated"), "{page}");
    category.shared_region_id.clear();
    assert!(Judged::of(&category, &trustee, u64::MAX).is_none(), "it was never shared");
}

#[test]
fn every_step_tells_its_reason_its_person_and_its_event() {
    let (ground, category) = (sample::ground(), sample::category("governance"));
    let lead = sample::lead();
    let judged = Judged::of(&category, &lead, u64::MAX).unwrap();
    let page = side_by_side(&lead, &ground, sample::MARYS, &judged).into_string();
    for wanted in [
        "School’s own view",
        "Not moderated.",
        "Amira Khan",
        "href=\"/trail/310\"",
        "&lt;script&gt;",
    ] {
        assert!(page.contains(wanted), "{wanted}: {page}");
    }
}

#[test]
fn a_decision_without_evidence_does_not_deny_what_a_withheld_proposal_cited() {
    let mut category = sample::category("governance");
    category.proposal = None;
    category.decision.as_mut().unwrap().evidence.clear();
    let rests_on = |visitor: &Visitor| {
        let judged = Judged::of(&category, visitor, u64::MAX).unwrap();
        judged.rests_on().known().map(|pieces| pieces.len())
    };
    assert_eq!(rests_on(&sample::trustee()), None);
    assert_eq!(rests_on(&sample::lead()), Some(0));
}
