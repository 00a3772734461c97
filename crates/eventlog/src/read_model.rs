//! Reading a projection's rows together with the position they stand at.

use std::time::Duration;

use contract::log::v1::AsOf;
use deadpool_postgres::{Object, Pool};
use futures::future::try_join;
use tokio_postgres::Config;
use tonic::Status;
use uuid::Uuid;

use crate::log::head;
use crate::one_trust::NAME;
use crate::recorded::timestamp;
use crate::{Progress, ReadError, Transaction};

/// The rows of one projection.
#[derive(Clone, Debug)]
pub struct ReadModel {
    pool: Pool,
    progress: Progress,
}

/// One connection on its way to a [`Snapshot`].
#[derive(Debug)]
pub struct Reader {
    client: Object,
    trust: Uuid,
}

/// A read-only transaction over the rows: what it sees and `as_of` belong together.
pub struct Snapshot<'a> {
    tx: Transaction<'a>,
    /// Where these rows stand.
    pub as_of: AsOf,
}

/// Why the rows can't be read.
#[derive(Debug, thiserror::Error)]
pub enum Unready {
    /// The store is away.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The rows do not hold the wished position yet.
    #[error("this view has not caught up with position {0} yet; please try again in a moment")]
    Behind(u64),
    /// Nothing stands at the wished position yet, so no patience would help.
    #[error("the trust's record ends at position {end}")]
    Beyond {
        /// Where the record ends.
        end: u64,
    },
}

const STANDING: &str =
    "select position, recorded_at from checkpoint where trust_id = $1 and position > 0";
const READERS: usize = 4;
const PATIENCE: Duration = Duration::from_secs(10);
/// Rows are rarely this far behind: time to ask whether the position is one that the record has.
const DOUBT: Duration = Duration::from_millis(200);

impl ReadModel {
    pub(crate) fn new(config: &Config, progress: Progress) -> Self {
        Self { pool: crate::log::pool(config, READERS), progress }
    }

    /// Waits until the rows hold at least a position (0: whatever there is), then takes a connection.
    pub async fn reader(&self, trust: Uuid, at_least: u64) -> Result<Reader, Unready> {
        if at_least > 0 && !self.progress.wait(trust, at_least, DOUBT).await {
            self.within_the_record(trust, at_least).await?;
            if !self.progress.wait(trust, at_least, PATIENCE).await {
                return Err(Unready::Behind(at_least));
            }
        }
        let client = self.pool.get().await.map_err(ReadError::from)?;
        Ok(Reader { client, trust })
    }

    async fn within_the_record(&self, trust: Uuid, position: u64) -> Result<(), Unready> {
        let end = head(&self.pool, trust).await?.unwrap_or_default();
        if position > end { Err(Unready::Beyond { end }) } else { Ok(()) }
    }
}

impl Reader {
    /// Opens the snapshot.
    pub async fn snapshot(&mut self) -> Result<Snapshot<'_>, ReadError> {
        let tx = Transaction::begin_reading(&mut self.client).await?;
        let trust = self.trust.to_string();
        let (_, row) =
            try_join(tx.query_one(NAME, &[&trust]), tx.query_opt(STANDING, &[&self.trust])).await?;
        let as_of = row.map_or_else(AsOf::default, |row| AsOf {
            position: row.get::<_, i64>(0).unsigned_abs(),
            time: timestamp(row.get(1)).to_string(),
        });
        Ok(Snapshot { tx, as_of })
    }
}

impl<'a> std::ops::Deref for Snapshot<'a> {
    type Target = Transaction<'a>;

    fn deref(&self) -> &Self::Target {
        &self.tx
    }
}

impl std::fmt::Debug for Snapshot<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Snapshot").field("as_of", &self.as_of).finish_non_exhaustive()
    }
}

impl From<Unready> for Status {
    fn from(error: Unready) -> Self {
        match error {
            Unready::Read(error) => error.into(),
            Unready::Behind(_) => contract::unavailable(&error.to_string()),
            Unready::Beyond { .. } => contract::invalid("at_least", &error.to_string()),
        }
    }
}
