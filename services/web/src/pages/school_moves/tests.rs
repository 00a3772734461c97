use contract::schools::v1::{RefreshOutcome, RegisterDifference, Role};

use super::*;
use crate::sample;

#[test]
fn a_refresh_tells_what_differs_and_what_is_missing() {
    let name = RegisterDifference { what: "name".into(), was: "Oak".into(), is: "Elm".into() };
    let (urn, outcome) = ("143071".to_owned(), "differs".to_owned());
    let differences = vec![name];
    let outcome =
        RefreshOutcome { urn, name: "Elm".into(), outcome, differences, ..Default::default() };
    let missing = RefreshOutcome { outcome: "missing".into(), ..outcome.clone() };
    let read = RefreshSchoolsResponse {
        outcomes: vec![outcome, missing],
        ..RefreshSchoolsResponse::default()
    };
    let sentence = told_of(&read, true).unwrap().sentence;
    assert!(sentence.starts_with("A trial: nothing is stored. 2 schools are compared."));
    assert!(sentence.contains("Elm (143071): differs, name: “Elm”, was “Oak”"), "{sentence}");
    assert!(sentence.contains("(143071): missing"), "{sentence}");
}

#[test]
fn what_is_arranged_is_shown_with_its_way_back() {
    let administrator = sample::somebody(Role::Administrator);
    let page = section(&administrator, &sample::moving(), "2025-11-21", &Told::default());
    let page = page.into_string();
    assert!(page.contains("Joins on 1 January 2026"), "{page}");
    assert!(page.contains("Leaves on 31 August 2026"));
    assert!(page.contains("Left on 31 August 2025, and returns on 1 January 2026"), "{page}");
    assert!(page.contains("/schools/taken-back") && page.contains("/schools/returned"));
    let lead = section(&sample::lead(), &[], "2025-11-21", &Told::default()).into_string();
    assert!(lead.is_empty(), "{lead}");
}
