//! Traps of real files, each named after its rule.

use super::*;

#[test]
fn a_byte_order_mark_belongs_to_no_column() {
    let marked = format!("\u{feff}{KS2}");
    let found = read_text(&marked);
    assert_eq!(found.reading.faults, []);
    assert_eq!(found.figures, read_text(KS2).figures);
}

#[test]
fn windows_1252_is_read_letter_by_letter() {
    let text = ks2_with(2, "The Aldgate School", "Caf\u{e9} \u{2019}s School");
    let bytes: Vec<u8> = text
        .chars()
        .map(|letter| match letter {
            '\u{e9}' => 0xe9,
            '\u{2019}' => 0x92,
            letter => u8::try_from(u32::from(letter)).unwrap(),
        })
        .collect();
    let found = read_bytes(&bytes, &SaidOfFile::default());
    assert_eq!(found.reading.faults, []);
    assert_eq!(found.figures, read_text(KS2).figures);
}

#[test]
fn one_bad_byte_in_utf8_is_a_fault_on_its_line() {
    let text = ks2_with(2, "The Aldgate School", "Caf\u{e9}");
    let mut bytes = text.into_bytes();
    let third = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(1).unwrap().0;
    bytes[third + 3] = 0xe9;
    let found = read_bytes(&bytes, &SaidOfFile::default());
    assert_eq!(found.faults(), ["3 : The file is UTF-8, but this line holds other bytes."]);
    assert_eq!(found.figures, []);
}

#[test]
fn a_line_that_ends_in_a_return_alone_is_counted_in_both_passes() {
    let text = ks2_with(3, "The Aldgate School", "The \0 School").replace('\n', "\r");
    let found = read_text(&text);
    assert_eq!(found.faults(), ["3 : The line holds a NUL character. This is no text file."]);
}

#[test]
fn a_file_cut_inside_a_letter_is_a_fault() {
    let mut bytes = KS2.trim_end().as_bytes().to_vec();
    bytes.extend("\u{e9}\u{e9}".as_bytes());
    bytes.pop();
    let found = read_bytes(&bytes, &SaidOfFile::default());
    assert_eq!(found.faults(), ["6 : The file is UTF-8, but this line holds other bytes."]);
}

#[test]
fn a_workbook_and_utf16_are_refused_by_name() {
    let zip = read_bytes(b"PK\x03\x04rest", &SaidOfFile::default());
    assert!(zip.faults()[0].contains("workbook"), "{:?}", zip.faults());
    let old = read_bytes(b"\xd0\xcf\x11\xe0rest", &SaidOfFile::default());
    assert!(old.faults()[0].contains("old workbook"), "{:?}", old.faults());
    let wide = read_bytes(b"\xff\xfeU\0R\0N\0", &SaidOfFile::default());
    assert!(wide.faults()[0].contains("UTF-16"), "{:?}", wide.faults());
    let nothing = read_bytes(b" \r\n", &SaidOfFile::default());
    assert_eq!(nothing.faults(), ["0 : The file is empty."]);
}

#[test]
fn each_reason_for_no_number_is_kept_as_given_and_none_is_zero() {
    for reason in [
        "SUPP", "NE", "NA", "NP", "LOWCOV", "SP", "RE", "NEW", "z", "x", "c", "low", ":", "NULL",
        "",
    ] {
        let text = ks2_with(2, ",77,10,", &format!(",{reason},10,"));
        let found = read_text(&text);
        assert_eq!(found.reading.faults, [], "{reason}");
        assert_eq!(found.cell("ks2-rwm-expected"), reason);
    }
}

#[test]
fn shares_of_a_hundred_and_of_one_are_told_apart_by_the_shape() {
    assert_eq!(read_text(KS2).figures[0].style, ShareStyle::OfHundred);
    let text = "URN,Submissions,Q1 Strongly Agree,Q1 Agree,Q4 Strongly Agree,Q4 Agree,Q4 Not Applicable,Q6 Not Applicable,Q14 Yes\n\
        143070,29,0.5,0.26,0.1,0.15,0.5,0,0.69\n";
    let found = read_bytes(text.as_bytes(), &year("2025-26"));
    assert_eq!(found.reading.faults, []);
    let recommend = found.figures.iter().find(|one| one.measure == "parent-view-2019-q14").unwrap();
    assert_eq!((recommend.cell.as_str(), recommend.style), ("0.69", ShareStyle::OfOne));
    assert_eq!(found.cell("parent-view-2019-q1"), "76.0000");
}

