//! What a service is to its host, and what the host gives it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use door::Door;
use eventlog::{Log, Projection, ReadModel, StoreConfig};
use futures::future::BoxFuture;
use peers::Peers;
use tokio_util::sync::CancellationToken;
use tonic::service::Routes;

/// A unit with gRPC doors, read models and perhaps reactions of its own.
#[async_trait::async_trait]
pub trait Service: std::fmt::Debug + Send + Sync + 'static {
    /// Short name, for example `surveys`; its database role is `plumbline_<name>`.
    fn name(&self) -> &'static str;

    /// The full gRPC service name, for health, for example `plumbline.surveys.v1.SurveysService`.
    fn grpc_name(&self) -> &'static str;

    /// Its projections and process managers; known without a running system, so that they can be rebuilt.
    fn projections(&self, peers: &Peers) -> Vec<Arc<dyn Projection>>;

    /// How many connections to the store it opens beside those that its host gives it.
    fn connections(&self) -> usize {
        0
    }

    /// Opens its doors.
    async fn open(&self, parts: Parts) -> Result<Opened, OpenError>;
}

/// What the host gives a service.
#[derive(Debug)]
pub struct Parts {
    /// The log, with this service's role.
    pub log: Log,
    /// Connection settings of this service's role, for its own tables.
    pub store: StoreConfig,
    /// Reads requests.
    pub door: Door,
    /// The other services.
    pub peers: Peers,
    /// The program that renders reports, `<typesetter> typeset`, and reads attached ones, `<typesetter> read-report`.
    pub typesetter: PathBuf,
    /// The folder of the keys of open surveys, outside the store.
    pub wave_keys: Option<PathBuf>,
    /// The ledger of erasures, outside the store.
    pub erasures: Option<PathBuf>,
    /// How many days old the newest proved backup may be.
    pub backup_days: u16,
    /// The virus scanner that files are shown to before they are stored, as the setting names it.
    pub virus_scanner: Option<String>,
    /// The settings file of signing in, which also says how e-mail goes out.
    pub sign_in: Option<PathBuf>,
    /// Ends when the process is told to stop.
    pub shutdown: CancellationToken,
    pub(crate) read_models: BTreeMap<&'static str, ReadModel>,
}

impl Parts {
    /// The rows of one of the service's own projections.
    pub fn read_model(&self, projection: &str) -> Result<ReadModel, OpenError> {
        let found = self.read_models.get(projection).cloned();
        found.ok_or_else(|| {
            OpenError(format!("the projection {projection} is not in projections()"))
        })
    }
}

/// Work that goes on beside the doors until shutdown.
pub type Task = (&'static str, BoxFuture<'static, ()>);

/// An opened service.
#[derive(Default)]
pub struct Opened {
    /// Its gRPC doors.
    pub routes: Routes,
    /// Work beside them.
    pub tasks: Vec<Task>,
}

impl Opened {
    /// Doors and nothing beside them.
    pub fn doors(routes: Routes) -> Self {
        Self { routes, tasks: Vec::new() }
    }
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Opened").field("tasks", &self.tasks.len()).finish_non_exhaustive()
    }
}

/// Why a service could not open.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct OpenError(pub String);
