use jiff::civil::date;

use super::*;
use crate::schools::v1::TermBreak;

#[test]
fn the_year_turns_on_the_first_of_september() {
    assert_eq!(AcademicYear::of(date(2026, 8, 31)).to_string(), "2025-26");
    assert_eq!(AcademicYear::of(date(2026, 9, 1)).to_string(), "2026-27");
    assert_eq!(AcademicYear::of(date(2028, 2, 29)).to_string(), "2027-28");
}

#[test]
fn terms_are_read_written_and_ordered() {
    let term: Term = "1999-00-autumn".parse().unwrap();
    assert_eq!(term.to_string(), "1999-00-autumn");
    assert_eq!(term.previous().to_string(), "1998-99-summer");
    assert!(term.previous() < term);
    assert_eq!(term.next().to_string(), "1999-00-spring");
    assert_eq!(term.previous().next(), term);
    assert_eq!(term.words(), "Autumn 1999-00");
}

#[test]
fn a_school_day_is_a_weekday_in_term_and_no_break() {
    let text = |day: &str| day.to_owned();
    let off = TermBreak { starts_on: text("2025-10-20"), ends_on: text("2025-10-31") };
    let autumn = TermDates {
        term: text("2025-26-autumn"),
        starts_on: text("2025-08-26"),
        ends_on: text("2025-12-19"),
        breaks: vec![off],
    };
    let is = |day: Date| is_school_day(std::slice::from_ref(&autumn), day);
    assert!(is(date(2025, 8, 26)) && is(date(2025, 12, 19)) && is(date(2025, 11, 3)));
    assert!(!is(date(2025, 8, 25)) && !is(date(2025, 12, 22)));
    assert!(!is(date(2025, 10, 20)) && !is(date(2025, 10, 31)));
    assert!(!is(date(2025, 9, 6)) && !is(date(2025, 9, 7)), "a weekend");
}

#[test]
fn other_spellings_are_refused() {
    for text in [
        "2025-27-autumn",
        "2025-26",
        "202526-autumn",
        "2025-26-winter",
        "",
        "-autumn",
        "+025-26-spring",
    ] {
        assert!(text.parse::<Term>().is_err(), "{text}");
    }
}
