//! The links file: which establishment came before or after which.

use super::faults::FileFaults;
use super::rows::{Heading, RowReader, Rows, too_much};
use super::succession::{Shown, Side};
use super::text;

const NEEDED: [&str; 4] = [URN, LINK_URN, LINK_TYPE, ESTABLISHED];
const URN: &str = "URN";
const LINK_URN: &str = "LinkURN";
const LINK_TYPE: &str = "LinkType";
const ESTABLISHED: &str = "LinkEstablishedDate";

/// Reads the file; other kinds of link than successions are passed over.
pub fn read(bytes: &[u8], faults: &mut FileFaults<'_>) -> Vec<Shown> {
    let mut shown = Vec::new();
    let Some(text) = text::decode(bytes, faults) else { return shown };
    let mut rows = Rows::new(&text);
    let Some(heading) = Heading::read(&mut rows, &NEEDED, faults) else { return shown };
    for (before, (line, record)) in rows.enumerate() {
        if let Some(sentence) = too_much(before, &record) {
            faults.line(line, sentence);
            break;
        }
        if record.len() != heading.width {
            let (has, width) = (record.len(), heading.width);
            faults.line(line, &format!("The row has {has} values for {width} columns."));
            continue;
        }
        let row = RowReader { line, record: &record, heading: &heading, faults };
        shown.extend(succession(row));
    }
    shown
}

fn succession(mut row: RowReader<'_, '_, '_>) -> Option<Shown> {
    let (urn, other) = (row.urn(URN), row.urn(LINK_URN));
    let date = row.date(ESTABLISHED);
    let side = Side::of(row.text(LINK_TYPE))?;
    let (urn, other) = (urn?, other?);
    if urn == other {
        let sentence = "An establishment can't come before or after itself.";
        row.faults.value(row.line, LINK_URN, &other, sentence);
        return None;
    }
    Some(Shown::new(side, &urn, &other, date))
}
