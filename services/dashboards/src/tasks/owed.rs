//! Of each kind of task: who usually does it, by which rpc, and who may know of it.

use access::Shows;
use contract::Asks;
use contract::categories::v1::{
    AcceptProposalRequest, DecideRequest, ListCategoriesRequest, ModerateRequest,
    ProposeRegionRequest, ShareRequest, StateSchoolViewRequest,
};
use contract::dashboards::v1::TaskKind;
use contract::reports::v1::{
    AddCommentaryRequest, AnswerQuestionRequest, ApproveReportRequest, DraftReportRequest,
    IssueReportRequest, ListReportsRequest,
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
        AnswerQuestion => reporting::<AnswerQuestionRequest>(Role::Headteacher),
        AnswerPairing => rule::<AcceptPairingRequest, ListPairingsRequest>(Role::Headteacher),
        RequestReview => rule::<RequestReviewRequest, ListPairingsRequest>(Role::Headteacher),
        FollowUpInvitation => rule::<InvitePersonRequest, ListSignInsRequest>(Role::Administrator),
    };
    Some(rule)
}

fn rule<Does: Asks, Shows: Asks>(owed_by: Role) -> TaskRule {
    TaskRule { owed_by, done_by: Does::ACTION, known_by: Shows::ACTION, showing: None }
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
