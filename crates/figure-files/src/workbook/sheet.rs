//! The rows of a sheet, one after the other. No more than a row of it is ever held.

use std::io::{self, BufRead};

use contract::field;
use csv::StringRecord;
use quick_xml::events::{BytesStart, Event};

use super::number_format::NumberFormat;
use super::part::{PartXml, attribute, keep};
use super::{WorkbookFacts, WorkbookFault};
use crate::encoding::TURNS_WRITING;
use crate::faults::FigureFileFaults;
use crate::heading::MOST_COLUMNS;
use crate::read::LARGEST_VALUE;
use crate::source::RowSource;

/// Cells of a sheet that are read. A row has as many as the heading at least, and an empty one has one.
pub(super) const MOST_CELLS: u64 = 1_000_000;
const HOLDS_NUL: &str = "The line holds a NUL character.";
const MERGED: &str = "Cells are merged from this line down. Give each line its own values.";
/// Rows and columns that a sheet can have.
const LAST_ROW: u64 = 1_048_576;
const LAST_COLUMN: usize = 16_384;

/// The rows of a sheet.
pub(crate) struct SheetRows<'a, B> {
    xml: PartXml<B>,
    facts: &'a WorkbookFacts,
    /// The row that was read last.
    record: StringRecord,
    /// The values of the row that is being read, by column.
    values: Vec<String>,
    /// Columns of the heading; `None` before it is read.
    width: Option<usize>,
    /// The number of the row that is being read, from 1.
    row: u64,
    /// The column behind the cell that was read last, from 0.
    column: usize,
    /// Cells of the rows before.
    cells: u64,
    /// Cells of the row that is being read.
    in_row: u64,
    /// The first line whose cells are merged with those below, once the sheet has ended.
    merged: Option<u64>,
}

impl<'a, B: BufRead> SheetRows<'a, B> {
    pub(super) fn new(xml: PartXml<B>, facts: &'a WorkbookFacts) -> Self {
        Self {
            xml,
            facts,
            record: StringRecord::new(),
            values: Vec::new(),
            width: None,
            row: 0,
            column: 0,
            cells: 0,
            in_row: 0,
            merged: None,
        }
    }

    /// Reads on to the end of a row with a value in it. `None` at the end of the sheet.
    fn next_row(&mut self) -> Result<Option<u64>, WorkbookFault> {
        loop {
            match sheet_piece(self.xml.piece()?)? {
                SheetPiece::Row(number) => self.begin_row(number)?,
                SheetPiece::Cell(tag) => self.cell(&tag)?,
                SheetPiece::EndOfRow => {
                    self.end_row()?;
                    if !self.values.is_empty() {
                        return Ok(Some(self.row));
                    }
                }
                SheetPiece::End => {
                    self.read_merges()?;
                    return Ok(None);
                }
                SheetPiece::Other => {}
            }
        }
    }

