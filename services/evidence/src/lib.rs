//! What the trust knows about each school beside its own judgements: inspections, figures, its running record, visits, and
//! self-evaluations.

mod accreditation;
mod accreditations;
mod adoption;
mod adoptions;
mod attached;
mod attached_files;
mod benchmarks;
mod facts;
mod figure;
mod figure_imports;
mod figure_mapping;
mod figure_mappings;
mod figures;
mod file_figure;
mod import;
mod imported;
mod imported_figures;
mod independence;
mod independence_levels;
mod independence_scale;
mod inspection;
mod inspections;
mod measure;
mod measures;
mod merged;
mod others;
mod outcome;
pub mod reading;
mod record_entries;
mod record_entry;
mod record_filter;
pub mod reference;
mod report_file;
mod report_reader;
mod required_facts;
mod requirement;
mod requirements;
mod school_independence;
mod school_urns;
mod sef_template;
mod sef_templates;
mod self_evaluation;
mod self_evaluations;
mod self_evaluations_shown;
mod service;
mod shown;
mod similar;
mod three_years;
mod virus_scanner;
mod visit_note;
mod visit_notes;
mod visits_shown;

use std::sync::Arc;

use contract::evidence::v1::evidence_service_server::{EvidenceServiceServer, SERVICE_NAME};
use eventlog::{Document as _, Documents, Projection};
use host::{OpenError, Opened, Parts, Service};
use peers::Peers;
use tonic::service::Routes;

use accreditations::AccreditationsList;
use adoptions::AdoptionsList;
use attached_files::AttachedFiles;
use figure_imports::FigureImportsList;
use figure_mappings::FigureMappingsList;
use figures::FiguresList;
use imported_figures::ImportedFiguresList;
use independence_levels::IndependenceLevelsList;
use inspections::InspectionsList;
use measures::MeasuresList;
use record_entries::RecordEntriesList;
pub use report_file::read_report;
use report_reader::ReportReader;
use requirements::RequirementsList;
use school_independence::SchoolIndependenceList;
use school_urns::SchoolUrnsList;
use sef_templates::SefTemplatesList;
use self_evaluations::SelfEvaluationsList;
use service::EvidenceDoors;
use virus_scanner::VirusScanner;
use visit_notes::VisitNotesList;

/// The Department's largest files of one year have some 80 MB; gRPC's own limit is 4. A report has its own limit below this.
const LARGEST_REQUEST: usize = 128 * 1024 * 1024;

/// The evidence service.
#[derive(Debug)]
pub struct Evidence;

#[async_trait::async_trait]
impl Service for Evidence {
    fn name(&self) -> &'static str {
        "evidence"
    }

    fn grpc_name(&self) -> &'static str {
        SERVICE_NAME
    }

    fn projections(&self, _peers: &Peers) -> Vec<Arc<dyn Projection>> {
        vec![
            Arc::new(InspectionsList),
            Arc::new(AccreditationsList),
            Arc::new(MeasuresList),
            Arc::new(FiguresList),
            Arc::new(RecordEntriesList),
            Arc::new(VisitNotesList),
            Arc::new(SefTemplatesList),
            Arc::new(SelfEvaluationsList),
            Arc::new(ImportedFiguresList),
            Arc::new(FigureImportsList),
            Arc::new(FigureMappingsList),
            Arc::new(SchoolUrnsList),
            Arc::new(RequirementsList),
            Arc::new(AdoptionsList),
            Arc::new(IndependenceLevelsList),
            Arc::new(SchoolIndependenceList),
        ]
    }

    async fn open(&self, parts: Parts) -> Result<Opened, OpenError> {
        let doors = EvidenceDoors {
            inspections: Documents::new(parts.read_model(InspectionsList::NAME)?),
            accreditations: Documents::new(parts.read_model(AccreditationsList::NAME)?),
            measures: Documents::new(parts.read_model(MeasuresList::NAME)?),
            figures: Documents::new(parts.read_model(FiguresList::NAME)?),
            record_entries: Documents::new(parts.read_model(RecordEntriesList::NAME)?),
            visit_notes: Documents::new(parts.read_model(VisitNotesList::NAME)?),
            sef_templates: Documents::new(parts.read_model(SefTemplatesList::NAME)?),
            self_evaluations: Documents::new(parts.read_model(SelfEvaluationsList::NAME)?),
            imported: Documents::new(parts.read_model(ImportedFiguresList::NAME)?),
            imports: Documents::new(parts.read_model(FigureImportsList::NAME)?),
            mappings: Documents::new(parts.read_model(FigureMappingsList::NAME)?),
            school_urns: Documents::new(parts.read_model(SchoolUrnsList::NAME)?),
            requirements: Documents::new(parts.read_model(RequirementsList::NAME)?),
            adoptions: Documents::new(parts.read_model(AdoptionsList::NAME)?),
            independence_levels: Documents::new(parts.read_model(IndependenceLevelsList::NAME)?),
            independence: Documents::new(parts.read_model(SchoolIndependenceList::NAME)?),
            files: AttachedFiles::new(parts.log.clone(), ReportReader::new(parts.typesetter)),
            scanner: VirusScanner::named(parts.virus_scanner.as_deref()).map_err(OpenError)?,
            log: parts.log.clone(),
            door: parts.door.clone(),
        };
        let server = EvidenceServiceServer::new(doors).max_decoding_message_size(LARGEST_REQUEST);
        Ok(Opened::doors(Routes::new(server)))
    }
}
