//! Files of no known shape, with a mapping.

use super::*;

fn composite() -> ColumnMapping {
    let column = |column: &str, measure_id: &str| MappedColumn {
        column: column.to_owned(),
        measure_id: measure_id.to_owned(),
        ..MappedColumn::default()
    };
    ColumnMapping {
        school: "URN".to_owned(),
        period: Some("KS2_year".to_owned()),
        figures: MappedFigures::Wide(vec![
            column("PTRWM_EXP", "ks2-rwm-expected"),
            column("READPROG", "ks2-reading-progress"),
        ]),
        ..ColumnMapping::default()
    }
}

#[test]
fn a_column_for_each_measure_is_read_as_it_is_mapped() {
    let said = SaidOfFile {
        status: Some(FigureStatus::Final),
        mapping: Some(composite()),
        ..SaidOfFile::default()
    };
    let found = read_bytes(COMPOSITE.as_bytes(), &said);
    assert_eq!(found.reading.faults, []);
    assert_eq!(found.reading.shape, Some(FileShape::Mapped));
    // Wilby and Orford have no results here.
    assert_eq!(found.figures.len(), 8);
    assert_eq!(found.cell("ks2-rwm-expected"), "40");
    assert_eq!(found.cell("ks2-reading-progress"), "-4");
    assert_eq!(found.figures[0].period, "2022-23");
}

#[test]
fn a_line_for_each_figure_is_read_as_it_is_mapped() {
    let mapping = ColumnMapping {
        school: "School number".to_owned(),
        part: Some("Group".to_owned()),
        cohort: Some("Pupils".to_owned()),
        figures: MappedFigures::Long {
            measure: "What".to_owned(),
            value: "Share".to_owned(),
            style: ShareStyle::OfOne,
        },
        period: None,
    };
    let said = SaidOfFile { mapping: Some(mapping), ..year("2025-26") };
    let text = "School number,What,Share,Group,Pupils\n143065,phonics-year-1,0.78,girls,9\n";
    let found = read_bytes(text.as_bytes(), &said);
    assert_eq!(found.reading.faults, []);
    let figure = &found.figures[0];
    assert_eq!((figure.cell.as_str(), figure.style), ("0.78", ShareStyle::OfOne));
    assert_eq!((figure.part.as_str(), figure.cohort), ("girls", Some(9)));
}

#[test]
fn a_mapping_of_a_column_that_is_not_there_is_told() {
    let said = SaidOfFile { mapping: Some(composite()), ..year("2025-26") };
    let found = read_bytes(KS2.as_bytes(), &said);
    assert_eq!(found.reading.faults.len(), 4);
    assert!(found.faults()[0].contains("URN: This column is missing"));
}

#[test]
fn a_column_is_known_by_its_name_in_any_case_and_spacing() {
    assert!(same_column("Met the standard", "  met  THE standard (2)"));
    assert!(!same_column("Met the standard", "Met the standards"));
}
