//! Looks up what a command names: the measure of a figure, and the entry that a further one corrects.

use contract::commands::{FigureCommand, RecordEntryCommand};
use eventlog::{Knows, Lookup};
use tonic::Status;

use crate::figure::{FigureFacts, SchoolFigure};
use crate::measure::TrustMeasure;
use crate::record_entry::{CorrectedEntry, RecordEntry};
use crate::service::EvidenceDoors;
use crate::shipped::shipped;

#[async_trait::async_trait]
impl Knows<SchoolFigure> for EvidenceDoors {
    async fn facts(
        &self,
        command: &FigureCommand,
        lookup: &Lookup<'_>,
    ) -> Result<FigureFacts, Status> {
        let FigureCommand::RecordFigure(asked) = command else {
            return Ok(FigureFacts::NoMeasure);
        };
        if let Some(measure) = shipped(&asked.measure_id) {
            let definition = measure.definition.clone().unwrap_or_default();
            return Ok(FigureFacts::Measured { version: measure.version, definition });
        }
        let own: TrustMeasure = lookup.load(&asked.measure_id).await?;
        Ok(match own {
            TrustMeasure { version: 0, .. } => FigureFacts::NoMeasure,
            TrustMeasure { retired: true, .. } => FigureFacts::Retired,
            TrustMeasure { version, definition, .. } => {
                FigureFacts::Measured { version, definition }
            }
        })
    }
}

#[async_trait::async_trait]
impl Knows<RecordEntry> for EvidenceDoors {
    async fn facts(
        &self,
        command: &RecordEntryCommand,
        lookup: &Lookup<'_>,
    ) -> Result<CorrectedEntry, Status> {
        let RecordEntryCommand::CorrectRecordEntry(asked) = command else {
            return Ok(CorrectedEntry::default());
        };
        let entry: RecordEntry = lookup.load(&asked.corrects_id).await?;
        Ok(entry.corrected())
    }
}
