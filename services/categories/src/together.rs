//! What is sent in one act: a school’s views, the proposals for it, its answers, and the sharing of a round.

use contract::categories::v1::{
    AcceptProposalRequest, AnswerProposalsRequest, AreaChallenge, AreaProposal, AreaView,
    ChallengeProposalRequest, DecidedCell, ProposeRegionRequest, ProposeRegionsRequest,
    ShareDecisionsRequest, ShareRequest, StateSchoolViewRequest, StateSchoolViewsRequest,
};
use contract::commands::CategoryCommand;

/// The view of each area.
pub(crate) fn views(asked: StateSchoolViewsRequest) -> Vec<CategoryCommand> {
    let StateSchoolViewsRequest { command_id, round_id, school_id, views } = asked;
    let view = |AreaView { area_id, region_id, reason, evidence }| {
        StateSchoolViewRequest {
            command_id: command_id.clone(),
            round_id: round_id.clone(),
            school_id: school_id.clone(),
            area_id,
            region_id,
            reason,
            evidence,
        }
        .into()
    };
    views.into_iter().map(view).collect()
}

/// The proposal in each area.
pub(crate) fn proposals(asked: ProposeRegionsRequest) -> Vec<CategoryCommand> {
    let ProposeRegionsRequest { command_id, round_id, school_id, proposals, answer_by } = asked;
    let proposal = |AreaProposal { area_id, region_id, reason, evidence }| {
        ProposeRegionRequest {
            command_id: command_id.clone(),
            round_id: round_id.clone(),
            school_id: school_id.clone(),
            area_id,
            region_id,
            reason,
            evidence,
            answer_by: answer_by.clone(),
        }
        .into()
    };
    proposals.into_iter().map(proposal).collect()
}

/// The answer in each area.
pub(crate) fn answers(asked: AnswerProposalsRequest) -> Vec<CategoryCommand> {
    let AnswerProposalsRequest { command_id, round_id, school_id, accepted_area_ids, challenges } =
        asked;
    let accept = |area_id| {
        AcceptProposalRequest {
            command_id: command_id.clone(),
            round_id: round_id.clone(),
            school_id: school_id.clone(),
            area_id,
        }
        .into()
    };
    let challenge = |AreaChallenge { area_id, region_id, reason, in_report }| {
        ChallengeProposalRequest {
            command_id: command_id.clone(),
            round_id: round_id.clone(),
            school_id: school_id.clone(),
            area_id,
            reason,
            region_id,
            evidence: Vec::new(),
            in_report,
        }
        .into()
    };
    let accepted: Vec<CategoryCommand> = accepted_area_ids.into_iter().map(accept).collect();
    accepted.into_iter().chain(challenges.into_iter().map(challenge)).collect()
}

/// The sharing of each decision.
pub(crate) fn sharing(asked: ShareDecisionsRequest) -> Vec<CategoryCommand> {
    let ShareDecisionsRequest { command_id, round_id, cells } = asked;
    let share = |DecidedCell { school_id, area_id }| {
        let (command_id, round_id) = (command_id.clone(), round_id.clone());
        ShareRequest { command_id, round_id, school_id, area_id }.into()
    };
    cells.into_iter().map(share).collect()
}
