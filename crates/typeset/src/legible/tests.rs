use super::*;

#[test]
fn covered_text_stays_as_it_is() {
    for text in [
        "St Mary's & <b>",
        "#[typst] $x^2$ *bold* _it_ `code`",
        "أهلا بكم",
        "স্বাগতম",
        "ਜੀ ਆਇਆਂ ਨੂੰ",
        "two\nlines",
    ] {
        assert_eq!(legible(text, Glyphs::AnyFace), text);
    }
}

#[test]
fn a_name_written_from_right_to_left_turns_nothing_beside_it() {
    let data = serde_json::json!({"trustName": "مدرسة 12", "school": {"name": "St Mary's"},
            "hubName": "هود\u{2069}\u{202e}", "text": "أهلا"});
    let set = shown(&data, Glyphs::AnyFace);
    assert_eq!(set["trustName"], "\u{2068}مدرسة 12\u{2069}");
    assert_eq!(set["hubName"], "\u{2068}هود\u{fffd}\u{2069}");
    assert_eq!(set["school"]["name"], "St Mary's", "left to right it stays as it is");
    assert_eq!(set["text"], "أهلا", "no name");
}

#[test]
fn what_has_no_shape_is_visibly_replaced() {
    assert_eq!(
        legible("a漢b😀c\u{7}d\u{202e}e", Glyphs::AnyFace),
        "a\u{fffd}b\u{fffd}c\u{fffd}d\u{fffd}e"
    );
    assert_eq!(legible("স", Glyphs::TextFamily), "\u{fffd}");
}

#[test]
fn a_long_word_can_be_broken_and_keeps_its_letters() {
    let word = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch".repeat(3);
    let set = legible(&word, Glyphs::AnyFace);
    assert!(set.split(BREAK).all(|piece| piece.len() <= LONG_WORD + PIECE), "{set}");
    assert_eq!(set.replace(BREAK, ""), word);
}

#[test]
fn every_text_in_the_data_is_reached() {
    let data = serde_json::json!({"a": [{"b": "\u{7}"}], "n": 1});
    assert_eq!(
        shown(&data, Glyphs::AnyFace),
        serde_json::json!({"a": [{"b": "\u{fffd}"}], "n": 1})
    );
}
