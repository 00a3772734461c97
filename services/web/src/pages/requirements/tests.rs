use super::*;
use crate::sample;

fn shown(visitor: &Visitor) -> String {
    render(visitor, &sample::register_page(visitor), &Told::default()).into_string()
}

#[test]
fn the_lead_keeps_the_register_and_counts_every_school() {
    let page = shown(&sample::lead());
    assert!(page.contains("/requirements/2025-26/new\""));
    assert!(page.contains("Taken off the register") && page.contains(">Changed<"));
    let loaded = sample::register_page(&sample::lead());
    let lines = &loaded.register.known().unwrap().lines;
    let counts = RegisterCounts::of(&sample::lead(), &loaded, &lines[0]).unwrap();
    assert_eq!((counts.adopted, counts.waived, counts.overdue, counts.open), (0, 2, 1, 0));
    let counts = RegisterCounts::of(&sample::lead(), &loaded, &lines[1]).unwrap();
    assert_eq!((counts.adopted, counts.overdue, counts.open), (1, 0, 8), "three terms each");
}

#[test]
fn others_read_it_with_the_schools_of_their_role_or_without_any() {
    let head = shown(&sample::head());
    assert!(!head.contains("/new\"") && head.contains("your role includes are counted"));
    let clerk = shown(&sample::clerk());
    assert!(clerk.contains("is not shown to you in your role") && !clerk.contains("Overdue"));
}

#[test]
fn a_register_that_is_over_is_not_changed() {
    let mut loaded = sample::register_page(&sample::lead());
    loaded.year = "2024-25".parse().unwrap();
    let page = render(&sample::lead(), &loaded, &Told::default()).into_string();
    assert!(!page.contains("/new\""));
}
