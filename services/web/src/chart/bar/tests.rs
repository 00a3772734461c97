use super::*;

#[test]
fn a_bar_starts_at_zero_and_ends_at_its_share() {
    let svg = bar(Some(25.0), "Q1", "25% of 40 answers").into_string();
    assert!(svg.contains("width=\"60\""), "{svg}");
    assert!(svg.contains("<title>Q1</title>"));
    assert!(!svg.contains("style="));
}

#[test]
fn what_has_no_number_has_no_bar() {
    assert_eq!(bar(None, "Q1", "not shown").into_string(), "");
    assert_eq!(bar(Some(f64::NAN), "Q1", "").into_string(), "");
}
