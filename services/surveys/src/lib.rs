//! Asks staff, parents and pupils what they see, and releases what may be shown.
//!
//! Who was asked (`tokens.rs`) and what was answered (`submit.rs`, `buffer.rs`, `batches.rs`) are two worlds, and nothing in
//! the store joins them. A wave's key could (`keys.rs`). It stands outside the store, and the close destroys it.

mod answering;
mod batches;
mod buffer;
mod closing;
mod code;
mod earlier;
mod facts;
mod instrument;
mod instruments;
mod keys;
mod lines;
mod lost_keys;
mod names;
mod opening;
mod questionnaires;
mod recount;
mod respondent;
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
use host::{OpenError, Opened, Parts, Service};
use peers::Peers;
use tonic::service::Routes;

use answering::Answering;
use instruments::Instruments;
use keys::WaveKeys;
use results::Results;
use service::Doors;
use waves::Waves;

pub use lost_keys::{LostKey, lost_keys};
pub use recount::{Recount, RecountError, recount};
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
        let keys = WaveKeys::in_folder(parts.wave_keys.as_deref());
        lost_keys::tell(&parts.log, &keys).await.map_err(|error| OpenError(error.to_string()))?;
        let doors = Doors {
            instruments: Documents::new(parts.read_model(Instruments::NAME)?),
            waves: Documents::new(parts.read_model(Waves::NAME)?),
            results: parts.read_model(Results.name())?,
            answering: Answering::start(parts.log.clone(), &parts.store, keys.clone()),
            keys,
            log: parts.log,
            door: parts.door.clone(),
        };
        Ok(Opened::doors(Routes::new(SurveysServiceServer::new(doors))))
    }
}
