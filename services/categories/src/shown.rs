//! What of a categorisation is shown to whom.

use access::{Reach, Shows};
use contract::categories::v1::{
    BroughtInDecision, Category, CategoryState, Evidence, EvidenceKind, Step,
};
use contract::log::v1::Words;

/// The area about vision and values.
pub(crate) const FOUNDATIONS: &str = "foundations";

/// The category as the reader may see it. While it is being made only those who make it see it; once shared, others see
/// what the school said of itself and what was decided, not the steps between. Of a finding, an entry of the running record or a
/// self-evaluation that either rests on they see that there is one. Who receives a finding's words was agreed for the review; an
/// entry's are for the school and the trust; a self-evaluation has readers of its own.
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

/// The judgement that was brought in, to all who are shown what was shared in its area. What was taken back is for those who judge. An
/// area that only a paper names is no area of vision and values.
pub(crate) fn brought_in(decision: BroughtInDecision, reach: &Reach) -> Option<BroughtInDecision> {
    let shows = |kind| reach.shows_of(&decision.school_id, kind);
    let stands = decision.taken_back_on.is_empty();
    let open = shows(Shows::CategoryShared)
        || (shows(Shows::CategoryFoundations) && decision.area_id == FOUNDATIONS);
    (shows(Shows::CategoryDraft) || (stands && open)).then_some(decision)
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

/// The step without what findings of peer reviews, entries of the running record and self-evaluations say.
fn without_findings(step: Step) -> Step {
    let withheld = |piece: Evidence| match piece.kind() {
        // A statement in words was written for this step, and has no position.
        EvidenceKind::RunningRecord | EvidenceKind::SelfEvaluation if piece.position == 0 => piece,
        // What a school says of its character is for all. Only an area of a self-evaluation is named with a stroke.
        EvidenceKind::SelfEvaluation if !piece.id.contains('/') => piece,
        EvidenceKind::ReviewFinding
        | EvidenceKind::RunningRecord
        | EvidenceKind::SelfEvaluation => {
            let class = piece.says.as_ref().map(|says| says.class).unwrap_or_default();
            let says = Some(Words { class, ..Words::default() });
            Evidence { id: String::new(), says, shows: String::new(), ..piece }
        }
        EvidenceKind::Unspecified
        | EvidenceKind::SurveyFigure
        | EvidenceKind::ImportedFigure
        | EvidenceKind::Visit
        | EvidenceKind::Inspection
        | EvidenceKind::Accreditation => piece,
    };
    Step { evidence: step.evidence.into_iter().map(withheld).collect(), ..step }
}

#[cfg(test)]
mod tests;
