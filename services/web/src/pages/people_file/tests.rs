use super::*;
use crate::sample;

#[test]
fn what_the_file_would_do_is_shown_before_it_is_done() {
    let [good, bad] = samples();
    let (visitor, none) = (sample::administrator(), Told::default());
    let page = checked(&visitor, "id", &good, &none).into_string();
    assert!(page.contains("makes 1 person known and gives 2 roles"), "{page}");
    assert!(page.contains("from 8 September 2026 until 31 August 2027"), "{page}");
    assert!(page.contains("action=\"/people/file/id\""), "{page}");
    let page = checked(&visitor, "id", &bad, &none).into_string();
    assert!(page.contains("This role is unknown.") && page.contains("1 thing is wrong"));
    assert!(!page.contains("<form method=\"post\" action=\"/people/file/id\""), "{page}");
}

#[test]
fn only_administrators_see_the_way() {
    assert!(may_import(&sample::administrator()).is_ok());
    assert!(may_import(&sample::lead()).is_err());
    let page = render(&sample::administrator(), Some("Choose a file")).into_string();
    assert!(page.contains("template.csv") && page.contains("There is a problem"));
}
