use contract::evidence::v1::{
    FigureFault, FigureFileRow, FigureImport, FiguresOfSchool, ImportFiguresResponse, ImportedFile,
    LinesLeftOut,
};

use super::*;
use crate::pages::figure_mappings::tests::saved;
use crate::sample;
use crate::shown::Shown;

fn file() -> ImportedFile {
    ImportedFile {
        sha256: "0".repeat(64),
        shape: "key-stage-2".to_owned(),
        document: sample::words("Key stage 2, institution level"),
        release: sample::words("December 2025 & <b>"),
    }
}

pub(crate) fn act() -> ImportFigures {
    let status = FigureStatus::Final.as_str_name().to_owned();
    let said = SaidOfImport { year: "2024-25".to_owned(), status, ..SaidOfImport::default() };
    ImportFigures { file: "id".to_owned(), said: said.encoded() }
}

/// The same file, with a mapping that is not saved yet.
pub(crate) fn mapped() -> ImportFigures {
    let mapping = crate::pages::figure_mappings::tests::mapping("Share");
    let said = SaidOfImport { mapping: Some(mapping), ..SaidOfImport::read(&act().said) };
    act().saying(&said)
}

/// A file with something new, one with nothing, one that cannot be used, and one of no known shape.
pub(crate) fn samples() -> [ImportFiguresResponse; 4] {
    let of = |school_id: &str, added, changed| FiguresOfSchool {
        school_id: school_id.to_owned(),
        found: 48,
        added,
        changed,
        measure_ids: vec!["ks2-rwm-expected".to_owned(), "ks2-reading-score".to_owned()],
    };
    let left = LinesLeftOut {
        what: sample::words("lines of “Sex and disadvantage status: Girls & <b>”"),
        lines: 12,
    };
    let good = ImportFiguresResponse {
        file: Some(file()),
        lines: 1_000,
        of_schools: 96,
        of_others: 890,
        benchmarks: 2,
        left_out: vec![left],
        unknown_columns: vec![sample::words("new_measure & <b>")],
        schools: vec![of(sample::MARYS, 48, 0), of(sample::OAK, 0, 3)],
        ..ImportFiguresResponse::default()
    };
    let nothing = ImportFiguresResponse {
        schools: vec![of(sample::MARYS, 0, 0)],
        left_out: Vec::new(),
        unknown_columns: Vec::new(),
        ..good.clone()
    };
    let fault = FigureFault {
        line: 7,
        column: sample::words("value & <b>"),
        value: sample::words("=1+1 & <b>"),
        sentence: "This is a formula without a value. Write the value itself.".to_owned(),
    };
    let bad = ImportFiguresResponse {
        file: Some(file()),
        faults: vec![fault.clone()],
        ..ImportFiguresResponse::default()
    };
    let unknown = ImportFiguresResponse {
        file: Some(ImportedFile::default()),
        faults: vec![fault],
        columns: vec!["URN".to_owned(), sample::words("Share & <b>")],
        first_rows: vec![FigureFileRow {
            values: vec!["143065".to_owned(), sample::words("78% & <b>")],
        }],
        sheet: sample::words("Autumn & <b>"),
        sheets: vec![sample::words("Autumn & <b>"), sample::words("Spring & <b>")],
        ..ImportFiguresResponse::default()
    };
    [good, nothing, bad, unknown]
}

/// Two imports, one of them taken back.
pub(crate) fn imports() -> ImportsLoaded {
    let stands = FigureImport {
        import_id: "00000000-0000-4000-8000-0000000000ab".to_owned(),
        file: Some(file()),
        imported_by: sample::AMIRA.to_owned(),
        imported_on: "2026-01-05".to_owned(),
        school_ids: vec![sample::MARYS.to_owned(), sample::OAK.to_owned()],
        added: 96,
        changed: 3,
        ..FigureImport::default()
    };
    let taken_back = FigureImport {
        import_id: "00000000-0000-4000-8000-0000000000ac".to_owned(),
        taken_back_on: "2026-01-06".to_owned(),
        taken_back_because: Some(sample::words("It was the file of another year.").into()),
        ..stands.clone()
    };
    let imports = Shown::All(vec![stands, taken_back]);
    ImportsLoaded { ground: sample::ground(), imports, mappings: Shown::All(saved()) }
}

