use super::*;
use crate::sample;

#[test]
fn every_area_has_its_words_for_every_region() {
    let page = render(&sample::lead(), &sample::framework(), 1, None).into_string();
    assert_eq!(page.matches("govuk-summary-list__row").count(), 28);
    assert!(page.contains("id=\"governance\""));
}

#[test]
fn an_older_version_says_so() {
    let page = render(&sample::lead(), &sample::framework(), 2, None).into_string();
    assert!(page.contains("See version 2"));
}
