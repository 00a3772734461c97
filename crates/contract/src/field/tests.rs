use super::*;

#[test]
fn text_that_shows_nothing_is_blank() {
    for blank in
        ["", " ", "\u{200b}", "\u{2060}\u{ad}", "\u{feff}", "\u{3164}", "\u{2800}", "\u{202e}"]
    {
        assert!(is_blank(blank), "{blank:?}");
    }
    for seen in ["a", "\u{200f}\u{5d0}", "-", "\u{1f600}"] {
        assert!(!is_blank(seen), "{seen:?}");
    }
}

#[test]
fn a_name_in_any_script_turns_nothing() {
    for name in ["Fierté", "\u{5d0}\u{5d1}\u{5d2}", "\u{645}\u{62f}\u{631}\u{633}\u{629}\u{200f}"]
    {
        assert!(!turns_writing(name), "{name:?}");
    }
    for name in ["a\u{202e}b", "\u{2067}a\u{2069}", "\u{202a}"] {
        assert!(turns_writing(name), "{name:?}");
    }
}

#[test]
fn a_name_that_could_turn_the_words_around_it_is_isolated() {
    assert_eq!(isolated("Fierté St Mary’s 漢"), "Fierté St Mary’s 漢");
    assert_eq!(isolated("\u{5d0}\u{5d1} 12"), "\u{2068}\u{5d0}\u{5d1} 12\u{2069}");
    assert_eq!(isolated("a\u{202e}b"), "\u{2068}a\u{202e}b\u{2069}");
    assert_eq!(isolated("a\u{2069}\u{202e}"), "\u{2068}a\u{202e}\u{2069}", "nothing escapes");
    let once = isolated("\u{5d0}");
    assert_eq!(isolated(&once), once, "twice is once");
}

#[test]
fn a_date_is_one_that_the_store_and_paper_can_hold() {
    for good in ["2025-11-21", "1562-01-01", "2999-12-31"] {
        assert_eq!(day(good).map(|day| day.to_string()).as_deref(), Some(good));
    }
    let bad = [
        "-000001-01-01",
        "0000-01-01",
        "0999-01-01",
        "9999-01-01",
        "2025-02-29",
        "20251121",
        "2025-11-21T10:00:00",
        "2025-11-21[Europe/London]",
        " 2025-11-21",
        "",
    ];
    for bad in bad {
        assert_eq!(day(bad), None, "{bad}");
    }
}
