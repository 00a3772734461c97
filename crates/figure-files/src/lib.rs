//! Files of figures about schools: bytes in, figures and faults out. It knows the Department's shapes, and decides nothing.
//!
//! A text is read as a stream, once for its encoding and once for its rows, so memory does not grow with it. Of a workbook the texts
//! that cells share are held, and no more than a row of its sheet.

mod cell;
mod encoding;
mod establishments;
mod faults;
mod heading;
mod layout;
mod layouts;
mod parts;
mod period;
mod placed;
mod read;
mod shape;
mod source;
mod text;
mod workbook;

pub use establishments::{
    EstablishmentLine, EstablishmentsReading, FREE_MEALS, PUPILS, begins_with_establishments,
    read_establishments,
};
pub use faults::{FigureFileFault, FigureFileFaults};
pub use read::{FigureOf, FigureSink, FileFigure, FileReading, read};
pub use shape::{ColumnMapping, FileShape, MappedColumn, MappedFigures, SaidOfFile, ShareStyle};

/// Whether two names are of one column: case, double spaces and the number of a footnote do not matter.
pub fn same_column(one: &str, other: &str) -> bool {
    heading::key(one) == heading::key(other)
}

/// The headings of the template, for a person to write below.
pub fn template() -> String {
    format!("{}\r\n", layouts::TEMPLATE.join(","))
}

#[cfg(test)]
mod tests;
