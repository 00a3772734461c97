//! Which figures a report prints, and where in the record each stood as it is printed.

use uuid::Uuid;

use crate::FigureKey;
use crate::reports::v1::{CitedEvidence, KeyFigure, PrintedFigure, ReportData};

/// Said in the place of a figure that rests on few pupils.
pub const FIGURE_NOT_SHOWN: &str = "not shown";

/// The kind of evidence under which a report cites a figure of a measure.
pub const FIGURE_CITED: &str = "imported figure";

impl KeyFigure {
    /// Whether the report prints what the figure says, and not that it is not shown.
    pub fn is_printed(&self) -> bool {
        !self.figure_id.is_empty() && self.words != FIGURE_NOT_SHOWN
    }
}

impl CitedEvidence {
    /// What the figure of a school is of that is cited here; `None` where another thing is, or a statement in words.
    pub fn figure<'a>(&'a self, school_id: &'a str) -> Option<FigureKey<'a>> {
        if self.kind != FIGURE_CITED || self.position == 0 {
            return None;
        }
        FigureKey::cited_as(school_id, &self.id)
    }
}

impl ReportData {
    /// The figures that the report prints, each once. One of the strip stood at its recording. One that a decision cites may have been
    /// superseded before the report was made, so it is what stood when the report was.
    pub fn printed_figures(&self) -> Vec<PrintedFigure> {
        let strip = self.key_figures.iter().filter(|figure| figure.is_printed());
        let mut printed: Vec<PrintedFigure> = strip
            .map(|figure| PrintedFigure {
                figure_id: figure.figure_id.clone(),
                measure_id: figure.measure_id.clone(),
                position: figure.position,
            })
            .collect();
        let Ok(trust) = Uuid::try_parse(&self.trust_id) else { return printed };
        let Some(school) = &self.school else { return printed };
        for piece in self.categories.iter().flat_map(|row| &row.evidence) {
            let Some(key) = piece.figure(&school.school_id) else { continue };
            let figure_id = key.id(trust);
            if printed.iter().all(|known| known.figure_id != figure_id) {
                let measure_id = key.measure_id.to_owned();
                printed.push(PrintedFigure {
                    figure_id,
                    measure_id,
                    position: self.as_of_position,
                });
            }
        }
        printed
    }
}

#[cfg(test)]
mod tests;
