//! The register's establishments, as they were published and spoilt.

use std::io::Cursor;

use super::*;

/// The web download: eight primary schools of Surrey and Hampshire.
const WEB: &str = include_str!("../../../../services/schools/tests/data/gias_web_2022.csv");
/// The columns of the bulk download, a line each.
const BULK: &str = include_str!("../../../../services/schools/tests/data/gias_bulk_135_header.txt");
/// The Department's own invented rows, which have a nought for the religious character.
const SYNTHETIC: &str =
    include_str!("../../../../services/schools/tests/data/gias_bulk_140_synthetic.csv");

/// A row of the bulk download: an open primary school with some cells changed.
fn row(urn: &str, cells: &[(&str, &str)]) -> String {
    let usual = [
        (URN, urn),
        (AUTHORITY, "935"),
        (NAME, "Orford CofE Primary School"),
        (GROUP, "Academies"),
        (STATUS, "Open"),
        (PHASE, "Primary"),
        (CHARACTER, "Church of England"),
        (PUPILS, "68"),
        (FREE_MEALS, "12.8"),
        ("GOR (name)", "East of England"),
        ("Town", "Woodbridge"),
    ];
    let value = |column: &str| {
        let mut found = cells.iter().chain(&usual).filter(|(name, _)| *name == column);
        found.next().map_or("", |(_, value)| *value)
    };
    BULK.lines().map(value).collect::<Vec<_>>().join(",")
}

fn bulk(rows: &[String]) -> EstablishmentsReading {
    let heading = BULK.lines().collect::<Vec<_>>().join(",");
    read_text(&format!("{heading}\r\n{}\r\n", rows.join("\r\n")))
}

fn read_text(text: &str) -> EstablishmentsReading {
    read_establishments(Cursor::new(text.as_bytes())).unwrap()
}

fn faults(reading: &EstablishmentsReading) -> Vec<String> {
    let told = |fault: &FigureFileFault| format!("{} {}", fault.line, fault.sentence);
    reading.faults.iter().map(told).collect()
}

fn is_known(text: &str) -> bool {
    let mut file = Cursor::new(text.as_bytes());
    let known = begins_with_establishments(&mut file).unwrap();
    assert_eq!(file.position(), 0, "the next reader begins at the beginning");
    known
}

#[test]
fn the_web_download_is_read_with_its_links() {
    assert!(is_known(WEB));
    let reading = read_text(WEB);
    assert_eq!(faults(&reading), [""; 0]);
    assert_eq!((reading.lines, reading.schools.len()), (8, 8));
    let school = &reading.schools[0];
    let said = [&school.urn, &school.authority, &school.town, &school.region];
    assert_eq!(said, ["116266", "850", "Andover", "South East"]);
    let compared = [&school.phase, &school.religious_character, &school.pupils, &school.free_meals];
    assert_eq!(compared, ["Primary", "Church of England", "105", "5.7"]);
    // A school that was another one before has more links than the heading has columns.
    let linked =
        WEB.trim_end().replace("Does not have links", "130051 Predecessor,130052 Successor");
    assert_eq!(faults(&read_text(&linked)), [""; 0]);
}

#[test]
fn the_bulk_download_is_read_and_cells_stay_as_they_were_given() {
    let given = [(PUPILS, ""), (FREE_MEALS, "SUPP"), (AUTHORITY, "35"), (PHASE, "All through")];
    let reading = bulk(&[row("150252", &[]), row("150253", &given)]);
    assert_eq!(faults(&reading), [""; 0]);
    let [first, second] = reading.schools.as_slice() else { panic!("two: {reading:?}") };
    assert_eq!((first.line, first.pupils.as_str(), first.free_meals.as_str()), (2, "68", "12.8"));
    assert_eq!((second.pupils.as_str(), second.free_meals.as_str()), ("", "SUPP"));
    assert_eq!((second.authority.as_str(), second.phase.as_str()), ("035", "All-through"));
}

