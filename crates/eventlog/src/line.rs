//! The line of the log: which past a store goes on from. A restore, or a failover that lost events, begins a new one.

use std::time::SystemTime;

use tokio_postgres::GenericClient;

use crate::{Log, ReadError};

/// The line a store stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// Counts the pasts that this installation has gone on from: 1, 2 and so on.
    pub number: u32,
    /// When it began, by the store's clock.
    pub begun_at: SystemTime,
    /// Why it began, in the operator's words.
    pub reason: String,
    /// Whether it is known to stand on the server that was asked. False after a restore or a failover until somebody compared.
    pub stands_here: bool,
}

impl LogLine {
    /// The line now, for a role that may see it: the relay's, the sealer's, the owner.
    pub async fn current(client: &impl GenericClient) -> Result<Self, tokio_postgres::Error> {
        const CURRENT: &str =
            "select number, begun_at, reason, stands_here from operate.current_line()";
        let row = client.query_one(CURRENT, &[]).await?;
        Ok(Self {
            number: row.get::<_, i32>("number").unsigned_abs(),
            begun_at: row.get("begun_at"),
            reason: row.get("reason"),
            stands_here: row.get("stands_here"),
        })
    }

    /// Says that nothing of what left the building is missing on this server: the relay's role may, and the owner.
    pub async fn stays(client: &impl GenericClient) -> Result<(), tokio_postgres::Error> {
        client.execute("select operate.line_stands_here()", &[]).await.map(drop)
    }

    /// Begins the next line, for the owner; answers its number.
    pub async fn begin(
        client: &impl GenericClient,
        reason: &str,
    ) -> Result<u32, tokio_postgres::Error> {
        let row = client.query_one("select operate.begin_line($1)", &[&reason]).await?;
        Ok(row.get::<_, i32>(0).unsigned_abs())
    }
}

impl Log {
    /// Number of the line that the store stands on; every service's role may ask.
    pub async fn line_number(&self) -> Result<u32, ReadError> {
        let client = self.appliers().get().await?;
        let number = client.prepare_cached("select max(number) from operate.line").await?;
        Ok(client.query_one(&number, &[]).await?.get::<_, i32>(0).unsigned_abs())
    }
}
