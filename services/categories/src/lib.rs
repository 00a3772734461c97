//! Judges schools against the agreed framework: own view, proposal, challenge, moderation, decision, sharing.

mod brought_in;
mod category;
mod cells;
mod citing;
mod closing;
mod days;
mod default;
mod earlier;
mod framework;
mod framework_comment;
mod framework_comments;
mod framework_draft;
mod framework_drafts;
mod framework_drafts_shown;
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

use brought_in::BroughtIn;
use cells::Cells;
use framework_comments::FrameworkCommentsList;
use framework_drafts::FrameworkDraftsList;
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
        vec![
            Arc::new(Frameworks),
            Arc::new(FrameworkDraftsList),
            Arc::new(FrameworkCommentsList),
            Arc::new(Rounds),
            Arc::new(Cells),
            Arc::new(BroughtIn),
        ]
    }

    async fn open(&self, parts: Parts) -> Result<Opened, OpenError> {
        let doors = Doors {
            frameworks: Documents::new(parts.read_model(Frameworks::NAME)?),
            framework_drafts: Documents::new(parts.read_model(FrameworkDraftsList::NAME)?),
            framework_comments: Documents::new(parts.read_model(FrameworkCommentsList::NAME)?),
            rounds: Documents::new(parts.read_model(Rounds::NAME)?),
            cells: Documents::new(parts.read_model(Cells::NAME)?),
            brought_in: Documents::new(parts.read_model(BroughtIn::NAME)?),
            door: parts.door.clone(),
        };
        Ok(Opened::doors(Routes::new(CategoriesServiceServer::new(doors))))
    }
}