fn page_of(read: &ImportFiguresResponse) -> String {
    let ground = sample::ground();
    let (names, measures, too_little) = (&ground.names, &[], None);
    let checked = CheckedFile { act: &act(), read, measures, saved: &[], names, too_little };
    checked.render(&sample::lead(), &Told::default()).into_string()
}

#[test]
fn what_a_file_would_change_is_shown_before_it_is_imported() {
    let [good, nothing, bad, unknown] = samples();
    let page = page_of(&good);
    assert!(page.contains("890") && page.contains("12: lines of"), "{page}");
    let address = format!("action=\"{}\"", act().address());
    assert!(page.contains(&address), "{page}");
    let page = page_of(&nothing);
    assert!(page.contains("The file brings nothing new") && !page.contains(&address), "{page}");
    let page = page_of(&bad);
    assert!(page.contains("1 thing is wrong") && !page.contains(&address), "{page}");
    assert!(!page.contains("Which column holds the URN?"), "{page}");
    assert!(page_of(&unknown).contains("Which column holds the URN?"));
    let no_csv = ImportFiguresResponse { columns: Vec::new(), ..unknown };
    assert!(!page_of(&no_csv).contains("Which column holds the URN?"));
}

#[test]
fn the_sheet_that_was_read_is_named_with_the_way_to_the_others() {
    let [_, _, _, unknown] = samples();
    let page = page_of(&unknown);
    assert!(page.contains("This is the sheet “Autumn"), "{page}");
    let other =
        SaidOfImport { sheet: sample::words("Spring & <b>"), ..SaidOfImport::read(&act().said) };
    let other = act().saying(&other);
    assert!(page.contains(&format!("href=\"{}\"", other.page())), "{page}");
    let command = other.command(&Entered::nothing(ImportFigures::ENTRIES));
    assert_eq!(command.sheet, sample::words("Spring & <b>"));
    let first = act().command(&Entered::nothing(ImportFigures::ENTRIES));
    assert_ne!(command.command_id, first.command_id, "each sheet is imported by itself");
    let alone = ImportFiguresResponse { sheets: vec!["Autumn".to_owned()], ..unknown };
    assert!(!page_of(&alone).contains("another sheet"));
}

#[test]
fn what_a_person_said_of_a_file_is_what_is_sent() {
    let command = act().command(&Entered::nothing(ImportFigures::ENTRIES));
    assert_eq!((command.period.as_str(), command.status()), ("2024-25", FigureStatus::Final));
    let unsaid = ImportFigures { said: SaidOfImport::default().encoded(), ..act() };
    let command = unsaid.command(&Entered::nothing(ImportFigures::ENTRIES));
    assert_eq!((command.period.as_str(), command.status()), ("", FigureStatus::Unspecified));
}

#[test]
fn an_import_that_stands_can_be_taken_back_and_one_that_was_cannot() {
    let page = render(&sample::lead(), &imports(), None, &Told::default()).into_string();
    assert!(page.contains("/figures/imports/00000000-0000-4000-8000-0000000000ab/take-back"));
    assert!(!page.contains("/figures/imports/00000000-0000-4000-8000-0000000000ac/take-back"));
    assert!(page.contains("taken back on 6 January 2026"), "{page}");
}

#[test]
fn the_lead_and_administrators_see_the_way() {
    assert!(may_import(&sample::administrator()).is_ok());
    assert!(may_import(&sample::lead()).is_ok());
    assert!(may_import(&sample::governor()).is_err());
}
