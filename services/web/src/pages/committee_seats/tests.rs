use jiff::civil::date;

use super::*;
use crate::form::Entered;

fn seat(holders: &[(&str, &str)]) -> Seat {
    let held = |(from, until): &(&str, &str)| SeatHolder {
        person_id: format!("since {from}"),
        from: (*from).to_owned(),
        until: (*until).to_owned(),
        vacated_because: None,
    };
    Seat { holders: holders.iter().map(held).collect(), ..Seat::default() }
}

#[test]
fn a_seat_is_held_from_the_first_day_to_the_last() {
    let held = seat(&[("2025-09-01", "2025-12-31")]);
    assert!(holder(&held, date(2025, 8, 31)).is_none());
    assert!(holder(&held, date(2025, 9, 1)).is_some());
    assert!(holder(&held, date(2025, 12, 31)).is_some());
    assert!(holder(&held, date(2026, 1, 1)).is_none());
    assert!(holder(&seat(&[("2025-09-01", "")]), date(2040, 1, 1)).is_some());
}

#[test]
fn a_term_of_office_ends_soon_in_its_last_90_days_unless_the_next_holder_is_known() {
    let ends = seat(&[("2022-01-01", "2025-12-31")]);
    assert!(ending_soon(&ends, date(2025, 10, 1)).is_none(), "91 days");
    assert!(ending_soon(&ends, date(2025, 10, 2)).is_some(), "90 days");
    assert!(ending_soon(&ends, date(2026, 1, 1)).is_none(), "it is over");
    assert!(ending_soon(&seat(&[("2022-01-01", "")]), date(2025, 12, 1)).is_none());
    let followed = seat(&[("2022-01-01", "2025-12-31"), ("2026-01-01", "")]);
    assert!(ending_soon(&followed, date(2025, 12, 1)).is_none());
}

#[test]
fn a_quorum_is_a_number_from_1_to_50() {
    let act = SetQuorum { committee: "c".to_owned() };
    let wrong = |typed: &str| {
        let fields = crate::form::Fields::parse(format!("quorum={typed}").as_bytes());
        !act.problems(&Entered::read(SetQuorum::ENTRIES, fields)).is_empty()
    };
    assert!(!wrong("1") && !wrong("50"));
    assert!(wrong("0") && wrong("51") && wrong("three") && wrong("-1"));
}
