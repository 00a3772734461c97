use contract::schools::v1::TermBreak;
use jiff::civil::date;

use super::*;

/// The autumn term of 2025 with its half-term.
fn autumn() -> SchoolDays {
    let text = |day: &str| day.to_owned();
    let off = TermBreak { starts_on: text("2025-10-27"), ends_on: text("2025-10-31") };
    let autumn = TermDates {
        term: text("2025-26-autumn"),
        starts_on: text("2025-09-02"),
        ends_on: text("2025-12-19"),
        breaks: vec![off],
    };
    SchoolDays { years: vec![AcademicYear::of(date(2025, 9, 1))], terms: vec![autumn] }
}

#[test]
fn five_school_days_leave_out_weekends_and_breaks() {
    assert_eq!(autumn().after(date(2025, 11, 19), 5), date(2025, 11, 26));
    assert_eq!(autumn().after(date(2025, 10, 22), 5), date(2025, 11, 5), "over half-term");
}

#[test]
fn where_no_term_is_known_weekdays_count() {
    let unknown = SchoolDays::default();
    assert_eq!(unknown.after(date(2025, 10, 24), 5), date(2025, 10, 31));
    assert_eq!(unknown.after(date(2025, 10, 25), 1), date(2025, 10, 27), "from a Saturday");
}

#[test]
fn after_the_last_term_that_is_known_weekdays_count_again() {
    let summer = TermDates {
        term: "2025-26-summer".to_owned(),
        starts_on: "2026-04-13".to_owned(),
        ends_on: "2026-07-21".to_owned(),
        breaks: Vec::new(),
    };
    let year = SchoolDays { years: vec![AcademicYear::of(date(2026, 7, 1))], terms: vec![summer] };
    assert_eq!(year.after(date(2026, 7, 20), 3), date(2026, 9, 2));
}
