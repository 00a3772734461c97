//! A mapping of a file's columns that the trust saved under a name: which column holds what, in versions.

use contract::commands::FigureMappingCommand;
use contract::events::FigureMappingEvent;
use contract::evidence::v1::{
    FigureMapping, FigureMappingMade, FigureMappingRevised, FigureMappingTakenOut,
    ReviseFigureMappingRequest,
};
use contract::{Kind, Refusal};
use eventlog::{Context, Decider};
use figure_files::same_column;
use serde::{Deserialize, Serialize};

/// Columns of measures that a saved mapping has at most. More of them, with long names, would pass what a document holds.
pub(crate) const MOST_COLUMNS: usize = 60;

/// Why a saved mapping says no.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum FigureMappingRefusal {
    #[error("There is no such saved mapping here.")]
    Unknown,
    #[error("This saved mapping was taken out.")]
    TakenOut,
    #[error("The next version of this mapping is version {expected}, not {given}.")]
    OutOfOrder { expected: u32, given: u32 },
    #[error("The mapping says of no column which measure it holds.")]
    Empty,
    #[error("A saved mapping has at most 60 columns of measures.")]
    TooWide,
    #[error("The column {0} is there twice.")]
    ColumnRepeated(String),
}

impl Refusal for FigureMappingRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::Unknown => (Kind::Unknown, "FIGURE_MAPPING_UNKNOWN"),
            Self::TakenOut => (Kind::State, "FIGURE_MAPPING_IS_TAKEN_OUT"),
            Self::OutOfOrder { .. } => (Kind::State, "FIGURE_MAPPING_OUT_OF_ORDER"),
            Self::Empty => (Kind::Malformed, "FIGURE_MAPPING_EMPTY"),
            Self::TooWide => (Kind::Malformed, "FIGURE_MAPPING_TOO_WIDE"),
            Self::ColumnRepeated(_) => (Kind::Malformed, "FIGURE_COLUMN_REPEATED"),
        }
    }
}

/// The newest version.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct TrustMapping {
    /// 0: it was never made.
    pub version: u32,
    pub taken_out: bool,
}

impl TrustMapping {
    fn stands(&self) -> Result<(), FigureMappingRefusal> {
        match self {
            Self { version: 0, .. } => Err(FigureMappingRefusal::Unknown),
            Self { taken_out: true, .. } => Err(FigureMappingRefusal::TakenOut),
            Self { .. } => Ok(()),
        }
    }

    fn revise(
        &self,
        asked: ReviseFigureMappingRequest,
        context: &Context,
    ) -> Result<FigureMappingRevised, FigureMappingRefusal> {
        self.stands()?;
        let (expected, given) = (self.version.saturating_add(1), asked.version);
        if given != expected {
            return Err(FigureMappingRefusal::OutOfOrder { expected, given });
        }
        Ok(FigureMappingRevised {
            figure_mapping_id: asked.figure_mapping_id,
            version: given,
            name: context.words(&asked.name),
            mapping: Some(sound(asked.mapping.unwrap_or_default())?),
        })
    }
}

impl Decider for TrustMapping {
    type Command = FigureMappingCommand;
    type Facts = ();
    type Event = FigureMappingEvent;
    type Refusal = FigureMappingRefusal;

    fn decide(
        &self,
        command: &FigureMappingCommand,
        _: &(),
        context: &Context,
    ) -> Result<Vec<FigureMappingEvent>, FigureMappingRefusal> {
        let event = match command.clone() {
            FigureMappingCommand::MakeFigureMapping(asked) => FigureMappingMade {
                figure_mapping_id: context.new_id("figure_mapping").to_string(),
                name: context.words(&asked.name),
                mapping: Some(sound(asked.mapping.unwrap_or_default())?),
            }
            .into(),
            FigureMappingCommand::ReviseFigureMapping(asked) => self.revise(asked, context)?.into(),
            FigureMappingCommand::TakeOutFigureMapping(asked) => {
                self.stands()?;
                let (figure_mapping_id, version) = (asked.figure_mapping_id, self.version);
                FigureMappingTakenOut { figure_mapping_id, version }.into()
            }
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &FigureMappingEvent) {
        match event {
            FigureMappingEvent::FigureMappingMade(_) => self.version = 1,
            FigureMappingEvent::FigureMappingRevised(revised) => self.version = revised.version,
            FigureMappingEvent::FigureMappingTakenOut(_) => self.taken_out = true,
        }
    }
}

eventlog::aggregate_plug!(TrustMapping);

/// A mapping by which a file can be read. Figures stand in one column with the measure beside them, or in a column for each measure.
fn sound(mapping: FigureMapping) -> Result<FigureMapping, FigureMappingRefusal> {
    let names_its_measure = !mapping.measure.is_empty() && !mapping.value.is_empty();
    if mapping.measures.is_empty() && !names_its_measure {
        return Err(FigureMappingRefusal::Empty);
    }
    if mapping.measures.len() > MOST_COLUMNS {
        return Err(FigureMappingRefusal::TooWide);
    }
    for (place, measured) in mapping.measures.iter().enumerate() {
        let before = &mapping.measures[..place];
        if before.iter().any(|one| same_column(&one.column, &measured.column)) {
            return Err(FigureMappingRefusal::ColumnRepeated(measured.column.clone()));
        }
    }
    Ok(mapping)
}

#[cfg(test)]
mod tests;
