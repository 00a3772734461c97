//! Who did what when: the trust's history in sentences, with the event itself behind every line.

mod acts;
mod causes;
mod concerned;
pub mod evidence;
mod history;
mod kept;
mod last_here;
mod looks;
mod opening;
mod outside;
mod projections;
mod seal;
mod search;
mod sentences;
mod service;
mod told;
mod verify;

use std::sync::Arc;

use contract::trail::v1::trail_service_server::TrailServiceServer;
use eventlog::Projection;
use host::{OpenError, Opened, Parts};
use peers::Peers;
use tonic::service::Routes;

pub use concerned::Concerned;
pub use history::History;
pub use kept::BadSeal;
pub use opening::particular_readers;
pub use seal::{SealError, Sealer, origin};
use service::Doors;
pub use verify::{Verification, Verified, Wrong};

/// The trail service: tells every event of every service in one sentence.
#[derive(Debug)]
pub struct Trail;

#[async_trait::async_trait]
impl host::Service for Trail {
    fn name(&self) -> &'static str {
        "trail"
    }

    fn grpc_name(&self) -> &'static str {
        "plumbline.trail.v1.TrailService"
    }

    fn projections(&self, _peers: &Peers) -> Vec<Arc<dyn Projection>> {
        vec![Arc::new(History)]
    }

    async fn open(&self, parts: Parts) -> Result<Opened, OpenError> {
        let history = parts.read_model("trail_history")?;
        let (door, log) = (parts.door.clone(), parts.log.clone());
        let doors = Doors { door, log, history, backup_days: parts.backup_days };
        Ok(Opened::doors(Routes::new(TrailServiceServer::new(doors))))
    }
}
