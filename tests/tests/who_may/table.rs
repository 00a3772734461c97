//! Reads `docs/access/` as a clerk does.

use std::collections::BTreeMap;

use plumbline_tests::{Asker, Rpc, Subject};

const EVERYONE: &str = "everyone with a role in the trust";
const EVERYBODY_ELSE: &str = "all others";

/// The callers of a row, and its cells: own school, another school, the trust.
type Row = (Vec<String>, [bool; 3]);

/// Rows by action.
pub struct Table(BTreeMap<String, Vec<Row>>);

impl Table {
    pub fn read() -> Self {
        let mut rows: BTreeMap<String, Vec<Row>> = BTreeMap::new();
        for service in contract::SERVICES {
            let path = format!("{}/../docs/access/{service}.md", env!("CARGO_MANIFEST_DIR"));
            let text = std::fs::read_to_string(path).unwrap();
            let mut action = String::new();
            for line in text.lines() {
                if let Some(name) = line.strip_prefix("## ") {
                    action = format!("{service}.{name}");
                } else if let Some(row) = row(line) {
                    rows.entry(action.clone()).or_default().push(row);
                }
            }
        }
        Self(rows)
    }

    /// Whether the table allows a caller an action on a subject.
    pub fn allows(&self, rpc: &Rpc, asker: &Asker, subject: Subject) -> bool {
        let [own, other, trust] = self.cells(&rpc.action, asker);
        match subject {
            // A team's own thing is its review. What names no review is another school's to it.
            Subject::Own if asker.name == "peer reviewer" && !rpc.names("review_id") => other,
            Subject::Own => own,
            Subject::Other => other,
            // A list without a named school has what the caller may see of each school.
            Subject::Trust if !rpc.writes => own || other || trust,
            Subject::Trust => trust,
        }
    }

    fn cells(&self, action: &str, asker: &Asker) -> [bool; 3] {
        let rows = self.0.get(action).unwrap_or_else(|| panic!("{action} is not in the table"));
        let names = |wanted: &str| {
            let mut found = rows.iter().filter(|(names, _)| names.iter().any(|n| n == wanted));
            found.next().map(|(_, cells)| *cells)
        };
        let everyone = || asker.role.and_then(|_| names(EVERYONE));
        names(&asker.name).or_else(everyone).or_else(|| names(EVERYBODY_ELSE)).unwrap()
    }
}

fn row(line: &str) -> Option<Row> {
    let cells: Vec<&str> = line.strip_prefix("| ")?.strip_suffix(" |")?.split(" | ").collect();
    let [who, own, other, trust] = cells[..] else { return None };
    let names = who.split(", ").map(str::to_owned).collect();
    (who != "who").then(|| (names, [own, other, trust].map(|cell| cell != "no")))
}
