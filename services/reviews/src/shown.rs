//! What of a review is shown to whom: who receives the findings was agreed before the visit.

use access::{Reach, Shows, Sight};
use contract::reviews::v1::{Recipient, Review};
use uuid::Uuid;

/// The review as the reader may see it; `None` where there is nothing to see.
pub(crate) fn review(review: Review, reach: &Reach) -> Option<Review> {
    let sight = sight(&review, reach)?;
    let agreed = |recipient: Recipient| review.recipients().any(|known| known == recipient);
    if sight.shows(Shows::ReviewWhole)
        || (sight.shows(Shows::ReviewForLead) && agreed(Recipient::ImprovementLead))
    {
        return Some(review);
    }
    let for_trustees = sight.shows(Shows::ReviewForTrustees) && agreed(Recipient::Trustees);
    let for_committee = sight.shows(Shows::ReviewForCommittee) && agreed(Recipient::HostCommittee);
    if for_trustees || for_committee {
        return Some(Review { findings: Vec::new(), ..said_inside(review) });
    }
    let where_it_stands =
        Review { findings: Vec::new(), summary: None, comments: Vec::new(), ..review };
    sight.shows(Shows::ReviewForLead).then_some(where_it_stands)
}

/// Without why it was put off or called off: host, team and lead read that.
fn said_inside(review: Review) -> Review {
    Review { postponed_because: None, cancelled_because: None, ..review }
}

/// An id that is none lies nowhere, so only a reader of everything sees it.
fn sight(review: &Review, reach: &Reach) -> Option<Sight> {
    let id = |text: &str| Uuid::try_parse(text).unwrap_or_default();
    reach.sight_of_review(id(&review.review_id), id(&review.host_school_id))
}

#[cfg(test)]
mod tests;
