//! The second line between trusts: every statement runs in a transaction that has named its trust to the store.
//!
//! The store's row-level security (`migrations/V12__least_privilege.sql`) shows a role the rows of that trust only,
//! so a forgotten `where trust_id = ...` shows nobody another trust's record.

use deadpool_postgres::{Object, Transaction};
use futures::future::join4;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Error, Row};
use uuid::Uuid;

/// Names the trust until the end of the transaction; the one place that does.
pub(crate) const NAME: &str = "select set_config('plumbline.trust', $1::text, true)";

/// Names a trust to the store for the rest of a transaction.
pub async fn name_trust(tx: &tokio_postgres::Transaction<'_>, trust: Uuid) -> Result<(), Error> {
    tx.query_one(NAME, &[&trust.to_string()]).await.map(|_| ())
}

/// A connection for one trust's rows.
#[derive(Debug)]
pub struct OneTrust {
    client: Object,
    trust: Uuid,
}

impl OneTrust {
    pub(crate) fn new(client: Object, trust: Uuid) -> Self {
        Self { client, trust }
    }

    /// One statement in a transaction of its own; all of it travels in one round trip.
    pub async fn query(
        &self,
        statement: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, Error> {
        let name = self.client.prepare_cached(NAME).await?;
        let statement = self.client.prepare_cached(statement).await?;
        let trust = self.trust.to_string();
        let named: [&(dyn ToSql + Sync); 1] = [&trust];
        // All four are sent before the first answer is read, whatever becomes of them: a connection never goes
        // back with a transaction open.
        let (begun, named, rows, ended) = join4(
            self.client.batch_execute("begin"),
            self.client.query(&name, &named),
            self.client.query(&statement, values),
            self.client.batch_execute("commit"),
        )
        .await;
        begun?;
        named?;
        let rows = rows?;
        ended?;
        Ok(rows)
    }

    /// At most one row; the first, should there be more.
    pub async fn query_opt(
        &self,
        statement: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Option<Row>, Error> {
        Ok(self.query(statement, values).await?.into_iter().next())
    }

    /// The same for a statement that answers with no rows.
    pub async fn execute(
        &self,
        statement: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<(), Error> {
        self.query(statement, values).await.map(|_| ())
    }

    /// Several statements.
    pub async fn transaction(&mut self) -> Result<Transaction<'_>, Error> {
        let tx = self.client.transaction().await?;
        let name = tx.prepare_cached(NAME).await?;
        tx.query_one(&name, &[&self.trust.to_string()]).await?;
        Ok(tx)
    }
}
