use super::*;
use crate::sample;

fn pair(change: impl FnOnce(&mut FrameworkAgreed)) -> String {
    let earlier = sample::framework();
    let mut later = FrameworkAgreed { version: 2, ..earlier.clone() };
    change(&mut later);
    render(&sample::head(), &VersionPair { earlier, later }).into_string()
}

#[test]
fn words_that_came_and_went_are_told_apart() {
    assert_eq!(
        in_words("Pupils read daily", "Pupils read widely").into_string(),
        "Pupils read <del>daily</del><ins>widely</ins>"
    );
    // What is written quite anew is not taken to pieces.
    assert_eq!(
        in_words("All is well", "Nobody knows how it is").into_string(),
        "<del>All is well</del> <ins>Nobody knows how it is</ins>"
    );
    let page = pair(|later| later.descriptors[0].text = "Everybody knows".to_owned());
    assert!(page.contains("<ins>Everybody knows</ins>"), "{page}");
    assert_eq!(page.matches("govuk-summary-list__row").count(), 1, "{page}");
}

#[test]
fn an_area_that_came_and_one_that_went_are_named() {
    let page = pair(|later| {
        later.areas.remove(0);
        let inclusion = contract::categories::v1::Area {
            area_id: "inclusion".to_owned(),
            name: "Inclusion".to_owned(),
        };
        later.areas.push(inclusion);
    });
    assert!(
        page.contains("New") && page.contains("Left out") && page.contains("Inclusion"),
        "{page}"
    );
}

#[test]
fn the_same_words_are_no_change() {
    assert!(pair(|_| ()).contains("No word changed between these versions."));
}
