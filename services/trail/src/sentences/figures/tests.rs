use contract::evidence::v1::{
    FigureMappingMade, FigureMappingRevised, FigureMappingTakenOut, FigureStatus, FigureValue,
    FigureVersion, FiguresImported, ImportTakenBack, ImportedFigure, ImportedFile, MeasureDefined,
    MeasureDefinition, MeasureRetired,
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

#[test]
fn an_import_is_told_without_its_numbers() {
    let value = |number| Some(FigureValue { number: Some(number), absence: None });
    let file = ImportedFile { document: "Key stage 2".into(), ..ImportedFile::default() };
    let imported_of = |figures: Vec<ImportedFigure>| {
        let brought = FiguresImported {
            school_id: "s1".into(),
            measure_id: "ks2-rwm-expected".into(),
            period: "2024-25".into(),
            file: Some(file.clone()),
            figures,
            ..FiguresImported::default()
        };
        let line = imported(&brought.into());
        reads_well(&line.sentence);
        assert_eq!(line.schools, ["s1"]);
        line.sentence
    };
    let figure = ImportedFigure { value: value(44.0), ..ImportedFigure::default() };
    assert_eq!(
        imported_of(vec![figure.clone()]),
        "From the file “Key stage 2”, 1 figure of the measure “ks2-rwm-expected” for the academic year 2024-25 was imported for {school:s1}."
    );
    let two = imported_of(vec![figure.clone(), figure]);
    assert!(two.contains("2 figures") && two.contains("were imported"), "{two}");
    assert!(!two.contains("44"));
    let taken_back = ImportTakenBack {
        school_id: "s1".into(),
        measure_id: "ks2-rwm-expected".into(),
        period: "2024-25".into(),
        reason: sealed(),
        ..ImportTakenBack::default()
    };
    let sentence = imported(&taken_back.into()).sentence;
    reads_well(&sentence);
    assert!(sentence.starts_with("The import of the measure “ks2-rwm-expected” for the academic year 2024-25 for {school:s1} was taken back"), "{sentence}");
}

#[test]
fn a_saved_mapping_is_told_with_its_version() {
    let made = mapping(&FigureMappingMade::default().into());
    reads_well(&made.sentence);
    assert!(made.sentence.contains("was saved"), "{}", made.sentence);
    let revised = FigureMappingRevised { version: 3, ..FigureMappingRevised::default() };
    let revised = mapping(&revised.into());
    reads_well(&revised.sentence);
    assert!(revised.sentence.contains("version 3"), "{}", revised.sentence);
    let out = FigureMappingTakenOut { version: 3, ..FigureMappingTakenOut::default() };
    let out = mapping(&out.into());
    reads_well(&out.sentence);
    assert!(out.sentence.contains("was taken out"), "{}", out.sentence);
    assert!(made.schools.is_empty() && revised.schools.is_empty() && out.schools.is_empty());
}
