use contract::evidence::v1::MappedMeasure;

use super::*;
use crate::sample;

/// A mapping with a column of a measure beside the URN.
pub(crate) fn mapping(column: &str) -> FigureMapping {
    let measured = MappedMeasure {
        column: column.to_owned(),
        measure_id: "phonics-year-1".to_owned(),
        ..MappedMeasure::default()
    };
    FigureMapping { school: "URN".to_owned(), measures: vec![measured], ..FigureMapping::default() }
}

/// One mapping in two versions, and another one.
pub(crate) fn saved() -> Vec<SavedFigureMapping> {
    let of = |id: &str, version: u32, name: &str, column: &str| SavedFigureMapping {
        figure_mapping_id: id.to_owned(),
        version,
        name: Some(sample::words(name).into()),
        mapping: Some(mapping(column)),
        made_on: "2026-01-05".to_owned(),
        made_by: sample::AMIRA.to_owned(),
        position: 400 + u64::from(version),
        taken_out_on: String::new(),
    };
    let share = sample::words("Share & <b>");
    vec![
        of("mapping-1", 2, "Phonics by school & <b>", &share),
        of("mapping-1", 1, "Phonics & <b>", "Percentage"),
        of("mapping-2", 1, "Reading ages & <b>", "Months"),
        SavedFigureMapping {
            taken_out_on: "2026-02-03".to_owned(),
            ..of("mapping-3", 1, "Spelling & <b>", &share)
        },
    ]
}

fn act(mapping: Option<FigureMapping>) -> ImportFigures {
    let said = SaidOfImport { year: "2024-25".to_owned(), mapping, ..SaidOfImport::default() };
    ImportFigures { file: "id".to_owned(), said: said.encoded() }
}

#[test]
fn a_mapping_is_offered_where_the_file_has_its_columns() {
    let columns = ["urn".to_owned(), "SHARE & <b>".to_owned()];
    let page = offered(&act(None), &saved(), &columns).into_string();
    let newest = saved().remove(0);
    let said = SaidOfImport {
        year: "2024-25".to_owned(),
        mapping: newest.mapping.clone(),
        ..SaidOfImport::default()
    };
    let used = act(None).saying(&said).page();
    assert!(page.contains(&format!("href=\"{used}\"")), "{page}");
    assert_eq!(page.matches("govuk-button").count(), 2, "one button: {page}");
    assert!(page.contains("the file lacks Months"), "{page}");
    assert!(!page.contains("Percentage"), "an earlier version is not offered: {page}");
    assert!(!page.contains("Spelling"), "what was taken out is not offered: {page}");
    // What is in use already is not offered again.
    let page = offered(&act(newest.mapping), &saved(), &columns).into_string();
    assert!(!page.contains("Use a saved mapping"), "{page}");
    assert_eq!(offered(&act(None), &[], &columns).into_string(), "");
}

fn forms(mapping: Option<FigureMapping>) -> String {
    let (visitor, told) = (sample::lead(), Told::default());
    let of = SavingReader { visitor: &visitor, told: &told };
    saving(of, &act(mapping), &saved()).into_string()
}

#[test]
fn what_was_said_of_the_columns_is_saved_as_a_mapping_or_as_a_version_of_one() {
    let said = act(Some(mapping("Met"))).said;
    let page = forms(Some(mapping("Met")));
    assert!(page.contains(&format!("action=\"/figures/import/id/{said}/mapping\"")), "{page}");
    for version in ["mapping-1/3", "mapping-2/2"] {
        let address = format!("action=\"/figures/import/id/{said}/mapping/{version}\"");
        assert!(page.contains(&address), "{version}: {page}");
    }
    assert!(!page.contains("Spelling"), "what was taken out gets no version: {page}");
    assert_eq!(forms(None), "", "nothing was said of the columns");
    let half = FigureMapping { school: String::new(), ..mapping("Met") };
    assert_eq!(forms(Some(half)), "");
    let known = forms(saved().remove(0).mapping);
    assert!(known.contains("read by the saved mapping") && !known.contains("<form"), "{known}");
}

#[test]
fn the_mapping_of_the_address_is_what_is_sent() {
    let ImportFigures { file, said } = act(Some(mapping("Met")));
    let entered = Entered::nothing(MakeFigureMapping::ENTRIES);
    let make = MakeFigureMapping { file: file.clone(), said: said.clone() }.command(&entered);
    assert_eq!(make.mapping, Some(mapping("Met")));
    let (mapping_id, version) = ("mapping-1".to_owned(), "3".to_owned());
    let revise = ReviseFigureMapping { file, said, mapping: mapping_id, version };
    assert_eq!(revise.page(), act(Some(mapping("Met"))).page());
    let revise = revise.command(&entered);
    assert_eq!((revise.figure_mapping_id.as_str(), revise.version), ("mapping-1", 3));
    assert_eq!(revise.mapping, Some(mapping("Met")));
}

fn listed(saved: &Shown<Vec<SavedFigureMapping>>) -> String {
    let (visitor, told) = (sample::lead(), Told::default());
    list(SavingReader { visitor: &visitor, told: &told }, saved).into_string()
}

#[test]
fn a_mapping_that_stands_can_be_taken_out_and_one_that_was_says_when() {
    let page = listed(&Shown::All(saved()));
    let form = |mapping: &str| format!("action=\"/figures/mappings/{mapping}/take-out\"");
    for stands in ["mapping-1", "mapping-2"] {
        assert_eq!(page.matches(&form(stands)).count(), 1, "{stands}: {page}");
    }
    assert!(!page.contains(&form("mapping-3")), "{page}");
    assert!(page.contains("Taken out on 3 February 2026."), "{page}");
}

#[test]
fn every_mapping_is_listed_with_its_versions() {
    let page = listed(&Shown::All(saved()));
    for shown in ["Phonics by school", "Version 1", "Reading ages", "Months", "phonics-year-1"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    let none = listed(&Shown::All(Vec::new()));
    assert!(none.contains("No mapping of columns has been saved here yet."), "{none}");
    let away = listed(&Shown::Away);
    assert!(away.contains("cannot be shown at the moment"), "{away}");
}
