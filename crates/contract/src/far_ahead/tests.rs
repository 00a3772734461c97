use jiff::civil::date;

use super::*;

#[test]
fn a_day_is_taken_up_to_two_years_ahead() {
    let check = |day: &str| FarAheadRefusal::check(day, date(2025, 11, 21));
    for day in ["2027-11-21", "1999-01-01", "", "soon"] {
        assert_eq!(check(day), Ok(()), "{day}");
    }
    for day in ["2027-11-22", "2206-08-31"] {
        assert_eq!(check(day), Err(FarAheadRefusal(day.to_owned())));
    }
    // In the last years of the calendar no day lies further ahead.
    assert_eq!(FarAheadRefusal::check("9999-12-31", date(9998, 1, 1)), Ok(()));
}
