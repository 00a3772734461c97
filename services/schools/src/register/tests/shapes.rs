use encoding_rs::WINDOWS_1252;

use super::*;

#[test]
fn the_web_shape_is_read() {
    let register = Register::read(WEB, b"").unwrap();
    assert_eq!(register.open().count(), 8);
    let details = details(&register, "116266");
    assert_eq!(details.name, "Abbotts Ann Church of England Primary School");
    assert_eq!(details.laestab, "8503000");
    assert_eq!(details.phase, "Primary");
    assert_eq!(details.r#type, "Voluntary controlled school");
    assert_eq!(details.religious_character, "Church of England");
    assert_eq!(details.town, "Andover");
    assert_eq!(details.postcode, "SP11 7FE");
    assert_eq!((details.pupils, details.capacity), (Some(105), Some(112)));
    assert_eq!(details.earlier_urns, []);
}

#[test]
fn the_bulk_shape_of_2023_is_read() {
    let register = Register::read(BULK_140, b"").unwrap();
    assert_eq!(register.open().count(), 6);
    let school = register.find("130000").unwrap();
    assert_eq!(school.opened_on, Some(jiff::civil::date(1993, 5, 29)));
    let details = register.details(school);
    assert_eq!((details.laestab.as_str(), details.pupils), ("1001000", Some(1463)));
}

#[test]
fn the_bulk_shape_of_2025_needs_none_of_ofsteds_columns() {
    let file = Bulk::new().school("150252", &[("NumberOfPupils", "62"), ("Town", "Woodbridge")]);
    assert!(!file.text.contains("Ofsted"));
    let details = details(&file.read().unwrap(), "150252");
    assert_eq!((details.pupils, details.capacity), (Some(62), None));
    assert_eq!((details.laestab.as_str(), details.town.as_str()), ("9353116", "Woodbridge"));
}

#[test]
fn windows_1252_and_utf_8_with_and_without_a_mark_are_read() {
    let name = "St Mary’s École";
    let file = Bulk::new().school("150252", &[("EstablishmentName", name)]);
    let marked = format!("\u{feff}{}", file.text).into_bytes();
    let windows = WINDOWS_1252.encode(&file.text).0.into_owned();
    assert!(std::str::from_utf8(&windows).is_err());
    for bytes in [file.text.into_bytes(), marked, windows] {
        assert_eq!(details(&Register::read(&bytes, b"").unwrap(), "150252").name, name);
    }
}

#[test]
fn days_may_be_written_with_slashes() {
    let file = Bulk::new().school("150252", &[("OpenDate", "01/12/2023")]);
    let opened_on = file.read().unwrap().find("150252").unwrap().opened_on;
    assert_eq!(opened_on, Some(jiff::civil::date(2023, 12, 1)));
}

#[test]
fn open_is_what_the_register_calls_open() {
    let status = |status| [("EstablishmentStatus (name)", status)];
    let register = Bulk::new()
        .school("100001", &status("Open"))
        .school("100002", &status("\"Open, but proposed to close\""))
        .school("100003", &status("Closed"))
        .school("100004", &status("Proposed to open"))
        .read()
        .unwrap();
    let open: Vec<_> = register.open().map(|school| school.urn.as_str()).collect();
    assert_eq!(open, ["100001", "100002"]);
}

#[test]
fn a_school_without_local_authority_number_has_no_laestab() {
    let register = Bulk::new()
        .school("100001", &[("EstablishmentNumber", "")])
        .school("100002", &[("LA (code)", "0"), ("EstablishmentNumber", "12")])
        .read()
        .unwrap();
    assert_eq!(details(&register, "100001").laestab, "");
    assert_eq!(details(&register, "100002").laestab, "0000012");
}

#[test]
fn the_web_shape_may_have_more_links_than_columns() {
    let text = String::from_utf8(WEB.to_vec()).unwrap();
    let text =
        text.replace("130051 Predecessor", "130051 Predecessor,130052 Predecessor - merged,");
    let register = Register::read(text.as_bytes(), b"").unwrap();
    let earlier = details(&register, "125125").earlier_urns;
    let mut urns: Vec<_> = earlier.iter().map(|past| past.urn.as_str()).collect();
    urns.sort_unstable();
    assert_eq!(urns, ["130051", "130052"]);
}

#[test]
fn the_web_shape_may_have_unnamed_columns_in_its_heading() {
    let text = String::from_utf8(WEB.to_vec()).unwrap();
    let text = text.replacen("Linked establishments", "Linked establishments,,", 1);
    assert_eq!(Register::read(text.as_bytes(), b"").unwrap().open().count(), 8);
}

#[test]
fn a_joining_day_is_read_where_a_trust_added_it() {
    let mut file = Bulk::new();
    file.columns.push("Joined date");
    file.text = format!("{}\r\n", file.columns.join(","));
    let register = file.school("150252", &[("Joined date", "01-12-2023")]).read().unwrap();
    let joined_on = register.find("150252").unwrap().joined_on;
    assert_eq!(joined_on, Some(jiff::civil::date(2023, 12, 1)));
}
