//! What a review meets beside its steps: it is put off or called off, its readers become more, the host comments; and how it ends.

use contract::events::ReviewEvent;
use contract::reviews::v1::{
    CancelReviewRequest, CommentOnReviewRequest, CompleteReviewRequest, DistributionWidened,
    FollowUpRecorded, PostponeReviewRequest, RecordFollowUpRequest, ReviewCancelled,
    ReviewCommented, ReviewCompleted, ReviewPostponed, TeamReleased, WidenDistributionRequest,
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

    /// The review is completed. Where nothing is to improve the team has nothing to look at again.
    pub(super) fn ended(
        &self,
        asked: CompleteReviewRequest,
        context: &Context,
    ) -> Result<Vec<ReviewEvent>, ReviewRefusal> {
        let review = self.ready_to_complete()?;
        let (review_id, on) = (asked.review_id, context.today().to_string());
        let released = review.to_look_at_again.is_empty().then(|| team_released(&review_id, &on));
        let completed = ReviewCompleted {
            review_id,
            host_school_id: review.host_school_id.clone(),
            summary: context.words(&asked.summary),
            on,
        };
        Ok(std::iter::once(ReviewEvent::from(completed)).chain(released).collect())
    }

    /// The team looked again at a finding. With the last of those to improve its work is done.
    pub(super) fn followed_up(
        &self,
        asked: RecordFollowUpRequest,
        context: &Context,
    ) -> Result<Vec<ReviewEvent>, ReviewRefusal> {
        if !self.completed()?.contains(&asked.finding_id) {
            return Err(ReviewRefusal::FindingUnknown);
        }
        let (review_id, on) = (asked.review_id, context.today().to_string());
        let is_last = self.visited()?.to_look_at_again == [asked.finding_id.as_str()];
        let released = is_last.then(|| team_released(&review_id, &on));
        let followed_up = FollowUpRecorded {
            review_id,
            finding_id: asked.finding_id,
            outcome: context.words(&asked.outcome),
            improved: asked.improved,
            on,
        };
        Ok(std::iter::once(ReviewEvent::from(followed_up)).chain(released).collect())
    }
}

fn team_released(review_id: &str, on: &str) -> ReviewEvent {
    TeamReleased { review_id: review_id.to_owned(), on: on.to_owned() }.into()
}
