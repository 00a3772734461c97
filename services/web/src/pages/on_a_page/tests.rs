use super::*;
use crate::sample;

fn shown(visitor: &Visitor, loaded: &OnAPage, asked: &Asked) -> String {
    let marys = loaded.held.ground.school(sample::MARYS, visitor).unwrap();
    render(visitor, loaded, marys, asked).into_string()
}

#[test]
fn one_sheet_holds_what_the_trust_knows() {
    let lead = sample::lead();
    let page = shown(&lead, &sample::on_a_page(&lead), &Asked::default());
    for wanted in [
        "As the record stands on 21 November 2025.",
        "URN",
        "Up from Repair",
        "SIAMS inspection, 6 February 2024: J1",
        "56% (5 of 9)",
        "Took part: Parent View",
        "86% of 42 answers",
        "Health check, 11 November 2025",
        "Behaviour at lunchtime",
        "Corridors are calm",
        "(proposed)",
    ] {
        assert!(page.contains(wanted), "{wanted} is missing: {page}");
    }
    assert!(!page.contains("The reading club does not meet any more."), "it was corrected");
    assert!(!page.contains("Buy books"), "what was done waits for nobody");
}

#[test]
fn inspections_stand_in_the_order_of_their_days() {
    let lead = sample::lead();
    let mut loaded = sample::on_a_page(&lead);
    loaded.held.inspections =
        loaded.held.inspections.map(|found| found.into_iter().rev().collect());
    let page = shown(&lead, &loaded, &Asked::default());
    let place = |day: &str| page.find(day).unwrap();
    assert!(place("3 March 2026") < place("12 November 2024"));
    assert!(place("12 November 2024") < place("1 October 2019"));
}

#[test]
fn the_sheet_of_an_earlier_day_says_so_and_what_is_of_today() {
    let (lead, day) = (sample::lead(), "2025-11-20".parse().unwrap());
    let page = shown(&lead, &sample::on_a_page(&lead), &Asked::on(day));
    assert!(page.contains("As the record stood at the end of 20 November 2025"), "{page}");
    assert!(page.contains("The school, as it is today"));
    assert!(page.contains("/areas/governance?as-of=2025-11-20"), "ways keep the day");
}

#[test]
fn what_is_withheld_or_away_is_not_told_to_be_none() {
    let clerk = sample::clerk();
    let page = shown(&clerk, &sample::on_a_page(&clerk), &Asked::default());
    for untrue in ["No entry", "No note of a visit", "No peer review", "No results", "No partner"] {
        assert!(!page.contains(untrue), "{untrue}: {page}");
    }
    assert!(page.contains("The running record is for the people of the school"));
    let lead = sample::lead();
    let mut loaded = sample::on_a_page(&lead);
    (loaded.held.record, loaded.held.visits) = (Shown::Away, Shown::Away);
    let page = shown(&lead, &loaded, &Asked::default());
    assert_eq!(page.matches("cannot be shown at the moment").count(), 3, "actions are of visits");
}

#[test]
fn a_figure_of_few_pupils_is_not_printed_for_a_trustee() {
    let shown = |visitor: &Visitor| shown(visitor, &sample::on_a_page(visitor), &Asked::default());
    assert!(shown(&sample::head()).contains("75% (3 of 4)"));
    let trustee = shown(&sample::trustee());
    assert!(trustee.contains("not shown") && !trustee.contains("3 of 4"), "{trustee}");
}

#[test]
fn a_result_stands_beside_england_the_authority_and_similar_schools() {
    let lead = sample::lead();
    let mut loaded = sample::on_a_page(&lead);
    let page = shown(&lead, &loaded, &Asked::default());
    assert!(page.contains("(England 62%, local authority 58%, similar schools 61%)"), "{page}");
    assert!(page.contains("The page of each result says which schools they are."), "{page}");
    let set = loaded.benchmarks.0.as_mut().and_then(|answer| answer.similar.as_mut()).unwrap();
    set.none = contract::evidence::v1::NoSimilar::NoRegister.into();
    let page = shown(&lead, &loaded, &Asked::default());
    assert!(page.contains("similar ones: the national register was not loaded yet."), "{page}");
    loaded.benchmarks = BenchmarksKnown(None);
    let page = shown(&lead, &loaded, &Asked::default());
    assert!(page.contains("similar schools cannot be shown now."), "{page}");
    assert!(!page.contains("(England"), "{page}");
    loaded.held.figures = Shown::Withheld("Figures are not shown to you.");
    let page = shown(&lead, &loaded, &Asked::default());
    assert!(!page.contains("similar schools"), "of what is withheld nothing is said: {page}");
}