#[test]
fn answers_of_those_to_whom_it_does_not_apply_are_no_part_of_the_base() {
    let heading = "URN,Submissions,Q1 Strongly Agree,Q1 Agree,Q4 Strongly Agree,Q4 Agree,Q4 Not Applicable,Q6 Not Applicable,Q14 Yes";
    // With “not applicable” in the base the first school would stand below the second.
    let text = format!(
        "{heading}\n143070,29,0,0,0.1,0.15,0.7,0,0\n143071,20,0,0,0.2,0.1,0.1,0,0\n143065,40,0,0,0,0,1,0,0\n"
    );
    let found = read_bytes(text.as_bytes(), &year("2025-26"));
    let cells: Vec<_> =
        found.figures.iter().filter(|one| one.measure == "parent-view-2019-q4").collect();
    assert_eq!(cells[0].cell, "83.3333");
    assert_eq!(cells[1].cell, "33.3333");
    assert_eq!(cells[2].cell, "NA");
}

#[test]
fn lines_of_england_and_of_authorities_are_benchmarks_and_never_schools() {
    let heading = TABLES.lines().next().unwrap();
    let school = TABLES.lines().nth(1).unwrap();
    let as_type = |kind: &str| format!("{kind}{}", &school[1..]);
    let lines = ["3", "4", "5"].map(as_type).join("\n");
    let found = read_bytes(format!("{heading}\n{school}\n{lines}\n").as_bytes(), &year("2018-19"));
    assert_eq!(found.reading.faults, []);
    assert_eq!((found.reading.of_schools, found.reading.benchmarks), (1, 2));
    assert_eq!(found.reading.left_out["lines of the state-funded schools of England"], 1);
    let of: std::collections::BTreeSet<_> =
        found.figures.iter().map(|one| one.of.as_str()).collect();
    assert_eq!(of, ["145543", "936", "England"].into());
}

#[test]
fn the_level_of_a_line_says_whether_it_is_a_school() {
    let text = ks2_with(2, "School,E92000001", "National,E92000001");
    let text = text.replacen("School,E92000001", "Regional,E92000001", 1);
    let found = read_text(&text);
    assert_eq!(found.reading.faults, []);
    assert_eq!((found.reading.of_schools, found.reading.benchmarks), (3, 1));
    assert_eq!(found.reading.left_out["lines of the level “Regional”"], 1);
    assert_eq!(found.figures[0].of, "England");
}

#[test]
fn an_unquoted_comma_that_moves_the_columns_is_a_fault() {
    let text = ks2_with(2, "\"Reading, writing and maths\"", "Reading, writing and maths");
    let found = read_text(&text);
    let expected = "2 : The line has values outside its 23 columns. In a CSV file, a comma in a name is often to blame.";
    assert_eq!(found.faults(), [expected]);
}

#[test]
fn a_comma_that_moves_values_under_unnamed_columns_is_a_fault() {
    let mut text = ks2_with(2, "The Aldgate School", "The, Aldgate School");
    text = text.replacen("progress_measure_description", "progress_measure_description,,", 1);
    let found = read_text(&text);
    assert!(
        found.faults()[0].starts_with("2 : The line has values outside"),
        "{:?}",
        found.faults()
    );
}

#[test]
fn a_line_that_was_cut_off_is_a_fault() {
    let text = ks2_with(6, "87,50,108,z,z,z,0,z,z,z,z", "87,5");
    let found = read_text(&text);
    assert_eq!(found.faults(), ["6 : The line has 14 values for 23 columns. It may be cut off."]);
}

#[test]
fn a_heading_with_two_spaces_or_another_footnote_is_the_same_column() {
    let text = PREMIUM
        .replacen("Number of pupils on roll (7)", "Number of  pupils  on roll (12)", 1)
        .replacen("URN", "urn", 1);
    let found = read_bytes(text.as_bytes(), &year("2019-20"));
    assert_eq!(found.reading.faults, []);
    assert_eq!(found.reading.of_schools, 8);
}

#[test]
fn a_column_that_is_there_twice_is_a_fault_if_it_is_read() {
    let text = KS2.replacen("progress_measure_unadjusted", "expected_standard_pupil_percent", 1);
    let found = read_text(&text);
    assert_eq!(found.faults(), ["1 expected_standard_pupil_percent: This column is there twice."]);
}

#[test]
fn columns_in_another_order_say_the_same() {
    let turned = |line: &str| {
        let mut cells: Vec<&str> = line.splitn(3, ',').collect();
        cells.swap(0, 1);
        cells.join(",")
    };
    let text: Vec<String> = KS2.lines().map(turned).collect();
    let found = read_text(&text.join("\n"));
    assert_eq!(found.figures, read_text(KS2).figures);
}

