//! Workbooks: the same figures as a text has, and every way in which one is not what it says.

use std::io::{Read as _, Write as _};

use csv::ReaderBuilder;
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet, XlsxError};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

/// A workbook with one sheet.
fn written(fill: impl Fn(&mut Worksheet) -> Result<(), XlsxError>) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet()).unwrap();
    book.save_to_buffer().unwrap()
}

/// A sheet with the rows of a text. What is written as a number writes it is one.
fn sheet_of(text: &str) -> Vec<u8> {
    written(|sheet| {
        let mut rows =
            ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
        for (at, row) in (0..).zip(rows.records()) {
            for (column, value) in (0..).zip(row.unwrap().iter()) {
                match value.parse::<f64>() {
                    Ok(number) if number.to_string() == value => {
                        sheet.write_number(at, column, number)?;
                    }
                    _ => {
                        sheet.write_string(at, column, value)?;
                    }
                }
            }
        }
        Ok(())
    })
}

/// An archive with these parts.
fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

const ROOT: &str = r#"<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="/xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<x:workbook><x:sheets><x:sheet name="Figures" sheetId="1" r:id="r2"/></x:sheets></x:workbook>"#;
const RELATIONS: &str = r#"<Relationships><Relationship Id="r2" Type="http://x/worksheet" Target="../xl/sheet1.xml"/></Relationships>"#;

