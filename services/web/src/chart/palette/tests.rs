use super::*;

fn luminance(colour: &str) -> f64 {
    let channel = |from: usize| {
        let value = f64::from(u8::from_str_radix(&colour[from..from + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn contrast_is_computed_as_wcag_does() {
    assert!((contrast("#FFFFFF", "#000000") - 21.0).abs() < 0.01);
    assert!((contrast("#777777", "#FFFFFF") - 4.48).abs() < 0.01);
}

#[test]
fn what_is_written_in_a_bar_can_be_read() {
    for ink in POSITIVE.iter().chain(&NEGATIVE).chain([&NEITHER]) {
        assert!(contrast(ink.fill, ink.text) >= 4.5, "{ink:?} {}", contrast(ink.fill, ink.text));
    }
}

#[test]
fn every_shape_stands_out_from_the_paper() {
    for colour in [BRAND, EDGE, POSITIVE[1].fill, NEGATIVE[1].fill] {
        assert!(contrast(colour, PAPER) >= 3.0, "{colour}");
    }
    assert!(contrast(BRAND, TRACK) >= 3.0);
}

#[test]
fn the_rungs_of_the_ladder_can_be_read() {
    let css = crate::assets::STYLES.to_uppercase();
    for (fill, text) in [
        ("#FFFFFF", INK),
        ("#DFE8F0", INK),
        ("#A9C3DA", INK),
        (BRAND, PAPER),
        ("#F3F5F7", "#505A5F"),
    ] {
        assert!(contrast(fill, text) >= 4.5, "{fill} {text}");
        assert!(fill == PAPER || css.contains(fill), "{fill} is not in the stylesheet");
    }
}
