use super::*;
use crate::sample;

fn shown(visitor: &Visitor, place: usize) -> String {
    let loaded = sample::register_page(visitor);
    let line = loaded.register.known().unwrap().lines[place].clone();
    render(visitor, &loaded, &line, &Told::default()).into_string()
}

#[test]
fn what_changed_is_shown_beside_what_it_was() {
    let page = shown(&sample::lead(), 1);
    assert!(page.contains("As it was in 2024-25") && page.contains("Walk through the classes"));
    assert!(!shown(&sample::lead(), 0).contains("As it was in"));
}

#[test]
fn the_lead_changes_it_takes_it_off_or_puts_it_back() {
    let page = shown(&sample::lead(), 0);
    assert!(page.contains("/change\"") && page.contains("/drop\""));
    let dropped = shown(&sample::lead(), 3);
    assert!(dropped.contains("Put it on the register again") && !dropped.contains("/drop\""));
    assert!(dropped.contains("A school is not asked for it"));
    let governor = shown(&sample::governor(), 0);
    assert!(!governor.contains("/change\"") && !governor.contains("/drop\""));
}

#[test]
fn what_a_school_adopted_is_told_where_it_is_not_asked_for_any_more() {
    let loaded = sample::register_page(&sample::lead());
    let mut line = loaded.register.known().unwrap().lines[1].clone();
    line.due.clear();
    let page = render(&sample::lead(), &loaded, &line, &Told::default()).into_string();
    assert!(page.contains("A school is not asked for it") && page.contains(NOT_ASKED));
    assert_eq!(page.matches("20 October 2025").count(), 1, "one school adopted it");
}

#[test]
fn each_school_that_the_reader_sees_has_a_row_for_each_period() {
    let rows = |page: String| page.matches("/requirements/2025-26\"").count();
    // The way back to the register is one more.
    assert_eq!(rows(shown(&sample::lead(), 1)), 9 + 1);
    assert_eq!(rows(shown(&sample::governor(), 1)), 3 + 1);
}
