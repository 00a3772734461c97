use encoding_rs::WINDOWS_1252;
use jiff::civil::date;

use super::*;

const LINKS_HEADING: &str = "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\n";

fn links(rows: &[&str]) -> Vec<u8> {
    format!("{LINKS_HEADING}{}\n", rows.join("\n")).into_bytes()
}

fn register(file: &Bulk, links: &[u8]) -> Register {
    Register::read(file.text.as_bytes(), links).unwrap()
}

fn orford() -> Bulk {
    Bulk::new().school("150252", &[])
}

fn earlier(rows: &[&str]) -> Vec<UrnPeriod> {
    details(&register(&orford(), &links(rows)), "150252").earlier_urns
}

#[test]
fn orford_and_wilby_join_with_their_earlier_urns() {
    let file = Bulk::new().school("150252", &[]).school("150251", &[]);
    let register = register(&file, LINKS);
    let orford = details(&register, "150252").earlier_urns;
    assert_eq!(orford, [period("124777", "", "2023-12-01")]);
    let wilby = details(&register, "150251").earlier_urns;
    assert_eq!(wilby, [period("124747", "", "2023-12-01")]);
}

#[test]
fn the_links_file_may_be_windows_1252() {
    let row = format!("{LINKS_HEADING}150252,124777,École d’Orford,Predecessor,01-12-2023\n");
    let windows = WINDOWS_1252.encode(&row).0.into_owned();
    let orford = details(&register(&orford(), &windows), "150252").earlier_urns;
    assert_eq!(orford, [period("124777", "", "2023-12-01")]);
}

#[test]
fn the_new_establishments_line_tells_the_first_day() {
    let both = [
        "124777,150252,Orford,Successor,31-10-2023",
        "150252,124777,Orford,Predecessor,01-12-2023",
    ];
    assert_eq!(earlier(&both), [period("124777", "", "2023-12-01")]);
}

#[test]
fn the_old_establishments_line_tells_its_last_day() {
    let only = ["124777,150252,Orford,Successor,30-11-2023"];
    assert_eq!(earlier(&only), [period("124777", "", "2023-12-01")]);
}

#[test]
fn the_day_it_opened_stands_in_for_a_link_without_a_day() {
    let file = Bulk::new()
        .school("150252", &[("OpenDate", "01-12-2023")])
        .school("124777", &[("EstablishmentStatus (name)", "Closed"), ("OpenDate", "05-09-1996")]);
    let register = register(&file, &links(&["150252,124777,Orford,Predecessor,"]));
    let urns = details(&register, "150252").earlier_urns;
    assert_eq!(urns, [period("124777", "1996-09-05", "2023-12-01")]);
}

#[test]
fn a_link_without_any_day_still_tells_the_earlier_urn() {
    assert_eq!(earlier(&["150252,124777,Orford,Predecessor,"]), [period("124777", "", "")]);
}

#[test]
fn a_chain_of_urns_is_told_oldest_first() {
    let chain = [
        "150252,140000,Orford,Predecessor,01-12-2023",
        "140000,124777,Orford,Predecessor,01-08-2016",
        "124777,110000,Orford,Predecessor,",
    ];
    let expected = [
        period("110000", "", ""),
        period("124777", "", "2016-08-01"),
        period("140000", "2016-08-01", "2023-12-01"),
    ];
    assert_eq!(earlier(&chain), expected);
}

#[test]
fn a_link_without_a_day_keeps_its_place_in_the_chain() {
    let chain =
        ["150252,140000,Orford,Predecessor,", "140000,124777,Orford,Predecessor,01-08-2016"];
    let expected = [period("124777", "", "2016-08-01"), period("140000", "2016-08-01", "")];
    assert_eq!(earlier(&chain), expected);
}

#[test]
fn what_lies_behind_an_open_establishment_is_its_past_alone() {
    let file = orford().school("140000", &[]);
    let chain = links(&[
        "150252,140000,Orford,Predecessor,01-12-2023",
        "140000,124777,Orford,Predecessor,01-08-2016",
    ]);
    let register = register(&file, &chain);
    assert_eq!(details(&register, "150252").earlier_urns, []);
    assert_eq!(details(&register, "140000").earlier_urns.len(), 1);
}

#[test]
fn merged_predecessors_are_all_told() {
    let file = Bulk::new().school("140121", &[]);
    let urns = details(&register(&file, LINKS), "140121").earlier_urns;
    let mut urns: Vec<_> =
        urns.iter().map(|past| (past.urn.as_str(), past.until.as_str())).collect();
    urns.sort_unstable();
    let day = "2021-08-31";
    assert_eq!(urns, [("124526", day), ("131822", day), ("134762", day)]);
}

#[test]
fn other_kinds_of_link_show_no_succession() {
    let other = [
        "150252,124777,Orford,Sixth Form Centre Link,01-12-2023",
        "150252,124778,Orford,Result of Amalgamation,",
    ];
    assert_eq!(earlier(&other), []);
}

#[test]
fn files_that_go_in_a_circle_come_to_an_end() {
    let circle = [
        "150252,124777,Orford,Predecessor,01-12-2023",
        "124777,150252,Orford,Predecessor,01-12-2024",
    ];
    let register = register(&orford(), &links(&circle));
    assert_eq!(details(&register, "150252").earlier_urns, [period("124777", "", "2023-12-01")]);
}

#[test]
fn an_open_establishment_is_nobodys_past() {
    let file = orford().school("124777", &[]);
    let register = register(&file, &links(&["150252,124777,Orford,Predecessor,01-12-2023"]));
    assert_eq!(details(&register, "150252").earlier_urns, []);
    assert_eq!(register.ancestry("150252"), []);
}

#[test]
fn a_closed_establishment_names_its_successors() {
    let register = register(&orford(), LINKS);
    assert_eq!(register.successors("124777"), ["150252"]);
    let ancestry = register.ancestry("150252");
    assert_eq!(ancestry.len(), 1);
    assert_eq!(ancestry[0].on, Some(date(2023, 12, 1)));
}

#[test]
fn the_web_shape_shows_its_own_links() {
    let register = Register::read(WEB, b"").unwrap();
    assert_eq!(details(&register, "125125").earlier_urns, [period("130051", "", "")]);
}
