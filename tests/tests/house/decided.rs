//! Who hears of each event beside those who follow all of them: it is decided of every event, and written down.

use std::collections::BTreeMap;

use contract::events::EVENT_TYPES;

use crate::{LISTS, listed, none};

/// Who hears of each event: `<full name>: <hearers>`.
const HEARERS: &str = "hearers.txt";
const UNDECIDED: &str =
    "decide whether letters, the clock and committees hear it, and for whom it opens";

/// Who hears of events of a type, as the code has it.
fn hearers(event: &str) -> String {
    let mut hearers = Vec::new();
    if letters::READS.contains(&event) {
        hearers.push("letters".to_owned());
    }
    hearers.extend(schools::due_kinds_of(event).iter().map(|kind| format!("clock of {kind}")));
    hearers.extend(trail::particular_readers(event).iter().map(|&readers| readers.to_owned()));
    if hearers.is_empty() { "nobody".to_owned() } else { hearers.join(", ") }
}

#[test]
fn it_is_decided_of_every_event_who_hears_it() {
    let decided = listed(HEARERS);
    let mut decided: BTreeMap<&str, &str> =
        decided.iter().map(|line| line.split_once(": ").unwrap()).collect();
    let mut faults = Vec::new();
    for event in EVENT_TYPES {
        let (name, hearers) = (event.name, hearers(event.name));
        match decided.remove(name) {
            Some(written) if written == hearers => {}
            Some(written) => faults.push(format!("{name}: {written}; by the code: {hearers}")),
            None => faults.push(format!("{name}: {UNDECIDED}; by the code: {hearers}")),
        }
    }
    faults.extend(decided.keys().map(|gone| format!("{gone}: is no event any more")));
    for fault in &mut faults {
        fault.push_str(&format!(" (the list is {LISTS}/{HEARERS})"));
    }
    none(faults);
}
