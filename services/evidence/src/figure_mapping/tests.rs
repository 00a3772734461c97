use contract::evidence::v1::{
    MakeFigureMappingRequest, MappedMeasure, TakeOutFigureMappingRequest,
};
use eventlog::SealedWords;
use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};
use uuid::Uuid;

use super::*;

fn context() -> Context {
    Context {
        trust: Uuid::from_u128(9),
        actor: Uuid::from_u128(2),
        role: "improvement-lead".to_owned(),
        now: "2026-04-21T10:00:00Z".parse().unwrap(),
        command_id: Uuid::from_u128(1),
        sealed: SealedWords::unsalted(),
    }
}

fn given(events: &[FigureMappingEvent]) -> AggregateTestExecutor<TrustMapping> {
    TestFramework::<TrustMapping>::with(((), context())).given(events.to_vec())
}

/// A mapping with these columns, each of a measure.
fn of(columns: impl IntoIterator<Item = String>) -> FigureMapping {
    let measured = |column| MappedMeasure {
        column,
        measure_id: "phonics-year-1".to_owned(),
        ..MappedMeasure::default()
    };
    FigureMapping {
        school: "URN".to_owned(),
        measures: columns.into_iter().map(measured).collect(),
        ..FigureMapping::default()
    }
}

fn share() -> FigureMapping {
    of(["Share".to_owned()])
}

/// As many columns as are asked for, each with a name of its own.
fn wide(columns: usize) -> FigureMapping {
    of((0..columns).map(|column| format!("Column {column}")))
}

fn make(mapping: FigureMapping) -> FigureMappingCommand {
    MakeFigureMappingRequest {
        name: "Phonics by school".to_owned(),
        mapping: Some(mapping),
        ..MakeFigureMappingRequest::default()
    }
    .into()
}

fn made() -> FigureMappingEvent {
    FigureMappingMade {
        figure_mapping_id: context().new_id("figure_mapping").to_string(),
        name: context().words("Phonics by school"),
        mapping: Some(share()),
    }
    .into()
}

fn revise(version: u32, mapping: FigureMapping) -> FigureMappingCommand {
    ReviseFigureMappingRequest {
        figure_mapping_id: "m".to_owned(),
        version,
        name: "Phonics, new export".to_owned(),
        mapping: Some(mapping),
        ..ReviseFigureMappingRequest::default()
    }
    .into()
}

fn revised(version: u32) -> FigureMappingEvent {
    FigureMappingRevised {
        figure_mapping_id: "m".to_owned(),
        version,
        name: context().words("Phonics, new export"),
        mapping: Some(wide(2)),
    }
    .into()
}

fn take_out() -> FigureMappingCommand {
    let figure_mapping_id = "m".to_owned();
    TakeOutFigureMappingRequest { figure_mapping_id, ..TakeOutFigureMappingRequest::default() }
        .into()
}

fn taken_out(version: u32) -> FigureMappingEvent {
    FigureMappingTakenOut { figure_mapping_id: "m".to_owned(), version }.into()
}

#[test]
fn a_mapping_is_taken_out_once_with_its_newest_version_and_gets_no_other() {
    given(&[made()]).when(take_out()).then_expect_events(vec![taken_out(1)]);
    given(&[made(), revised(2)]).when(take_out()).then_expect_events(vec![taken_out(2)]);
    given(&[]).when(take_out()).then_expect_error(FigureMappingRefusal::Unknown);
    let out = [made(), taken_out(1)];
    given(&out).when(take_out()).then_expect_error(FigureMappingRefusal::TakenOut);
    given(&out).when(revise(2, wide(2))).then_expect_error(FigureMappingRefusal::TakenOut);
}

#[test]
fn a_mapping_is_saved_and_gets_versions_in_order() {
    given(&[]).when(make(share())).then_expect_events(vec![made()]);
    given(&[made()]).when(revise(2, wide(2))).then_expect_events(vec![revised(2)]);
    given(&[made(), revised(2)]).when(revise(3, wide(2))).then_expect_events(vec![revised(3)]);
    for version in [0, 1, 3] {
        given(&[made()])
            .when(revise(version, wide(2)))
            .then_expect_error(FigureMappingRefusal::OutOfOrder { expected: 2, given: version });
    }
}

#[test]
fn a_mapping_that_was_never_saved_gets_no_version() {
    given(&[]).when(revise(1, share())).then_expect_error(FigureMappingRefusal::Unknown);
}

#[test]
fn a_mapping_says_of_a_column_which_measure_it_holds() {
    given(&[]).when(make(wide(0))).then_expect_error(FigureMappingRefusal::Empty);
    given(&[made()]).when(revise(2, wide(0))).then_expect_error(FigureMappingRefusal::Empty);
    let half = FigureMapping { measure: "What".to_owned(), ..wide(0) };
    given(&[]).when(make(half.clone())).then_expect_error(FigureMappingRefusal::Empty);
    let long = FigureMapping { value: "Share".to_owned(), ..half };
    let event = FigureMappingMade {
        figure_mapping_id: context().new_id("figure_mapping").to_string(),
        name: context().words("Phonics by school"),
        mapping: Some(long.clone()),
    };
    given(&[]).when(make(long)).then_expect_events(vec![event.into()]);
}

#[test]
fn a_mapping_has_sixty_columns_and_no_more() {
    let event = FigureMappingMade {
        figure_mapping_id: context().new_id("figure_mapping").to_string(),
        name: context().words("Phonics by school"),
        mapping: Some(wide(MOST_COLUMNS)),
    };
    given(&[]).when(make(wide(MOST_COLUMNS))).then_expect_events(vec![event.into()]);
    given(&[]).when(make(wide(MOST_COLUMNS + 1))).then_expect_error(FigureMappingRefusal::TooWide);
}

#[test]
fn a_column_holds_one_measure() {
    let twice = of(["Share".to_owned(), "Pupils".to_owned(), "Share".to_owned()]);
    let repeated = FigureMappingRefusal::ColumnRepeated("Share".to_owned());
    given(&[]).when(make(twice)).then_expect_error(repeated);
    // The reader of files takes both for one column.
    let alike = of(["Share".to_owned(), "share  (2)".to_owned()]);
    let repeated = FigureMappingRefusal::ColumnRepeated("share  (2)".to_owned());
    given(&[]).when(make(alike)).then_expect_error(repeated);
}
