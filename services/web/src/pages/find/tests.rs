use super::*;
use crate::sample;

fn found(visitor: &Visitor, asked: &str) -> String {
    render(visitor, &sample::find_page(), asked).into_string()
}

#[test]
fn what_has_a_name_is_found_with_the_way_to_it() {
    let page = found(&sample::administrator(), "mary");
    assert!(page.contains(&format!("href=\"/schools/{}\"", sample::MARYS)), "{page}");
    let page = found(&sample::administrator(), "ruth");
    assert!(page.contains("href=\"/people/"), "{page}");
    assert!(page.contains("headteacher of "), "{page}");
}

#[test]
fn a_question_leads_to_its_figures() {
    let question = &sample::find_page().instruments.known().unwrap()[0].questions[0].text.clone();
    let page = found(&sample::lead(), question);
    assert!(page.contains("href=\"/facts?kind=survey.&amp;find="), "{page}");
}

#[test]
fn a_committee_is_told_that_other_schools_are_not_looked_through() {
    let page = found(&sample::governor(), "oakfield nowhere");
    assert!(
        page.contains("You are shown what concerns the schools whose pages you see."),
        "{page}"
    );
    assert!(!page.contains("No school of the trust has"), "{page}");
    // The lead sees all, so it can be said.
    assert!(found(&sample::lead(), "oakfield nowhere").contains("No school of the trust has"));
}

#[test]
fn every_word_counts_and_nothing_is_found_for_nothing() {
    assert!(!found(&sample::lead(), " ").contains("Survey questions"));
    let wanted = WordsWanted::of("Mary  ST");
    assert!(wanted.is_in(&["St Mary's"]) && !wanted.is_in(&["St Peter's"]));
}
