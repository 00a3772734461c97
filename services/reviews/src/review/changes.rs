//! What a review meets beside its steps: it is put off or called off, its readers become more, the host comments, the team looks again.

use contract::reviews::v1::{
    CancelReviewRequest, CommentOnReviewRequest, DistributionWidened, FollowUpRecorded,
    PostponeReviewRequest, RecordFollowUpRequest, ReviewCancelled, ReviewCommented,
    ReviewPostponed, WidenDistributionRequest,
};
use eventlog::Context;

use super::{Review, ReviewRefusal};

/// Comments of the host on one review: with them its document stays below 64 kB.
pub(super) const MOST_COMMENTS: usize = 30;

impl Review {
    pub(super) fn postponed(
        &self,
        asked: PostponeReviewRequest,
        context: &Context,
    ) -> Result<ReviewPostponed, ReviewRefusal> {
        // Terms in writing sort as they follow each other.
        if asked.term <= self.before_visit()?.term {
            return Err(ReviewRefusal::TermNotLater);
        }
        let reason = context.words(&asked.reason);
        Ok(ReviewPostponed { review_id: asked.review_id, term: asked.term, reason })
    }

    pub(super) fn cancelled(
        &self,
        asked: CancelReviewRequest,
        context: &Context,
    ) -> Result<ReviewCancelled, ReviewRefusal> {
        self.before_visit()?;
        let (reason, on) = (context.words(&asked.reason), context.today().to_string());
        Ok(ReviewCancelled { review_id: asked.review_id, reason, on })
    }

    pub(super) fn widened(
        &self,
        asked: WidenDistributionRequest,
    ) -> Result<DistributionWidened, ReviewRefusal> {
        let recipients = self.agreed()?.without(&asked.recipients)?;
        Ok(DistributionWidened { review_id: asked.review_id, recipients })
    }

    pub(super) fn commented(
        &self,
        asked: CommentOnReviewRequest,
        context: &Context,
    ) -> Result<ReviewCommented, ReviewRefusal> {
        if self.visited()?.comments >= MOST_COMMENTS {
            return Err(ReviewRefusal::TooManyComments);
        }
        let (comment, on) = (context.words(&asked.comment), context.today().to_string());
        Ok(ReviewCommented { review_id: asked.review_id, comment, on })
    }

    pub(super) fn followed_up(
        &self,
        asked: RecordFollowUpRequest,
        context: &Context,
    ) -> Result<FollowUpRecorded, ReviewRefusal> {
        if !self.completed()?.contains(&asked.finding_id) {
            return Err(ReviewRefusal::FindingUnknown);
        }
        Ok(FollowUpRecorded {
            review_id: asked.review_id,
            finding_id: asked.finding_id,
            outcome: context.words(&asked.outcome),
            improved: asked.improved,
            on: context.today().to_string(),
        })
    }
}
