//! The rules of an extension, one test each.

use contract::FarAheadRefusal;
use contract::events::WaveEvent;
use contract::surveys::v1::{ExtendWaveRequest, WaveClosed, WaveExtended};
use eventlog::Context;
use eventlog::cqrs_es::test::TestFramework;

use crate::samples::{context, open_wave, scheduled, wave_id};
use crate::wave::{Wave, WaveFacts, WaveRefusal};

fn extended(from: &str, closes_on: &str) -> WaveEvent {
    let (from, closes_on) = (from.to_owned(), closes_on.to_owned());
    WaveExtended { wave_id: wave_id().to_string(), from, closes_on }.into()
}

/// What an extension leads to on a day.
fn told(today: &str, given: &[WaveEvent], closes_on: &str) -> Result<Vec<WaveEvent>, WaveRefusal> {
    let now = format!("{today}T10:00:00Z").parse().unwrap();
    let closes_on = closes_on.to_owned();
    let command = ExtendWaveRequest { closes_on, ..ExtendWaveRequest::default() };
    TestFramework::<Wave>::with((WaveFacts::default(), Context { now, ..context() }))
        .given(given.to_vec())
        .when(command.into())
        .inspect_result()
}

#[test]
fn an_open_wave_is_given_a_later_last_day_and_then_a_later_one_still() {
    let mut given = open_wave();
    let first = extended("2025-11-28", "2025-11-29");
    assert_eq!(told("2025-11-21", &given, "2025-11-29"), Ok(vec![first.clone()]));
    given.push(first);
    let again = told("2025-11-21", &given, "2025-12-05");
    assert_eq!(again, Ok(vec![extended("2025-11-29", "2025-12-05")]));
}

#[test]
fn the_new_last_day_is_later_than_the_one_before_and_not_over() {
    let refused = || Err(WaveRefusal::NotLater("2025-11-28".to_owned()));
    for day in ["2025-11-21", "2025-11-27", "2025-11-28"] {
        assert_eq!(told("2025-11-21", &open_wave(), day), refused());
    }
    // The wave was not closed on its day, so it can still be extended.
    assert_eq!(told("2025-12-03", &open_wave(), "2025-12-02"), refused());
    assert!(told("2025-12-03", &open_wave(), "2025-12-03").is_ok());
}

#[test]
fn a_wave_is_not_extended_beyond_two_years() {
    assert!(told("2025-11-21", &open_wave(), "2027-11-21").is_ok());
    let far = FarAheadRefusal("2027-11-22".to_owned());
    assert_eq!(told("2025-11-21", &open_wave(), "2027-11-22"), Err(far.into()));
}

#[test]
fn only_an_open_wave_is_extended() {
    let mut closed = open_wave();
    closed.push(WaveClosed { wave_id: wave_id().to_string(), batches: 0 }.into());
    let unknown = Err(WaveRefusal::Unknown);
    for (given, refused) in [
        (vec![], unknown),
        (vec![scheduled().into()], Err(WaveRefusal::NotOpen)),
        (closed, Err(WaveRefusal::NotOpen)),
    ] {
        assert_eq!(told("2025-11-21", &given, "2025-12-05"), refused);
    }
}