/// A workbook whose rows are written by hand.
fn by_hand(rows: &str) -> Vec<u8> {
    of_sheet(&format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"))
}

/// A workbook whose sheet is written by hand.
fn of_sheet(sheet: &str) -> Vec<u8> {
    of_book(BOOK, sheet)
}

fn of_book(book: &str, sheet: &str) -> Vec<u8> {
    archive(&[
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/sheet1.xml", sheet),
    ])
}

/// A workbook whose cells have these styles, in the book as it is given.
fn styled(book: &str, styles: &str, rows: &str) -> Vec<u8> {
    let relations = RELATIONS.replace(
        "</Relationships>",
        r#"<Relationship Id="r3" Type="http://x/styles" Target="styles.xml"/></Relationships>"#,
    );
    let styles = format!("<styleSheet>{styles}</styleSheet>");
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    archive(&[
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", &relations),
        ("xl/styles.xml", &styles),
        ("xl/sheet1.xml", &sheet),
    ])
}

const HEADING: &str = r#"<row><c t="inlineStr"><is><t>URN</t></is></c><c t="inlineStr"><is><r><t>Met the </t></r><r><t>standard</t></r></is></c><c t="inlineStr"><is><t>Pupils</t></is></c><c t="inlineStr"><is><t>Note</t></is></c></row>"#;

fn mapped() -> SaidOfFile {
    let column = MappedColumn {
        column: "Met the standard".to_owned(),
        measure_id: "ks2-rwm-expected".to_owned(),
        ..MappedColumn::default()
    };
    let mapping = ColumnMapping {
        school: "URN".to_owned(),
        cohort: Some("Pupils".to_owned()),
        figures: MappedFigures::Wide(vec![column]),
        ..ColumnMapping::default()
    };
    SaidOfFile { mapping: Some(mapping), ..year("2024-25") }
}

#[test]
fn a_sheet_brings_the_figures_of_the_same_text() {
    let found = read_bytes(&sheet_of(KS2), &SaidOfFile::default());
    assert_eq!(found.reading.faults, []);
    assert_eq!(found.reading.shape, Some(FileShape::KeyStage2));
    assert_eq!(found.reading.sheets, ["Sheet1"]);
    assert_eq!(found.reading.sheet, "Sheet1");
    assert_eq!(found.figures, read_text(KS2).figures);
    let tables = read_bytes(&sheet_of(TABLES), &year("2018-19"));
    let of_text = read_bytes(TABLES.as_bytes(), &year("2018-19"));
    assert_eq!(tables.reading.faults, of_text.reading.faults);
    assert_eq!(tables.figures.len(), of_text.figures.len());
}

#[test]
fn a_cell_is_read_as_a_person_sees_it() {
    let bytes = written(|sheet| {
        for (column, name) in (0..).zip(["URN", "Met the standard", "Pupils", "Note", "Day"]) {
            sheet.write_string(0, column, name)?;
        }
        let percent = Format::new().set_num_format("0.0%");
        let day = Format::new().set_num_format("dd/mm/yyyy");
        sheet.write_number(1, 0, 143_065)?;
        sheet.write_number_with_format(1, 1, 0.785, &percent)?;
        sheet.write_number(1, 2, 30)?;
        sheet.write_boolean(1, 3, true)?;
        sheet.write_datetime_with_format(1, 4, ExcelDateTime::from_ymd(2025, 9, 1)?, &day)?;
        sheet.write_string(3, 0, "143070")?;
        sheet.write_formula(3, 1, Formula::new("=1.1*1").set_result("1.1"))?;
        sheet.write_formula(3, 3, Formula::new("=A1&A1").set_result("two <words>"))?;
        Ok(())
    });
    let found = read_bytes(&bytes, &mapped());
    assert_eq!(found.reading.faults, []);
    let first = ["143065", "78.5%", "30", "TRUE", "2025-09-01"].map(str::to_owned).to_vec();
    let second = ["143070", "1.1", "", "two <words>", ""].map(str::to_owned).to_vec();
    assert_eq!(found.reading.first_rows, [first, second]);
    assert_eq!(found.figures[0].cell, "78.5%");
    assert_eq!((found.figures[0].cohort, found.figures[0].line), (Some(30), 2));
    // The empty row between them is a line of the sheet.
    assert_eq!((found.figures[1].cell.as_str(), found.figures[1].line), ("1.1", 4));
}

#[test]
fn a_formula_without_a_value_is_a_fault_where_it_would_be_read() {
    let row = |value: &str, pupils: &str, note: &str| {
        format!("{HEADING}<row><c><v>143065</v></c>{value}{pupils}{note}</row>")
    };
    let number = "<c><v>7</v></c>";
    let formula = "<c><f>B1&amp;C1</f></c>";
    let empty = r#"<c><f t="shared" si="4000000000"/><v></v></c>"#;
    for formula in [formula, empty] {
        let found = read_bytes(&by_hand(&row(formula, number, number)), &mapped());
        let faults = found.faults();
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].starts_with("2 Met the standard: This is a formula without a value"));
        let found = read_bytes(&by_hand(&row(number, formula, number)), &mapped());
        assert!(found.faults()[0].starts_with("2 Pupils: This is a formula without a value"));
        let found = read_bytes(&by_hand(&row(number, number, formula)), &mapped());
        assert_eq!(found.faults(), [] as [&str; 0]);
        assert_eq!(found.cell("ks2-rwm-expected"), "7");
    }
    let text = r#"<c t="str"><f>"z"</f><v>z</v></c>"#;
    let found = read_bytes(&by_hand(&row(text, number, number)), &mapped());
    assert_eq!((found.reading.faults.len(), found.cell("ks2-rwm-expected")), (0, "z"));
    let error = r#"<c t="e"><f>1/0</f><v>#DIV/0!</v></c>"#;
    let found = read_bytes(&by_hand(&row(error, number, number)), &mapped());
    assert!(found.faults()[0].contains("error of a spreadsheet"));
}

#[test]
fn a_short_row_is_filled_up_and_a_value_outside_the_heading_is_a_fault() {
    let short = r#"<row r="7"><c r="A7"><v>143065</v></c><c r="B7"><v>7</v></c></row>"#;
    let found = read_bytes(&by_hand(&format!("{HEADING}{short}")), &mapped());
    assert_eq!(found.reading.faults, []);
    assert_eq!((found.figures[0].line, found.figures[0].cohort), (7, None));
    let long = r#"<row r="8"><c r="A8"><v>143065</v></c><c r="XFD8"><v>7</v></c></row>"#;
    let found = read_bytes(&by_hand(&format!("{HEADING}{short}{long}")), &mapped());
    assert_eq!(found.faults().len(), 1);
    assert!(found.faults()[0].starts_with("8 : The line has values outside its 4 columns."));
}

