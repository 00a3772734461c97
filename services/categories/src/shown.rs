//! What of a categorisation is shown to whom.

use access::{Reach, Shows};
use contract::categories::v1::{Category, CategoryState, Evidence, EvidenceKind, Step};
use contract::log::v1::Words;

/// The area about vision and values.
pub(crate) const FOUNDATIONS: &str = "foundations";

/// The category as the reader may see it. While it is being made only those who make it see it; once shared, others see
/// what the school said of itself and what was decided, not the steps between. Of a finding that either rests on they see that
/// there is one: who receives its words was agreed for the review.
pub(crate) fn category(category: Category, reach: &Reach) -> Option<Category> {
    let cell = category.cell.clone().unwrap_or_default();
    let shows = |kind| reach.shows_of(&cell.school_id, kind);
    if shows(Shows::CategoryDraft) {
        return Some(category);
    }
    let shared = category.state() == CategoryState::Shared;
    let open = shows(Shows::CategoryShared)
        || (shows(Shows::CategoryFoundations) && cell.area_id == FOUNDATIONS);
    if !shared && open && !category.shared_region_id.is_empty() {
        return Some(under_review(category));
    }
    (shared && open).then_some(Category {
        proposal: None,
        challenge: None,
        moderation: None,
        reopening: None,
        view_not_given: None,
        withdrawal: None,
        moderation_meeting: None,
        answer_by: String::new(),
        school_view: category.school_view.map(without_findings),
        decision: category.decision.map(without_findings),
        ..category
    })
}

/// What was shared and is opened again: that it is under review, since when, and what it was. Who opened it stays with the people
/// who judge; its reason was written for governors.
fn under_review(category: Category) -> Category {
    let reopening = category.reopening.unwrap_or_default();
    Category {
        cell: category.cell,
        state: CategoryState::Reopened.into(),
        previous_region_id: category.previous_region_id,
        reopening: Some(Step {
            region_id: category.shared_region_id.clone(),
            actor_id: String::new(),
            ..reopening
        }),
        shared_region_id: category.shared_region_id,
        ..Category::default()
    }
}

/// The step without what findings of peer reviews say.
fn without_findings(step: Step) -> Step {
    let withheld = |piece: Evidence| match piece.kind() {
        EvidenceKind::ReviewFinding => {
            let class = piece.says.as_ref().map(|says| says.class).unwrap_or_default();
            let says = Some(Words { class, ..Words::default() });
            Evidence { id: String::new(), says, ..piece }
        }
        EvidenceKind::Unspecified
        | EvidenceKind::SurveyFigure
        | EvidenceKind::ImportedFigure
        | EvidenceKind::Visit
        | EvidenceKind::RunningRecord
        | EvidenceKind::SelfEvaluation
        | EvidenceKind::Inspection
        | EvidenceKind::Accreditation => piece,
    };
    Step { evidence: step.evidence.into_iter().map(withheld).collect(), ..step }
}

#[cfg(test)]
mod tests {
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
        assert!(
            category(never, &reader).is_none(),
            "what was not shared stays with those who judge"
        );
    }

    #[test]
    fn a_finding_that_is_cited_keeps_its_words_from_who_does_not_judge() {
        let cited = |kind: EvidenceKind, says: &str| Evidence {
            kind: kind.into(),
            id: "id".to_owned(),
            says: Some(says.into()),
            position: 9,
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
    fn the_diocese_sees_vision_and_values_only() {
        let diocese = reach(Shows::CategoryFoundations);
        assert!(category(of(FOUNDATIONS, CategoryState::Shared), &diocese).is_some());
        assert!(category(of("staff", CategoryState::Shared), &diocese).is_none());
    }
}
