//! Files of figures about schools: bytes in, figures and faults out. It knows the Department's shapes, and decides nothing.
//!
//! A file is read as a stream, once for its encoding and once for its rows, so memory does not grow with it.

mod encoding;
mod faults;
mod heading;
mod layout;
mod layouts;
mod parts;
mod period;
mod placed;
mod read;
mod shape;
mod text;

pub use faults::{FigureFileFault, FigureFileFaults};
pub use read::{FigureOf, FigureSink, FileFigure, FileReading, read};
pub use shape::{ColumnMapping, FileShape, MappedColumn, MappedFigures, SaidOfFile, ShareStyle};

/// The headings of the template, for a person to write below.
pub fn template() -> String {
    format!("{}\r\n", layouts::TEMPLATE.join(","))
}

#[cfg(test)]
mod tests;
