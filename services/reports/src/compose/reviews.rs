//! The section on reviews: what other schools found, if the committee was agreed to receive it.

use contract::Term;
use contract::categories::v1::FrameworkAgreed;
use contract::reports::v1::{ReviewFinding, ReviewSection};
use contract::reviews::v1::{Finding, FindingKind, Recipient, Review, ReviewState};

use super::{Sources, area_name};

/// A section for every review of the school completed in the term, in the order they were completed.
pub(super) fn sections(
    sources: &Sources,
    framework: &FrameworkAgreed,
    term: Term,
) -> Vec<ReviewSection> {
    let term = term.to_string();
    let completed = sources
        .reviews
        .iter()
        .filter(|review| review.host_school_id == sources.school_id && review.term == term)
        .filter(|review| review.state() == ReviewState::Completed);
    let mut sections: Vec<ReviewSection> =
        completed.map(|review| section(review, framework)).collect();
    sections.sort_by(|a, b| (&a.completed_on, &a.review_id).cmp(&(&b.completed_on, &b.review_id)));
    sections
}

fn section(review: &Review, framework: &FrameworkAgreed) -> ReviewSection {
    let withheld = withheld(review);
    let findings = review.findings.iter().filter(|_| !withheld);
    ReviewSection {
        anchor: format!("review/{}", review.review_id),
        review_id: review.review_id.clone(),
        focus: review.focus.clone(),
        held_on: review.held_on.clone(),
        completed_on: review.completed_on.clone(),
        summary: if withheld { None } else { review.summary.clone() },
        counts_as_evidence: review.counts_as_evidence,
        findings: findings.map(|found| finding(found, framework)).collect(),
        withheld,
    }
}

fn finding(found: &Finding, framework: &FrameworkAgreed) -> ReviewFinding {
    ReviewFinding {
        anchor: format!("finding/{}", found.finding_id),
        finding_id: found.finding_id.clone(),
        area_ids: found.areas.clone(),
        area_names: found.areas.iter().map(|area_id| area_name(framework, area_id)).collect(),
        kind: match found.kind() {
            FindingKind::Strength => "strength",
            FindingKind::ToImprove | FindingKind::Unspecified => "to_improve",
        }
        .to_owned(),
        text: found.text.clone(),
        position: found.position,
    }
}

/// Whether the committee receives the findings. Host and trust agreed before the visit who does.
pub(super) fn withheld(review: &Review) -> bool {
    !review.recipients().any(|recipient| recipient == Recipient::HostCommittee)
}

/// Whether a finding belongs to a review that the committee does not receive.
pub(super) fn withholds(reviews: &[Review], finding_id: &str) -> bool {
    let mut holding = reviews.iter().filter(|review| withheld(review));
    holding.any(|review| review.findings.iter().any(|found| found.finding_id == finding_id))
}
