//! A transaction whose statements each connection prepares once, however often they come.

use std::borrow::Cow;

use deadpool_postgres::Object;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Error, IsolationLevel, Row};

/// Several statements that hold together. A statement is known by its text, so the text should not carry values.
pub struct Transaction<'a> {
    tx: deadpool_postgres::Transaction<'a>,
    /// Where the tables are that statements name without a schema; empty where they name it.
    schema: &'a str,
}

impl<'a> Transaction<'a> {
    pub(crate) async fn begin(client: &'a mut Object, schema: &'a str) -> Result<Self, Error> {
        Ok(Self { tx: client.transaction().await?, schema })
    }

    /// Sees the rows as they stand now until it ends, and changes none.
    pub(crate) async fn begin_reading(
        client: &'a mut Object,
        schema: &'a str,
    ) -> Result<Self, Error> {
        let transaction = client.build_transaction().read_only(true);
        let transaction = transaction.isolation_level(IsolationLevel::RepeatableRead);
        Ok(Self { tx: transaction.start().await?, schema })
    }

    /// A connection serves several projections. The same words about tables of two of them are two statements, each
    /// prepared once. As one statement the store would plan it anew whenever the schema changes.
    fn text<'b>(&self, statement: &'b str) -> Cow<'b, str> {
        match self.schema {
            "" => Cow::Borrowed(statement),
            schema => Cow::Owned(format!("/* {schema} */ {statement}")),
        }
    }

    /// All rows.
    pub async fn query(
        &self,
        statement: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, Error> {
        let statement = self.tx.prepare_cached(&self.text(statement)).await?;
        self.tx.query(&statement, values).await
    }

    /// The one row there has to be.
    pub async fn query_one(
        &self,
        statement: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Row, Error> {
        let statement = self.tx.prepare_cached(&self.text(statement)).await?;
        self.tx.query_one(&statement, values).await
    }

    /// The one row there may be.
    pub async fn query_opt(
        &self,
        statement: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Option<Row>, Error> {
        let statement = self.tx.prepare_cached(&self.text(statement)).await?;
        self.tx.query_opt(&statement, values).await
    }

    /// How many rows it touched.
    pub async fn execute(
        &self,
        statement: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<u64, Error> {
        let statement = self.tx.prepare_cached(&self.text(statement)).await?;
        self.tx.execute(&statement, values).await
    }

    /// Makes all of it hold.
    pub async fn commit(self) -> Result<(), Error> {
        self.tx.commit().await
    }
}

impl std::fmt::Debug for Transaction<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Transaction").finish_non_exhaustive()
    }
}
