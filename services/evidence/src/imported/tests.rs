use contract::evidence::v1::{FigureAbsence, FigureStatus, NoNumber};
use eventlog::SealedWords;
use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};

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

fn given(events: Vec<ImportedFiguresEvent>) -> AggregateTestExecutor<ImportedSeries> {
    TestFramework::<ImportedSeries>::with(((), context())).given(events)
}

fn key() -> SeriesKey {
    SeriesKey {
        school_id: "a".to_owned(),
        measure_id: "ks2-rwm-expected".to_owned(),
        period: "2024-25".to_owned(),
    }
}

pub(crate) fn figure(part: &str, number: f64, status: FigureStatus) -> ImportedFigure {
    ImportedFigure {
        breakdown_id: part.to_owned(),
        value: Some(FigureValue { number: Some(number), absence: None }),
        cohort: Some(30),
        status: status.into(),
        line: 2,
        changes: false,
    }
}

fn absent(code: &str) -> ImportedFigure {
    let absence = FigureAbsence { code: code.to_owned(), means: NoNumber::NotGiven.into() };
    let value = Some(FigureValue { number: None, absence: Some(absence) });
    ImportedFigure { value, ..figure("", 0.0, FigureStatus::Final) }
}

fn import(id: &str, figures: Vec<ImportedFigure>) -> ImportCommand {
    let import_id = id.to_owned();
    let key = key();
    ImportCommand::Import(SeriesImport {
        key,
        import_id,
        measure_version: 1,
        figures,
        ..SeriesImport::default()
    })
}

fn imported(id: &str, figures: Vec<ImportedFigure>) -> ImportedFiguresEvent {
    let SeriesKey { school_id, measure_id, period } = key();
    FiguresImported {
        import_id: id.to_owned(),
        school_id,
        measure_id,
        period,
        measure_version: 1,
        file: Some(ImportedFile::default()),
        figures,
    }
    .into()
}

fn take_back(id: &str) -> ImportCommand {
    let reason = "The wrong year was chosen.".to_owned();
    ImportCommand::TakeBack(SeriesTakenBack { key: key(), import_id: id.to_owned(), reason })
}

fn taken_back(id: &str) -> ImportedFiguresEvent {
    let SeriesKey { school_id, measure_id, period } = key();
    let reason = context().words("The wrong year was chosen.");
    ImportTakenBack { import_id: id.to_owned(), school_id, measure_id, period, reason }.into()
}

#[test]
fn a_file_brings_its_figures() {
    let figures =
        vec![figure("", 62.0, FigureStatus::Final), figure("girls", 70.0, FigureStatus::Final)];
    given(vec![])
        .when(import("i1", figures.clone()))
        .then_expect_events(vec![imported("i1", figures)]);
}

#[test]
fn a_figure_with_the_same_value_is_no_new_version() {
    let before = imported(
        "i1",
        vec![figure("", 62.0, FigureStatus::Final), figure("girls", 70.0, FigureStatus::Final)],
    );
    let again = import(
        "i2",
        vec![figure("", 62.0, FigureStatus::Final), figure("girls", 71.0, FigureStatus::Final)],
    );
    let changed = ImportedFigure { changes: true, ..figure("girls", 71.0, FigureStatus::Final) };
    given(vec![before.clone()]).when(again).then_expect_events(vec![imported("i2", vec![changed])]);
    let same =
        import("i2", vec![ImportedFigure { line: 99, ..figure("", 62.0, FigureStatus::Final) }]);
    given(vec![before]).when(same).then_expect_events(vec![]);
}

#[test]
fn provisional_revised_and_final_are_versions_of_one_figure() {
    let before = imported("i1", vec![figure("", 62.0, FigureStatus::Provisional)]);
    let settled = ImportedFigure { changes: true, ..figure("", 62.0, FigureStatus::Final) };
    given(vec![before])
        .when(import("i2", vec![figure("", 62.0, FigureStatus::Final)]))
        .then_expect_events(vec![imported("i2", vec![settled])]);
}

#[test]
fn an_older_file_makes_nothing_less_settled() {
    let before = imported("i1", vec![figure("", 62.0, FigureStatus::Final)]);
    given(vec![before])
        .when(import("i2", vec![figure("", 60.0, FigureStatus::Provisional)]))
        .then_expect_events(vec![]);
}

#[test]
fn an_empty_cell_says_something_only_where_something_was_said() {
    given(vec![]).when(import("i1", vec![absent("")])).then_expect_events(vec![]);
    given(vec![])
        .when(import("i1", vec![absent("NULL")]))
        .then_expect_events(vec![imported("i1", vec![absent("NULL")])]);
    let before = imported("i1", vec![figure("", 62.0, FigureStatus::Final)]);
    let gone = ImportedFigure { changes: true, ..absent("") };
    given(vec![before])
        .when(import("i2", vec![absent("")]))
        .then_expect_events(vec![imported("i2", vec![gone])]);
}

#[test]
fn what_stood_before_an_import_stands_again_when_it_is_taken_back() {
    let first = imported("i1", vec![figure("", 62.0, FigureStatus::Final)]);
    let second = imported(
        "i2",
        vec![ImportedFigure { changes: true, ..figure("", 26.0, FigureStatus::Final) }],
    );
    let both = vec![first, second];
    given(both.clone()).when(take_back("i2")).then_expect_events(vec![taken_back("i2")]);
    let after = [both, vec![taken_back("i2")]].concat();
    given(after.clone())
        .when(import("i3", vec![figure("", 62.0, FigureStatus::Final)]))
        .then_expect_events(vec![]);
    given(after).when(take_back("i2")).then_expect_error(ImportRefusal::IsTakenBack);
}

#[test]
fn what_a_later_file_said_alike_goes_with_the_earlier_one() {
    let both =
        || vec![figure("", 62.0, FigureStatus::Final), figure("girls", 70.0, FigureStatus::Final)];
    let changed = ImportedFigure { changes: true, ..figure("girls", 71.0, FigureStatus::Final) };
    let later = imported("i2", vec![changed]);
    given(vec![imported("i1", both()), later, taken_back("i1")])
        .when(import("i3", both()))
        .then_expect_events(vec![imported(
            "i3",
            vec![
                figure("", 62.0, FigureStatus::Final),
                ImportedFigure { changes: true, ..figure("girls", 70.0, FigureStatus::Final) },
            ],
        )]);
}

#[test]
fn files_without_end_are_refused_with_the_measure_by_name() {
    let figures = |number: usize| {
        let part = |part: usize| {
            figure(
                &format!("part-{part}"),
                f64::from(u32::try_from(number).unwrap()),
                FigureStatus::Final,
            )
        };
        (0..40).map(part).collect::<Vec<_>>()
    };
    let events: Vec<_> =
        (0..3).map(|number| imported(&format!("i{number}"), figures(number))).collect();
    let expected = ImportRefusal::TooManyVersions("ks2-rwm-expected of 2024-25".to_owned());
    given(events).when(import("i3", figures(3))).then_expect_error(expected);
}