#[test]
fn a_heading_of_no_known_file_is_told_with_its_first_rows() {
    let row = "<row><c><v>143065</v></c><c><v>7</v></c></row>".repeat(9);
    let found = read_bytes(&by_hand(&format!("{HEADING}{row}")), &SaidOfFile::default());
    assert!(found.faults()[0].contains("no file that is known"));
    assert_eq!(found.reading.columns, ["URN", "Met the standard", "Pupils", "Note"]);
    assert_eq!(found.reading.first_rows.len(), 5);
    assert_eq!(found.reading.first_rows[4], ["143065", "7", "", ""]);
    let missing = by_hand(&HEADING.replace("Pupils", "Children"));
    let found = read_bytes(&missing, &mapped());
    assert_eq!(found.faults(), ["1 Pupils: This column is missing."]);
}

#[test]
fn the_first_sheet_that_a_person_sees_is_read_or_the_named_one() {
    let mut book = Workbook::new();
    let hidden = book.add_worksheet().set_name("Lists").unwrap();
    hidden.set_hidden(true);
    hidden.write_string(0, 0, "Secret").unwrap();
    for (name, value) in [("Autumn", 70), ("Spring", 80)] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (column, name) in (0..).zip(["URN", "Met the standard", "Pupils"]) {
            sheet.write_string(0, column, name).unwrap();
        }
        sheet.write_number(1, 0, 143_065).unwrap();
        sheet.write_number(1, 1, value).unwrap();
    }
    book.worksheet_from_index(1).unwrap().set_active(true);
    let bytes = book.save_to_buffer().unwrap();
    let read =
        |sheet: &str| read_bytes(&bytes, &SaidOfFile { sheet: sheet.to_owned(), ..mapped() });
    let first = read("");
    assert_eq!(first.reading.sheets, ["Autumn", "Spring"]);
    assert_eq!((first.reading.sheet.as_str(), first.cell("ks2-rwm-expected")), ("Autumn", "70"));
    assert_eq!(read(" Spring ").cell("ks2-rwm-expected"), "80");
    assert_eq!(read("Lists").faults(), ["0 : The workbook has no sheet “Lists”."]);
}

