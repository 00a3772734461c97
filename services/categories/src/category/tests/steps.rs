//! The commands of a category, as the tests give them.

use contract::categories::v1::{
    AcceptProposalRequest, ChallengeProposalRequest, DecideRequest, ModerateRequest,
    RecordAnswerNotGivenRequest, RecordViewNotGivenRequest, ReopenRequest, ShareRequest,
    StateSchoolViewRequest, WithdrawProposalRequest,
};

use contract::categories::v1::ProposeRegionRequest;

use super::*;

/// How a command is made for the round of a term.
pub(super) type Step = Box<dyn Fn(&str) -> CategoryCommand>;

pub(super) fn autumn(step: Step) -> Asked {
    command(AUTUMN, step)
}

pub(super) fn command(term: &str, step: Step) -> Asked {
    Asked { round: round(term), command: step(term) }
}

/// A step of a request with the fields that all of them have.
macro_rules! step {
    ($request:ident { $($field:ident: $value:expr),* }) => {
        Box::new(move |term: &str| {
            $request {
                command_id: String::new(),
                round_id: round_id(term),
                school_id: SCHOOL.to_string(),
                area_id: AREA.to_owned(),
                $($field: $value.clone(),)*
            }
            .into()
        })
    };
}

pub(super) fn view_of(it: Asks) -> Step {
    step!(StateSchoolViewRequest {
        region_id: it.region_id,
        reason: it.reason,
        evidence: it.evidence
    })
}

pub(super) fn propose_of(it: Asks) -> Step {
    propose_until(it, "")
}

/// Empty: the day is left to the rule.
pub(super) fn propose_until(it: Asks, day: &str) -> Step {
    let day = day.to_owned();
    step!(ProposeRegionRequest {
        region_id: it.region_id,
        reason: it.reason,
        evidence: it.evidence,
        answer_by: day
    })
}

pub(super) fn challenge_of(it: Asks) -> Step {
    let in_report = true;
    step!(ChallengeProposalRequest {
        region_id: it.region_id,
        reason: it.reason,
        evidence: it.evidence,
        in_report: in_report
    })
}

pub(super) fn moderate_of(it: Asks) -> Step {
    step!(ModerateRequest { region_id: it.region_id, reason: it.reason })
}

pub(super) fn decide_of(it: Asks) -> Step {
    step!(DecideRequest { region_id: it.region_id, reason: it.reason, evidence: it.evidence })
}

pub(super) fn view() -> Step {
    view_of(asks("improve"))
}

pub(super) fn propose() -> Step {
    propose_of(asks("repair"))
}

pub(super) fn accept() -> Step {
    step!(AcceptProposalRequest {})
}

pub(super) fn challenge() -> Step {
    challenge_of(asks("improve"))
}

pub(super) fn moderate() -> Step {
    moderate_of(asks("improve"))
}

pub(super) fn decide(region: &str) -> Step {
    decide_of(asks(region))
}

pub(super) fn share() -> Step {
    step!(ShareRequest {})
}

pub(super) fn reopen() -> Step {
    step!(ReopenRequest { reason: "New evidence.".to_owned() })
}

pub(super) fn note_no_view() -> Step {
    step!(RecordViewNotGivenRequest { reason: "The head is away.".to_owned() })
}

pub(super) fn note_no_answer() -> Step {
    step!(RecordAnswerNotGivenRequest {})
}

pub(super) fn withdraw() -> Step {
    step!(WithdrawProposalRequest { reason: "The figures were corrected.".to_owned() })
}
