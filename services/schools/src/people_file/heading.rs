//! The first line of a file of people: which column stands where.

use csv::StringRecord;

use crate::register::{FileFaults, Rows};

/// The columns, as the template has them.
pub const COLUMNS: [&str; 6] = ["Name", "Email", "Role", "Where", "First day", "Last day"];

/// Where each column stands, in the order of [`COLUMNS`].
#[derive(Debug)]
pub struct PeopleHeading {
    places: [usize; 6],
    /// Number of columns.
    pub width: usize,
}

impl PeopleHeading {
    /// Reads the headings, in any order and case. Each that is missing, strange or there twice is a fault.
    pub fn read(rows: &mut Rows<'_>, faults: &mut FileFaults<'_>) -> Option<Self> {
        let (line, record) = rows.next()?;
        if record.len() == 1 && record.iter().any(|only| only.contains([';', '\t'])) {
            faults.line(
                line,
                "The columns are not divided by commas. Save the file as CSV with commas.",
            );
            return None;
        }
        let mut found: [Option<usize>; 6] = [None; 6];
        let mut sound = true;
        for (place, name) in record.iter().map(str::trim).enumerate() {
            let known = COLUMNS.iter().position(|column| column.eq_ignore_ascii_case(name));
            let sentence = match known {
                _ if name.is_empty() => continue,
                None => {
                    format!("There is no such column. The columns are: {}.", COLUMNS.join(", "))
                }
                Some(column) if found[column].is_some() => "This column is there twice.".to_owned(),
                Some(column) => {
                    found[column] = Some(place);
                    continue;
                }
            };
            faults.value(line, name, "", &sentence);
            sound = false;
        }
        for (column, _) in COLUMNS.iter().zip(found).filter(|(_, place)| place.is_none()) {
            faults.value(line, column, "", "This column is missing.");
            sound = false;
        }
        let places = found.map(Option::unwrap_or_default);
        sound.then_some(Self { places, width: record.len() })
    }

    /// The trimmed values of a line, in the order of [`COLUMNS`].
    pub fn values<'r>(&self, record: &'r StringRecord) -> [&'r str; 6] {
        self.places.map(|place| record.get(place).unwrap_or_default().trim())
    }
}
