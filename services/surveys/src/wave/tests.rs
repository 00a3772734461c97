//! The rules of a wave, one test each.

use contract::surveys::v1::{
    CloseWaveRequest, Invited, OpenWaveRequest, Privacy, ReleaseResultsRequest,
};
use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};

use super::*;
use crate::samples::{
    context, key_id, open_wave, opened, questions, response, scheduled, school, wave_id,
};

fn wave(given: Vec<WaveEvent>) -> AggregateTestExecutor<Wave> {
    wave_knowing(facts(), given)
}

fn wave_knowing(facts: WaveFacts, given: Vec<WaveEvent>) -> AggregateTestExecutor<Wave> {
    TestFramework::with((facts, context())).given(given)
}

/// The sample instrument and a key; nothing collected.
fn facts() -> WaveFacts {
    WaveFacts { instrument: asking(Audience::Parents), key_id: key_id(), ..WaveFacts::default() }
}

fn asking(audience: Audience) -> Option<InstrumentVersion> {
    Some(InstrumentVersion { number: 1, audience })
}

fn knowing(batches: Vec<KeptBatch>) -> WaveFacts {
    let counted =
        CountedFrom { questions: questions(), batches, earlier: Vec::new(), hubs: Vec::new() };
    WaveFacts { counted, ..facts() }
}

fn plan() -> ScheduleWaveRequest {
    ScheduleWaveRequest {
        instrument_id: "sample".to_owned(),
        title: "Autumn parent survey".to_owned(),
        term: "2025-26-autumn".to_owned(),
        opens_on: "2025-11-10".to_owned(),
        closes_on: "2025-11-28".to_owned(),
        school_ids: vec![school(1).to_string(), school(2).to_string()],
        privacy: Privacy::Anonymous.into(),
        ..ScheduleWaveRequest::default()
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
    let invited = |(school, count): &(Uuid, u32)| {
        let school_id = school.to_string();
        Invited { school_id, count: *count }
    };
    let invited = asked.iter().map(invited).collect();
    OpenWaveRequest { invited, ..OpenWaveRequest::default() }.into()
}

fn closing() -> WaveCommand {
    CloseWaveRequest::default().into()
}

fn releasing() -> WaveCommand {
    ReleaseResultsRequest::default().into()
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
    wave(given).when(command).then_expect_error(refusal);
}

fn floor_of(audience: Audience, floor: u32) -> Result<u32, WaveRefusal> {
    let facts = WaveFacts { instrument: asking(audience), ..facts() };
    let command = ScheduleWaveRequest { floor, ..plan() }.into();
    let events = wave_knowing(facts, vec![]).when(command).inspect_result()?;
    let WaveEvent::WaveScheduled(event) = &events[0] else { panic!("{events:?}") };
    Ok(event.floor)
}

#[test]
fn a_wave_is_scheduled_as_planned() {
    wave(vec![]).when(plan().into()).then_expect_events(vec![scheduled().into()]);
}

#[test]
fn a_wave_needs_a_published_instrument() {
    let unpublished = WaveFacts { instrument: None, ..facts() };
    wave_knowing(unpublished, vec![])
        .when(plan().into())
        .then_expect_error(WaveRefusal::InstrumentUnknown("sample".to_owned()));
}

#[test]
fn a_window_of_one_day_is_a_window() {
    let until = |day: &str| ScheduleWaveRequest { closes_on: day.to_owned(), ..plan() };
    assert!(wave(vec![]).when(until("2025-11-10").into()).inspect_result().is_ok());
    refused(vec![], until("2025-11-09").into(), WaveRefusal::WindowBackwards);
    let far = FarAheadRefusal("2027-11-22".to_owned());
    refused(vec![], until("2027-11-22").into(), far.into());
}

#[test]
fn the_floor_is_ten_where_nothing_is_said() {
    for audience in [Audience::Parents, Audience::Pupils, Audience::Staff] {
        assert_eq!(floor_of(audience, 0), Ok(10));
    }
}

#[test]
fn no_audience_may_agree_to_fewer_than_ten() {
    for audience in [Audience::Parents, Audience::Pupils, Audience::Staff] {
        assert_eq!(floor_of(audience, 9), Err(WaveRefusal::FloorTooLow { least: 10 }));
        assert_eq!(floor_of(audience, 15), Ok(15));
    }
}

#[test]
fn a_wave_is_scheduled_once() {
    refused(vec![scheduled().into()], plan().into(), WaveRefusal::AlreadyScheduled);
}

#[test]
fn a_scheduled_wave_opens() {
    wave(vec![scheduled().into()])
        .when(opening(&[(school(1), 40), (school(2), 40)]))
        .then_expect_events(vec![opened().into()]);
}

#[test]
fn only_schools_of_the_wave_are_invited_each_once() {
    let given = || vec![scheduled().into()];
    refused(
        given(),
        opening(&[(school(3), 1)]),
        WaveRefusal::SchoolNotInWave(school(3).to_string()),
    );
    refused(
        given(),
        opening(&[(school(1), 1), (school(1), 1)]),
        WaveRefusal::SchoolRepeated(school(1).to_string()),
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
    wave_knowing(WaveFacts { collected: vec![of_batch], ..facts() }, open_wave())
        .when(closing())
        .then_expect_events(vec![collected(&batch).into(), closed().into()]);
}

#[test]
fn only_an_open_wave_is_closed() {
    refused(vec![scheduled().into()], closing(), WaveRefusal::NotOpen);
    refused(closed_wave(&batch()), closing(), WaveRefusal::NotOpen);
    refused(released_wave(), closing(), WaveRefusal::NotOpen);
}

#[test]
fn results_are_released_after_the_close_and_once() {
    refused(vec![scheduled().into()], releasing(), WaveRefusal::NotClosed);
    refused(open_wave(), releasing(), WaveRefusal::NotClosed);
    refused(released_wave(), releasing(), WaveRefusal::AlreadyReleased);
}

#[test]
fn a_release_holds_every_question_of_every_school_and_the_trust() {
    let batch = batch();
    let given = closed_wave(&batch);
    let when = wave_knowing(knowing(vec![batch]), given).when(releasing());
    let events = when.inspect_result().unwrap();
    let [WaveEvent::ResultsReleased(released)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(released.figures.len(), 3 * 3);
    assert_eq!(released.response_rates.len(), 3);
}

#[test]
fn answers_that_were_removed_are_not_released() {
    wave_knowing(knowing(vec![]), closed_wave(&batch()))
        .when(releasing())
        .then_expect_error(WaveRefusal::AnswersRemoved);
}

#[test]
fn other_answers_than_were_committed_to_are_not_released() {
    let other = KeptBatch::of(wave_id(), 1, vec![response(1, &[("q1", "no")])]);
    wave_knowing(knowing(vec![other]), closed_wave(&batch()))
        .when(releasing())
        .then_expect_error(WaveRefusal::AnswersAltered);
}

#[test]
fn what_was_never_scheduled_is_unknown() {
    for command in [opening(&[]), closing(), releasing()] {
        refused(vec![], command, WaveRefusal::Unknown);
    }
}
