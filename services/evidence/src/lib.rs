//! What the trust knows about each school beside its own judgements: inspections, figures, its running record, and notes of visits.

mod accreditation;
mod accreditations;
mod facts;
mod figure;
mod figure_imports;
mod figures;
mod import;
mod imported;
mod imported_figures;
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
mod school_urns;
mod service;
mod shipped;
mod shown;
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
use figure_imports::FigureImportsList;
use figures::FiguresList;
use imported_figures::ImportedFiguresList;
use inspections::InspectionsList;
use measures::MeasuresList;
use record_entries::RecordEntriesList;
use school_urns::SchoolUrnsList;
use service::EvidenceDoors;
pub use shipped::shipped_measures;
use visit_notes::VisitNotesList;

/// The Department's largest files of one year have some 80 MB; gRPC's own limit is 4.
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
            Arc::new(ImportedFiguresList),
            Arc::new(FigureImportsList),
            Arc::new(SchoolUrnsList),
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
            imported: Documents::new(parts.read_model(ImportedFiguresList::NAME)?),
            imports: Documents::new(parts.read_model(FigureImportsList::NAME)?),
            school_urns: Documents::new(parts.read_model(SchoolUrnsList::NAME)?),
            log: parts.log.clone(),
            door: parts.door.clone(),
        };
        let server = EvidenceServiceServer::new(doors).max_decoding_message_size(LARGEST_REQUEST);
        Ok(Opened::doors(Routes::new(server)))
    }
}
