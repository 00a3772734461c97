//! The second line between trusts: every statement runs in a transaction that has named its trust to the store.
//!
//! The store's row-level security (`migrations/V12__least_privilege.sql`) shows a role the rows of that trust only,
//! so a forgotten `where trust_id = ...` never shows another trust's record.

use deadpool_postgres::Object;
use futures::TryStreamExt as _;
use futures::future::{join4, ready, try_join};
use tokio_postgres::types::ToSql;
use tokio_postgres::{Error, Row, Statement};
use uuid::Uuid;

use crate::Transaction;

/// Names the trust until the end of the transaction; the one place that does.
pub(crate) const NAME: &str = "select set_config('plumbline.trust', $1::text, true)";

/// Names a trust to the store for the rest of a transaction.
pub async fn name_trust(tx: &tokio_postgres::Transaction<'_>, trust: Uuid) -> Result<(), Error> {
    tx.query_one(NAME, &[&trust.to_string()]).await.map(|_| ())
}

/// A statement with its parameters.
pub(crate) struct PreparedRead<'a> {
    pub(crate) statement: &'a str,
    pub(crate) values: &'a [&'a (dyn ToSql + Sync)],
}

/// A connection for one trust's rows.
#[derive(Debug)]
pub struct OneTrust {
    client: Object,
    trust: Uuid,
}

impl OneTrust {
    /// A connection of a pool of one's own.
    pub fn new(client: Object, trust: Uuid) -> Self {
        Self { client, trust }
    }

    /// One statement in a transaction of its own; all of it travels in one round trip.
    pub async fn query(
        &self,
        statement: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, Error> {
        self.read(statement, values, Ok).await
    }

    /// The same, each row read while those behind it are on their way.
    pub async fn read<T>(
        &self,
        statement: &str,
        values: &[&(dyn ToSql + Sync)],
        read: impl Fn(Row) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let statement = self.client.prepare_cached(statement).await?;
        self.in_one_trip(self.rows(&statement, values, read)).await
    }

    /// The same, with a second statement in the same transaction that answers with one row at most.
    pub(crate) async fn read_beside<T>(
        &self,
        many: PreparedRead<'_>,
        read: impl Fn(Row) -> Result<T, Error>,
        one: PreparedRead<'_>,
    ) -> Result<(Vec<T>, Option<Row>), Error> {
        let statement = self.client.prepare_cached(many.statement).await?;
        let beside = self.client.prepare_cached(one.statement).await?;
        let rows = self.rows(&statement, many.values, read);
        self.in_one_trip(try_join(rows, self.client.query_opt(&beside, one.values))).await
    }

    async fn rows<T>(
        &self,
        statement: &Statement,
        values: &[&(dyn ToSql + Sync)],
        read: impl Fn(Row) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let rows = self.client.query_raw(statement, values.iter().copied()).await?;
        rows.and_then(|row| ready(read(row))).try_collect().await
    }

    /// A transaction of its own around statements that are prepared already. All of it is sent before the first answer
    /// is read, so that a connection never goes back with a transaction open.
    async fn in_one_trip<T>(
        &self,
        asked: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let name = self.client.prepare_cached(NAME).await?;
        let trust = self.trust.to_string();
        let named: [&(dyn ToSql + Sync); 1] = [&trust];
        let (begun, named, answer, ended) = join4(
            self.client.batch_execute("begin"),
            self.client.query(&name, &named),
            asked,
            self.client.batch_execute("commit"),
        )
        .await;
        begun?;
        named?;
        let answer = answer?;
        ended?;
        Ok(answer)
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
        let tx = Transaction::begin(&mut self.client, "").await?;
        tx.query_one(NAME, &[&self.trust.to_string()]).await?;
        Ok(tx)
    }
}
