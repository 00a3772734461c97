//! How many connections to the store an installation may open, unit by unit.

use std::fmt::Write as _;

use contract::categories_of;
use eventlog::StoreConnections;

use crate::units::{RELAY, SEALER, WEB, services};

/// A unit and the connections it opens at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// Its name on the command line.
    pub unit: String,
    /// StoreConnections at most, beside those that a process has once.
    pub most: usize,
    /// Those that its process has once, where it is a process of its own.
    pub once: usize,
}

/// The shares of all units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget(Vec<Share>);

/// A process with services hears on one connection more that logs have grown.
const HEARING: usize = 1;
/// A process that appends opens one more while a log is held, for the other logs.
const SPARE: usize = 1;
/// Each of the two relays has one, for its fence and its checkpoint; it hears on the same.
const OF_THE_RELAYS: usize = host::Hearers::ALL.len();

impl Budget {
    /// That of this build, with so many connections a service.
    pub fn of(connections: StoreConnections) -> Self {
        let mut shares: Vec<Share> = services()
            .iter()
            .map(|service| {
                let appends = !categories_of(service.name()).is_empty();
                let share = of_a_service(service.name(), connections, appends);
                Share { most: share.most + service.connections(), ..share }
            })
            .collect();
        shares.extend(others());
        Self(shares)
    }

    /// All units in one process.
    pub fn together(&self) -> usize {
        self.0.iter().map(|share| share.most).sum::<usize>() + HEARING + SPARE
    }

    /// Each unit in a process of its own.
    pub fn apart(&self) -> usize {
        self.0.iter().map(|share| share.most + share.once).sum()
    }

    /// The table that `deploy/README.md` shows.
    pub fn table(&self) -> String {
        let mut text = "| unit | connections at most |\n|---|---|\n".to_owned();
        for Share { unit, most, .. } in &self.0 {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "| `{unit}` | {most} |");
        }
        let _ = writeln!(text, "| hearing that logs have grown, for each process | {HEARING} |");
        let _ = writeln!(text, "| appending beside a held log, for each process | {SPARE} |");
        let _ = writeln!(text, "| **all in one process** | **{}** |", self.together());
        let _ = writeln!(text, "| **each in a process of its own** | **{}** |", self.apart());
        text
    }
}

/// Who appends nothing opens no connection to append.
fn of_a_service(unit: &str, connections: StoreConnections, appends: bool) -> Share {
    let (unused, spare) = if appends { (0, SPARE) } else { (connections.appenders, 0) };
    Share { unit: unit.to_owned(), most: connections.total() - unused, once: HEARING + spare }
}

/// The units that are no services. The sealer has one connection at a time.
fn others() -> [Share; 3] {
    let share = |unit: &str, most| Share { unit: unit.to_owned(), most, once: 0 };
    let relay = host::RELAY_CONNECTIONS.total() + OF_THE_RELAYS;
    [share(RELAY, relay), share(SEALER, 1), share(WEB, web::STORE_CONNECTIONS)]
}

#[cfg(test)]
mod tests;
