//! The establishments file: one row an establishment, in the bulk or the web shape.

use std::collections::HashMap;

use contract::schools::v1::SchoolDetails;
use csv::StringRecord;
use jiff::civil::{Date, date};

use super::faults::Faults;
use super::rows::{Heading, RowReader, Rows, too_much};
use super::succession::{Shown, Side};
use super::text;
use crate::urn::is_urn;

/// One establishment as the file has it.
#[derive(Debug)]
pub struct Establishment {
    /// The physical line it begins on.
    pub line: u64,
    /// Its URN.
    pub urn: String,
    /// Its status as the file words it, for example `Open, but proposed to close`.
    pub status: String,
    /// Whether that means open.
    pub open: bool,
    /// First day.
    pub opened_on: Option<Date>,
    /// The rest of what the record keeps; without URNs and joining day.
    pub details: SchoolDetails,
    /// When it joined the trust, in files with that column.
    pub joined_on: Option<Date>,
    /// Number and name of the trust that the file puts it in; empty where it names none.
    pub group: [String; 2],
}

impl Establishment {
    /// Whether it belongs to the trust with this number or name; an empty text is every trust's.
    pub fn is_of(&self, group: &str) -> bool {
        let same = |own: &String| own.eq_ignore_ascii_case(group);
        group.is_empty() || self.group.iter().any(same)
    }
}

/// What both shapes have in common and the record needs. None of Ofsted's columns, which came and went.
const NEEDED: [&str; 14] = [
    URN,
    LA,
    ESTABLISHMENT_NUMBER,
    "EstablishmentName",
    "TypeOfEstablishment (name)",
    STATUS,
    "OpenDate",
    "CloseDate",
    "PhaseOfEducation (name)",
    "ReligiousCharacter (name)",
    "SchoolCapacity",
    "NumberOfPupils",
    "Town",
    "Postcode",
];
const URN: &str = "URN";
const LA: &str = "LA (code)";
const ESTABLISHMENT_NUMBER: &str = "EstablishmentNumber";
const STATUS: &str = "EstablishmentStatus (name)";
/// The mark of the web shape: from here to the end of the row, one link a value.
const LINKED: &str = "Linked establishments";
/// In no file of the register itself; some trusts add it from the group links.
const JOINED: &str = "Joined date";

/// The trust that an establishment belongs to; not in every file.
const GROUP: [&str; 2] = ["Trusts (code)", "Trusts (name)"];

/// Reads the file: its establishments, and the successions its `Linked establishments` show.
pub fn read(bytes: &[u8], faults: &mut Faults) -> (Vec<Establishment>, Vec<Shown>) {
    let (mut establishments, mut shown) = (Vec::new(), Vec::new());
    let mut faults = faults.in_establishments();
    let Some(text) = text::decode(bytes, &mut faults) else { return (establishments, shown) };
    let mut rows = Rows::new(&text);
    let Some(heading) = Heading::read(&mut rows, &NEEDED, &mut faults) else {
        return (establishments, shown);
    };
    let linked = heading.place(LINKED);
    let mut lines: HashMap<String, u64> = HashMap::new();
    for (before, (line, record)) in rows.enumerate() {
        if let Some(sentence) = too_much(before, &record) {
            faults.line(line, sentence);
            break;
        }
        if let Some(sentence) = ragged(&heading, linked, &record) {
            faults.line(line, &sentence);
            continue;
        }
        let row = RowReader { line, record: &record, heading: &heading, faults: &mut faults };
        let Some(establishment) = establishment(row) else { continue };
        let urn = &establishment.urn;
        if let Some(first) = lines.insert(urn.clone(), line) {
            let sentence = format!("This URN is already on line {first}.");
            faults.value(line, URN, urn, &sentence);
        }
        shown.extend(links(linked, &record, urn));
        establishments.push(establishment);
    }
    (establishments, shown)
}

/// The bulk shape has as many values in every row as columns; the web shape may have more or fewer links.
fn ragged(heading: &Heading, linked: Option<usize>, record: &StringRecord) -> Option<String> {
    let (has, width) = (record.len(), heading.width);
    let sound = match linked {
        None => has == width,
        Some(linked) => has >= linked,
    };
    let often = "a quotation mark or a comma is often to blame";
    (!sound).then(|| format!("The row has {has} values for {width} columns; {often}."))
}

fn establishment(mut row: RowReader<'_, '_, '_>) -> Option<Establishment> {
    let urn = row.urn(URN);
    let la = row.digits(LA, 3);
    let number = row.digits(ESTABLISHMENT_NUMBER, 4);
    let text = |row: &RowReader<'_, '_, '_>, column| row.text(column).to_owned();
    if row.text("EstablishmentName").is_empty() {
        row.faults.value(row.line, "EstablishmentName", "", "The name is missing.");
    }
    let opened_on = row.date("OpenDate").filter(|day| *day != PLACEHOLDER);
    row.date("CloseDate");
    let details = SchoolDetails {
        name: text(&row, "EstablishmentName"),
        laestab: la.zip(number).map(|(la, number)| la + &number).unwrap_or_default(),
        phase: text(&row, "PhaseOfEducation (name)"),
        r#type: text(&row, "TypeOfEstablishment (name)"),
        religious_character: text(&row, "ReligiousCharacter (name)"),
        town: text(&row, "Town"),
        postcode: text(&row, "Postcode"),
        pupils: row.count("NumberOfPupils"),
        capacity: row.count("SchoolCapacity"),
        ..SchoolDetails::default()
    };
    let status = text(&row, STATUS);
    Some(Establishment {
        line: row.line,
        urn: urn?,
        open: status.starts_with("Open"),
        status,
        opened_on,
        details,
        joined_on: row.date(JOINED),
        group: GROUP.map(|column| text(&row, column)),
    })
}

/// What the register writes where it does not know when a school opened.
const PLACEHOLDER: Date = date(1900, 1, 1);

/// `130051 Predecessor` and the like; other kinds of link, and `Does not have links`, show no succession.
fn links(linked: Option<usize>, record: &StringRecord, urn: &str) -> Vec<Shown> {
    let values = linked.into_iter().flat_map(|linked| record.iter().skip(linked));
    values
        .filter_map(|value| {
            let (other, kind) = value.trim().split_once(' ')?;
            let side = Side::of(kind)?;
            let sound = is_urn(other) && other != urn;
            sound.then(|| Shown::new(side, urn, other, None))
        })
        .collect()
}
