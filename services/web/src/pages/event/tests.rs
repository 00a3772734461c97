use super::*;
use crate::sample;

#[test]
fn an_event_is_shown_as_stored_with_its_hash_and_its_neighbours() {
    let shown = |visitor: &Visitor, last| {
        let loaded = Loaded { last_position: last, ..sample::event() };
        render(visitor, &sample::ground(), &loaded).into_string()
    };
    let page = shown(&sample::lead(), 311);
    for wanted in [
        "Category decided",
        "moved from Improve to Sustain in Governance.",
        "plumbline.categories.v1.CategoryDecided",
        "9f2c",
        "Amira Khan, improvement lead",
        "/trail/309",
        "/trail/311",
        "&lt;script&gt;",
    ] {
        assert!(page.contains(wanted), "{wanted} is missing");
    }
    assert!(!page.contains("<script>"));
    assert!(!shown(&sample::lead(), 310).contains("/trail/311"), "nothing comes after the last");
    assert!(!shown(&sample::head(), 311).contains("/trail/309"), "it may be another school's");
}

#[test]
fn it_begins_with_its_sentence_where_the_reader_is_shown_it() {
    let shown = |sentence| {
        let loaded = Loaded { sentence, ..sample::event() };
        render(&sample::trustee(), &sample::ground(), &loaded).into_string()
    };
    let page = shown(sample::event().sentence);
    let (before, after) = page.split_once("moved from").unwrap();
    assert!(before.contains("<h1") && after.contains("govuk-summary-list"));
    assert!(shown(None).contains("Category decided"));
}

#[test]
fn what_led_to_it_and_what_it_led_to_are_links_and_withheld_is_not_none() {
    let shown = |because_of: LinkedEvents, led_to| {
        let (because_of, led_to) = (linked(Some(because_of)), linked(led_to));
        let loaded = Loaded { because_of, led_to, ..sample::event() };
        render(&sample::lead(), &sample::ground(), &loaded).into_string()
    };
    let first = LinkedEvents { lines: sample::history().lines, withheld: true, more: false };
    let page = shown(first, Some(LinkedEvents::default()));
    assert!(page.contains("/trail/312") && page.contains(OTHERS_WITHHELD));
    assert!(page.contains("It has led to no other event.") && !page.contains("No earlier event"));
    let nothing_opens = LinkedEvents { withheld: true, ..LinkedEvents::default() };
    let page = shown(nothing_opens, None);
    assert!(page.contains(ALL_WITHHELD) && !page.contains("No earlier event led to it."));
    assert!(page.contains("What it led to cannot be shown at the moment."));
}

#[test]
fn laying_out_changes_nothing_but_white_space() {
    let stored =
        r#"{"b":1.50,"a":{"text":"a \"quoted\", {braced}: [text]","list":[1,2]},"none":[]}"#;
    let page = laid_out(stored);
    assert!(
        page.starts_with(
            "{\n  \"b\": 1.50,\n  \"a\": {\n    \"text\": \"a \\\"quoted\\\", {braced}: [text]\","
        ),
        "{page}"
    );
    let parsed = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(parsed(&page), parsed(stored));
    assert_eq!(laid_out("no json at all"), "no json at all");
}

#[test]
fn the_first_event_has_none_before_it() {
    assert!(!neighbours(1, 2).into_string().contains("Event before"));
}
