use contract::evidence::v1::{
    FigureAbsence, FigureSource, FigureValue, NoNumber, WithdrawFigureRequest,
};
use eventlog::SealedWords;
use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};
use measure_registry::shipped;

use super::*;
use crate::measure::tests::definition;

fn context() -> Context {
    Context {
        trust: Uuid::from_u128(9),
        actor: Uuid::nil(),
        role: "headteacher".to_owned(),
        now: "2026-04-21T10:00:00Z".parse().unwrap(),
        command_id: Uuid::from_u128(1),
        sealed: SealedWords::unsalted(),
    }
}

/// The measure that the requests below name.
fn ks2() -> FigureFacts {
    let measure = shipped("ks2-rwm-expected").unwrap();
    let definition = measure.definition.clone().unwrap();
    FigureFacts::Measured { version: measure.version, definition }
}

fn given(events: Vec<FigureEvent>) -> AggregateTestExecutor<SchoolFigure> {
    TestFramework::<SchoolFigure>::with((ks2(), context())).given(events)
}

fn knowing(facts: FigureFacts) -> AggregateTestExecutor<SchoolFigure> {
    TestFramework::<SchoolFigure>::with((facts, context())).given(vec![])
}

fn record(value: &str, status: FigureStatus) -> RecordFigureRequest {
    let document = "Key stage 2 institution level".to_owned();
    RecordFigureRequest {
        school_id: "a".to_owned(),
        measure_id: "ks2-rwm-expected".to_owned(),
        period: "2024-25".to_owned(),
        value: value.to_owned(),
        cohort: Some(9),
        status: status.into(),
        source: Some(FigureSource { document, ..FigureSource::default() }),
        ..RecordFigureRequest::default()
    }
}

fn recorded(version: u32, asked: &RecordFigureRequest) -> FigureEvent {
    let value = match asked.value.parse() {
        Ok(number) => FigureValue { number: Some(number), absence: None },
        Err(_) => {
            let means = NoNumber::Suppressed.into();
            let absence = FigureAbsence { code: asked.value.clone(), means };
            FigureValue { number: None, absence: Some(absence) }
        }
    };
    FigureRecorded {
        figure_id: SchoolFigure::id(context().trust, asked),
        level: FigureLevel::School.into(),
        school_id: asked.school_id.clone(),
        measure_id: asked.measure_id.clone(),
        period: asked.period.clone(),
        breakdown_id: asked.breakdown_id.clone(),
        states: Some(FigureVersion {
            version,
            measure_version: 1,
            value: Some(value),
            cohort: asked.cohort,
            status: asked.status,
            source: asked.source.clone(),
        }),
        ..FigureRecorded::default()
    }
    .into()
}

fn withdraw(school_id: &str) -> WithdrawFigureRequest {
    WithdrawFigureRequest {
        figure_id: SchoolFigure::id(context().trust, &record("44", FigureStatus::Final)),
        school_id: school_id.to_owned(),
        reason: "It was of another school.".to_owned(),
        ..WithdrawFigureRequest::default()
    }
}

fn withdrawn() -> FigureEvent {
    let WithdrawFigureRequest { figure_id, school_id, reason, .. } = withdraw("a");
    FigureWithdrawn { figure_id, school_id, reason: context().words(&reason) }.into()
}

/// Trap 8 of the field: provisional, revised and final are versions of one figure.
#[test]
fn a_figure_goes_from_provisional_over_revised_to_final() {
    let provisional = record("44", FigureStatus::Provisional);
    let revised = record("56", FigureStatus::Revised);
    let last = record("56", FigureStatus::Final);
    given(vec![])
        .when(provisional.clone().into())
        .then_expect_events(vec![recorded(1, &provisional)]);
    given(vec![recorded(1, &provisional)])
        .when(revised.clone().into())
        .then_expect_events(vec![recorded(2, &revised)]);
    given(vec![recorded(1, &provisional), recorded(2, &revised)])
        .when(last.clone().into())
        .then_expect_events(vec![recorded(3, &last)]);
    let settled = vec![recorded(1, &provisional), recorded(2, &last)];
    for earlier in [provisional, revised, record("56", FigureStatus::Internal)] {
        given(settled.clone())
            .when(earlier.into())
            .then_expect_error(FigureRefusal::StatusGoesBack(FigureStatus::Final));
    }
}

#[test]
fn the_same_figure_again_changes_nothing_and_a_corrected_one_does() {
    let first = record("44", FigureStatus::Final);
    given(vec![recorded(1, &first)]).when(first.clone().into()).then_expect_events(vec![]);
    let written = RecordFigureRequest { value: "44.0%".to_owned(), ..first.clone() };
    given(vec![recorded(1, &first)]).when(written.into()).then_expect_events(vec![]);
    let other_cohort = RecordFigureRequest { cohort: Some(10), ..first.clone() };
    for corrected in [record("56", FigureStatus::Final), other_cohort] {
        given(vec![recorded(1, &first)])
            .when(corrected.clone().into())
            .then_expect_events(vec![recorded(2, &corrected)]);
    }
}

#[test]
fn a_reason_for_no_number_is_recorded_as_given() {
    let suppressed = record("SUPP", FigureStatus::Final);
    given(vec![])
        .when(suppressed.clone().into())
        .then_expect_events(vec![recorded(1, &suppressed)]);
}