#[test]
fn days_are_counted_from_1904_where_the_workbook_says_so() {
    let styles = r#"<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>"#;
    let book = BOOK.replace("<x:sheets>", r#"<x:workbookPr date1904="1"/><x:sheets>"#);
    let row = r#"<row><c s="1"><v>44439</v></c><c s="0"><v>5</v></c></row>"#;
    let bytes = styled(&book, styles, &format!("{HEADING}{row}"));
    let found = read_bytes(&bytes, &SaidOfFile::default());
    assert_eq!(found.reading.first_rows, [["2025-09-01", "5", "", ""]]);
}

#[test]
fn a_number_without_a_style_has_the_first_one_and_a_style_that_is_not_there_is_refused() {
    let styles = r#"<cellXfs><xf numFmtId="9"/><xf numFmtId="0"/></cellXfs>"#;
    let row = r#"<row><c s="1"><v>143065</v></c><c><v>0.78</v></c></row>"#;
    let found = read_bytes(&styled(BOOK, styles, &format!("{HEADING}{row}")), &mapped());
    assert_eq!(found.reading.faults, []);
    assert_eq!(found.cell("ks2-rwm-expected"), "78%");
    let row = row.replace("s=\"1\"", "s=\"2\"");
    let found = read_bytes(&styled(BOOK, styles, &format!("{HEADING}{row}")), &mapped());
    assert!(found.faults()[0].contains("cut off"), "{:?}", found.faults());
}

#[test]
fn a_share_that_is_shown_in_two_ways_is_no_number() {
    let styles = r#"<numFmts><numFmt numFmtId="164" formatCode="[&lt;=1]0%;0"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>"#;
    let row = r#"<row><c><v>143065</v></c><c s="1"><v>0.78</v></c></row>"#;
    let found = read_bytes(&styled(BOOK, styles, &format!("{HEADING}{row}")), &mapped());
    assert_eq!(found.cell("ks2-rwm-expected"), "0.78 (shown in two ways)");
}

#[test]
fn an_error_in_the_place_of_the_pupils_is_a_fault_and_never_an_unknown_number() {
    for error in [r#"<c t="e"><v>#N/A</v></c>"#, r#"<c t="e"/>"#] {
        let row = format!("<row><c><v>143065</v></c><c><v>7</v></c>{error}</row>");
        let found = read_bytes(&by_hand(&format!("{HEADING}{row}")), &mapped());
        let expected = "2 Pupils: This is an error of a spreadsheet. Write the value itself.";
        assert_eq!(found.faults(), [expected]);
        assert_eq!(found.figures, []);
    }
}

#[test]
fn a_cell_of_yes_or_no_is_read_as_it_says() {
    let cell = |value: &str| {
        let row = format!("<row><c><v>143065</v></c>{value}<c><v>30</v></c></row>");
        read_bytes(&by_hand(&format!("{HEADING}{row}")), &mapped())
    };
    assert_eq!(cell(r#"<c t="b"><v>0</v></c>"#).cell("ks2-rwm-expected"), "FALSE");
    assert_eq!(cell(r#"<c t="b"><v>1</v></c>"#).cell("ks2-rwm-expected"), "TRUE");
    assert_eq!(cell(r#"<c t="b"/>"#).figures, []);
    assert!(cell(r#"<c t="b"><v>7</v></c>"#).faults()[0].contains("cut off"));
    assert!(cell(r#"<c t="z"><v>7</v></c>"#).faults()[0].contains("cut off"));
}

#[test]
fn cells_that_are_merged_over_lines_are_a_fault_and_those_of_one_line_are_none() {
    let rows = "<row><c><v>143065</v></c><c><v>7</v></c><c><v>30</v></c></row>\
                <row><c><v>143070</v></c><c><v>8</v></c><c/></row>";
    let merged = |cells: &str| {
        let merges = format!(r#"<mergeCells><mergeCell ref="{cells}"/></mergeCells>"#);
        let rows = format!("<sheetData>{HEADING}{rows}</sheetData>{merges}");
        read_bytes(&of_sheet(&format!("<worksheet>{rows}</worksheet>")), &mapped()).faults()
    };
    let down = "2 : Cells are merged from this line down. Give each line its own values.";
    assert_eq!(merged("C2:C3"), [down]);
    assert_eq!(merged("C3:D3"), [] as [&str; 0]);
    assert!(merged("C:D")[0].contains("cut off"));
}

#[test]
fn rows_and_cells_out_of_their_order_are_refused() {
    let one = r#"<row r="2"><c r="A2"><v>143065</v></c><c r="B2"><v>7</v></c></row>"#;
    let other = one.replace("<v>7</v>", "<v>8</v>");
    let found = read_bytes(&by_hand(&format!("{HEADING}{one}{other}")), &mapped());
    assert!(found.faults()[0].contains("cut off"), "{:?}", found.faults());
    let twice = one.replace("</row>", r#"<c r="B2"><v>8</v></c></row>"#);
    let found = read_bytes(&by_hand(&format!("{HEADING}{twice}")), &mapped());
    assert!(found.faults()[0].contains("cut off"), "{:?}", found.faults());
}

#[test]
fn a_sheet_without_a_value_is_told_as_empty() {
    let found = read_bytes(&by_hand("<row><c/></row>"), &mapped());
    assert_eq!(found.faults(), ["0 : The sheet is empty."]);
}

#[test]
fn a_heading_far_to_the_right_has_too_many_columns() {
    let far = r#"<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row>"#;
    let found = read_bytes(&by_hand(far), &mapped());
    assert_eq!(found.faults(), ["1 : The file has more columns than are read: 2,000."]);
}

#[test]
fn a_text_that_is_too_long_is_told_where_cells_show_it() {
    let relations = RELATIONS.replace(
        "</Relationships>",
        r#"<Relationship Id="r3" Type="http://x/sharedStrings" Target="texts.xml"/></Relationships>"#,
    );
    let texts = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(500_000));
    let cells = r#"<c t="s"><v>0</v></c>"#.repeat(2_000);
    let sheet =
        format!("<worksheet><sheetData>{HEADING}<row>{cells}</row></sheetData></worksheet>");
    let bytes = archive(&[
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", &relations),
        ("xl/texts.xml", &texts),
        ("xl/sheet1.xml", &sheet),
    ]);
    let found = read_bytes(&bytes, &mapped());
    assert_eq!(found.faults().len(), 1);
    assert!(found.faults()[0].starts_with("2 : A value is longer than 4,096 bytes."));
}

#[test]
fn a_workbook_that_is_cut_off_is_refused() {
    let bytes = sheet_of(KS2);
    for length in [5, bytes.len() / 2, bytes.len() - 30, bytes.len() - 1] {
        let found = read_bytes(&bytes[..length], &SaidOfFile::default());
        assert!(found.faults()[0].contains("cut off"), "{length}: {:?}", found.faults());
        assert_eq!(found.figures, []);
    }
    let cut = archive(&[
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/sheet1.xml", &format!("<worksheet><sheetData>{HEADING}<row><c><v>1")),
    ]);
    assert!(
        read_bytes(&cut, &SaidOfFile::default()).faults().iter().any(|one| one.contains("cut off"))
    );
}

#[test]
fn an_archive_of_another_kind_is_told() {
    let csv = archive(&[("figures.csv", KS2)]);
    assert!(read_bytes(&csv, &SaidOfFile::default()).faults()[0].contains("no workbook"));
    let binary = ROOT.replace("workbook.xml", "workbook.bin");
    let binary = archive(&[("_rels/.rels", &binary), ("xl/workbook.bin", "x")]);
    assert!(read_bytes(&binary, &SaidOfFile::default()).faults()[0].contains("XLSB"));
}

#[test]
fn two_parts_with_one_name_are_refused() {
    let other = format!("<worksheet><sheetData>{HEADING}</sheetData></worksheet>");
    let mut bytes = archive(&[
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/sheet1.xml", &other),
        ("xl/sheet2.xml", &other),
    ]);
    assert!(read_bytes(&bytes, &mapped()).faults()[0].contains("no line below"));
    let (name, same) = (b"xl/sheet2.xml", b"xl/sheet1.xml");
    for at in 0..bytes.len() - name.len() {
        if bytes[at..].starts_with(name) {
            bytes[at..at + name.len()].copy_from_slice(same);
        }
    }
    assert!(read_bytes(&bytes, &mapped()).faults()[0].contains("cut off"));
}

#[test]
fn sheets_that_no_page_can_name_are_refused() {
    let sheet = format!("<worksheet><sheetData>{HEADING}</sheetData></worksheet>");
    let named = |name: &str| of_book(&BOOK.replace("Figures", name), &sheet);
    for name in ["\u{202e}serugiF", "a&#10;b", " ", &"n".repeat(101)] {
        let found = read_bytes(&named(name), &mapped());
        assert!(found.faults()[0].contains("cut off"), "{name}: {:?}", found.faults());
        assert_eq!(found.reading.sheets, [] as [&str; 0]);
    }
    assert_eq!(read_bytes(&named(&"n".repeat(100)), &mapped()).reading.sheets.len(), 1);
    let one = r#"<x:sheet name="Figures" sheetId="1" r:id="r2"/>"#;
    let many = |sheets: usize| of_book(&BOOK.replace(one, &one.repeat(sheets)), &sheet);
    assert_eq!(read_bytes(&many(200), &mapped()).reading.sheets.len(), 200);
    assert!(read_bytes(&many(201), &mapped()).faults()[0].contains("more sheets than are read"));
}

#[test]
fn entities_that_a_part_declares_are_not_followed() {
    let row = "<row><c><v>143065</v></c><c><v>&seven;</v></c></row>";
    let sheet = format!(
        "<!DOCTYPE worksheet [<!ENTITY seven \"7\">]><worksheet><sheetData>{HEADING}{row}</sheetData></worksheet>"
    );
    let found = read_bytes(&of_sheet(&sheet), &mapped());
    assert!(found.faults()[0].contains("cut off"), "{:?}", found.faults());
    assert_eq!(found.figures, []);
}

/// An archive whose directory alone has so many times 60 kilobytes, and no part of a workbook.
fn of_directory(entries: u16) -> Vec<u8> {
    let mut bytes = b"PK\x03\x04".to_vec();
    for entry in 0..entries {
        let name = entry.to_string();
        let mut header = vec![0; 46];
        header[..4].copy_from_slice(b"PK\x01\x02");
        header[28..30].copy_from_slice(&u16::try_from(name.len()).unwrap().to_le_bytes());
        header[32..34].copy_from_slice(&60_000_u16.to_le_bytes());
        bytes.extend(header);
        bytes.extend(name.bytes());
        bytes.extend([b'x'].repeat(60_000));
    }
    let size = u32::try_from(bytes.len() - 4).unwrap();
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend([entries.to_le_bytes(), entries.to_le_bytes()].concat());
    bytes.extend([size.to_le_bytes(), 4_u32.to_le_bytes()].concat());
    bytes.extend(b"\0\0");
    bytes
}

#[test]
fn a_directory_that_is_a_bomb_itself_is_not_read_to_its_end() {
    let refused = |entries: u16| {
        let found = read_bytes(&of_directory(entries), &SaidOfFile::default());
        found.faults()[0].contains("unpack")
    };
    assert!(!refused(3));
    assert!(refused(100));
}

#[test]
fn a_bomb_is_refused_before_it_is_unpacked() {
    let mut bomb = ZipWriter::new(Cursor::new(Vec::new()));
    bomb.start_file("xl/sheet1.xml", SimpleFileOptions::default()).unwrap();
    std::io::copy(&mut std::io::repeat(b' ').take(16 * 1024 * 1024), &mut bomb).unwrap();
    let bomb = bomb.finish().unwrap().into_inner();
    assert!(bomb.len() < 200_000, "{}", bomb.len());
    let found = read_bytes(&bomb, &SaidOfFile::default());
    assert!(found.faults()[0].contains("unpack"), "{:?}", found.faults());
}

#[test]
fn a_directory_that_lies_about_a_size_gets_no_more_than_it_said() {
    let row = "<row><c><v>143065</v></c><c><v>7</v></c></row>".repeat(20_000);
    let mut bytes = by_hand(&format!("{HEADING}{row}"));
    let name = b"xl/sheet1.xml";
    let begins =
        |at: &usize| bytes[*at..].starts_with(b"PK\x01\x02") && bytes[at + 46..].starts_with(name);
    let entry = (0..bytes.len() - 60).find(begins).unwrap();
    bytes[entry + 24..entry + 28].copy_from_slice(&2_000_u32.to_le_bytes());
    let found = read_bytes(&bytes, &mapped());
    assert!(found.reading.lines < 50, "{}", found.reading.lines);
    assert!(found.faults().last().unwrap().contains("cut off"), "{:?}", found.faults());
}

#[test]
fn a_sheet_of_too_many_cells_is_refused_however_few_are_written() {
    let wide: String = (0..1_000)
        .map(|column| format!(r#"<c t="inlineStr"><is><t>Column {column}</t></is></c>"#))
        .collect();
    let sheet = |rows: usize| {
        let rows = "<row><c><v>143065</v></c></row>".repeat(rows);
        read_bytes(&by_hand(&format!("<row>{wide}</row>{rows}")), &by_column_0())
    };
    assert_eq!(sheet(999).reading.faults, []);
    assert!(sheet(1_000).faults()[0].contains("1,000,000"));
}

fn by_column_0() -> SaidOfFile {
    let mapping = ColumnMapping { school: "Column 0".to_owned(), ..ColumnMapping::default() };
    SaidOfFile { mapping: Some(mapping), ..year("2024-25") }
}

#[test]
fn signs_that_turn_the_writing_are_faults_of_their_line() {
    let row = "<row><c><v>143065</v></c><c t=\"inlineStr\"><is><t>z\u{202e}</t></is></c></row>";
    let found = read_bytes(&by_hand(&format!("{HEADING}{row}")), &mapped());
    assert!(found.faults()[0].starts_with("2 : The line holds a sign that turns"));
}

proptest! {
    #[test]
    fn a_workbook_with_any_byte_changed_is_read_or_refused(at in 0..2_000usize, byte in any::<u8>()) {
        let row = "<row><c><v>143065</v></c><c><v>7</v></c></row>";
        let mut bytes = by_hand(&format!("{HEADING}{row}"));
        let at = at % bytes.len();
        bytes[at] = byte;
        let found = read_bytes(&bytes, &mapped());
        let seven = found.figures.len() == 1 && found.figures[0].cell == "7";
        prop_assert!(seven || !found.reading.faults.is_empty(), "{:?}", found.reading);
    }
}
