//! Which reviews are there, where do they stand, and what was found?

use contract::events::ReviewEvent;
use contract::reviews::v1::{Finding, Review, ReviewState};
use eventlog::{At, Document, ListColumns};

/// The reviews of a trust.
#[derive(Debug)]
pub(crate) struct ReviewsList;

impl Document for ReviewsList {
    const NAME: &'static str = "reviews_reviews";
    const EDITION: u32 = 4;
    type Body = Review;
    type Event = ReviewEvent;

    fn columns(review: &Review) -> ListColumns<'_> {
        ListColumns::new()
            .within("host_school_id", &review.host_school_id)
            .with("term", &review.term)
    }

    fn fold(review: &mut Review, event: &ReviewEvent, at: &At) {
        match event {
            ReviewEvent::ReviewRequested(e) => {
                review.review_id.clone_from(&e.review_id);
                review.host_school_id.clone_from(&e.host_school_id);
                review.areas.clone_from(&e.areas);
                review.focus.clone_from(&e.focus);
                review.term.clone_from(&e.term);
                review.pairing_id.clone_from(&e.pairing_id);
                review.set_state(ReviewState::Requested);
            }
            ReviewEvent::TeamMatched(e) => {
                review.reviewers.clone_from(&e.reviewers);
                // A team may be named anew after the agreement, which then still stands.
                review.state = review.state.max(ReviewState::Matched.into());
            }
            ReviewEvent::DistributionAgreed(e) => {
                review.recipients.clone_from(&e.recipients);
                review.counts_as_evidence = e.counts_as_evidence;
                review.set_state(ReviewState::Agreed);
            }
            ReviewEvent::ReviewHeld(e) => {
                review.held_on.clone_from(&e.on);
                review.set_state(ReviewState::Held);
            }
            ReviewEvent::FindingRecorded(e) => review.findings.push(Finding {
                finding_id: e.finding_id.clone(),
                areas: e.areas.clone(),
                kind: e.kind,
                text: e.text.clone(),
                position: at.position,
                ..Finding::default()
            }),
            ReviewEvent::ReviewCompleted(e) => {
                review.completed_on.clone_from(&e.on);
                review.summary.clone_from(&e.summary);
                review.completed_position = at.position;
                review.set_state(ReviewState::Completed);
            }
            ReviewEvent::ReviewPostponed(e) => {
                review.term.clone_from(&e.term);
                review.postponed_because.clone_from(&e.reason);
            }
            ReviewEvent::ReviewCancelled(e) => {
                review.cancelled_because.clone_from(&e.reason);
                review.cancelled_on.clone_from(&e.on);
                review.set_state(ReviewState::Cancelled);
            }
            // `access` ends the roles of the team.
            ReviewEvent::TeamReleased(_) => {}
            ReviewEvent::DistributionWidened(e) => review.recipients.extend(&e.recipients),
            ReviewEvent::ReviewCommented(e) => review.comments.push(e.clone()),
            ReviewEvent::FollowUpRecorded(e) => {
                let of = |finding: &&mut Finding| finding.finding_id == e.finding_id;
                if let Some(finding) = review.findings.iter_mut().find(of) {
                    finding.follow_ups.push(e.clone());
                    finding.followed_up_position = at.position;
                }
            }
        }
    }
}
