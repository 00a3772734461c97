//! The rows of a CSV text with the physical line each begins on, and the values in them.

use std::collections::HashMap;

use csv::{ReaderBuilder, StringRecord};
use jiff::civil::Date;

use super::faults::FileFaults;
use super::fields;

/// Reads a CSV text row by row. A quoted value may span lines, so rows and lines are counted apart.
pub struct Rows<'a> {
    text: &'a str,
    reader: csv::Reader<&'a [u8]>,
    counted: usize,
    line: u64,
}

impl<'a> Rows<'a> {
    /// From the first row on, the heading.
    pub fn new(text: &'a str) -> Self {
        let mut builder = ReaderBuilder::new();
        let reader = builder.has_headers(false).flexible(true).from_reader(text.as_bytes());
        Self { text, reader, counted: 0, line: 1 }
    }

    /// The next row and the line it begins on.
    fn next_row(&mut self) -> Option<(u64, StringRecord)> {
        let mut record = StringRecord::new();
        // Text in memory of any width can always be read.
        if !self.reader.read_record(&mut record).unwrap_or(false) {
            return None;
        }
        let begins = record.position().map_or(0, |position| position.byte());
        let begins = usize::try_from(begins).unwrap_or(usize::MAX).min(self.text.len());
        let bytes = self.text.as_bytes();
        // The position is where the reader stood, in front of line ends it then skipped.
        let skipped = bytes[begins..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let begins = begins + skipped.count();
        let passed = bytes.get(self.counted..begins).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.counted = begins.max(self.counted);
        Some((self.line, record))
    }
}

impl Iterator for Rows<'_> {
    type Item = (u64, StringRecord);

    fn next(&mut self) -> Option<Self::Item> {
        self.next_row()
    }
}

/// Rows that are read of one file; the register has some 53,000 establishments.
pub const MOST_ROWS: usize = 500_000;
/// Bytes of one value that are read; the longest of the register have some hundreds.
const LARGEST_VALUE: usize = 4_096;

/// What is wrong with a row that no file of the register has; `before` is how many came before it.
pub fn too_much(before: usize, record: &StringRecord) -> Option<&'static str> {
    if before >= MOST_ROWS {
        return Some("The file has more rows than are read: 500,000. It is not the register's.");
    }
    let large = record.iter().any(|value| value.len() > LARGEST_VALUE);
    large.then_some(
        "A value is longer than any of the register's. A quotation mark may not be closed.",
    )
}

/// Where each named column stands.
#[derive(Debug)]
pub struct Heading {
    columns: HashMap<String, usize>,
    /// Number of columns, the unnamed ones at the end included.
    pub width: usize,
}

impl Heading {
    /// Reads the heading; every missing or repeated column is a fault of its own.
    pub fn read(rows: &mut Rows<'_>, needed: &[&str], faults: &mut FileFaults<'_>) -> Option<Self> {
        let (line, record) = rows.next()?;
        let mut columns = HashMap::new();
        let mut sound = true;
        for (place, name) in record.iter().map(str::trim).enumerate() {
            if !name.is_empty() && columns.insert(name.to_owned(), place).is_some() {
                faults.value(line, name, "", "This column is there twice.");
                sound = false;
            }
        }
        for name in needed {
            if !columns.contains_key(*name) {
                faults.value(line, name, "", "This column is missing.");
                sound = false;
            }
        }
        sound.then_some(Self { columns, width: record.len() })
    }

    /// Where a column stands.
    pub fn place(&self, column: &str) -> Option<usize> {
        self.columns.get(column).copied()
    }
}

/// One row, read by column name; what can't be read goes to the faults.
pub struct RowReader<'r, 'f, 'g> {
    /// The line it begins on.
    pub line: u64,
    /// Its values.
    pub record: &'r StringRecord,
    /// The columns.
    pub heading: &'r Heading,
    /// Where faults go.
    pub faults: &'f mut FileFaults<'g>,
}

impl<'r> RowReader<'r, '_, '_> {
    /// A value without the space around it; empty where the column is missing.
    pub fn text(&self, column: &str) -> &'r str {
        let place = self.heading.place(column);
        place.and_then(|place| self.record.get(place)).unwrap_or_default().trim()
    }

    /// A URN.
    pub fn urn(&mut self, column: &str) -> Option<String> {
        let text = self.text(column);
        if crate::urn::is_urn(text) {
            return Some(text.to_owned());
        }
        self.faults.value(self.line, column, text, "This is not a URN: a URN has six digits.");
        None
    }

    /// A date, where there is one.
    pub fn date(&mut self, column: &str) -> Option<Date> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        let date = fields::date(text);
        if date.is_none() {
            let sentence = "This is not a date: it must be written like 01-12-2023 or 01/12/2023.";
            self.faults.value(self.line, column, text, sentence);
        }
        date
    }

    /// A count, where there is one.
    pub fn count(&mut self, column: &str) -> Option<u32> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        let count = fields::count(text);
        if count.is_none() {
            self.faults.value(self.line, column, text, "This is not a whole number.");
        }
        count
    }

    /// Digits filled up with zeros to a width; empty where there are none.
    pub fn digits(&mut self, column: &str, width: usize) -> Option<String> {
        let text = self.text(column);
        if text.len() > width || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            let sentence = format!("This is not a number of up to {width} digits.");
            self.faults.value(self.line, column, text, &sentence);
            return None;
        }
        (!text.is_empty()).then(|| format!("{text:0>width$}"))
    }
}
