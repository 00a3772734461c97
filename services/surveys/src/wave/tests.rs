//! The rules of a wave, one test each.

use eventlog::cqrs_es::test::TestFramework;
use jiff::civil::date;

use super::*;
use crate::samples::{
    context, key_id, open_wave, opened, questions, response, scheduled, school, wave_id,
};

type Test = TestFramework<Wave>;

fn plan() -> Plan {
    Plan {
        wave_id: wave_id(),
        instrument_id: "sample".to_owned(),
        instrument: Some((1, Audience::Parents)),
        title: "Autumn parent survey".to_owned(),
        term: "2025-26-autumn".parse().unwrap(),
        opens_on: date(2025, 11, 10),
        closes_on: date(2025, 11, 28),
        school_ids: vec![school(1), school(2)],
        floor: None,
        privacy: Privacy::Anonymous,
    }
}

fn batch() -> KeptBatch {
    KeptBatch::of(wave_id(), 1, vec![response(1, &[("q1", "yes")])])
}

fn collected(batch: &KeptBatch) -> AnswersCollected {
    let (wave_id, number) = (wave_id().to_string(), batch.number);
    AnswersCollected { wave_id, number, commitment: batch.commitment() }
}

fn opening(asked: &[(Uuid, u32)]) -> WaveCommand {
    WaveCommand::Open(Opening { asked: asked.to_vec(), key_id: key_id() })
}

fn releasing(batches: Vec<KeptBatch>) -> WaveCommand {
    WaveCommand::Release(WaveFacts { questions: questions(), batches, earlier: Vec::new() })
}

fn closed() -> WaveClosed {
    WaveClosed { wave_id: wave_id().to_string(), batches: 1 }
}

fn closed_wave(batch: &KeptBatch) -> Vec<WaveEvent> {
    let mut events = open_wave();
    events.extend([collected(batch).into(), closed().into()]);
    events
}

fn released_wave() -> Vec<WaveEvent> {
    let mut events = closed_wave(&batch());
    events.push(
        ResultsReleased { wave_id: wave_id().to_string(), ..ResultsReleased::default() }.into(),
    );
    events
}

fn refused(given: Vec<WaveEvent>, command: WaveCommand, refusal: WaveRefusal) {
    Test::with(((), context())).given(given).when(command).then_expect_error(refusal);
}

fn floor_of(audience: Audience, floor: Option<u32>) -> Result<u32, WaveRefusal> {
    let command = WaveCommand::Schedule(Plan { instrument: Some((1, audience)), floor, ..plan() });
    let events =
        Test::with(((), context())).given_no_previous_events().when(command).inspect_result()?;
    let WaveEvent::WaveScheduled(event) = &events[0] else { panic!("{events:?}") };
    Ok(event.floor)
}

#[test]
fn a_wave_is_scheduled_as_planned() {
    Test::with(((), context()))
        .given_no_previous_events()
        .when(WaveCommand::Schedule(plan()))
        .then_expect_events(vec![scheduled().into()]);
}

#[test]
fn a_school_named_twice_takes_part_once() {
    let twice = Plan { school_ids: vec![school(1), school(2), school(1)], ..plan() };
    Test::with(((), context()))
        .given_no_previous_events()
        .when(WaveCommand::Schedule(twice))
        .then_expect_events(vec![scheduled().into()]);
}

#[test]
fn a_wave_needs_a_published_instrument() {
    let unknown = Plan { instrument: None, ..plan() };
    refused(
        vec![],
        WaveCommand::Schedule(unknown),
        WaveRefusal::InstrumentUnknown("sample".to_owned()),
    );
}

#[test]
fn a_window_of_one_day_is_a_window() {
    let one_day = Plan { closes_on: date(2025, 11, 10), ..plan() };
    let backwards = Plan { closes_on: date(2025, 11, 9), ..plan() };
    let events =
        Test::with(((), context())).given_no_previous_events().when(WaveCommand::Schedule(one_day));
    assert!(events.inspect_result().is_ok());
    refused(vec![], WaveCommand::Schedule(backwards), WaveRefusal::WindowBackwards);
}

#[test]
fn the_floor_is_ten_where_nothing_is_said() {
    for audience in [Audience::Parents, Audience::Pupils, Audience::Staff] {
        assert_eq!(floor_of(audience, None), Ok(10));
    }
}

