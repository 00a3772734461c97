//! Whatever is given, the reader answers: with a register or with faults, never with a panic.

use proptest::prelude::*;

use super::*;

#[path = "../../../../../fuzz/mutate.rs"]
mod mutate;

#[test]
fn a_spoilt_file_is_answered() {
    let folder =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/register");
    let corpus = mutate::corpus(&folder);
    let mut read = 0;
    for bytes in mutate::spoilt(&corpus, 20_260_803, 2_000) {
        let (establishments, links) = super::super::parted(&bytes);
        read += usize::from(Register::read(establishments, links).is_ok());
    }
    assert!(read > 0, "some of them are still whole");
}

/// Cells as spoilt files have them.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just(String::new()),
        2 => "[0-9]{4,7}",
        2 => "[0-9]{1,2}[-/][0-9]{1,2}[-/][0-9]{2,4}",
        1 => Just("150252".to_owned()),
        1 => Just("124777 Predecessor".to_owned()),
        1 => Just("Open".to_owned()),
        1 => "[\"',\r\n\\PC]{0,12}",
    ]
}

#[test]
fn a_file_with_more_than_the_register_has_is_given_up() {
    use super::super::rows::{MOST_ROWS, too_much};
    let row = csv::StringRecord::from(vec!["100000", "Orford"]);
    assert_eq!(too_much(MOST_ROWS - 1, &row), None);
    assert!(too_much(MOST_ROWS, &row).unwrap().contains("500,000"));
    let name = "z".repeat(5_000);
    let file = Bulk::new().school("100000", &[("EstablishmentName", &name)]).school("wrong", &[]);
    let faults = sentences(file.read());
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].1.contains("longer than any of the register's"), "{faults:?}");
}

proptest! {
    #[test]
    fn any_bytes_are_answered(establishments: Vec<u8>, links: Vec<u8>) {
        let _ = Register::read(&establishments, &links);
    }

    #[test]
    fn any_rows_under_a_good_heading_are_answered(
        rows in prop::collection::vec(prop::collection::vec(cell(), 0..140), 0..8),
        tail: Vec<u8>,
    ) {
        let mut file = Bulk::new();
        for row in &rows {
            file = file.line(&format!("{}\r\n", row.join(",")));
        }
        let mut bytes = file.text.into_bytes();
        bytes.extend(&tail);
        if let Ok(register) = Register::read(&bytes, LINKS) {
            for school in register.open() {
                prop_assert!(register.details(school).earlier_urns.len() <= 20);
            }
        }
    }

    #[test]
    fn any_links_are_answered(edges in prop::collection::vec((0_u32..6, 0_u32..6, any::<bool>()), 0..24)) {
        let mut links = "URN,LinkURN,LinkType,LinkEstablishedDate\n".to_owned();
        for (one, other, before) in edges.iter().filter(|(one, other, _)| one != other) {
            let kind = if *before { "Predecessor" } else { "Successor - merged" };
            links.push_str(&format!("10000{one},10000{other},{kind},01-09-2020\n"));
        }
        let file = Bulk::new().school("100000", &[]);
        let register = Register::read(file.text.as_bytes(), links.as_bytes()).unwrap();
        prop_assert!(details(&register, "100000").earlier_urns.len() <= 5);
    }

    #[test]
    fn a_fault_stands_on_the_line_it_is_said_to(
        names in prop::collection::vec("[a-z\r\n]{0,9}", 1..8),
        empty in prop::collection::vec(0_usize..3, 8),
    ) {
        let mut file = Bulk::new();
        for (name, empty) in names.iter().zip(&empty) {
            let name = format!("\"x{name}\"");
            file = file.line(&"\n".repeat(*empty)).school("wrong", &[("EstablishmentName", &name)]);
        }
        let lines: Vec<_> = file.text.split('\n').collect();
        let faults = file.faults();
        prop_assert_eq!(faults.len(), names.len());
        for (line, _, _) in faults {
            let line = usize::try_from(line).unwrap();
            prop_assert!(lines[line - 1].starts_with("wrong,"), "line {}", line);
        }
    }
}
