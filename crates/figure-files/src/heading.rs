//! The first row of a file: which column stands where.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use csv::StringRecord;

use crate::faults::FigureFileFaults;

/// Columns that are read; the widest official file has some 320.
pub(crate) const MOST_COLUMNS: usize = 2_000;

/// The name of a column without what differs between releases: case, double spaces and the number of a footnote.
pub(crate) fn key(name: &str) -> String {
    let name = name.trim().trim_start_matches('\u{feff}').to_lowercase();
    let mut words: Vec<&str> = name.split_whitespace().collect();
    let is_footnote = |word: &&str| {
        let inside = word.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
        inside.is_some_and(|inside| {
            !inside.is_empty() && inside.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    if words.len() > 1 && words.last().is_some_and(is_footnote) {
        words.pop();
    }
    words.join(" ")
}

/// The columns of a file, by their keys.
#[derive(Debug)]
pub(crate) struct FigureHeading {
    /// Names as they are written, the empty ones too.
    names: Vec<String>,
    places: HashMap<String, usize>,
    doubled: Vec<String>,
    /// The line that it stands on.
    pub line: u64,
}

impl FigureHeading {
    /// Reads the names. `None` where the row is no heading, which is then among the faults.
    pub(crate) fn read(
        line: u64,
        record: &StringRecord,
        faults: &mut FigureFileFaults,
    ) -> Option<Self> {
        if record.len() == 1 && record.iter().any(|only| only.contains([';', '\t'])) {
            let sentence =
                "The columns are not divided by commas. Save the file as CSV with commas.";
            faults.line(line, sentence);
            return None;
        }
        if record.len() > MOST_COLUMNS {
            let sentence = "The file has more columns than are read: 2,000.";
            faults.line(line, sentence);
            return None;
        }
        let mut heading =
            Self { names: Vec::new(), places: HashMap::new(), doubled: Vec::new(), line };
        for (place, name) in record.iter().enumerate() {
            let key = key(name);
            heading.names.push(name.trim().trim_start_matches('\u{feff}').to_owned());
            if key.is_empty() {
                continue;
            }
            match heading.places.entry(key) {
                Entry::Occupied(known) => heading.doubled.push(known.key().clone()),
                Entry::Vacant(free) => {
                    free.insert(place);
                }
            }
        }
        Some(heading)
    }

    /// Where a column stands.
    pub(crate) fn place(&self, column: &str) -> Option<usize> {
        self.places.get(&key(column)).copied()
    }

    /// Whether a column is there more than once.
    pub(crate) fn is_doubled(&self, column: &str) -> bool {
        self.doubled.contains(&key(column))
    }

    /// The name of the column at a place, as it is written.
    pub(crate) fn name(&self, place: usize) -> &str {
        self.names.get(place).map_or("", String::as_str)
    }

    /// Number of columns, the unnamed ones included.
    pub(crate) fn width(&self) -> usize {
        self.names.len()
    }

    /// Every named column, as it is written.
    pub(crate) fn named(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str).filter(|name| !name.is_empty())
    }
}
