//! What the trust knows about each school beside its own judgements: inspections and accreditations.

mod accreditation;
mod accreditations;
mod inspection;
mod inspections;
mod outcome;
mod service;

use std::sync::Arc;

use contract::evidence::v1::evidence_service_server::{EvidenceServiceServer, SERVICE_NAME};
use eventlog::{Document as _, Documents, Projection};
use host::{OpenError, Opened, Parts, Service};
use peers::Peers;
use tonic::service::Routes;

use accreditations::AccreditationsList;
use inspections::InspectionsList;
use service::EvidenceDoors;

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
        vec![Arc::new(InspectionsList), Arc::new(AccreditationsList)]
    }

    async fn open(&self, parts: Parts) -> Result<Opened, OpenError> {
        let doors = EvidenceDoors {
            inspections: Documents::new(parts.read_model(InspectionsList::NAME)?),
            accreditations: Documents::new(parts.read_model(AccreditationsList::NAME)?),
            door: parts.door.clone(),
        };
        Ok(Opened::doors(Routes::new(EvidenceServiceServer::new(doors))))
    }
}
