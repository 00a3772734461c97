//! Looks up what a command names: the measure of a figure, the entry that a further one corrects, and what a self-evaluation cites.

use contract::categories::v1::{Citation, Evidence};
use contract::commands::{
    AccreditationCommand, FigureCommand, InspectionCommand, RecordEntryCommand,
    SelfEvaluationCommand,
};
use contract::evidence::v1::AttachedReport;
use eventlog::{Knows, Lookup};
use measure_registry::shipped;
use tonic::Status;

use crate::accreditation::Accreditation;
use crate::figure::{FigureFacts, SchoolFigure};
use crate::inspection::Inspection;
use crate::measure::TrustMeasure;
use crate::record_entry::{CorrectedEntry, RecordEntry};
use crate::sef_template::SefTemplate;
use crate::self_evaluation::{SelfEvaluation, SelfEvaluationFacts, TemplateInUse};
use crate::service::EvidenceDoors;

/// A report that is attached was read before its command is told (`service/attached.rs`). Other commands rest on none.
#[async_trait::async_trait]
impl Knows<Inspection> for EvidenceDoors {
    async fn facts(&self, _: &InspectionCommand, _: &Lookup<'_>) -> Result<AttachedReport, Status> {
        Ok(AttachedReport::default())
    }
}

#[async_trait::async_trait]
impl Knows<Accreditation> for EvidenceDoors {
    async fn facts(
        &self,
        _: &AccreditationCommand,
        _: &Lookup<'_>,
    ) -> Result<AttachedReport, Status> {
        Ok(AttachedReport::default())
    }
}

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

#[async_trait::async_trait]
impl Knows<SelfEvaluation> for EvidenceDoors {
    async fn facts(
        &self,
        command: &SelfEvaluationCommand,
        lookup: &Lookup<'_>,
    ) -> Result<SelfEvaluationFacts, Status> {
        let mut facts = SelfEvaluationFacts::default();
        let school_id = command.school_id();
        match command {
            SelfEvaluationCommand::BeginSelfEvaluation(asked) => {
                let template: SefTemplate = lookup.load(&asked.sef_template_id).await?;
                facts.template = template.is_for(school_id).then_some(TemplateInUse {
                    version: template.version,
                    area_ids: template.area_ids,
                });
                if !asked.carried_from_id.is_empty() {
                    let before: SelfEvaluation = lookup.load(&asked.carried_from_id).await?;
                    facts.carried = before.carried(school_id);
                    for area in facts.carried.iter_mut().flatten() {
                        let pieces = std::mem::take(&mut area.evidence);
                        area.evidence = counting(school_id, pieces, lookup).await?;
                    }
                }
            }
            SelfEvaluationCommand::WriteSelfEvaluation(asked) => {
                for citation in asked.areas.iter().flat_map(|area| &area.evidence) {
                    facts.backings.push(cited::backing(school_id, citation, lookup).await?);
                }
            }
            SelfEvaluationCommand::SignSelfEvaluation(_) => {}
        }
        Ok(facts)
    }
}

/// What still counts of the evidence that is carried over. What was corrected or withdrawn since would be refused whenever the
/// self-evaluation is written.
async fn counting(
    school_id: &str,
    pieces: Vec<Evidence>,
    lookup: &Lookup<'_>,
) -> Result<Vec<Evidence>, Status> {
    let mut counting = Vec::new();
    for piece in pieces {
        let (kind, id, position) = (piece.kind, piece.id.clone(), piece.position);
        let citation = Citation { kind, id, says: String::new(), position };
        let backing = cited::backing(school_id, &citation, lookup).await?;
        counting.extend(cited::kept_on(piece, backing));
    }
    Ok(counting)
}
