//! What the forms share that read lines of the national register.

use contract::schools::v1::RegisterFault;

use crate::failure::{Failure, Refused};
use crate::form::Entry;

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
