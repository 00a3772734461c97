//! The establishments of the national register (GIAS), as far as schools are compared by what it says of them.
//!
//! Both shapes are read: the bulk download, and the web download with `Linked establishments` behind its last named column.

mod row;

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Read, Seek};

use csv::{ByteRecord, ReaderBuilder};

use crate::faults::{FigureFileFault, FigureFileFaults};
use crate::heading::{FigureHeading, key};
use crate::read::too_much;
use crate::source::{RowSource, text_rows};
use row::{EstablishmentColumns, EstablishmentRow};

/// The column of the number of pupils.
pub const PUPILS: &str = "NumberOfPupils";
/// The column of the share of pupils who are eligible for free school meals.
pub const FREE_MEALS: &str = "PercentageFSM";

const URN: &str = "URN";
const AUTHORITY: &str = "LA (code)";
const NAME: &str = "EstablishmentName";
const GROUP: &str = "EstablishmentTypeGroup (name)";
const STATUS: &str = "EstablishmentStatus (name)";
const PHASE: &str = "PhaseOfEducation (name)";
const CHARACTER: &str = "ReligiousCharacter (name)";

/// The columns without which nothing can be compared.
const NEEDED: [&str; 9] =
    [URN, AUTHORITY, NAME, GROUP, STATUS, PHASE, CHARACTER, PUPILS, FREE_MEALS];
/// No other file has more than one of these.
const MARKS: [&str; 3] = [STATUS, PHASE, FREE_MEALS];
/// Bytes in which the headings are looked for; those of the register take some 4,000.
const LARGEST_HEAD: u64 = 64 * 1024;

/// An open school in the care of the state, in the words of the register; empty where it says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EstablishmentLine {
    /// The physical line that its row begins on, from 1.
    pub line: u64,
    /// Six digits.
    pub urn: String,
    /// Its name.
    pub name: String,
    /// The town of its address.
    pub town: String,
    /// Three digits of its local authority.
    pub authority: String,
    /// For example `South East`.
    pub region: String,
    /// One of the register's eight phases, for example `Primary`.
    pub phase: String,
    /// For example `Church of England`, or `Does not apply`.
    pub religious_character: String,
    /// The number of pupils as it was given: a number, or the reason why there is none.
    pub pupils: String,
    /// The share of free school meals, likewise.
    pub free_meals: String,
}

/// What was found in the file. With one fault none of it should be used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EstablishmentsReading {
    /// Lines below the heading that are not empty.
    pub lines: u64,
    /// In the order of the file, each once.
    pub schools: Vec<EstablishmentLine>,
    /// What was left out, and how many lines for this reason.
    pub left_out: BTreeMap<&'static str, u64>,
    /// What is wrong with the file.
    pub faults: Vec<FigureFileFault>,
}

/// Whether the headings of a text are those of the register's establishments, or all but one of its marks. The file stands at its
/// beginning before and after.
///
/// # Errors
///
/// Where the file itself cannot be read.
pub fn begins_with_establishments<R: Read + Seek>(file: &mut R) -> io::Result<bool> {
    let mut head = Vec::new();
    file.by_ref().take(LARGEST_HEAD).read_to_end(&mut head)?;
    file.rewind()?;
    let mut builder = ReaderBuilder::new();
    let mut rows = builder.has_headers(false).flexible(true).from_reader(head.as_slice());
    let mut first = ByteRecord::new();
    if !rows.read_byte_record(&mut first).unwrap_or(false) {
        return Ok(false);
    }
    let names: Vec<String> = first.iter().map(|name| key(&String::from_utf8_lossy(name))).collect();
    let found = MARKS.iter().filter(|mark| names.contains(&key(mark))).count();
    Ok(found + 1 >= MARKS.len())
}

/// Reads the file from its beginning to its end.
///
/// # Errors
///
/// Where the file itself cannot be read. What is wrong with its content is among the faults.
pub fn read_establishments<R: Read + Seek>(file: R) -> io::Result<EstablishmentsReading> {
    let mut faults = FigureFileFaults::default();
    let mut reading = EstablishmentsReading::default();
    if let Some(mut source) = text_rows(file, &mut faults)? {
        rows(&mut source, &mut reading, &mut faults)?;
    }
    reading.faults = faults.into_list();
    Ok(reading)
}

fn rows(
    source: &mut dyn RowSource,
    reading: &mut EstablishmentsReading,
    faults: &mut FigureFileFaults,
) -> io::Result<()> {
    let Some(line) = source.next(faults)? else {
        if faults.is_empty() {
            faults.file(source.without_rows());
        }
        return Ok(());
    };
    let Some(heading) = FigureHeading::read(line, source.record(), faults) else { return Ok(()) };
    if !has_needed(&heading, faults) {
        return Ok(());
    }
    let columns = EstablishmentColumns::of(&heading);
    let mut urns: HashMap<String, u64> = HashMap::new();
    let mut read = 0;
    while let Some(line) = source.next(faults)? {
        let record = source.record();
        read += 1;
        if let Some(sentence) = too_much(read, record) {
            faults.line(line, sentence);
            return Ok(());
        }
        if record.iter().all(|value| value.trim().is_empty()) {
            continue;
        }
        reading.lines += 1;
        let left_out = &mut reading.left_out;
        let mut row =
            EstablishmentRow { line, record, columns: &columns, left_out, faults: &mut *faults };
        let Some(school) = row.read() else { continue };
        if let Some(first) = urns.insert(school.urn.clone(), line) {
            let sentence = format!("This URN is already on line {first}.");
            faults.value(line, URN, &school.urn, &sentence);
        }
        reading.schools.push(school);
    }
    if reading.lines == 0 && faults.is_empty() {
        faults.file("The file has no line below its headings.");
    }
    Ok(())
}

/// Whether each column is there once; what is missing or doubled is among the faults.
fn has_needed(heading: &FigureHeading, faults: &mut FigureFileFaults) -> bool {
    let mut sound = true;
    for column in NEEDED {
        let sentence = match heading.place(column) {
            None => {
                "This column is missing. The file looks like: the establishments of the national register."
            }
            Some(_) if heading.is_doubled(column) => "This column is there twice.",
            Some(_) => continue,
        };
        faults.value(heading.line, column, "", sentence);
        sound = false;
    }
    sound
}

#[cfg(test)]
mod tests;
