use super::*;
use crate::form::Fields;

const ENTRIES: &[Entry] = &[Entry::pieces_folded("evidence", "What does it rest on?")];

fn piece(value: &str, kind: &'static str, near: bool) -> Pickable {
    Pickable { choice: Choice::new(value, format!("Words of {value}")), kind, near }
}

fn pieces() -> Vec<Pickable> {
    vec![
        piece("lunchtime", "Running record", true),
        piece("register", "Running record", false),
        piece("siams", "Inspections", false),
    ]
}

fn drawn(fields: &str, pieces: &[Pickable]) -> String {
    let entered = Entered::read(ENTRIES, Fields::parse(fields.as_bytes()));
    let drawing =
        Drawing { entered: &entered, key: "k", choices: &[], starts: &[], fresh: false, about: "" };
    drawing.pieces(&ENTRIES[0], pieces).into_string()
}

#[test]
fn a_search_finds_by_words_and_kind_and_keeps_what_is_ticked() {
    let page = drawn("", &pieces());
    assert!(page.contains("What does it rest on? (3 to choose from)"), "{page}");
    assert!(!page.contains(" open"), "folded: {page}");
    let page = drawn("evidence=siams&find-words=WORDS+lunch&find-pieces=k-evidence", &pieces());
    assert!(page.contains("value=\"siams\" checked"), "{page}");
    assert!(page.contains("value=\"lunchtime\"") && !page.contains("value=\"register\""), "{page}");
    assert!(page.contains("1 of 2 found.") && page.contains(" open"), "{page}");
    assert!(page.contains("value=\"WORDS lunch\""), "what was searched for stands there: {page}");
    let page = drawn("find-kind=Inspections", &pieces());
    assert!(page.contains("value=\"siams\"") && !page.contains("value=\"lunchtime\""), "{page}");
    assert!(page.contains("<option value=\"Inspections\" selected>"), "{page}");
}

#[test]
fn a_search_that_was_emptied_leaves_the_picker_open() {
    assert!(drawn("find-pieces=k-evidence", &pieces()).contains(" open"));
    assert!(!drawn("find-pieces=k-evidence-2", &pieces()).contains(" open"), "another's");
}

#[test]
fn the_newest_are_drawn_and_a_search_finds_the_others() {
    let name = |number: usize| format!("near-{number}");
    let many: Vec<_> = (0..30).map(|number| piece(&name(number), "Surveys", true)).collect();
    let page = drawn("", &many);
    assert!(
        page.contains("Surveys (30)") && page.contains("Search to find the other 5."),
        "{page}"
    );
    assert!(page.contains("value=\"near-24\"") && !page.contains("value=\"near-25\""), "{page}");
    assert!(drawn("find-words=near-29", &many).contains("value=\"near-29\""));
    assert_eq!(drawn("", &[]), "", "there is nothing to pick");
}
