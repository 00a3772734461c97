use contract::evidence::v1::{
    AddRecordEntryRequest, CorrectRecordEntryRequest, RecordKind, RecordSource,
};
use eventlog::SealedWords;
use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};
use uuid::Uuid;

use super::*;

const TRUST: Uuid = Uuid::from_u128(9);

fn context() -> Context {
    Context {
        trust: TRUST,
        actor: Uuid::nil(),
        role: "staff".to_owned(),
        now: "2026-04-21T10:00:00Z".parse().unwrap(),
        command_id: Uuid::from_u128(1),
        sealed: SealedWords::unsalted(),
    }
}

/// Nothing is corrected.
fn given(events: Vec<RecordEntryEvent>) -> AggregateTestExecutor<RecordEntry> {
    TestFramework::<RecordEntry>::with((CorrectedEntry::default(), context())).given(events)
}

/// What is corrected is an entry of this school.
fn knowing(school_id: &str, events: Vec<RecordEntryEvent>) -> AggregateTestExecutor<RecordEntry> {
    let (school_id, on) = (school_id.to_owned(), "2026-04-20".to_owned());
    let corrected = CorrectedEntry { school_id, on };
    TestFramework::<RecordEntry>::with((corrected, context())).given(events)
}

fn add(on: &str) -> AddRecordEntryRequest {
    AddRecordEntryRequest {
        school_id: "a".to_owned(),
        on: on.to_owned(),
        source: RecordSource::Observation.into(),
        areas: vec!["governance".to_owned()],
        kind: RecordKind::Strength.into(),
        text: "The board asks hard questions.".to_owned(),
        ..AddRecordEntryRequest::default()
    }
}

fn added(on: &str) -> RecordEntryEvent {
    let asked = add(on);
    RecordEntryAdded {
        record_entry_id: context().new_id("record_entry").to_string(),
        school_id: asked.school_id,
        on: asked.on,
        source: asked.source,
        areas: asked.areas,
        kind: asked.kind,
        text: context().words(&asked.text),
    }
    .into()
}

fn correct() -> CorrectRecordEntryRequest {
    CorrectRecordEntryRequest {
        school_id: "a".to_owned(),
        corrects_id: "first".to_owned(),
        on: "2026-04-20".to_owned(),
        source: RecordSource::Document.into(),
        text: "It was the finance committee.".to_owned(),
        ..CorrectRecordEntryRequest::default()
    }
}

fn corrected() -> RecordEntryEvent {
    let asked = correct();
    RecordEntryCorrected {
        record_entry_id: correction_of(TRUST, "first").to_string(),
        school_id: asked.school_id,
        corrects_id: asked.corrects_id,
        on: asked.on,
        source: asked.source,
        text: context().words(&asked.text),
        ..RecordEntryCorrected::default()
    }
    .into()
}

#[test]
fn an_entry_is_of_its_day_and_without_one_of_today() {
    let command = RecordEntryCommand::from(add("2026-04-20"));
    given(vec![]).when(command).then_expect_events(vec![added("2026-04-20")]);
    let today = RecordEntryCommand::from(add(""));
    given(vec![]).when(today).then_expect_events(vec![added("2026-04-21")]);
}

#[test]
fn what_has_not_come_yet_is_not_recorded() {
    let tomorrow = "2026-04-22".parse().unwrap();
    given(vec![])
        .when(add("2026-04-22").into())
        .then_expect_error(RecordEntryRefusal::Ahead(tomorrow));
}

#[test]
fn a_further_entry_corrects_an_entry_of_the_school_once() {
    knowing("a", vec![]).when(correct().into()).then_expect_events(vec![corrected()]);
    let of_no_day = CorrectRecordEntryRequest { on: String::new(), ..correct() };
    knowing("a", vec![]).when(of_no_day.into()).then_expect_events(vec![corrected()]);
    knowing("a", vec![corrected()])
        .when(correct().into())
        .then_expect_error(RecordEntryRefusal::Corrected);
    for elsewhere in ["", "b"] {
        knowing(elsewhere, vec![])
            .when(correct().into())
            .then_expect_error(RecordEntryRefusal::Unknown);
    }
}

#[test]
fn a_kind_that_this_build_does_not_know_is_none() {
    let asked = AddRecordEntryRequest { kind: 77, ..add("2026-04-20") };
    let RecordEntryEvent::RecordEntryAdded(mut neither) = added("2026-04-20") else {
        panic!("an entry")
    };
    neither.kind = RecordKind::Unspecified.into();
    given(vec![]).when(asked.into()).then_expect_events(vec![neither.into()]);
}

#[test]
fn an_entry_and_its_correction_can_both_be_corrected() {
    let entry = |event: RecordEntryEvent| {
        let mut entry = RecordEntry::default();
        entry.evolve(&event);
        entry.corrected().school_id
    };
    assert_eq!((entry(added("2026-04-20")), entry(corrected())), ("a".to_owned(), "a".to_owned()));
    assert_eq!(RecordEntry::default().corrected().school_id, "");
}
