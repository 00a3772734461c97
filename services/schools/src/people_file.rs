//! A CSV file of people and their roles: reads its lines, and says what is wrong with them.

mod days;
mod heading;
mod line;
mod places;

use contract::schools::v1::RegisterFault;

use crate::register::{Faults, Rows, decode};
use heading::PeopleHeading;

pub use line::PersonLine;
pub use places::RolePlaces;

/// Lines that one file may have; a trust of 100 schools has some 900 people.
const MOST_LINES: usize = 1_000;

/// Reads the file, one role a line. With one fault nothing of it is used.
pub fn read(bytes: &[u8]) -> Result<Vec<PersonLine>, Vec<RegisterFault>> {
    let mut faults = Faults::default();
    let mut lines = Vec::new();
    let mut file = faults.in_people();
    if let Some(text) = decode(bytes, &mut file) {
        let mut rows = Rows::new(&text);
        if let Some(heading) = PeopleHeading::read(&mut rows, &mut file) {
            let full =
                rows.filter(|(_, record)| record.iter().any(|value| !value.trim().is_empty()));
            let mut met = 0;
            for (line, record) in full {
                met += 1;
                if met > MOST_LINES {
                    file.line(line, "A file has at most 1,000 lines. Divide it, and send one part after the other.");
                    break;
                }
                lines.extend(line::read(&heading, line, &record, &mut file));
            }
            if met == 0 {
                file.file("The file has no line below its headings.");
            }
        }
    }
    faults.none_or_all()?;
    Ok(lines)
}

#[cfg(test)]
mod tests;
