use contract::evidence::v1::{
    RequirementAdded, RequirementChanged, RequirementRhythm, RequirementTerms,
};
use uuid::Uuid;

use super::*;

fn at(day: &str) -> At {
    let time = format!("{day}T10:00:00Z").parse().unwrap();
    At { position: 1, time, actor: Uuid::nil() }
}

fn terms(title: &str, rhythm: RequirementRhythm) -> Option<RequirementTerms> {
    let (title, rhythm) = (title.to_owned(), rhythm.into());
    Some(RequirementTerms { title, rhythm, ..RequirementTerms::default() })
}

#[test]
fn a_school_is_asked_for_it_since_the_day_on_which_it_was_said_so() {
    let year = || "2025-26".to_owned();
    let mut requirement = Requirement::default();
    let mut since = |event: RequirementEvent, day: &str| {
        RequirementsList::fold(&mut requirement, &event, &at(day));
        requirement.versions.last().unwrap().due_since.clone()
    };
    let (yearly, termly) = (RequirementRhythm::EachYear, RequirementRhythm::EachTerm);
    let changed = |terms| RequirementChanged { year: year(), terms, ..Default::default() };
    let added = RequirementAdded { year: year(), terms: terms("A", yearly), ..Default::default() };
    assert_eq!(since(added.into(), "2025-09-10"), "2025-09-10");
    let titled = changed(terms("B", yearly));
    assert_eq!(since(titled.into(), "2026-01-10"), "2025-09-10", "another title asks no more");
    let each_term = changed(terms("B", termly));
    assert_eq!(since(each_term.into(), "2026-02-02"), "2026-02-02");
}
