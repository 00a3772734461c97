use super::*;

fn colour(text: &str) -> Colour {
    Colour::read(text).unwrap_or_else(|| panic!("{text} is a colour"))
}

#[test]
fn a_colour_is_read_in_either_case_and_written_in_one() {
    assert_eq!(colour("#12436D").to_string(), "#12436d");
    assert_eq!(colour("#000000").to_string(), "#000000");
    for text in
        ["", "12436d", "#12436", "#12436dd", "#12436g", "#1243 6", "#+12436", "#é123b", " #12436d"]
    {
        assert_eq!(Colour::read(text), None, "{text:?}");
    }
}

#[test]
fn contrast_is_what_wcag_computes() {
    for (text, wanted) in [
        ("#ffffff", 1.0),
        ("#000000", 21.0),
        ("#777777", 4.478),
        ("#767676", 4.542),
        ("#ff0000", 3.998),
        ("#0000ff", 8.592),
        ("#ffcc00", 1.512),
    ] {
        let found = colour(text).against_white();
        assert!((found - wanted).abs() < 0.002, "{text}: {found}");
    }
}

#[test]
fn white_is_read_on_a_colour_from_four_and_a_half_to_one() {
    assert!(colour("#767676").bears_white());
    assert!(!colour("#777777").bears_white());
    assert_eq!(colour("#777777").contrast_words(), "4.4", "4.478 is less than enough");
    assert_eq!(colour("#ffcc00").contrast_words(), "1.5");
    assert_eq!(colour("#000000").contrast_words(), "21.0");
}
