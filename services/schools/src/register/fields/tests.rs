use jiff::civil::date as day;

use super::*;

#[test]
fn days_are_written_day_first() {
    assert_eq!(date("01-12-2023"), Some(day(2023, 12, 1)));
    assert_eq!(date("29/05/1993"), Some(day(1993, 5, 29)));
    assert_eq!(date("1/9/2025"), Some(day(2025, 9, 1)));
}

#[test]
fn other_days_are_refused() {
    for text in [
        "2023-12-01",
        "31-02-2023",
        "12/31/2023",
        "01-12-23",
        "1-2-3-4",
        "+1-12-2023",
        "-",
        "01-12/2023",
    ] {
        assert_eq!(date(text), None, "{text}");
    }
}

#[test]
fn numbers_are_whole() {
    assert_eq!(count("0"), Some(0));
    assert_eq!(count("4294967295"), Some(u32::MAX));
    for text in ["4294967296", "-1", "+1", "1.0", "SUPP", "1,000", " 1"] {
        assert_eq!(count(text), None, "{text}");
    }
}
