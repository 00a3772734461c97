use contract::evidence::v1::{Breakdown, MeasureStage, MeasureUnit, Polarity};
use eventlog::SealedWords;
use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};
use uuid::Uuid;

use super::*;

fn context() -> Context {
    Context {
        trust: Uuid::from_u128(9),
        actor: Uuid::nil(),
        role: "improvement_lead".to_owned(),
        now: "2026-04-21T10:00:00Z".parse().unwrap(),
        command_id: Uuid::from_u128(1),
        sealed: SealedWords::unsalted(),
    }
}

fn given(events: Vec<MeasureEvent>) -> AggregateTestExecutor<TrustMeasure> {
    TestFramework::<TrustMeasure>::with(((), context())).given(events)
}

pub(crate) fn definition() -> MeasureDefinition {
    let year = |number: u32| Breakdown {
        breakdown_id: format!("year-{number}"),
        title: format!("Year {number}"),
        topic: "year-group".to_owned(),
    };
    MeasureDefinition {
        title: "Reading age at or above own age".to_owned(),
        unit: MeasureUnit::Percent.into(),
        polarity: Polarity::HigherIsBetter.into(),
        decimals: 1,
        stage: MeasureStage::WholeSchool.into(),
        counts: "Pupils who took the test".to_owned(),
        source: "The schools’ reading test".to_owned(),
        breakdowns: vec![year(3), year(4)],
        survey_elsewhere: false,
    }
}

pub(crate) fn define(version: u32, definition: MeasureDefinition) -> DefineMeasureRequest {
    DefineMeasureRequest {
        measure_id: "reading-age".to_owned(),
        version,
        definition: Some(definition),
        ..DefineMeasureRequest::default()
    }
}

fn defined(version: u32, definition: MeasureDefinition) -> MeasureEvent {
    let measure_id = "reading-age".to_owned();
    MeasureDefined { measure_id, version, definition: Some(definition) }.into()
}

fn retire(measure_id: &str) -> MeasureCommand {
    let (measure_id, reason) = (measure_id.to_owned(), "No school takes the test.".to_owned());
    RetireMeasureRequest { measure_id, reason, ..RetireMeasureRequest::default() }.into()
}

fn retired() -> MeasureEvent {
    MeasureRetired {
        measure_id: "reading-age".to_owned(),
        version: 1,
        on: "2026-04-21".to_owned(),
        reason: context().words("No school takes the test."),
    }
    .into()
}

#[test]
fn a_changed_definition_is_the_next_version() {
    given(vec![])
        .when(define(1, definition()).into())
        .then_expect_events(vec![defined(1, definition())]);
    let finer = MeasureDefinition { decimals: 2, ..definition() };
    given(vec![defined(1, definition())])
        .when(define(2, finer.clone()).into())
        .then_expect_events(vec![defined(2, finer.clone())]);
    for version in [0, 1, 3] {
        given(vec![defined(1, definition())])
            .when(define(version, finer.clone()).into())
            .then_expect_error(MeasureRefusal::OutOfOrder { expected: 2, given: version });
    }
    given(vec![defined(1, definition())])
        .when(define(2, definition()).into())
        .then_expect_error(MeasureRefusal::Unchanged);
}

#[test]
fn a_part_of_the_pupils_is_there_once() {
    let mut twice = definition();
    twice.breakdowns[1].breakdown_id = "year-3".to_owned();
    given(vec![])
        .when(define(1, twice).into())
        .then_expect_error(MeasureRefusal::BreakdownRepeated("Year 4".to_owned()));
}

#[test]
fn a_measure_is_retired_once_and_may_be_defined_again() {
    given(vec![defined(1, definition())])
        .when(retire("reading-age"))
        .then_expect_events(vec![retired()]);
    given(vec![]).when(retire("reading-age")).then_expect_error(MeasureRefusal::Unknown);
    given(vec![defined(1, definition()), retired()])
        .when(retire("reading-age"))
        .then_expect_error(MeasureRefusal::IsRetired);
    given(vec![defined(1, definition()), retired()])
        .when(define(2, definition()).into())
        .then_expect_events(vec![defined(2, definition())]);
}

#[test]
fn what_comes_with_plumbline_is_no_trusts_to_change() {
    let id = "ks2-rwm-expected";
    let asked = DefineMeasureRequest { measure_id: id.to_owned(), ..define(2, definition()) };
    for command in [asked.into(), retire(id)] {
        given(vec![]).when(command).then_expect_error(MeasureRefusal::IsShipped(id.to_owned()));
    }
}
