use super::*;

#[test]
fn every_missing_column_is_a_fault() {
    let text = Bulk::new().school("150252", &[]).text;
    let text = text.replacen("Postcode", "PostCode", 1).replacen("URN,", "Urn,", 1);
    let faults = told(Register::read(text.as_bytes(), b""));
    assert_eq!(faults, [at(1, "URN", ""), at(1, "Postcode", "")]);
}

#[test]
fn a_column_that_is_there_twice_is_a_fault() {
    let text = Bulk::new().text.replacen("LA (name)", "URN", 1);
    assert_eq!(told(Register::read(text.as_bytes(), b"")), [at(1, "URN", "")]);
}

#[test]
fn every_wrong_value_is_a_fault_on_its_line() {
    let file = Bulk::new()
        .school("150252", &[])
        .school("15025", &[("OpenDate", "31-02-2023"), ("NumberOfPupils", "SUPP")])
        .school("150253", &[("CloseDate", "2023-12-01"), ("SchoolCapacity", "-1")])
        .school("150254", &[("LA (code)", "93 "), ("EstablishmentNumber", "31167")])
        .school("150255", &[("EstablishmentName", " ")]);
    let expected = [
        at(3, "URN", "15025"),
        at(3, "OpenDate", "31-02-2023"),
        at(3, "NumberOfPupils", "SUPP"),
        at(4, "CloseDate", "2023-12-01"),
        at(4, "SchoolCapacity", "-1"),
        at(5, "EstablishmentNumber", "31167"),
        at(6, "EstablishmentName", ""),
    ];
    assert_eq!(file.faults(), expected);
}

#[test]
fn a_urn_that_is_there_twice_is_a_fault_that_names_the_first_line() {
    let file = Bulk::new().school("150252", &[]).school("150251", &[]).school("150252", &[]);
    let sentences = sentences(file.read());
    assert_eq!(sentences, [(4, "This URN is already on line 2.".to_owned())]);
}

#[test]
fn a_bulk_row_with_another_number_of_values_is_a_fault() {
    let short = format!("150251{}\r\n", ",".repeat(133));
    let long = format!("150250{}\r\n", ",".repeat(135));
    let file = Bulk::new().line(&short).school("150252", &[]).line(&long);
    assert_eq!(file.faults(), [at(2, "", ""), at(4, "", "")]);
    let sentences = sentences(file.read());
    assert!(sentences[0].1.starts_with("The row has 134 values for 135 columns"), "{sentences:?}");
}

#[test]
fn a_web_row_that_ends_before_its_links_is_a_fault() {
    let mut text = WEB.to_vec();
    text.extend_from_slice(b"116270,850,Hampshire\r\n");
    assert_eq!(told(Register::read(&text, b"")), [at(10, "", "")]);
}

#[test]
fn a_quotation_mark_that_is_never_closed_is_a_fault_where_it_opens() {
    let file = Bulk::new()
        .school("150252", &[])
        .school("150251", &[("EstablishmentName", "\"Wilby")])
        .school("150250", &[]);
    assert_eq!(file.faults(), [at(3, "", "")]);
}

#[test]
fn lines_are_counted_as_they_stand_in_the_file() {
    let two_lines = [("EstablishmentName", "\"Orford\r\nPrimary\""), ("Town", "\"a\nb\n\"")];
    let file = Bulk::new()
        .school("150252", &two_lines)
        .line("\r\n\n")
        .school("x", &[])
        .school("y", &two_lines)
        .school("z", &[]);
    assert_eq!(file.faults(), [at(8, "URN", "x"), at(9, "URN", "y"), at(13, "URN", "z")]);
}

#[test]
fn bytes_of_no_encoding_are_a_fault_on_their_line() {
    let mut bytes = Bulk::new().school("150252", &[]).text.into_bytes();
    bytes.extend_from_slice(b"a\x81b\r\nc\xff\r\n\x9d\r\n");
    let sentences = sentences(Register::read(&bytes, b""));
    let expected = [
        (3, "The byte 81 is neither UTF-8 nor Windows-1252.".to_owned()),
        (5, "The byte 9D is neither UTF-8 nor Windows-1252.".to_owned()),
    ];
    assert_eq!(sentences, expected);
}

#[test]
fn a_file_marked_as_utf_8_has_to_be_utf_8() {
    let mut bytes = format!("\u{feff}{}", Bulk::new().school("150252", &[]).text).into_bytes();
    bytes.extend_from_slice(b"\xe9\r\n");
    assert_eq!(told(Register::read(&bytes, b"")), [at(3, "", "")]);
}

#[test]
fn a_file_that_is_utf_8_but_for_one_place_is_not_read_as_something_else() {
    let file = Bulk::new().school("150252", &[("Town", "Fiert\u{e9}")]).text;
    let with = |more: &[u8]| [file.as_bytes(), more].concat();
    let faults = |bytes: &[u8]| sentences(Register::read(bytes, b""));
    let line =
        |line| vec![(line, "The file is UTF-8, but this line holds other bytes.".to_owned())];
    assert_eq!(faults(&with(b"150253,\xe9\r\n")), line(3));
    // The last letter is cut in two.
    assert_eq!(faults(&with(b"150253,Caf\xc3")), line(3));
    let old = file.replace('\u{e9}', "?").into_bytes();
    let old: Vec<u8> = old.iter().map(|byte| if *byte == b'?' { 0xe9 } else { *byte }).collect();
    assert!(Register::read(&old, b"").is_ok(), "a file in Windows-1252 is still read");
}

#[test]
fn what_is_no_csv_file_says_so() {
    for (bytes, word) in [
        (&b""[..], "empty"),
        (b"\xef\xbb\xbf\r\n", "empty"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"\xff\xfeU\0R\0N\0", "UTF-16"),
        (b"\xfe\xff\0U\0R\0N", "UTF-16"),
        (b"U\0R\0N\0", "NUL"),
        ("URN\u{202e}".as_bytes(), "direction"),
    ] {
        let sentences = sentences(Register::read(bytes, b""));
        assert_eq!(sentences.len(), 1, "{sentences:?}");
        assert!(sentences[0].1.contains(word), "{sentences:?}");
    }
}

#[test]
fn a_file_that_is_wrong_throughout_is_told_in_part() {
    let mut file = Bulk::new();
    for _ in 0..1_200 {
        file = file.line("x\r\n");
    }
    let sentences = sentences(file.read());
    assert_eq!(sentences.len(), 1_001);
    assert_eq!(sentences[1_000], (0, "There are 200 more faults.".to_owned()));
}

#[test]
fn a_long_value_is_cut() {
    let long = "9".repeat(4_000);
    let faults = Bulk::new().school("150252", &[("NumberOfPupils", &long)]).faults();
    assert_eq!(faults, [at(2, "NumberOfPupils", &long[..80])]);
}

#[test]
fn faults_of_the_links_file_say_so() {
    let establishments = Bulk::new().school("150252", &[]).text;
    let links = "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\r\n\
                 150252,12477,Orford,Predecessor,01-12-2023\r\n\
                 150252,124777,Orford,Predecessor\r\n\
                 150252,150252,Orford,Predecessor,01-12-2023\r\n\
                 150252,124777,Orford,Predecessor,soon\r\n";
    let read = Register::read(establishments.as_bytes(), links.as_bytes());
    let sentences = sentences(read);
    let lines: Vec<_> = sentences.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [2, 3, 4, 5]);
    assert!(sentences.iter().all(|(_, sentence)| sentence.starts_with("Links file: ")));
}