#[test]
fn a_figure_is_of_one_measure_period_and_part_of_the_pupils() {
    let id = |asked: &RecordFigureRequest| SchoolFigure::id(context().trust, asked);
    let first = record("44", FigureStatus::Final);
    let others = [
        RecordFigureRequest { school_id: "b".to_owned(), ..first.clone() },
        RecordFigureRequest { measure_id: "roll".to_owned(), ..first.clone() },
        RecordFigureRequest { period: "2023-24".to_owned(), ..first.clone() },
        RecordFigureRequest { breakdown_id: "girls".to_owned(), ..first.clone() },
    ];
    for other in &others {
        assert_ne!(id(&first), id(other));
    }
    assert_eq!(id(&first), id(&record("SUPP", FigureStatus::Internal)));
}

#[test]
fn what_no_measure_knows_is_refused() {
    let asked = record("44", FigureStatus::Final);
    knowing(FigureFacts::NoMeasure)
        .when(asked.clone().into())
        .then_expect_error(FigureRefusal::MeasureUnknown);
    knowing(FigureFacts::Retired)
        .when(asked.clone().into())
        .then_expect_error(FigureRefusal::MeasureRetired);
    let part = RecordFigureRequest { breakdown_id: "left-handed".to_owned(), ..asked.clone() };
    given(vec![]).when(part.into()).then_expect_error(FigureRefusal::BreakdownUnknown);
    let girls = RecordFigureRequest { breakdown_id: "girls".to_owned(), ..asked };
    given(vec![]).when(girls.clone().into()).then_expect_events(vec![recorded(1, &girls)]);
}

#[test]
fn a_period_has_begun() {
    let ahead = |period: &str| RecordFigureRequest {
        period: period.to_owned(),
        ..record("44", FigureStatus::Final)
    };
    given(vec![])
        .when(ahead("2026-27").into())
        .then_expect_error(FigureRefusal::PeriodAhead("Academic year 2026-27".to_owned()));
    let now = ahead("2025-26-summer");
    given(vec![]).when(now.clone().into()).then_expect_events(vec![recorded(1, &now)]);
}

#[test]
fn a_value_is_one_that_the_measure_can_have() {
    let refused = |value: &str, code: &str| {
        let asked = record(value, FigureStatus::Final);
        let refusal = SchoolFigure::default().decide(&asked.into(), &ks2(), &context());
        assert_eq!(refusal.unwrap_err().code().1, code, "{value}");
    };
    refused("44.4", "TOO_MANY_DECIMALS");
    refused("144", "VALUE_IMPOSSIBLE");
    refused("about half", "VALUE_UNREADABLE");
}

#[test]
fn a_number_rests_on_pupils_and_an_internal_one_says_on_how_many() {
    let of = |cohort, status| RecordFigureRequest { cohort, ..record("44", status) };
    given(vec![])
        .when(of(Some(0), FigureStatus::Final).into())
        .then_expect_error(FigureRefusal::CohortEmpty);
    given(vec![])
        .when(of(None, FigureStatus::Internal).into())
        .then_expect_error(FigureRefusal::CohortMissing);
    given(vec![])
        .when(of(Some(LARGEST_COHORT + 1), FigureStatus::Final).into())
        .then_expect_error(FigureRefusal::CohortTooLarge);
    let published = of(None, FigureStatus::Final);
    given(vec![]).when(published.clone().into()).then_expect_events(vec![recorded(1, &published)]);
    let own = FigureFacts::Measured { version: 3, definition: definition() };
    let asked =
        RecordFigureRequest { value: "44.4".to_owned(), ..of(Some(9), FigureStatus::Internal) };
    let events = SchoolFigure::default().decide(&asked.into(), &own, &context()).unwrap();
    let FigureEvent::FigureRecorded(recorded) = &events[0] else { panic!("{events:?}") };
    assert_eq!(recorded.states.as_ref().unwrap().measure_version, 3);
}

#[test]
fn all_versions_are_withdrawn_together_and_numbers_go_on() {
    let (first, second) =
        (record("44", FigureStatus::Provisional), record("56", FigureStatus::Final));
    let history = vec![recorded(1, &first), recorded(2, &second)];
    given(history.clone()).when(withdraw("a").into()).then_expect_events(vec![withdrawn()]);
    given(history.clone()).when(withdraw("b").into()).then_expect_error(FigureRefusal::Unknown);
    given(vec![]).when(withdraw("a").into()).then_expect_error(FigureRefusal::Unknown);
    let over: Vec<_> = history.into_iter().chain([withdrawn()]).collect();
    given(over.clone()).when(withdraw("a").into()).then_expect_error(FigureRefusal::Unknown);
    given(over).when(first.clone().into()).then_expect_events(vec![recorded(3, &first)]);
}

#[test]
fn a_figure_has_a_bounded_number_of_versions() {
    let value = |number: u32| record(&number.to_string(), FigureStatus::Final);
    let history = (1..=MOST_VERSIONS).map(|number| recorded(number, &value(number)));
    given(history.collect())
        .when(value(99).into())
        .then_expect_error(FigureRefusal::TooManyVersions);
}
