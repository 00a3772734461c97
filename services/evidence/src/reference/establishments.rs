//! What the national register says of schools, understood: each number, or the reason why there is none.

use std::io::{self, Read, Seek};

use contract::evidence::v1::{
    FigureFault, FigureValue, MeasureDefinition, MeasureUnit, RegisteredSchool,
};
use figure_files::{EstablishmentLine, EstablishmentsReading, FREE_MEALS, PUPILS};

use super::SaidOfReference;
use crate::file_figure;
use crate::reading::{self, Misread, PercentStyle};

/// The shape of the file, as the store has it.
pub(super) const ESTABLISHMENTS: &str = "establishments";
/// Its title.
pub(super) const TITLE: &str = "Establishments of the national register (GIAS)";

/// Said of a file that the operator calls one of a period, or settled so far.
const OF_NO_PERIOD: &str =
    "The register is as it stood on a day. Leave out the period and the status.";
/// Said of shares that may be of one or of a hundred.
const WHICH_STYLE: &str = "No share in this column is above 1, so it may be of one or of a hundred. Give the file as the register has it, such as 12.8.";

/// A file of the register.
#[derive(Debug)]
pub(super) struct RegisterFile {
    pub schools: Vec<RegisteredSchool>,
    pub lines: u64,
    /// What was left out, and how many lines for each reason.
    pub left_out: Vec<String>,
    pub faults: Vec<FigureFault>,
}

/// Reads a file from its beginning to its end.
pub(super) fn read<R: Read + Seek>(file: R, said: &SaidOfReference) -> io::Result<RegisterFile> {
    let reading = figure_files::read_establishments(file)?;
    let EstablishmentsReading { lines, schools: rows, left_out, faults } = reading;
    let mut faults: Vec<FigureFault> = faults.iter().map(file_figure::fault).collect();
    let of_file =
        |sentence: &str| FigureFault { sentence: sentence.to_owned(), ..Default::default() };
    if said.period.is_some() || said.status.is_some() {
        faults.push(of_file(OF_NO_PERIOD));
    }
    if is_of_either_style(&rows) {
        faults.push(FigureFault { column: FREE_MEALS.to_owned(), ..of_file(WHICH_STYLE) });
    }
    let mut schools = Vec::with_capacity(rows.len());
    for row in rows {
        match understood(row) {
            Ok(school) => schools.push(school),
            Err(fault) => faults.push(fault),
        }
    }
    if schools.is_empty() && faults.is_empty() {
        faults.push(of_file("The file has no open state-funded school."));
    }
    let left_out = left_out.iter().map(|(what, lines)| format!("{lines}: {what}")).collect();
    Ok(RegisterFile { schools, lines, left_out, faults })
}

/// Whether the shares do not tell how they are written. The register writes them of a hundred.
fn is_of_either_style(rows: &[EstablishmentLine]) -> bool {
    let cells = || rows.iter().map(|row| row.free_meals.as_str());
    let has_number = cells().any(|cell| reading::reason(cell).is_none());
    has_number && PercentStyle::of_column(cells()).is_none()
}

fn understood(row: EstablishmentLine) -> Result<RegisteredSchool, FigureFault> {
    let EstablishmentLine { line, urn, name, town, authority, region, .. } = row;
    let read = |column: &str, cell: &str, unit: MeasureUnit| {
        let fault = |misread: Misread| FigureFault {
            line,
            column: column.to_owned(),
            value: cell.to_owned(),
            sentence: misread.to_string(),
        };
        value(cell, unit).map_err(fault)
    };
    Ok(RegisteredSchool {
        pupils: Some(read(PUPILS, &row.pupils, MeasureUnit::Count)?),
        free_meals: Some(read(FREE_MEALS, &row.free_meals, MeasureUnit::Percent)?),
        urn,
        name,
        town,
        authority,
        region,
        phase: row.phase,
        religious_character: row.religious_character,
    })
}

/// A whole number of pupils, or a share with one digit behind the point.
fn value(cell: &str, unit: MeasureUnit) -> Result<FigureValue, Misread> {
    let decimals = u32::from(unit == MeasureUnit::Percent);
    let counted = MeasureDefinition { unit: unit.into(), decimals, ..MeasureDefinition::default() };
    reading::rounded_cell(cell, &counted, PercentStyle::OfHundred)
}

#[cfg(test)]
mod tests;