#[test]
fn more_columns_than_anybody_reads_are_refused() {
    let heading: Vec<String> = (0..2_001).map(|number| format!("c{number}")).collect();
    let found = read_text(&format!("{}\n", heading.join(",")));
    assert_eq!(found.faults(), ["1 : The file has more columns than are read: 2,000."]);
}

#[test]
fn a_quotation_that_nobody_closed_is_a_fault() {
    let heading = KS2.lines().next().unwrap();
    let line = KS2.lines().nth(2).unwrap().replacen("The Aldgate", "\"The Aldgate", 1);
    let found = read_text(&format!("{heading}\n{line}\n{}", "x".repeat(5_000)));
    let faults = found.faults();
    assert_eq!(faults.len(), 1);
    assert!(faults[0].starts_with("2 : ") && faults[0].contains("may not be closed"), "{faults:?}");
}

#[test]
fn a_quotation_is_followed_only_so_far() {
    let heading = KS2.lines().next().unwrap();
    let line = KS2.lines().nth(2).unwrap();
    let opened = line.replacen("The Aldgate", "\"The Aldgate", 1);
    let after = "a,b\n".repeat(40_000);
    let expected = ["3 : A quotation that is opened in this line is not closed."];
    let found = read_text(&format!("{heading}\n{line}\n{opened}\n{after}"));
    assert_eq!(found.faults(), expected);
    let found = read_text(&format!("\"{heading}\n{after}"));
    assert_eq!(found.faults(), ["1 : A quotation that is opened in this line is not closed."]);
}

#[test]
fn rows_without_a_value_are_passed_one_by_one() {
    let heading = KS2.lines().next().unwrap();
    let line = KS2.lines().nth(2).unwrap().replacen("100000", "10000", 1);
    let empty = ",,\n".repeat(60_000);
    let found = read_text(&format!("{heading}\n{empty}{line}\n"));
    let faults: Vec<_> = found.reading.faults.iter().map(|fault| fault.line).collect();
    assert_eq!((found.reading.lines, faults), (1, vec![60_002]));
}

#[test]
fn what_is_left_out_is_told_in_so_many_kinds() {
    let (heading, line) = (KS2.lines().next().unwrap(), KS2.lines().nth(2).unwrap());
    let of = |number: usize| line.replacen("School,", &format!("{number}{},", "x".repeat(200)), 1);
    let lines: Vec<_> = (0..150).map(of).collect();
    let found = read_text(&format!("{heading}\n{}\n", lines.join("\n")));
    let left_out = &found.reading.left_out;
    assert_eq!((left_out.len(), left_out["other lines"]), (101, 50));
    assert!(left_out.keys().all(|what| what.chars().count() < 110));
}

#[test]
fn labels_that_are_no_year_are_told_to_a_thousand() {
    let (heading, line) = (KS2.lines().next().unwrap(), KS2.lines().nth(2).unwrap());
    let of = |number: usize| line.replacen("202425", &format!("x{number}"), 1);
    let lines: Vec<_> = (0..1_500).map(of).collect();
    let found = read_text(&format!("{heading}\n{}\n", lines.join("\n")));
    assert_eq!(found.reading.faults.len(), 1_000);
}

#[test]
fn a_formula_or_an_error_leaves_no_line_out() {
    let formula = "This is a formula without a value. Write the value itself.";
    let error = "This is an error of a spreadsheet. Write the value itself.";
    let level = read_text(&ks2_with(2, "School,E92000001", "=A2,E92000001"));
    assert_eq!(level.faults(), [format!("2 geographic_level: {formula}")]);
    let subject = read_text(&ks2_with(2, "\"Reading, writing and maths\"", "#N/A"));
    assert_eq!(subject.faults(), [format!("2 subject: {error}")]);
}

#[test]
fn a_formula_is_no_value() {
    for formula in ["=1+1", "@SUM(A1)"] {
        let found = read_text(&ks2_with(2, ",77,10,", &format!(",{formula},10,")));
        let expected = "2 expected_standard_pupil_percent: This is a formula without a value. Write the value itself.";
        assert_eq!(found.faults(), [expected]);
    }
    let found = read_text(&ks2_with(2, ",77,10,", ",#DIV/0!,10,"));
    assert!(found.faults()[0].contains("error of a spreadsheet"));
    // A number below nought begins with the same sign as some formulas.
    let found = read_bytes(TABLES.as_bytes(), &year("2018-19"));
    assert!(found.figures.iter().any(|one| one.cell == "-1.2"));
}

