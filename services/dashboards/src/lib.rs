//! What the trust knows of its schools, now or as it stood earlier, and what waits to be done.

mod facts;
mod heatmap;
mod interest;
mod overview;
mod service;
mod shown;
#[cfg(test)]
mod stand;
mod tasks;

use std::sync::Arc;

use contract::dashboards::v1::dashboards_service_server::DashboardsServiceServer;
use eventlog::Projection;
use host::{OpenError, Opened, Parts};
use peers::Peers;
use tonic::service::Routes;

pub use facts::Facts;
pub use heatmap::Heatmap;
pub use overview::Overview;
use service::Doors;
pub use tasks::Tasks;

/// The dashboards service. It decides nothing; it reads the events of all services.
#[derive(Debug)]
pub struct Dashboards;

#[async_trait::async_trait]
impl host::Service for Dashboards {
    fn name(&self) -> &'static str {
        "dashboards"
    }

    fn grpc_name(&self) -> &'static str {
        "plumbline.dashboards.v1.DashboardsService"
    }

    fn projections(&self, _peers: &Peers) -> Vec<Arc<dyn Projection>> {
        vec![Arc::new(Facts), Arc::new(Heatmap), Arc::new(Overview), Arc::new(Tasks)]
    }

    async fn open(&self, parts: Parts) -> Result<Opened, OpenError> {
        let doors = Doors {
            door: parts.door.clone(),
            facts: parts.read_model("dashboards_facts")?,
            heatmap: parts.read_model("dashboards_heatmap")?,
            overview: parts.read_model("dashboards_overview")?,
            tasks: parts.read_model("dashboards_tasks")?,
        };
        Ok(Opened::doors(Routes::new(DashboardsServiceServer::new(doors))))
    }
}
