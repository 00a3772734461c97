//! Reading a projection's rows together with the position they stand at.

use std::sync::Arc;
use std::time::Duration;

use contract::log::v1::AsOf;
use deadpool_postgres::{Object, Pool};
use futures::future::try_join;
use tokio::time::Instant;
use tokio_postgres::Row;
use tonic::Status;
use uuid::Uuid;

use crate::recorded::timestamp;
use crate::rows::RowStatements;
use crate::{Progress, ReadError, Transaction};

/// The rows of one projection.
#[derive(Clone, Debug)]
pub struct ReadModel {
    pool: Pool,
    rows: Arc<RowStatements>,
    progress: Progress,
}

/// One connection on its way to a [`Snapshot`]. There are few, so its holder takes no second one meanwhile.
#[derive(Debug)]
pub struct Reader {
    client: Object,
    rows: Arc<RowStatements>,
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
    #[error("This view has not caught up with position {0} yet; please try again in a moment.")]
    Behind(u64),
    /// Nothing stands at the wished position yet, so no patience would help.
    #[error("the trust's record ends at position {end}")]
    Beyond {
        /// Where the record ends.
        end: u64,
    },
}

const PATIENCE: Duration = Duration::from_secs(10);
/// How long a reader waits for its own process before it asks the store: another process may have kept the rows. Doubles
/// each time.
const DOUBT: Duration = Duration::from_millis(20);
const MOST_DOUBT: Duration = Duration::from_millis(500);

impl ReadModel {
    pub(crate) fn new(pool: Pool, rows: Arc<RowStatements>, progress: Progress) -> Self {
        Self { pool, rows, progress }
    }

    /// Waits until the rows hold at least a position (0: any), then takes a connection.
    pub async fn reader(&self, trust: Uuid, at_least: u64) -> Result<Reader, Unready> {
        if at_least > 0 {
            self.reach(trust, at_least).await?;
        }
        let client = self.pool.get().await.map_err(ReadError::from)?;
        Ok(Reader { client, rows: Arc::clone(&self.rows), trust })
    }

    /// Waits for this process's follower, and asks the store now and then whether another process was quicker.
    async fn reach(&self, trust: Uuid, position: u64) -> Result<(), Unready> {
        let until = Instant::now() + PATIENCE;
        let mut doubt = DOUBT;
        while !self.progress.wait(trust, position, doubt).await {
            let (head, kept) = self.ahead(trust).await?;
            if position > head {
                return Err(Unready::Beyond { end: head });
            }
            self.progress.seen(trust, kept);
            if Instant::now() > until {
                return Err(Unready::Behind(position));
            }
            doubt = MOST_DOUBT.min(doubt * 2);
        }
        Ok(())
    }

    /// Where the log ends, and where the rows stand, as the store has it.
    async fn ahead(&self, trust: Uuid) -> Result<(u64, u64), ReadError> {
        let client = self.pool.get().await?;
        let failed = |error| self.rows.failed(error);
        let ahead = client.prepare_cached(&self.rows.ahead).await.map_err(failed)?;
        let row = client.query_one(&ahead, &[&trust]).await.map_err(failed)?;
        let position = |column: usize| row.get::<_, Option<i64>>(column).unwrap_or(0);
        Ok((position(0).unsigned_abs(), position(1).unsigned_abs()))
    }
}

impl Reader {
    /// Opens the snapshot.
    pub async fn snapshot(&mut self) -> Result<Snapshot<'_>, ReadError> {
        let Self { client, rows, trust } = self;
        let tx = Transaction::begin_reading(client, &rows.schema).await?;
        let read = try_join(rows.read(&tx, *trust), tx.query_opt(&rows.as_of, &[&*trust])).await;
        let (_, row) = read.map_err(|error| rows.failed(error))?;
        let at = |row: &Row| row.get::<_, i64>(0).unsigned_abs();
        let as_of = row.filter(|row| at(row) > 0).map_or_else(AsOf::default, |row| AsOf {
            position: at(&row),
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
