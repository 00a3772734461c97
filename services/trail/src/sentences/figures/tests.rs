use contract::evidence::v1::{
    FigureStatus, FigureValue, FigureVersion, MeasureDefined, MeasureDefinition, MeasureRetired,
};

use super::*;
use crate::sentences::tests::{reads_well, sealed};

fn recorded(level: FigureLevel, version: u32) -> Line {
    let states = FigureVersion {
        version,
        value: Some(FigureValue { number: Some(44.0), absence: None }),
        cohort: Some(4),
        status: FigureStatus::Provisional.into(),
        ..FigureVersion::default()
    };
    let recorded = FigureRecorded {
        level: level.into(),
        school_id: "s1".into(),
        measure_id: "ks2-rwm-expected".into(),
        period: "2024-25".into(),
        breakdown_id: "girls".into(),
        states: Some(states),
        ..FigureRecorded::default()
    };
    let line = figure(&recorded.into());
    reads_well(&line.sentence);
    line
}

#[test]
fn a_figure_is_told_without_its_number() {
    let line = recorded(FigureLevel::School, 2);
    assert_eq!(
        line.sentence,
        "The figure “ks2-rwm-expected”, girls of {school:s1} for the academic year 2024-25 was recorded anew, as version 2. It is provisional."
    );
    assert_eq!(line.schools, ["s1"]);
    assert!(!line.sentence.contains("44"));
    assert!(recorded(FigureLevel::National, 1).sentence.contains("of England for"));
}

#[test]
fn a_measure_is_told_by_its_title_until_it_is_retired() {
    let defined = |version| {
        let title = "Reading age".to_owned();
        let definition = Some(MeasureDefinition { title, ..MeasureDefinition::default() });
        let defined = MeasureDefined { version, definition, ..MeasureDefined::default() };
        measure(&defined.into()).sentence
    };
    assert_eq!(defined(1), "The measure “Reading age” was defined.");
    assert_eq!(defined(2), "The measure “Reading age” was defined anew, as version 2.");
    let retired = MeasureRetired {
        measure_id: "reading-age".into(),
        on: "2026-07-20".into(),
        reason: sealed(),
        ..MeasureRetired::default()
    };
    let retired = measure(&retired.into()).sentence;
    reads_well(&retired);
    assert!(retired.starts_with("The measure “reading-age” was retired on 20 July 2026"));
}
