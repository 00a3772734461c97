//! The agreed actions of a school: of a visit, of a meeting, and of a peer review.

use contract::reviews::v1::{FindingKind, ReviewState};

use super::{as_of, ground, meeting_record, reviews_loaded, visits_page};
use crate::pages::actions::ActionsLoaded;
use crate::shown::Shown;
use crate::visitor::Visitor;

/// The list as a person is shown it.
pub(crate) fn actions_page(visitor: &Visitor) -> ActionsLoaded {
    let notes = visits_page(visitor).notes.map(|listed| listed.notes);
    let records = Shown::All(vec![meeting_record()]).within(visitor.records(""));
    let mut reviews = reviews_loaded(ReviewState::Completed).reviews;
    if let Shown::All(reviews) = &mut reviews {
        let findings = reviews.iter_mut().flat_map(|review| &mut review.findings);
        findings.for_each(|finding| finding.set_kind(FindingKind::ToImprove));
    }
    let reviews = reviews.within(visitor.reviews());
    let notes = notes.within(visitor.visit_notes(""));
    ActionsLoaded { ground: ground(), notes, records, reviews, as_of: as_of(412) }
}
