//! What the forms share that read lines of the national register.

use contract::schools::v1::RegisterFault;
use maud::{Markup, html};

use super::counted;
use crate::components::{Cell, Table, button_link, warning};
use crate::failure::{Failure, Refused};
use crate::form::Entry;
use crate::visitor::Visitor;
use crate::web::Web;

/// Longest text of the register a form takes.
pub(super) const LONGEST: usize = 40_000;
/// Faults of a file that are told at once.
const TOLD: usize = 5;

/// Whether the file is only tried.
pub(super) const TRIAL: Entry = Entry::radios("trial", "Only try it?")
    .hint("A trial says what would happen and stores nothing")
    .wanted("Say whether this is a trial");

/// Says what is wrong with a file, and where.
pub(super) fn refused(faults: &[RegisterFault]) -> Failure {
    let faults = faults.iter().take(TOLD).map(|fault| match fault.line {
        0 => fault.sentence.clone(),
        line if fault.column.is_empty() => format!("Line {line}: {}", fault.sentence),
        line => format!("Line {line}, {}: {}", fault.column, fault.sentence),
    });
    let sentence = faults.collect::<Vec<_>>().join(" ");
    Failure::Refused(Refused { reason: "REGISTER_FAULTS".to_owned(), sentence, again: false })
}

/// What is said of a file that was not read, by the word in the address.
pub(super) fn wrong_file(word: &str) -> Option<&'static str> {
    match word {
        "none" => Some("Choose a file"),
        "form" => Some("This page was no longer valid. Choose the file again"),
        "gone" => Some("The file is not kept any more. Choose it again"),
        _ => None,
    }
}

/// A file that was given, for the person who gave it.
pub(super) fn given(web: &Web, visitor: &Visitor, file: &str) -> Result<Vec<u8>, Failure> {
    let gone = || Failure::NotFound("The file is not kept any more. Choose it again".to_owned());
    Ok(web.uploads.find(visitor.actor, file).ok_or_else(gone)?.to_vec())
}

/// What the page of a file with faults is called.
pub(super) const FAULTY: &str = "This file cannot be used yet";

/// What is wrong with a file, line by line, and the way to the page where it is given.
pub(super) fn faulty(faults: &[RegisterFault], at: &str) -> Markup {
    let wrong = counted(faults.len(), "thing is wrong", "things are wrong");
    html! {
        h1.govuk-heading-l { (FAULTY) }
        (warning(&format!("{wrong} in the file. It was not stored.")))
        (fault_table(faults))
        (button_link("Choose the file again", at))
    }
}

/// The faults of a file, each with its line.
fn fault_table(faults: &[RegisterFault]) -> Markup {
    let rows = faults.iter().map(|fault| {
        let line = if fault.line == 0 { String::new() } else { fault.line.to_string() };
        vec![
            Cell::text(line),
            Cell::text(&fault.column),
            Cell::text(&fault.value),
            Cell::text(&fault.sentence),
        ]
    });
    Table {
        head: vec![
            ("Line", false),
            ("Column", false),
            ("What stands there", false),
            ("What is wrong", false),
        ],
        rows: rows.collect(),
        stacks: true,
        ..Table::default()
    }
    .render()
}
