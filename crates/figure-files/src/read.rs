//! Reads a file row by row.

mod row;

use std::collections::{BTreeMap, HashSet};
use std::io::{self, Read, Seek};

use contract::Period;
use contract::evidence::v1::FigureStatus;
use csv::StringRecord;

use crate::faults::{FigureFileFault, FigureFileFaults};
use crate::heading::{FigureHeading, key};
use crate::layout::FileLayout;
use crate::layouts::recognise;
use crate::placed::{PlacedLayout, speaks_of};
use crate::shape::{FileShape, SaidOfFile, ShareStyle};
use crate::source::{RowSource, text_rows};
use crate::workbook::{self, OpenedWorkbook};
use row::RowsRead;

/// Rows that are read; the file of key stage 2 has 1.2 million.
const MOST_ROWS: u64 = 3_000_000;
/// Bytes of one value that are read. A longer one in a text is a quotation that nobody closed.
pub(crate) const LARGEST_VALUE: usize = 4_096;
/// Rows below the heading that are shown as they stand, and what of them is shown.
const FIRST_ROWS: usize = 5;
const FIRST_VALUES: usize = 60;
const LONGEST_SHOWN: usize = 80;
const TOO_LONG: &str =
    "A value is longer than 4,096 bytes. In a CSV file, a quotation mark may not be closed.";

/// Whom a figure is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FigureOf<'a> {
    /// The school with this URN.
    School(&'a str),
    /// The local authority with this code, to compare with.
    Authority(&'a str),
    /// England, to compare with.
    England,
}

/// One figure of a file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FileFigure<'a> {
    /// The physical line that its row begins on, from 1.
    pub line: u64,
    /// The column that it stands in.
    pub column: &'a str,
    /// Whom it is about.
    pub of: FigureOf<'a>,
    /// Id of its measure.
    pub measure_id: &'a str,
    /// Of which time.
    pub period: Period,
    /// The part of the pupils; empty for all of them.
    pub breakdown_id: &'a str,
    /// As it was given: a number, or the reason why there is none.
    pub cell: &'a str,
    /// How it writes a share.
    pub style: ShareStyle,
    /// How many pupils, answers or sessions it rests on.
    pub cohort: Option<u32>,
    /// How far it is settled.
    pub status: FigureStatus,
}

/// What takes the figures of a file.
pub trait FigureSink {
    /// Whether figures of the school with this URN are wanted. Lines of others are counted, and looked at no further.
    fn wants(&self, urn: &str) -> bool;
    /// Takes a figure; an error says what is wrong with its value.
    fn take(&mut self, figure: &FileFigure<'_>) -> Result<(), String>;
}

/// What was found in a file. With one fault none of its figures should be used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileReading {
    /// `None` where the columns are of no known file.
    pub shape: Option<FileShape>,
    /// Lines below the heading that are not empty.
    pub lines: u64,
    /// Of them: lines of schools that are wanted.
    pub of_schools: u64,
    /// Of them: lines of other schools.
    pub of_others: u64,
    /// Of them: lines of England or of an authority, to compare with. None of them is a school.
    pub benchmarks: u64,
    /// Of them: what was left out, and how many lines for this reason.
    pub left_out: BTreeMap<String, u64>,
    /// Every column that has a name, as it is written.
    pub columns: Vec<String>,
    /// Columns that the shape does not know.
    pub unknown_columns: Vec<String>,
    /// The first five rows below the heading, by the columns above: at most 60 values of each, cut after 80 letters.
    pub first_rows: Vec<Vec<String>>,
    /// The sheet that was read; empty where the file is no workbook.
    pub sheet: String,
    /// The sheets of a workbook that a person sees, in their order.
    pub sheets: Vec<String>,
    /// What is wrong with the file.
    pub faults: Vec<FigureFileFault>,
}

/// Reads a file from its beginning to its end, and gives its figures one after the other.
///
/// # Errors
///
/// Where the file itself cannot be read. What is wrong with its content is among the faults.
pub fn read<R: Read + Seek>(
    mut file: R,
    said: &SaidOfFile,
    sink: &mut dyn FigureSink,
) -> io::Result<FileReading> {
    let mut faults = FigureFileFaults::default();
    let mut reading = FileReading::default();
    let so_far = InProgress { reading: &mut reading, faults: &mut faults };
    if workbook::begins(&mut file)? {
        sheet(file, said, sink, so_far)?;
    } else {
        lines(file, said, sink, so_far)?;
    }
    reading.faults = faults.into_list();
    Ok(reading)
}

/// What is known so far.
struct InProgress<'a> {
    reading: &'a mut FileReading,
    faults: &'a mut FigureFileFaults,
}