#[test]
fn labels_of_a_year_are_read_in_every_spelling() {
    for label in ["202425", "2024-25", "2024/25", "2024-2025", "20242025"] {
        let text = KS2.replace("202425,", &format!("{label},"));
        let found = read_text(&text);
        assert_eq!(found.reading.faults, [], "{label}");
        assert_eq!(found.figures[0].period, "2024-25");
    }
}

#[test]
fn a_label_that_is_no_year_is_told_once() {
    let found = read_text(&KS2.replace("202425,", "202405,"));
    assert_eq!(found.reading.faults.len(), 1);
    assert_eq!(found.reading.faults[0].line, 2);
    assert_eq!(found.reading.faults[0].value, "202405");
    assert_eq!(found.figures, []);
}

#[test]
fn two_terms_together_are_no_period() {
    let found = read_text(&KS2.replace("Academic year", "Autumn and spring term"));
    assert_eq!(found.reading.faults.len(), 1);
    assert!(found.faults()[0].contains("two terms together"));
    let found = read_text(&KS2.replace("Academic year", "Autumn term"));
    assert_eq!(found.figures[0].period, "2024-25-autumn");
}

#[test]
fn columns_of_earlier_years_and_of_three_years_are_not_this_years() {
    let found = read_bytes(TABLES.as_bytes(), &year("2018-19"));
    // Columns of 2018, of 2017 and of three years stand beside those of this year.
    let whole: Vec<_> = found
        .figures
        .iter()
        .filter(|one| one.measure == "ks2-rwm-expected" && one.part.is_empty())
        .collect();
    assert_eq!(whole.len(), 6);
    assert!(found.reading.unknown_columns.iter().any(|column| column == "PTRWM_EXP_18"));
    assert!(found.reading.unknown_columns.iter().any(|column| column == "PTRWM_EXP_3YR"));
}

#[test]
fn provisional_and_final_are_told_apart() {
    let found = read_text(&ks2_with(2, ",Final,", ",Provisional,"));
    assert_eq!(found.figures[0].status, FigureStatus::Provisional);
    assert_eq!(found.figures[2].status, FigureStatus::Final);
    let found = read_text(&KS2.replace(",Final,", ",Amended,"));
    assert_eq!(found.reading.faults.len(), 1);
}

#[test]
fn a_file_that_does_not_say_its_year_is_not_guessed() {
    let said = SaidOfFile::default();
    let found = read_bytes(TABLES.as_bytes(), &said);
    assert_eq!(
        found.faults(),
        [
            "0 : The file does not say of which year it is. Choose the year.",
            "0 : The file does not say whether it is final. Choose the status.",
        ]
    );
}

#[test]
fn a_part_of_two_topics_is_left_out_and_told() {
    let text = ks2_with(2, "All pupils,Total", "Sex and disadvantage status,Girls");
    let text = text.replacen("All pupils,Total", "Sex,Total", 1);
    let text = text.replacen("All pupils,Total", "Sex,Girls", 1);
    let found = read_text(&text);
    assert_eq!(found.reading.left_out["lines of “Sex and disadvantage status: Girls”"], 1);
    assert_eq!(found.reading.left_out["lines of “Sex: Total”"], 1);
    assert!(found.figures.iter().any(|one| one.part == "girls"));
}

#[test]
fn a_line_has_its_number_whatever_ends_the_lines_before() {
    for end in ["\n", "\r", "\r\n", "\n\n", "\r\n\r\n"] {
        let text = ks2_with(5, "100000", "10000").replace('\n', end);
        let found = read_text(&text);
        let expected = if end.len() == 4 || end == "\n\n" { 9 } else { 5 };
        assert_eq!(found.reading.faults[0].line, expected, "{end:?}");
    }
    let spanning = ks2_with(2, "The Aldgate School", "\"The\nAldgate\nSchool\"");
    let text = spanning.replacen(
        "School,E92000001,England,Final,100000,2013614,The Aldgate School,All pupils,Total,Reading",
        "School,E92000001,England,Final,1,2013614,The Aldgate School,All pupils,Total,Reading",
        1,
    );
    assert_eq!(read_text(&text).reading.faults[0].line, 5);
}

#[test]
fn lines_of_other_schools_are_counted_and_looked_at_no_further() {
    let text = ks2_with(2, "100000", OTHER_SCHOOL).replacen(",77,10,", ",=1,10,", 1);
    let found = read_text(&text);
    assert_eq!(found.reading.faults, []);
    assert_eq!((found.reading.of_schools, found.reading.of_others), (4, 1));
}

#[test]
fn a_file_with_semicolons_is_refused_by_name() {
    let found = read_text(&KS2.replace(',', ";"));
    assert!(found.faults()[0].contains("not divided by commas"), "{:?}", found.faults());
}
