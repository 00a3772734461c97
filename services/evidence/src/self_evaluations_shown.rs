//! Which self-evaluations are shown to whom: before the signing to the school's headteacher, then to those who read it.

use access::{Reach, Shows};
use contract::categories::v1::{Evidence, EvidenceKind};
use contract::evidence::v1::{SelfEvaluation, SelfEvaluationState};
use contract::log::v1::Words;

/// The self-evaluation as the reader may see it; `None` where there is nothing to see.
pub(crate) fn self_evaluation(
    mut evaluation: SelfEvaluation,
    reach: &Reach,
) -> Option<SelfEvaluation> {
    let shows = |kind| reach.shows_of(&evaluation.school_id, kind);
    if shows(Shows::SelfEvaluationWhole) {
        return Some(evaluation);
    }
    let signed = evaluation.state() == SelfEvaluationState::Signed;
    if !signed || !shows(Shows::SelfEvaluationSigned) {
        return None;
    }
    for area in &mut evaluation.areas {
        area.evidence.iter_mut().for_each(withhold);
    }
    Some(evaluation)
}

/// Takes out what findings of peer reviews and entries of the running record say: both have readers of their own. A statement in
/// words was written for the self-evaluation, and has no position.
fn withhold(piece: &mut Evidence) {
    match piece.kind() {
        EvidenceKind::ReviewFinding | EvidenceKind::RunningRecord if piece.position > 0 => {
            let class = piece.says.as_ref().map(|says| says.class).unwrap_or_default();
            piece.says = Some(Words { class, ..Words::default() });
            piece.id.clear();
        }
        EvidenceKind::Unspecified
        | EvidenceKind::SurveyFigure
        | EvidenceKind::ImportedFigure
        | EvidenceKind::ReviewFinding
        | EvidenceKind::Visit
        | EvidenceKind::RunningRecord
        | EvidenceKind::SelfEvaluation
        | EvidenceKind::Inspection
        | EvidenceKind::Accreditation => {}
    }
}

#[cfg(test)]
mod tests;