/// Reads a text.
fn lines<R: Read + Seek>(
    file: R,
    said: &SaidOfFile,
    sink: &mut dyn FigureSink,
    so_far: InProgress<'_>,
) -> io::Result<()> {
    match text_rows(file, so_far.faults)? {
        Some(mut source) => rows(&mut source, said, sink, so_far),
        None => Ok(()),
    }
}

/// Reads a sheet of a workbook.
fn sheet<R: Read + Seek>(
    file: R,
    said: &SaidOfFile,
    sink: &mut dyn FigureSink,
    so_far: InProgress<'_>,
) -> io::Result<()> {
    let InProgress { reading, faults } = so_far;
    let mut workbook = match OpenedWorkbook::open(file) {
        Ok(workbook) => workbook,
        Err(fault) => {
            faults.file(&fault.sentence());
            return Ok(());
        }
    };
    reading.sheets = workbook.sheet_names();
    let opened = match workbook.place_of(&said.sheet) {
        Ok(place) => {
            reading.sheet.clone_from(&reading.sheets[place]);
            workbook.rows(place)
        }
        Err(fault) => Err(fault),
    };
    match opened {
        Ok(mut source) => rows(&mut source, said, sink, InProgress { reading, faults }),
        Err(fault) => {
            faults.file(&fault.sentence());
            Ok(())
        }
    }
}

fn rows(
    source: &mut dyn RowSource,
    said: &SaidOfFile,
    sink: &mut dyn FigureSink,
    so_far: InProgress<'_>,
) -> io::Result<()> {
    let InProgress { reading, faults } = so_far;
    let Some(line) = source.next(faults)? else {
        if faults.is_empty() {
            faults.file(source.without_rows());
        }
        return Ok(());
    };
    if let Some(sentence) = too_much(0, source.record()) {
        faults.line(line, sentence);
        return Ok(());
    }
    let Some(heading) = FigureHeading::read(line, source.record(), faults) else { return Ok(()) };
    reading.columns = heading.named().map(str::to_owned).collect();
    let Some(layout) = recognise(&heading, said.mapping.as_ref(), faults) else {
        return keep_first(source, &heading, reading, faults);
    };
    reading.shape = Some(layout.shape);
    reading.unknown_columns = unknown(&layout, &heading);
    let placed = PlacedLayout::new(&layout, &heading);
    let mut rows = RowsRead {
        placed: &placed,
        heading: &heading,
        said,
        reading,
        faults,
        told: HashSet::new(),
        last_period: None,
    };
    if !rows.is_said() {
        return keep_first(source, &heading, rows.reading, rows.faults);
    }
    // With the empty rows, which are none of the lines that are told.
    let mut read = 0;
    while let Some(line) = source.next(rows.faults)? {
        let record = source.record();
        read += 1;
        if let Some(sentence) = too_much(read, record) {
            rows.faults.line(line, sentence);
            return Ok(());
        }
        if record.iter().all(|value| value.trim().is_empty()) {
            continue;
        }
        rows.reading.lines += 1;
        keep(record, &heading, rows.reading);
        rows.take(line, record, sink);
    }
    if rows.reading.lines == 0 && rows.faults.is_empty() {
        rows.faults.file("The file has no line below its headings.");
    }
    Ok(())
}

/// Keeps the first rows of a file that is not read further, so that a person can say what its columns hold.
fn keep_first(
    source: &mut dyn RowSource,
    heading: &FigureHeading,
    reading: &mut FileReading,
    faults: &mut FigureFileFaults,
) -> io::Result<()> {
    while reading.first_rows.len() < FIRST_ROWS && source.next(faults)?.is_some() {
        if source.record().iter().any(|value| !value.trim().is_empty()) {
            keep(source.record(), heading, reading);
        }
    }
    Ok(())
}

fn keep(record: &StringRecord, heading: &FigureHeading, reading: &mut FileReading) {
    if reading.first_rows.len() < FIRST_ROWS {
        let named = (0..heading.width()).filter(|place| !heading.name(*place).is_empty());
        let shown = |place| record.get(place).unwrap_or_default().trim();
        let cut = |value: &str| value.chars().take(LONGEST_SHOWN).collect::<String>();
        reading.first_rows.push(named.take(FIRST_VALUES).map(shown).map(cut).collect());
    }
}

pub(crate) fn too_much(lines: u64, record: &StringRecord) -> Option<&'static str> {
    if lines > MOST_ROWS {
        return Some("The file has more lines than are read: 3,000,000.");
    }
    let large = record.iter().any(|value| value.len() > LARGEST_VALUE);
    large.then_some(TOO_LONG)
}

fn unknown(layout: &FileLayout, heading: &FigureHeading) -> Vec<String> {
    let known: HashSet<String> = speaks_of(layout).map(key).collect();
    let named = heading.named().filter(|name| !known.contains(&key(name)));
    named.map(str::to_owned).collect()
}