    /// Reads what stands behind the rows: which cells are merged. The checksum of the part is compared at its end.
    fn read_merges(&mut self) -> Result<(), WorkbookFault> {
        loop {
            match self.xml.piece()? {
                Event::Start(start) if start.local_name().into_inner() == "mergeCell" => {
                    let cells = attribute(&start, "ref")?.unwrap_or_default();
                    let (first, last) =
                        cells.split_once(':').unwrap_or((cells.as_str(), cells.as_str()));
                    let (first, last) = (row_of(first)?, row_of(last)?);
                    if first != last {
                        self.merged = Some(self.merged.map_or(first, |known| known.min(first)));
                    }
                }
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    /// Rows stand in their order. Of two with one number, programs differ in which they show.
    fn begin_row(&mut self, number: Option<String>) -> Result<(), WorkbookFault> {
        let next = self.row + 1;
        self.row = match number {
            Some(number) => number.parse().map_err(|_| WorkbookFault::Damaged)?,
            None => next,
        };
        self.values.clear();
        self.column = 0;
        self.in_row = 0;
        if (next..=LAST_ROW).contains(&self.row) { Ok(()) } else { Err(WorkbookFault::Damaged) }
    }

    fn cell(&mut self, tag: &CellTag) -> Result<(), WorkbookFault> {
        self.in_row += 1;
        if self.cells + self.in_row > MOST_CELLS {
            return Err(WorkbookFault::TooManyCells);
        }
        let column = match &tag.place {
            Some(place) => column_of(place)?,
            None => self.column,
        };
        if !(self.column..LAST_COLUMN).contains(&column) {
            return Err(WorkbookFault::Damaged);
        }
        self.column = column + 1;
        let text = self.text(tag)?;
        if text.trim().is_empty() && text.len() <= LARGEST_VALUE {
            return Ok(());
        }
        // What stands outside the heading is a fault of the row, and a heading may be too wide. One such value tells it, wherever it
        // stands.
        let place = column.min(self.width.unwrap_or(MOST_COLUMNS));
        if self.values.len() <= place {
            self.values.resize(place + 1, String::new());
        }
        self.values[place] = text;
        Ok(())
    }

    /// What a cell says. A formula without a value is given as it is written, so that it is a fault where it would be read.
    fn text(&mut self, tag: &CellTag) -> Result<String, WorkbookFault> {
        let mut content = CellContent::default();
        self.xml.texts("c", &mut |holder, piece| {
            let kept = match holder {
                "f" => &mut content.formula,
                "v" => &mut content.value,
                "t" => &mut content.inline,
                _ => return,
            };
            keep(kept.get_or_insert_default(), piece);
        })?;
        let CellContent { formula, value, inline } = content;
        let kind = tag.kind.as_deref().unwrap_or("n");
        if let Some(formula) = formula
            && value.as_ref().is_none_or(|value| value.is_empty() && kind != "str")
        {
            return Ok(format!("={formula}"));
        }
        let value = value.unwrap_or_default();
        Ok(match kind {
            "inlineStr" => inline.unwrap_or_default(),
            "s" if value.is_empty() => value,
            "s" => {
                let place: Option<usize> = value.trim().parse().ok();
                let string = place.and_then(|place| self.facts.strings.get(place));
                string.ok_or(WorkbookFault::Damaged)?.to_string()
            }
            "b" => match value.trim() {
                "" => String::new(),
                "0" | "false" => "FALSE".to_owned(),
                "1" | "true" => "TRUE".to_owned(),
                _ => return Err(WorkbookFault::Damaged),
            },
            "d" => value.split('T').next().unwrap_or_default().to_owned(),
            "n" => self.number(tag, value)?,
            // An error that does not say which one it is.
            "e" if value.trim().is_empty() => "#".to_owned(),
            // Errors such as `#N/A`, and texts that a formula gave.
            "e" | "str" => value,
            _ => return Err(WorkbookFault::Damaged),
        })
    }

    fn number(&self, tag: &CellTag, value: String) -> Result<String, WorkbookFault> {
        Ok(match value.trim().parse::<f64>() {
            Ok(number) if number.is_finite() => {
                self.format(tag)?.said(number, self.facts.from_1904)
            }
            _ => value,
        })
    }

    /// How the number of a cell is shown. A cell that names no style has the first one.
    fn format(&self, tag: &CellTag) -> Result<NumberFormat, WorkbookFault> {
        let formats = &self.facts.formats;
        let place = tag.style.as_deref().unwrap_or("0").parse::<usize>().ok();
        match place.and_then(|place| formats.get(place)) {
            Some(format) => Ok(*format),
            // Without a list of styles every number is shown as it is.
            None if formats.is_empty() => Ok(NumberFormat::default()),
            None => Err(WorkbookFault::Damaged),
        }
    }

    /// Makes the record of the values. A sheet does not write the empty cells at the end of a row, so they are put in.
    fn end_row(&mut self) -> Result<(), WorkbookFault> {
        let width = match self.values.len() {
            0 => 1,
            filled => *self.width.get_or_insert(filled),
        };
        self.cells += self.in_row.max(width as u64);
        if self.cells > MOST_CELLS {
            return Err(WorkbookFault::TooManyCells);
        }
        if self.values.is_empty() {
            return Ok(());
        }
        if self.values.len() < width {
            self.values.resize(width, String::new());
        }
        self.record.clear();
        for value in &self.values {
            self.record.push_field(value);
        }
        Ok(())
    }
}

impl<B: BufRead> RowSource for SheetRows<'_, B> {
    fn next(&mut self, faults: &mut FigureFileFaults) -> io::Result<Option<u64>> {
        match self.next_row() {
            Ok(Some(row)) => {
                if self.values.iter().any(|value| value.contains('\0')) {
                    faults.line(row, HOLDS_NUL);
                }
                if self.values.iter().any(|value| field::turns_writing(value)) {
                    faults.line(row, TURNS_WRITING);
                }
                Ok(Some(row))
            }
            Ok(None) => {
                if let Some(line) = self.merged {
                    faults.line(line, MERGED);
                }
                Ok(None)
            }
            Err(fault) => {
                faults.file(&fault.sentence());
                Ok(None)
            }
        }
    }

    fn record(&self) -> &StringRecord {
        &self.record
    }

    fn without_rows(&self) -> &'static str {
        "The sheet is empty."
    }
}

/// What a piece of a sheet means for its rows.
enum SheetPiece {
    /// A row begins, with its number where it says one.
    Row(Option<String>),
    Cell(CellTag),
    EndOfRow,
    /// The last row has ended.
    End,
    Other,
}

/// What a cell says of itself.
struct CellTag {
    /// For example `C5`.
    place: Option<String>,
    style: Option<String>,
    /// For example `s` for a text that cells share.
    kind: Option<String>,
}

/// What stands in a cell.
#[derive(Debug, Default)]
struct CellContent {
    formula: Option<String>,
    value: Option<String>,
    /// A text that stands in the cell itself, in pieces of one look each.
    inline: Option<String>,
}

fn sheet_piece(event: Event<'_>) -> Result<SheetPiece, WorkbookFault> {
    Ok(match event {
        Event::Start(start) => match start.local_name().into_inner() {
            "row" => SheetPiece::Row(attribute(&start, "r")?),
            "c" => SheetPiece::Cell(cell_tag(&start)?),
            _ => SheetPiece::Other,
        },
        Event::End(end) => match end.local_name().into_inner() {
            "row" => SheetPiece::EndOfRow,
            "sheetData" => SheetPiece::End,
            _ => SheetPiece::Other,
        },
        // A part that ends before its rows do was cut off.
        Event::Eof => return Err(WorkbookFault::Damaged),
        _ => SheetPiece::Other,
    })
}

fn cell_tag(start: &BytesStart<'_>) -> Result<CellTag, WorkbookFault> {
    let place = attribute(start, "r")?;
    Ok(CellTag { place, style: attribute(start, "s")?, kind: attribute(start, "t")? })
}

/// The row of a place such as `C5`, from 1.
fn row_of(place: &str) -> Result<u64, WorkbookFault> {
    let digits = place.trim_start_matches(|letter: char| !letter.is_ascii_digit());
    digits.parse().map_err(|_| WorkbookFault::Damaged)
}

/// The column of a place such as `C5`, from 0.
fn column_of(place: &str) -> Result<usize, WorkbookFault> {
    let letters = place.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let fits =
        (1..=3).contains(&letters.len()) && letters.bytes().all(|one| one.is_ascii_alphabetic());
    if !fits {
        return Err(WorkbookFault::Damaged);
    }
    let number = letters.bytes().fold(0, |number, letter| {
        number * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1
    });
    Ok(number - 1)
}
