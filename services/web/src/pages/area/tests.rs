use super::*;
use crate::sample;

fn shown(visitor: &Visitor, loaded: &Loaded) -> String {
    let school = loaded.ground.school(sample::MARYS, visitor).unwrap();
    render(
        visitor,
        loaded,
        &Subject { school, area: "governance" },
        Viewing { asked: &Asked::default(), told: &Told::default() },
    )
    .into_string()
}

#[test]
fn a_trustee_walks_from_the_region_to_reason_evidence_and_event() {
    let page = shown(&sample::trustee(), &sample::area());
    for wanted in [
        "Why Improve?",
        "href=\"/trail/310\"",
        "The evidence",
        "href=\"/trail/201\"",
        "School’s own view",
        "Improve looks like this:",
        "Other terms",
        "Spring 2024-25",
        "Before Plumbline",
        "Brought in: decided on 12 July 2024 by",
        "href=\"/schools/00000000-0000-4000-8000-0000000000a1/earlier\"",
    ] {
        assert!(page.contains(wanted), "{wanted} is missing");
    }
}

#[test]
fn a_search_for_evidence_keeps_what_was_typed_and_ticked() {
    let (lead, loaded) = (sample::lead(), sample::area_viewed());
    let school = loaded.ground.school(sample::MARYS, &lead).unwrap();
    let subject = Subject { school, area: "governance" };
    let (asked, told) = (Asked::default(), sample::piece_searched());
    let page = render(&lead, &loaded, &subject, Viewing { asked: &asked, told: &told });
    let page = page.into_string();
    assert!(page.contains("Visits are planned ahead.") && page.contains("1 of 2 found."), "{page}");
    assert_eq!(page.matches(" checked").count(), 2, "the region and the piece: {page}");
    assert!(page.contains("14 November 2025, 42 answers"), "{page}");
    assert!(page.contains("6 February 2024, over a year old"), "what is ticked stays: {page}");
    assert!(!page.contains("Reviewers of other schools"), "not found: {page}");
}

#[test]
fn an_older_frameworks_words_are_pointed_to() {
    let mut loaded = sample::area();
    loaded.ground.framework.version = 2;
    assert!(shown(&sample::lead(), &loaded).contains("/framework?version=1"));
}

#[test]
fn without_a_shared_decision_a_trustee_is_told_so() {
    let loaded = Loaded {
        heat: Shown::All(GetHeatmapResponse::default()),
        categories: Shown::All(Vec::new()),
        ..sample::area()
    };
    let page = shown(&sample::trustee(), &loaded);
    assert!(
        page.contains("Nothing shared for this area") && page.contains("once it has been shared")
    );
}
