//! A transaction whose statements each connection prepares once, however often they come.

use deadpool_postgres::Object;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Error, IsolationLevel, Row};

/// Several statements that hold together. A statement is known by its text, so the text should not carry values.
pub struct Transaction<'a>(deadpool_postgres::Transaction<'a>);

impl<'a> Transaction<'a> {
    pub(crate) async fn begin(client: &'a mut Object) -> Result<Self, Error> {
        client.transaction().await.map(Self)
    }

    /// Sees the rows as they stand now until it ends, and changes none.
    pub(crate) async fn begin_reading(client: &'a mut Object) -> Result<Self, Error> {
        let transaction = client.build_transaction().read_only(true);
        transaction.isolation_level(IsolationLevel::RepeatableRead).start().await.map(Self)
    }

    /// All rows.
    pub async fn query(
        &self,
        statement: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, Error> {
        let statement = self.0.prepare_cached(statement).await?;
        self.0.query(&statement, values).await
    }

    /// The one row there has to be.
    pub async fn query_one(
        &self,
        statement: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Row, Error> {
        let statement = self.0.prepare_cached(statement).await?;
        self.0.query_one(&statement, values).await
    }

    /// The one row there may be.
    pub async fn query_opt(
        &self,
        statement: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Option<Row>, Error> {
        let statement = self.0.prepare_cached(statement).await?;
        self.0.query_opt(&statement, values).await
    }

    /// How many rows it touched.
    pub async fn execute(
        &self,
        statement: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<u64, Error> {
        let statement = self.0.prepare_cached(statement).await?;
        self.0.execute(&statement, values).await
    }

    /// Makes all of it hold.
    pub async fn commit(self) -> Result<(), Error> {
        self.0.commit().await
    }
}

impl std::fmt::Debug for Transaction<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Transaction").finish_non_exhaustive()
    }
}
