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
        return Some(Review { findings: Vec::new(), ..review });
    }
    let where_it_stands = Review { findings: Vec::new(), summary: None, ..review };
    sight.shows(Shows::ReviewForLead).then_some(where_it_stands)
}

/// An id that is none lies nowhere, so only a reader of everything sees it.
fn sight(review: &Review, reach: &Reach) -> Option<Sight> {
    let id = |text: &str| Uuid::try_parse(text).unwrap_or_default();
    reach.sight_of_review(id(&review.review_id), id(&review.host_school_id))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use contract::reviews::v1::Finding;

    use super::*;

    const HOST: Uuid = Uuid::from_u128(1);
    const REVIEW: Uuid = Uuid::from_u128(2);

    fn agreed(recipients: &[Recipient]) -> Review {
        Review {
            review_id: REVIEW.to_string(),
            host_school_id: HOST.to_string(),
            summary: Some("A summary".into()),
            recipients: recipients.iter().map(|recipient| (*recipient).into()).collect(),
            findings: vec![Finding::default()],
            ..Review::default()
        }
    }

    fn host(kind: Shows) -> Reach {
        let sight = Sight::Only(BTreeSet::from([kind]));
        let schools = BTreeMap::from([(HOST, sight)]);
        Reach::Schools { trust: None, schools, reviews: BTreeMap::new() }
    }

    /// Whether summary and findings are seen; `None` for nothing at all.
    fn seen(kind: Shows, recipients: &[Recipient]) -> Option<(bool, bool)> {
        let shown = review(agreed(recipients), &host(kind))?;
        Some((shown.summary.is_some(), !shown.findings.is_empty()))
    }

    #[test]
    fn the_lead_sees_where_it_stands_and_the_findings_as_agreed() {
        assert_eq!(seen(Shows::ReviewForLead, &[]), Some((false, false)));
        let agreed = [Recipient::ImprovementLead];
        assert_eq!(seen(Shows::ReviewForLead, &agreed), Some((true, true)));
    }

    #[test]
    fn trustees_and_the_committee_see_the_summary_as_agreed_and_else_nothing() {
        for (kind, recipient, other) in [
            (Shows::ReviewForTrustees, Recipient::Trustees, Recipient::HostCommittee),
            (Shows::ReviewForCommittee, Recipient::HostCommittee, Recipient::Trustees),
        ] {
            assert_eq!(seen(kind, &[recipient]), Some((true, false)));
            assert_eq!(seen(kind, &[other]), None);
        }
    }

    #[test]
    fn the_team_sees_its_own_review_and_no_other() {
        let sight = Sight::Only(BTreeSet::from([Shows::ReviewWhole]));
        let of = |id| Reach::Schools {
            trust: None,
            schools: BTreeMap::new(),
            reviews: BTreeMap::from([(id, sight.clone())]),
        };
        assert!(review(agreed(&[]), &of(REVIEW)).is_some());
        assert!(review(agreed(&[]), &of(Uuid::from_u128(3))).is_none());
    }
}
