use super::*;
use crate::sample;

#[test]
fn words_regions_and_grades_that_changed_are_told_area_by_area() {
    let names = sample::ground().names;
    let [now, before] = sample::self_evaluations().try_into().unwrap();
    let page = changes(&names, &before, &now).into_string();
    let told = "call on <del>four </del><ins>five </ins>days.";
    assert!(page.contains(told), "{page}");
    assert!(page.contains("<del>Repair</del> <ins>Improve</ins>"), "{page}");
    assert!(page.contains("<del>Needs attention</del> <ins>Expected standard</ins>"), "{page}");
    assert!(page.contains("<del>Call earlier on Fridays.</del>"), "{page}");
    assert!(page.contains("Foundations"), "an area that was left out before");
    assert!(!page.contains("Staff"), "an area of which nothing is said");
}

#[test]
fn the_same_words_are_no_change() {
    let names = sample::ground().names;
    let [now, _] = sample::self_evaluations().try_into().unwrap();
    let page = changes(&names, &now, &now).into_string();
    assert!(page.contains("Nothing in it has changed since then."));
}
