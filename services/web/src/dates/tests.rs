use super::*;

#[test]
fn days_and_terms_are_said_in_words() {
    assert_eq!(day("2026-01-31"), "31 January 2026");
    assert_eq!(weekday("2025-11-27"), "Thursday 27 November 2025");
    assert_eq!(term("2025-26-autumn"), "Autumn 2025-26");
    assert_eq!(day("soon"), "soon");
    assert_eq!(term(""), "");
}

#[test]
fn times_are_british() {
    assert_eq!(moment("2025-07-01T11:05:00Z"), "1 July 2025 at 12:05pm");
    assert_eq!(moment("2025-12-01T00:30:00Z"), "1 December 2025 at 12:30am");
    assert_eq!(day_of("2025-06-30T23:30:00Z"), "1 July 2025");
    let late = "2025-06-30T23:30:00Z".parse().unwrap();
    let end: Timestamp = "2025-06-30T23:00:00Z".parse().unwrap();
    assert_eq!(end_of("2025-06-30"), Some(end.as_second()));
    assert_eq!(end_of("soon"), None);
    assert_eq!(british_day(late).to_string(), "2025-07-01");
}