#[test]
fn what_is_closed_or_not_in_the_care_of_the_state_is_counted_and_left_out() {
    let reading = bulk(&[
        row("150252", &[(STATUS, "\"Open, but proposed to close\"")]),
        row("100001", &[(STATUS, "Closed"), (PHASE, "")]),
        row("100002", &[(STATUS, "Proposed to open")]),
        row("100003", &[(GROUP, "Independent schools"), (CHARACTER, "0")]),
    ]);
    assert_eq!(faults(&reading), [""; 0]);
    assert_eq!((reading.lines, reading.schools.len()), (4, 1));
    let left_out: Vec<u64> = reading.left_out.into_values().collect();
    assert_eq!(left_out, [2, 1], "not open, not state-funded");
}

#[test]
fn a_value_that_stands_in_another_column_is_a_fault() {
    let reading = bulk(&[
        row("15025", &[]),
        row("150253", &[(PHASE, "Mixed")]),
        row("150254", &[(AUTHORITY, "Suffolk")]),
        row("150255", &[(NAME, "")]),
        row("150256", &[(STATUS, "")]),
        row("150257", &[(NAME, "Orford, CofE")]),
        row("150258", &[]),
        row("150258", &[]),
    ]);
    let expected = [
        "2 This is not a URN: a URN has six digits.",
        "3 This is no phase of education, such as Primary.",
        "4 This is not the code of an authority: it has three digits.",
        "5 The name is missing.",
        "6 The status is missing.",
        "7 The row has 136 values for 135 columns; a quotation mark or a comma is often to blame.",
        "9 This URN is already on line 8.",
    ];
    assert_eq!(faults(&reading), expected);
    let synthetic = read_text(SYNTHETIC);
    let sentence = "This is no religious character, such as Church of England.";
    assert!(synthetic.faults.iter().all(|fault| fault.sentence == sentence));
    assert_eq!(synthetic.faults.len(), 6);
}

#[test]
fn a_file_is_known_by_its_columns_and_told_what_it_lacks() {
    let without = WEB.replacen(FREE_MEALS, "FSM share", 1);
    assert!(is_known(&without), "one mark alone is missing");
    let sentence =
        "This column is missing. The file looks like: the establishments of the national register.";
    assert_eq!(faults(&read_text(&without)), [format!("1 {sentence}")]);
    let doubled = WEB.replacen("Town", PUPILS, 1);
    assert_eq!(faults(&read_text(&doubled)), ["1 This column is there twice."]);
    let other = include_str!("../../tests/data/ks2_institution_level_202425.csv");
    assert!(!is_known(other) && !is_known(""));
    let empty = WEB.lines().next().unwrap();
    assert_eq!(faults(&read_text(empty)), ["0 The file has no line below its headings."]);
    assert_eq!(faults(&read_text("")), ["0 The file is empty."]);
}

#[test]
fn every_encoding_of_the_register_is_read_and_one_bad_byte_is_told() {
    let name = "Abbotts Ann Church of England Primary School";
    let accented = WEB.replacen(name, "Zoë’s Primary School", 1);
    let marked = format!("\u{feff}{accented}");
    assert!(is_known(&marked));
    assert_eq!(read_text(&marked).schools[0].name, "Zoë’s Primary School");
    let (windows, _, _) = encoding_rs::WINDOWS_1252.encode(&accented);
    let reading = read_establishments(Cursor::new(windows.as_ref())).unwrap();
    assert_eq!(reading.schools[0].name, "Zoë’s Primary School");
    let mut spoilt = accented.into_bytes();
    let at = spoilt.iter().rposition(|byte| byte.is_ascii_alphabetic()).unwrap();
    spoilt[at] = 0xff;
    let reading = read_establishments(Cursor::new(spoilt.as_slice())).unwrap();
    assert_eq!(faults(&reading), ["9 The file is UTF-8, but this line holds other bytes."]);
}
