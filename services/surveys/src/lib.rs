//! Asks staff, parents and pupils what they see, and releases what may be shown.
//!
//! Who was asked (`tokens.rs`) and what was answered (`submit.rs`, `buffer.rs`) are two worlds. One
//! thing still joins them: as long as a wave is open, a database administrator could match a spent
//! token with the answers written in the same transaction. Whose token it was is not stored here at
//! all; the close destroys the tokens.

mod answering;
mod buffer;
mod closing;
mod code;
mod figures;
mod instrument;
mod instruments;
mod opening;
mod questionnaires;
mod respondent;
mod response_rate;
mod results;
#[cfg(test)]
mod samples;
mod service;
mod shipped;
mod shown;
mod submit;
#[cfg(test)]
mod tests;
mod tokens;
mod wave;
mod waves;

use std::sync::Arc;

use contract::surveys::v1::surveys_service_server::{SERVICE_NAME, SurveysServiceServer};
use eventlog::{Document as _, Documents, Projection};
use host::{OpenError, Opened, Parts, Peers, Service};
use tonic::service::Routes;

use answering::Answering;
use instruments::Instruments;
use results::Results;
use service::Doors;
use waves::Waves;

pub use shipped::shipped_instruments;

/// The surveys service.
#[derive(Debug)]
pub struct Surveys;

#[async_trait::async_trait]
impl Service for Surveys {
    fn name(&self) -> &'static str {
        "surveys"
    }

    fn grpc_name(&self) -> &'static str {
        SERVICE_NAME
    }

    fn projections(&self, _peers: &Peers) -> Vec<Arc<dyn Projection>> {
        vec![Arc::new(Instruments), Arc::new(Waves), Arc::new(Results)]
    }

    /// That of the collector.
    fn connections(&self) -> usize {
        1
    }

    async fn open(&self, parts: Parts) -> Result<Opened, OpenError> {
        let doors = Doors {
            instruments: Documents::new(parts.read_model(Instruments::NAME)?),
            waves: Documents::new(parts.read_model(Waves::NAME)?),
            results: parts.read_model(Results.name())?,
            answering: Answering::start(parts.log.clone(), &parts.store),
            log: parts.log,
            door: parts.door.clone(),
        };
        Ok(Opened::doors(Routes::new(SurveysServiceServer::new(doors))))
    }
}
