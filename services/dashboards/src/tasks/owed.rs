//! Of each kind of task: who usually does it, by which rpc, and who may know of it.

use access::Shows;
use contract::Asks;
use contract::categories::v1::{
    AcceptProposalRequest, CommentOnFrameworkRequest, DecideRequest, GetFrameworkDraftRequest,
    ListCategoriesRequest, ModerateRequest, ProposeRegionRequest, ShareRequest,
    StateSchoolViewRequest, WithdrawFrameworkDraftRequest,
};
use contract::dashboards::v1::TaskKind;
use contract::evidence::v1::{
    AdoptRequirementRequest, BeginSelfEvaluationRequest, ListAdoptionsRequest,
    ListSelfEvaluationsRequest, SignSelfEvaluationRequest,
};
use contract::reports::v1::{
    AddCommentaryRequest, AnswerQuestionRequest, ApproveReportRequest, DraftReportRequest,
    IssueCorrectionRequest, IssueReportRequest, ListReportsRequest,
};
use contract::reviews::v1::{
    AcceptPairingRequest, AgreeDistributionRequest, CompleteReviewRequest, HoldReviewRequest,
    ListPairingsRequest, ListReviewsRequest, MatchTeamRequest, RecordFollowUpRequest,
    RequestReviewRequest,
};
use contract::schools::v1::{InvitePersonRequest, ListSignInsRequest, Role};
use contract::surveys::v1::{
    CloseWaveRequest, HandOutLinksRequest, ListWavesRequest, OpenWaveRequest, ReleaseResultsRequest,
};

/// What the rules are asked about a kind of task.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TaskRule {
    /// The role that usually does it, to be named to others.
    pub owed_by: Role,
    /// The rpc that does it. A person who may call it has the task.
    pub done_by: &'static str,
    /// A further rpc that its owner may call. Others may do it too, and it is no task of theirs.
    pub with: Option<&'static str>,
    /// The rpc that shows what it is about.
    pub known_by: &'static str,
    /// What that rpc has to show of the school.
    pub showing: Option<Shows>,
}

/// The rule of a kind of task; `None` for one that this build does not know.
pub(crate) fn task_rule(kind: TaskKind) -> Option<TaskRule> {
    use TaskKind::*;
    let rule = match kind {
        Unspecified => return None,
        StateView => judging::<StateSchoolViewRequest>(Role::Headteacher),
        Propose => judging::<ProposeRegionRequest>(Role::ImprovementLead),
        AnswerProposal => judging::<AcceptProposalRequest>(Role::Headteacher),
        Moderate => judging::<ModerateRequest>(Role::ImprovementLead),
        Decide => judging::<DecideRequest>(Role::ChiefExecutive),
        Share => judging::<ShareRequest>(Role::ImprovementLead),
        OpenWave => rule::<OpenWaveRequest, ListWavesRequest>(Role::ImprovementLead),
        HandOutLinks => rule::<HandOutLinksRequest, ListWavesRequest>(Role::ImprovementLead),
        CloseWave => rule::<CloseWaveRequest, ListWavesRequest>(Role::ImprovementLead),
        ReleaseResults => rule::<ReleaseResultsRequest, ListWavesRequest>(Role::ImprovementLead),
        MatchTeam => rule::<MatchTeamRequest, ListReviewsRequest>(Role::ImprovementLead),
        AgreeDistribution => {
            rule::<AgreeDistributionRequest, ListReviewsRequest>(Role::Headteacher)
        }
        HoldReview => rule::<HoldReviewRequest, ListReviewsRequest>(Role::PeerReviewer),
        CompleteReview => rule::<CompleteReviewRequest, ListReviewsRequest>(Role::PeerReviewer),
        FollowUp => rule::<RecordFollowUpRequest, ListReviewsRequest>(Role::PeerReviewer),
        DraftReport => reporting::<DraftReportRequest>(Role::ImprovementLead),
        CommentOnReport => reporting::<AddCommentaryRequest>(Role::ImprovementLead),
        ApproveReport => reporting::<ApproveReportRequest>(Role::ChiefExecutive),
        IssueReport => reporting::<IssueReportRequest>(Role::ImprovementLead),
        // Only what is issued is corrected, and what changed is told to those who make reports.
        CorrectFigure => reporting::<IssueCorrectionRequest>(Role::ImprovementLead),
        AnswerQuestion => reporting::<AnswerQuestionRequest>(Role::Headteacher),
        AnswerPairing => rule::<AcceptPairingRequest, ListPairingsRequest>(Role::Headteacher),
        RequestReview => rule::<RequestReviewRequest, ListPairingsRequest>(Role::Headteacher),
        FollowUpInvitation => rule::<InvitePersonRequest, ListSignInsRequest>(Role::Administrator),
        BeginSelfEvaluation => evaluating::<BeginSelfEvaluationRequest>(),
        SignSelfEvaluation => evaluating::<SignSelfEvaluationRequest>(),
        // The improvement lead may record it for a school. The headteacher, who signs for the school, owes it.
        AdoptRequirement => TaskRule {
            with: Some(SignSelfEvaluationRequest::ACTION),
            ..rule::<AdoptRequirementRequest, ListAdoptionsRequest>(Role::Headteacher)
        },
        CommentOnFramework => consulting::<CommentOnFrameworkRequest>(Role::Headteacher),
        SettleFrameworkDraft => consulting::<WithdrawFrameworkDraftRequest>(Role::ImprovementLead),
    };
    Some(rule)
}

fn rule<Does: Asks, Shows: Asks>(owed_by: Role) -> TaskRule {
    let (done_by, known_by) = (Does::ACTION, Shows::ACTION);
    TaskRule { owed_by, done_by, with: None, known_by, showing: None }
}

/// A step of a judgement that is being made.
fn judging<Does: Asks>(owed_by: Role) -> TaskRule {
    let showing = Some(Shows::CategoryDraft);
    TaskRule { showing, ..rule::<Does, ListCategoriesRequest>(owed_by) }
}

/// A step of a report, known to the people who read drafts.
fn reporting<Does: Asks>(owed_by: Role) -> TaskRule {
    let showing = Some(Shows::ReportDraft);
    TaskRule { showing, ..rule::<Does, ListReportsRequest>(owed_by) }
}

/// A step of a self-evaluation. Before it is signed off it is for the school's headteacher.
fn evaluating<Does: Asks>() -> TaskRule {
    let showing = Some(Shows::SelfEvaluationWhole);
    TaskRule { showing, ..rule::<Does, ListSelfEvaluationsRequest>(Role::Headteacher) }
}

/// A step of a consultation on the framework, known to the people who read every comment.
fn consulting<Does: Asks>(owed_by: Role) -> TaskRule {
    let showing = Some(Shows::FrameworkDraftWhole);
    TaskRule { showing, ..rule::<Does, GetFrameworkDraftRequest>(owed_by) }
}
