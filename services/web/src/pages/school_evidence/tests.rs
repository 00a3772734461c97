use super::*;
use crate::sample;

fn shown(visitor: &Visitor, loaded: &EvidencePage, asked: &Asked) -> String {
    let marys = loaded.held.ground.school(sample::MARYS, visitor).unwrap();
    render(visitor, loaded, marys, asked).into_string()
}

#[test]
fn each_source_of_an_area_stands_with_its_newest_day() {
    let lead = sample::lead();
    let page = shown(&lead, &sample::evidence_page(&lead), &Asked::default());
    assert!(page.contains("18 November 2025 (1)"), "{page}");
    assert!(page.contains("14 November 2025 (1)") && page.contains("31 August 2025 (2)"), "{page}");
    assert!(page.contains("Of the running record the newest entries are counted."));
}

#[test]
fn the_page_says_of_which_rounds_citations_count() {
    for reader in [sample::lead(), sample::clerk()] {
        let page = shown(&reader, &sample::evidence_page(&reader), &Asked::default());
        assert!(page.contains("in the two newest rounds with the school."), "{page}");
    }
}

#[test]
fn what_is_old_is_old_as_of_the_day_of_the_page() {
    let lead = sample::lead();
    let loaded = sample::evidence_page(&lead);
    let old = |day: &str| {
        let asked = Asked::on(day.parse().unwrap());
        shown(&lead, &loaded, &asked).matches("Over a year old").count()
    };
    assert!(old("2027-01-31") > old("2025-11-20"));
}

#[test]
fn a_result_that_fell_while_the_region_went_up_is_told() {
    let lead = sample::lead();
    let page = shown(&lead, &sample::evidence_page(&lead), &Asked::default());
    assert!(page.contains("the region went up, and ") && page.contains("(5 of 9)"), "{page}");
    let mut loaded = sample::evidence_page(&lead);
    loaded.held.figures = Shown::Away;
    let page = shown(&lead, &loaded, &Asked::default());
    assert!(!page.contains("the region went up"));
    assert!(!page.contains("No figure that can be compared"), "the figures are away");
}

#[test]
fn a_reader_who_is_not_shown_a_source_is_not_told_that_there_is_none() {
    let clerk = sample::clerk();
    let page = shown(&clerk, &sample::evidence_page(&clerk), &Asked::default());
    for untrue in ["Not cited", "Without a source", "No figure that can be compared", "One source:"]
    {
        assert!(!page.contains(untrue), "{untrue}: {page}");
    }
    assert!(page.contains(WITHHELD));
}
