//! What was decided of a school before Plumbline: by the framework of the time, in the words of a paper, and taken back.

use contract::categories::v1::{BroughtInDecision, ListBroughtInResponse};

use super::{MARYS, as_of, framework, ground, words};
use crate::pages::earlier::EarlierPage;
use crate::shown::Shown;
use crate::visitor::Visitor;

/// As those see it who judge.
pub(crate) fn brought_in() -> ListBroughtInResponse {
    let of = |position: u64, decided_on: &str| BroughtInDecision {
        decision_id: format!("decision-{position}"),
        school_id: MARYS.to_owned(),
        decided_on: decided_on.to_owned(),
        paper: Some(words("Annual review & <b>").into()),
        decided_by: Some(words("Board of trustees").into()),
        brought_in_on: "2025-09-12".to_owned(),
        position,
        ..BroughtInDecision::default()
    };
    let by_framework = |position: u64, decided_on: &str| BroughtInDecision {
        framework_id: "default".to_owned(),
        framework_version: 1,
        area_id: "governance".to_owned(),
        region_id: "repair".to_owned(),
        area_name: words("Governance"),
        region_name: words("Repair"),
        ..of(position, decided_on)
    };
    let taken_back = BroughtInDecision {
        taken_back_on: "2025-09-15".to_owned(),
        taken_back_reason: Some(words("It was the table of another school.").into()),
        ..by_framework(42, "2023-07-14")
    };
    let in_words = BroughtInDecision {
        area_name: words("Provision & <b>"),
        region_name: words("Good"),
        ..of(43, "2022-07-15")
    };
    let decisions = vec![by_framework(41, "2024-07-12"), taken_back, in_words];
    ListBroughtInResponse { as_of: as_of(412), decisions }
}

/// The page as a visitor sees it.
pub(crate) fn earlier_page(visitor: &Visitor) -> EarlierPage {
    let mut listed = brought_in();
    if !visitor.sees_drafts(MARYS) {
        listed.decisions.retain(|decision| decision.taken_back_on.is_empty());
    }
    EarlierPage {
        ground: ground(),
        brought_in: Shown::All(listed).within(visitor.judgements_of(MARYS)),
        framework: Some(framework()),
        newest: 2,
    }
}
