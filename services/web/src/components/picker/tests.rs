use std::collections::BTreeSet;

use super::*;

fn piece(words: &str, checked: bool) -> Radio {
    Radio { value: words.to_owned(), text: words.to_owned(), checked, ..Radio::default() }
}

#[test]
fn what_is_ticked_stands_first_and_what_is_far_behind_a_fold() {
    let group = |heading: &str, words: &str, more| PieceGroup {
        heading: heading.to_owned(),
        items: vec![piece(words, false)],
        more,
    };
    let mut drawn = Picker {
        field: Field { id: "p", name: "evidence", ..Field::default() },
        legend: "What does it rest on?",
        search: PickerSearch { button: "find", ..PickerSearch::default() },
        ticked: vec![piece("a ticked one", true)],
        near: vec![group("Surveys (1)", "a near one", 0), group("Figures (4)", "a figure", 3)],
        far: vec![group("Inspections (1)", "a far one", 0)],
        fold: "Of other areas".to_owned(),
    };
    let page = picker(&drawn).into_string();
    let at = |words: &str| page.find(words).unwrap_or_else(|| panic!("{words} in {page}"));
    assert!(at("a ticked one") < at("name=\"find\" value=\"p\""));
    assert!(at("name=\"find\"") < at("a near one") && at("a near one") < at("<details"));
    assert!(at("<details") < at("a far one"));
    assert!(page.contains("Search to find the other 3."), "{page}");
    let ids: Vec<_> =
        page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "{ids:?}");
    assert_eq!(page.matches("<fieldset").count(), page.matches("<legend").count());
    assert!(!page.contains("<details class=\"govuk-details\" open"), "{page}");
    drawn.search.found = Some(FoundPieces { found: 1, of: 3 });
    let page = picker(&drawn).into_string();
    assert!(
        page.contains("1 of 3 found.") && page.contains("<details class=\"govuk-details\" open")
    );
}
