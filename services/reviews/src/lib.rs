//! Peer reviews from request to follow-up, and pairings between schools.

mod pairing;
mod pairings;
mod partner;
mod reaction;
mod review;
mod reviews;
mod service;
mod shown;

use std::sync::Arc;

use contract::reviews::v1::reviews_service_server::{ReviewsServiceServer, SERVICE_NAME};
use eventlog::{Document as _, Documents, Projection};
use host::{OpenError, Opened, Parts, Service};
use peers::Peers;
use tonic::service::Routes;

use pairings::PairingsList;
use reaction::ProposesPairings;
use reviews::ReviewsList;
use service::Doors;

/// The reviews service.
#[derive(Debug)]
pub struct Reviews;

#[async_trait::async_trait]
impl Service for Reviews {
    fn name(&self) -> &'static str {
        "reviews"
    }

    fn grpc_name(&self) -> &'static str {
        SERVICE_NAME
    }

    fn projections(&self, peers: &Peers) -> Vec<Arc<dyn Projection>> {
        vec![Arc::new(ReviewsList), Arc::new(PairingsList), Arc::new(ProposesPairings::new(peers))]
    }

    async fn open(&self, parts: Parts) -> Result<Opened, OpenError> {
        let doors = Doors {
            reviews: Documents::new(parts.read_model(ReviewsList::NAME)?),
            pairings: Documents::new(parts.read_model(PairingsList::NAME)?),
            door: parts.door.clone(),
        };
        Ok(Opened::doors(Routes::new(ReviewsServiceServer::new(doors))))
    }
}
