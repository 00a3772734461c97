use std::collections::{BTreeMap, BTreeSet};

use access::Sight;
use contract::categories::v1::Cell;
use uuid::Uuid;

use super::*;

const OWN: Uuid = Uuid::from_u128(1);

fn of(area_id: &str, state: CategoryState) -> Category {
    let (school_id, area_id) = (OWN.to_string(), area_id.to_owned());
    Category {
        cell: Some(Cell { school_id, area_id, ..Cell::default() }),
        state: state.into(),
        proposal: Some(Step::default()),
        decision: Some(Step::default()),
        ..Category::default()
    }
}

fn reach(kind: Shows) -> Reach {
    let schools = BTreeMap::from([(OWN, Sight::Only(BTreeSet::from([kind])))]);
    Reach::Schools { trust: None, schools, reviews: BTreeMap::new() }
}

#[test]
fn before_it_is_shared_only_those_who_make_it_see_it() {
    let decided = || of("staff", CategoryState::Decided);
    assert!(category(decided(), &reach(Shows::CategoryDraft)).is_some());
    assert!(category(decided(), &reach(Shows::CategoryShared)).is_none());
}

#[test]
fn once_shared_the_steps_between_stay_with_those_who_took_them() {
    let shared = || of("staff", CategoryState::Shared);
    let seen = category(shared(), &reach(Shows::CategoryShared)).unwrap();
    assert!(seen.decision.is_some() && seen.proposal.is_none());
    assert!(category(shared(), &reach(Shows::CategoryDraft)).unwrap().proposal.is_some());
}

#[test]
fn what_was_shared_and_is_under_review_leaves_no_hole() {
    let region = "improve".to_owned();
    let opened = |state| Category {
        shared_region_id: region.clone(),
        reopening: Some(Step { actor_id: "chief".to_owned(), ..Step::default() }),
        ..of("staff", state)
    };
    let reader = reach(Shows::CategoryShared);
    // Also while another region is decided and not shared yet.
    for state in [CategoryState::Reopened, CategoryState::Proposed, CategoryState::Decided] {
        let seen = category(opened(state), &reader).unwrap();
        let again = seen.reopening.unwrap();
        assert_eq!(seen.state, i32::from(CategoryState::Reopened));
        assert_eq!((again.region_id.as_str(), again.actor_id.as_str()), ("improve", ""));
        assert!(seen.decision.is_none() && seen.proposal.is_none());
    }
    let never = Category { shared_region_id: String::new(), ..opened(CategoryState::Reopened) };
    assert!(category(never, &reader).is_none(), "what was not shared stays with those who judge");
}

#[test]
fn a_finding_that_is_cited_keeps_its_words_from_who_does_not_judge() {
    let cited = |kind: EvidenceKind, says: &str| Evidence {
        kind: kind.into(),
        id: "id".to_owned(),
        says: Some(says.into()),
        position: 9,
        ..Evidence::default()
    };
    let step = Step {
        evidence: vec![
            cited(EvidenceKind::ReviewFinding, "Pupils do not feel heard."),
            cited(EvidenceKind::SurveyFigure, "86% of 42"),
        ],
        ..Step::default()
    };
    let (decision, school_view) = (Some(step.clone()), Some(step));
    let shared = Category { decision, school_view, ..of("staff", CategoryState::Shared) };
    let seen = category(shared.clone(), &reach(Shows::CategoryShared)).unwrap();
    for step in [seen.decision.unwrap(), seen.school_view.unwrap()] {
        let [finding, figure] = step.evidence.as_slice() else { panic!("{step:?}") };
        assert_eq!((finding.id.as_str(), finding.position), ("", 9));
        assert_eq!(finding.says, Some(Words::default()), "neither words nor commitment");
        assert_eq!(figure.says, Some("86% of 42".into()));
    }
    assert_eq!(category(shared.clone(), &reach(Shows::CategoryDraft)), Some(shared));
}

#[test]
fn an_entry_of_the_running_record_keeps_its_words_and_a_statement_does_not() {
    let cited = |position| Evidence {
        kind: EvidenceKind::RunningRecord.into(),
        id: "id".to_owned(),
        says: Some("The board asks hard questions.".into()),
        position,
        ..Evidence::default()
    };
    let step = Step { evidence: vec![cited(9), cited(0)], ..Step::default() };
    let shared = Category { decision: Some(step), ..of("staff", CategoryState::Shared) };
    let seen = category(shared, &reach(Shows::CategoryShared)).unwrap().decision.unwrap();
    let [entry, statement] = seen.evidence.as_slice() else { panic!("{seen:?}") };
    assert_eq!((entry.id.as_str(), &entry.says), ("", &Some(Words::default())));
    assert_eq!(statement, &cited(0));
}

#[test]
fn a_self_evaluation_keeps_its_words_and_what_a_school_says_of_its_character_does_not() {
    let cited = |id: &str, position| Evidence {
        kind: EvidenceKind::SelfEvaluation.into(),
        id: id.to_owned(),
        shows: "Self-evaluation, Autumn 2025-26".to_owned(),
        position,
        ..Evidence::default()
    };
    let evidence = vec![cited("sef/staff", 9), cited("uniqueness", 9), cited("in-words", 0)];
    let step = Step { evidence, ..Step::default() };
    let shared = Category { decision: Some(step), ..of("staff", CategoryState::Shared) };
    let seen = category(shared, &reach(Shows::CategoryShared)).unwrap().decision.unwrap();
    let [area, character, statement] = seen.evidence.as_slice() else { panic!("{seen:?}") };
    assert_eq!((area.id.as_str(), &area.says), ("", &Some(Words::default())));
    assert_eq!(area.shows, "", "nor of which term it is");
    assert_eq!((character, statement), (&cited("uniqueness", 9), &cited("in-words", 0)));
}

#[test]
fn the_diocese_sees_vision_and_values_only() {
    let diocese = reach(Shows::CategoryFoundations);
    assert!(category(of(FOUNDATIONS, CategoryState::Shared), &diocese).is_some());
    assert!(category(of("staff", CategoryState::Shared), &diocese).is_none());
}

#[test]
fn what_was_brought_in_is_shown_to_all_who_see_what_is_shared_in_its_area() {
    let of = |area_id: &str, taken_back_on: &str| BroughtInDecision {
        school_id: OWN.to_string(),
        area_id: area_id.to_owned(),
        taken_back_on: taken_back_on.to_owned(),
        ..BroughtInDecision::default()
    };
    let seen = |decision, kind| brought_in(decision, &reach(kind)).is_some();
    assert!(seen(of("staff", ""), Shows::CategoryShared));
    assert!(seen(of(FOUNDATIONS, ""), Shows::CategoryFoundations));
    for area in ["staff", ""] {
        assert!(!seen(of(area, ""), Shows::CategoryFoundations), "{area}");
    }
    let taken_back = || of("staff", "2025-11-21");
    assert!(seen(taken_back(), Shows::CategoryDraft));
    assert!(!seen(taken_back(), Shows::CategoryShared));
    assert!(!seen(of("staff", ""), Shows::ReportIssued), "another kind opens nothing");
}
