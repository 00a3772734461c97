//! What does each school say of itself, term by term, and which of it is signed off?

use contract::events::SelfEvaluationEvent;
use contract::evidence::v1::{SelfEvaluation, SelfEvaluationState};
use eventlog::{At, Document, ListColumns};

/// The self-evaluations of a trust's schools.
#[derive(Debug)]
pub(crate) struct SelfEvaluationsList;

impl Document for SelfEvaluationsList {
    const NAME: &'static str = "evidence_self_evaluations";
    type Body = SelfEvaluation;
    type Event = SelfEvaluationEvent;

    fn columns(evaluation: &SelfEvaluation) -> ListColumns<'_> {
        ListColumns::new().within("school_id", &evaluation.school_id)
    }

    fn fold(evaluation: &mut SelfEvaluation, event: &SelfEvaluationEvent, at: &At) {
        match event {
            SelfEvaluationEvent::SelfEvaluationBegun(begun) => {
                *evaluation = SelfEvaluation {
                    self_evaluation_id: begun.self_evaluation_id.clone(),
                    school_id: begun.school_id.clone(),
                    term: begun.term.clone(),
                    sef_template_id: begun.sef_template_id.clone(),
                    template_version: begun.template_version,
                    area_ids: begun.area_ids.clone(),
                    carried_from_id: begun.carried_from_id.clone(),
                    state: SelfEvaluationState::Draft.into(),
                    areas: begun.areas.clone(),
                    position: at.position,
                    written_position: at.position,
                    version: 1,
                    ..SelfEvaluation::default()
                };
            }
            SelfEvaluationEvent::SelfEvaluationWritten(written) => {
                evaluation.areas.clone_from(&written.areas);
                evaluation.written_position = at.position;
                evaluation.version += 1;
            }
            SelfEvaluationEvent::SelfEvaluationSigned(signed) => {
                evaluation.set_state(SelfEvaluationState::Signed);
                evaluation.signed_on.clone_from(&signed.on);
                evaluation.signed_by_id = at.actor.to_string();
                evaluation.signed_position = at.position;
            }
        }
    }
}
