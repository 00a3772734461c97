use contract::evidence::v1::{FigureStatus, ImportedFile, ImportedVersion};

use super::*;
use crate::imported::tests::figure;

const TRUST: Uuid = Uuid::from_u128(9);

fn key() -> FigureKey<'static> {
    FigureKey {
        school_id: "a",
        measure_id: "ks2-rwm-expected",
        period: "2024-25",
        breakdown_id: "",
    }
}

fn recorded(position: u64) -> RecordedFigure {
    let states = FigureVersion { version: 1, ..FigureVersion::default() };
    let kept = KeptVersion { states: Some(states), position, ..KeptVersion::default() };
    RecordedFigure { versions: vec![kept], ..begun(&key().id(TRUST), &key()) }
}

fn imported(position: u64, number: f64) -> ImportedFigures {
    let file = ImportedFile {
        document: "Key stage 2".to_owned(),
        release: "December 2025".to_owned(),
        ..ImportedFile::default()
    };
    ImportedFigures {
        school_id: "a".to_owned(),
        measure_id: "ks2-rwm-expected".to_owned(),
        period: "2024-25".to_owned(),
        sources: vec![ImportSource {
            import_id: "i1".to_owned(),
            file: Some(file),
            measure_version: 1,
            imported_on: "2026-01-05".to_owned(),
            position,
        }],
        versions: vec![ImportedVersion {
            import_id: "i1".to_owned(),
            figure: Some(figure("", number, FigureStatus::Final)),
        }],
    }
}

#[test]
fn what_a_file_brought_stands_beside_what_a_person_recorded_with_its_source() {
    let figures = together(TRUST, vec![recorded(4)], &[imported(7, 62.0)]);
    assert_eq!(figures.len(), 1);
    let [newest, before] = figures[0].versions.as_slice() else { panic!("two versions") };
    let states = newest.states.as_ref().unwrap();
    assert_eq!((states.version, newest.position, newest.import_id.as_str()), (2, 7, "i1"));
    let source = states.source.as_ref().unwrap();
    assert_eq!(
        (source.document.as_str(), source.release.as_str()),
        ("Key stage 2", "December 2025")
    );
    assert_eq!(source.row, "line 2");
    assert_eq!((before.states.as_ref().unwrap().version, before.import_id.as_str()), (1, ""));
    // A person who records it later has the last word.
    let figures = together(TRUST, vec![recorded(9)], &[imported(7, 62.0)]);
    assert_eq!(figures[0].versions[0].position, 9);
}

#[test]
fn a_figure_that_only_a_file_has_is_a_figure() {
    let figures = together(TRUST, vec![], &[imported(7, 62.0)]);
    assert_eq!(figures[0].figure_id, key().id(TRUST));
    assert_eq!(figures[0].level(), FigureLevel::School);
    assert!(!figures[0].withdrawn);
}

#[test]
fn what_a_person_withdrew_is_none_of_the_versions_of_what_a_file_brought() {
    let withdrawn = RecordedFigure { withdrawn: true, ..recorded(4) };
    let figures = together(TRUST, vec![withdrawn.clone()], &[imported(7, 62.0)]);
    assert_eq!((figures[0].withdrawn, figures[0].versions.len()), (false, 1));
    assert!(together(TRUST, vec![withdrawn], &[])[0].withdrawn);
}
