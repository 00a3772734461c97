//! The register's files, real and spoilt.

mod any_bytes;
mod faults;
mod shapes;
mod successions;

use super::*;

const WEB: &[u8] = include_bytes!("../../tests/data/gias_web_2022.csv");
const BULK_140: &[u8] = include_bytes!("../../tests/data/gias_bulk_140_synthetic.csv");
const HEADER_135: &str = include_str!("../../tests/data/gias_bulk_135_header.txt");
const LINKS: &[u8] = include_bytes!("../../tests/data/gias_links_suffolk.csv");

/// A file in the bulk shape of 2025, written cell by cell.
struct Bulk {
    columns: Vec<&'static str>,
    text: String,
}

impl Bulk {
    fn new() -> Self {
        let columns: Vec<_> = HEADER_135.lines().collect();
        assert_eq!(columns.len(), 135);
        Self { text: format!("{}\r\n", columns.join(",")), columns }
    }

    /// Adds an open school; `cells` replace its values.
    fn school(mut self, urn: &str, cells: &[(&str, &str)]) -> Self {
        let usual = [
            ("URN", urn),
            ("LA (code)", "935"),
            ("EstablishmentNumber", "3116"),
            ("EstablishmentName", "Orford"),
            ("EstablishmentStatus (name)", "Open"),
            ("PhaseOfEducation (name)", "Primary"),
        ];
        let value = |column: &&str| {
            let found = cells.iter().chain(&usual).find(|(name, _)| name == column);
            found.map_or("", |(_, value)| *value)
        };
        let row: Vec<_> = self.columns.iter().map(value).collect();
        self.text.push_str(&row.join(","));
        self.text.push_str("\r\n");
        self
    }

    fn line(mut self, line: &str) -> Self {
        self.text.push_str(line);
        self
    }

    fn read(&self) -> Result<Register, Vec<RegisterFault>> {
        Register::read(self.text.as_bytes(), b"")
    }

    fn faults(&self) -> Vec<(u64, String, String)> {
        told(self.read())
    }
}

/// Line, column and value of every fault.
fn told(read: Result<Register, Vec<RegisterFault>>) -> Vec<(u64, String, String)> {
    let faults = read.expect_err("a file with faults");
    faults.into_iter().map(|fault| (fault.line, fault.column, fault.value)).collect()
}

fn sentences(read: Result<Register, Vec<RegisterFault>>) -> Vec<(u64, String)> {
    let faults = read.expect_err("a file with faults");
    faults.into_iter().map(|fault| (fault.line, fault.sentence)).collect()
}

fn at(line: u64, column: &str, value: &str) -> (u64, String, String) {
    (line, column.to_owned(), value.to_owned())
}

fn details(register: &Register, urn: &str) -> SchoolDetails {
    register.details(register.find(urn).expect("a school of the file"))
}

fn period(urn: &str, from: &str, until: &str) -> UrnPeriod {
    UrnPeriod { urn: urn.to_owned(), from: from.to_owned(), until: until.to_owned() }
}
