//! What of a categorisation is shown to whom.

use access::{Reach, Shows};
use contract::categories::v1::{Category, CategoryState, Evidence, EvidenceKind, Step};
use contract::log::v1::Words;

/// The area about vision and values.
pub(crate) const FOUNDATIONS: &str = "foundations";

/// The category as the reader may see it. While it is being made only those who make it see it; once shared, others see
/// what the school said of itself and what was decided, not the steps between. Of a finding or an entry of the running record that
/// either rests on they see that there is one. Who receives a finding's words was agreed for the review; an entry's are for the
/// school and the trust.
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

/// The step without what findings of peer reviews and entries of the running record say.
fn without_findings(step: Step) -> Step {
    let withheld = |piece: Evidence| match piece.kind() {
        // A statement in words was written for this step, and has no position.
        EvidenceKind::RunningRecord if piece.position == 0 => piece,
        EvidenceKind::ReviewFinding | EvidenceKind::RunningRecord => {
            let class = piece.says.as_ref().map(|says| says.class).unwrap_or_default();
            let says = Some(Words { class, ..Words::default() });
            Evidence { id: String::new(), says, ..piece }
        }
        EvidenceKind::Unspecified
        | EvidenceKind::SurveyFigure
        | EvidenceKind::ImportedFigure
        | EvidenceKind::Visit
        | EvidenceKind::SelfEvaluation
        | EvidenceKind::Inspection
        | EvidenceKind::Accreditation => piece,
    };
    Step { evidence: step.evidence.into_iter().map(withheld).collect(), ..step }
}

#[cfg(test)]
mod tests;
