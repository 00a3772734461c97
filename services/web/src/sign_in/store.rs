//! The tables of signing in (`migrations/V13__sign_in.sql`) and of what a person saved, with the web application's own role. It has no others.

use deadpool_postgres::{Object, Pool};
use eventlog::tokio_postgres;
use eventlog::{OneTrust, StoreConfig};
use uuid::Uuid;

use crate::failure::Failure;

/// Connections at most: each request needs one for a moment.
pub const CONNECTIONS: usize = 3;

/// Who signed in and how far a sign-in is. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    pool: Pool,
}

/// Why the tables could not be read or written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    #[error("the store could not answer: {0}")]
    Store(#[from] tokio_postgres::Error),
    #[error("no connection to the store: {0}")]
    Pool(#[from] deadpool_postgres::PoolError),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        tracing::warn!(%error, "signing in needs the store");
        Self::Away
    }
}

impl Store {
    /// Connections are opened when first needed.
    pub(crate) fn new(config: &StoreConfig) -> Self {
        Self { pool: eventlog::pool(config, CONNECTIONS) }
    }

    pub(crate) async fn client(&self) -> Result<Object, StoreError> {
        Ok(self.pool.get().await?)
    }

    /// The rows of one trust.
    pub(crate) async fn of(&self, trust: Uuid) -> Result<OneTrust, StoreError> {
        Ok(OneTrust::new(self.client().await?, trust))
    }
}
