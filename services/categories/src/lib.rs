//! Judges schools against the agreed framework: own view, proposal, challenge, moderation, decision, sharing.

mod category;
mod cells;
mod citing;
mod closing;
mod days;
mod default;
mod framework;
mod frameworks;
mod meeting;
mod round;
mod rounds;
mod service;
mod shown;
mod together;

use std::sync::Arc;

use contract::categories::v1::categories_service_server::{CategoriesServiceServer, SERVICE_NAME};
use eventlog::{Document as _, Documents, Projection};
use host::{OpenError, Opened, Parts, Service};
use peers::Peers;
use tonic::service::Routes;

pub use default::default_framework;

use cells::Cells;
use frameworks::Frameworks;
use rounds::Rounds;
use service::Doors;

/// The categories service.
#[derive(Debug)]
pub struct Categories;

#[async_trait::async_trait]
impl Service for Categories {
    fn name(&self) -> &'static str {
        "categories"
    }

    fn grpc_name(&self) -> &'static str {
        SERVICE_NAME
    }

    fn projections(&self, _peers: &Peers) -> Vec<Arc<dyn Projection>> {
        vec![Arc::new(Frameworks), Arc::new(Rounds), Arc::new(Cells)]
    }

    async fn open(&self, parts: Parts) -> Result<Opened, OpenError> {
        let doors = Doors {
            frameworks: Documents::new(parts.read_model(Frameworks::NAME)?),
            rounds: Documents::new(parts.read_model(Rounds::NAME)?),
            cells: Documents::new(parts.read_model(Cells::NAME)?),
            door: parts.door.clone(),
        };
        Ok(Opened::doors(Routes::new(CategoriesServiceServer::new(doors))))
    }
}
