//! The section on reviews: what other schools found, if the committee was agreed to receive it.

use contract::Term;
use contract::categories::v1::FrameworkAgreed;
use contract::reports::v1::{FindingFollowUp, ReviewFinding, ReviewSection};
use contract::reviews::v1::{
    Finding, FindingKind, FollowUpRecorded, Recipient, Review, ReviewState,
};

use super::{Sources, area_name};

/// A section for every review of the school that was completed or followed up since the report before, in the order they were
/// completed.
pub(super) fn sections(
    sources: &Sources,
    framework: &FrameworkAgreed,
    term: Term,
) -> Vec<ReviewSection> {
    let of_school = |review: &&Review| {
        review.host_school_id == sources.school_id && review.state() == ReviewState::Completed
    };
    let told = sources.reviews.iter().filter(of_school).filter_map(|review| {
        if sources.tells(review.completed_position, &review.term, term) {
            return Some(section(review, framework));
        }
        followed_up(sources, review, framework)
    });
    let mut sections: Vec<ReviewSection> = told.collect();
    sections.sort_by(|a, b| (&a.completed_on, &a.review_id).cmp(&(&b.completed_on, &b.review_id)));
    sections
}

/// A review that an earlier report told of, with the findings that were looked at again since.
fn followed_up(
    sources: &Sources,
    review: &Review,
    framework: &FrameworkAgreed,
) -> Option<ReviewSection> {
    let since = sources.last_paper.as_ref()?.as_of_position;
    let again = review.findings.iter().filter(|found| found.followed_up_position > since);
    let findings: Vec<_> = again.map(|found| finding(found, framework)).collect();
    let told = !findings.is_empty() && !withheld(review);
    let section = section(review, framework);
    told.then_some(ReviewSection { findings, summary: None, told_before: true, ..section })
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
        told_before: false,
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
        follow_ups: found.follow_ups.iter().map(follow_up).collect(),
    }
}

fn follow_up(recorded: &FollowUpRecorded) -> FindingFollowUp {
    let FollowUpRecorded { outcome, improved, on, .. } = recorded.clone();
    FindingFollowUp { on, outcome, improved }
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
