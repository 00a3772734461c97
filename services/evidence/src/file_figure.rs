//! What a figure of a file says, once it is possible: the checks that every file of figures goes through.

use contract::evidence::v1::{
    FigureFault, FigureStatus, ImportedFigure, MeasureDefinition, MeasureUnit,
};
use figure_files::{FigureFileFault, FigureOf, FileFigure, ShareStyle};
use jiff::civil::Date;

use crate::figure::{FigureRefusal, LARGEST_COHORT};
use crate::reading::{PercentStyle, rounded_cell};

/// Reads a figure by the definition of its measure.
pub(crate) fn understood(
    figure: &FileFigure<'_>,
    definition: &MeasureDefinition,
    today: Date,
) -> Result<ImportedFigure, FigureRefusal> {
    let part = figure.breakdown_id;
    if !part.is_empty() && !definition.breakdowns.iter().any(|one| one.breakdown_id == part) {
        return Err(FigureRefusal::BreakdownUnknown);
    }
    if figure.period.first_day() > today {
        return Err(FigureRefusal::PeriodAhead(figure.period.words()));
    }
    let style = match figure.style {
        ShareStyle::OfHundred => PercentStyle::OfHundred,
        ShareStyle::OfOne => PercentStyle::OfOne,
    };
    let value = rounded_cell(figure.cell, definition, style)?;
    let counted = matches!(definition.unit(), MeasureUnit::Count | MeasureUnit::Pounds);
    let has_number = value.number.is_some() && !counted;
    // The sessions of a whole authority are more.
    let of_school = matches!(figure.of, FigureOf::School(_));
    if of_school && figure.cohort.is_some_and(|cohort| cohort > LARGEST_COHORT) {
        return Err(FigureRefusal::CohortTooLarge);
    }
    if has_number && figure.cohort == Some(0) {
        return Err(FigureRefusal::CohortEmpty);
    }
    let internal = figure.status == FigureStatus::Internal;
    if has_number && internal && figure.cohort.is_none() {
        return Err(FigureRefusal::CohortMissing);
    }
    Ok(ImportedFigure {
        breakdown_id: part.to_owned(),
        value: Some(value),
        cohort: figure.cohort,
        status: figure.status.into(),
        line: figure.line,
        changes: false,
    })
}

/// A fault of a file, as the contract says it.
pub(crate) fn fault(fault: &FigureFileFault) -> FigureFault {
    FigureFault {
        line: fault.line,
        column: fault.column.clone(),
        value: fault.value.clone(),
        sentence: fault.sentence.clone(),
    }
}