#[test]
fn no_audience_may_agree_to_fewer_than_ten() {
    for audience in [Audience::Parents, Audience::Pupils, Audience::Staff] {
        assert_eq!(floor_of(audience, Some(9)), Err(WaveRefusal::FloorTooLow { least: 10 }));
        assert_eq!(floor_of(audience, Some(15)), Ok(15));
    }
}

#[test]
fn a_wave_without_schools_is_refused() {
    refused(
        vec![],
        WaveCommand::Schedule(Plan { school_ids: vec![], ..plan() }),
        WaveRefusal::NoSchools,
    );
}

#[test]
fn a_wave_is_scheduled_once() {
    refused(vec![scheduled().into()], WaveCommand::Schedule(plan()), WaveRefusal::AlreadyScheduled);
}

#[test]
fn a_scheduled_wave_opens() {
    Test::with(((), context()))
        .given(vec![scheduled().into()])
        .when(opening(&[(school(1), 40), (school(2), 40)]))
        .then_expect_events(vec![opened().into()]);
}

#[test]
fn only_schools_of_the_wave_are_invited_each_once() {
    let given = || vec![scheduled().into()];
    refused(given(), opening(&[(school(3), 1)]), WaveRefusal::SchoolNotInWave(school(3)));
    refused(
        given(),
        opening(&[(school(1), 1), (school(1), 1)]),
        WaveRefusal::SchoolRepeated(school(1)),
    );
}

#[test]
fn a_wave_opens_for_somebody() {
    let given = || vec![scheduled().into()];
    refused(given(), opening(&[]), WaveRefusal::NobodyInvited);
    refused(given(), opening(&[(school(1), 0)]), WaveRefusal::NobodyInvited);
}

#[test]
fn a_wave_opens_once() {
    let open = || opening(&[(school(1), 40)]);
    refused(open_wave(), open(), WaveRefusal::AlreadyOpen);
    refused(closed_wave(&batch()), open(), WaveRefusal::Closed);
    refused(released_wave(), open(), WaveRefusal::Closed);
}

#[test]
fn the_commitments_come_before_the_close() {
    let batch = batch();
    let of_batch = Collected { number: 1, commitment: batch.commitment() };
    Test::with(((), context()))
        .given(open_wave())
        .when(WaveCommand::Close(vec![of_batch]))
        .then_expect_events(vec![collected(&batch).into(), closed().into()]);
}

#[test]
fn only_an_open_wave_is_closed() {
    let close = || WaveCommand::Close(vec![]);
    refused(vec![scheduled().into()], close(), WaveRefusal::NotOpen);
    refused(closed_wave(&batch()), close(), WaveRefusal::NotOpen);
    refused(released_wave(), close(), WaveRefusal::NotOpen);
}

#[test]
fn results_are_released_after_the_close_and_once() {
    let release = || releasing(vec![]);
    refused(vec![scheduled().into()], release(), WaveRefusal::NotClosed);
    refused(open_wave(), release(), WaveRefusal::NotClosed);
    refused(released_wave(), release(), WaveRefusal::AlreadyReleased);
}

#[test]
fn a_release_holds_every_question_of_every_school_and_the_trust() {
    let batch = batch();
    let given = Test::with(((), context())).given(closed_wave(&batch));
    let when = given.when(releasing(vec![batch]));
    let events = when.inspect_result().unwrap();
    let [WaveEvent::ResultsReleased(released)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(released.figures.len(), 3 * 3);
    assert_eq!(released.response_rates.len(), 3);
}

#[test]
fn answers_that_were_removed_are_not_released() {
    refused(closed_wave(&batch()), releasing(vec![]), WaveRefusal::AnswersRemoved);
}

#[test]
fn other_answers_than_were_committed_to_are_not_released() {
    let other = KeptBatch::of(wave_id(), 1, vec![response(1, &[("q1", "no")])]);
    refused(closed_wave(&batch()), releasing(vec![other]), WaveRefusal::AnswersAltered);
}

#[test]
fn what_was_never_scheduled_is_unknown() {
    for command in [opening(&[]), WaveCommand::Close(vec![]), releasing(vec![])] {
        refused(vec![], command, WaveRefusal::Unknown);
    }
}
