//! The termly report to each School Governance Committee: drafted from the record, approved, issued as a PDF,
//! opened, asked about, corrected beside and never changed.

mod canonical;
mod compose;
mod documents;
mod drafting;
mod gather;
mod glossary;
mod prompts;
mod report;
mod reports;
mod service;
mod typesetter;

use std::sync::Arc;

use contract::reports::v1::reports_service_server::{ReportsServiceServer, SERVICE_NAME};
use eventlog::{Document as _, Projection};
use host::{OpenError, Opened, Parts, Service};
use peers::Peers;
use tonic::service::Routes;

use documents::KeptDocuments;
use drafting::Drafting;
use service::Doors;
use typesetter::{Limits, Typesetter};

/// Most bytes of an answer: a PDF has to fit.
const MOST_BYTES: usize = 32 * 1024 * 1024;

/// The reports service.
#[derive(Debug)]
pub struct Reports;

#[async_trait::async_trait]
impl Service for Reports {
    fn name(&self) -> &'static str {
        "reports"
    }

    fn grpc_name(&self) -> &'static str {
        SERVICE_NAME
    }

    fn projections(&self, peers: &Peers) -> Vec<Arc<dyn Projection>> {
        vec![Arc::new(reports::Reports), Arc::new(Drafting::new(peers.clone()))]
    }

    async fn open(&self, parts: Parts) -> Result<Opened, OpenError> {
        let doors = Doors {
            reports: eventlog::Documents::new(parts.read_model(reports::Reports::NAME)?),
            documents: KeptDocuments::new(parts.log.clone()),
            typesetter: Typesetter::new(parts.typesetter, Limits::default()),
            log: parts.log,
            door: parts.door.clone(),
            peers: parts.peers,
        };
        let server = ReportsServiceServer::new(doors).max_encoding_message_size(MOST_BYTES);
        Ok(Opened::doors(Routes::new(server)))
    }
}
