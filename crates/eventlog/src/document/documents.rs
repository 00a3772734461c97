//! Reading documents: lists and single ones, now or as they stood.

use std::collections::HashMap;
use std::marker::PhantomData;

use contract::events::DecodeError;
use contract::log::v1::AsOf;
use serde::de::DeserializeOwned;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::{Document, ListColumns, kept_as};
use crate::as_of::{Malformed, Moment};
use crate::{ReadError, ReadModel, Unready};

/// Which state of the documents is asked for.
#[derive(Clone, Copy, Debug)]
pub struct When {
    /// The rows have to hold this position (0: any).
    pub at_least: u64,
    /// How the documents stood then.
    pub moment: Moment,
}

impl When {
    /// As the documents stand now.
    pub fn now(at_least: u64) -> Self {
        Self { at_least, moment: Moment::Latest }
    }

    /// As the documents stood at a position that the rows are known to hold, for a second look at the same state.
    pub fn at(position: u64) -> Self {
        Self { at_least: 0, moment: Moment::Position(position) }
    }

    /// Reads a request's `at_least` and `as_of_date`: the end of an ISO 8601 day; empty means now.
    pub fn asked(at_least: u64, as_of_date: &str) -> Result<Self, Malformed> {
        let moment = match as_of_date {
            "" => Moment::Latest,
            day => Moment::end_of(day)?,
        };
        Ok(Self { at_least, moment })
    }
}

/// The documents of a read model.
pub struct Documents<D> {
    rows: ReadModel,
    of: PhantomData<fn() -> D>,
}

/// The versions that stood at a position: one condition for lists and single documents, now and earlier.
macro_rules! stood {
    ($what:literal, $which:literal) => {
        concat!(
            "select ",
            $what,
            " from document where trust_id = $1 \
             and from_position <= $2 and (to_position is null or to_position > $2) and ",
            $which,
            " order by began desc, id"
        )
    };
}

const LIST: &str = stood!("body", "columns @> $3::text::jsonb");
const LIST_WITHIN: &str = stood!("body", "columns @> $3::text::jsonb and within = $4");
const COLUMNS: &str = stood!("columns::text", "columns @> $3::text::jsonb");
const COLUMNS_WITHIN: &str = stood!("columns::text", "columns @> $3::text::jsonb and within = $4");
const GET: &str = stood!("body", "id = $3");

impl<D: Document> Documents<D> {
    /// The documents in the rows of the projection `D`.
    pub fn new(rows: ReadModel) -> Self {
        Self { rows, of: PhantomData }
    }

    /// Returns the documents with the columns that `like` has, those of the newest things first, and where they stand. An
    /// empty `like` asks for all.
    pub async fn list(
        &self,
        trust: Uuid,
        when: When,
        like: &D::Body,
    ) -> Result<(AsOf, Vec<D::Body>), Unready> {
        let columns = D::columns(like);
        let (as_of, rows) = self.like(trust, when, [LIST, LIST_WITHIN], &columns).await?;
        Ok((as_of, read(&rows)?))
    }

    /// Returns the columns alone of the same documents, which costs less where many are looked through.
    pub async fn columns(
        &self,
        trust: Uuid,
        when: When,
        like: &D::Body,
    ) -> Result<Vec<HashMap<String, String>>, Unready> {
        let columns = D::columns(like);
        let (_, rows) = self.like(trust, when, [COLUMNS, COLUMNS_WITHIN], &columns).await?;
        Ok(read(&rows)?)
    }

    /// Returns the document of a thing, where there was one, and where it stands.
    pub async fn get(
        &self,
        trust: Uuid,
        when: When,
        id: &str,
    ) -> Result<(AsOf, Option<D::Body>), Unready> {
        let id = kept_as::<D>(id.to_owned());
        let (as_of, rows) = self.found(trust, when, GET, &[&id]).await?;
        Ok((as_of, read(&rows)?.pop()))
    }

    async fn like(
        &self,
        trust: Uuid,
        when: When,
        [all, within]: [&str; 2],
        columns: &ListColumns<'_>,
    ) -> Result<(AsOf, Vec<Row>), Unready> {
        let text = columns.text();
        match columns.indexed() {
            "" => self.found(trust, when, all, &[&text]).await,
            value => self.found(trust, when, within, &[&text, &value]).await,
        }
    }

    async fn found(
        &self,
        trust: Uuid,
        when: When,
        statement: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<(AsOf, Vec<Row>), Unready> {
        let mut reader = self.rows.reader(trust, when.at_least).await?;
        let snapshot = reader.snapshot().await?;
        let as_of = when.moment.resolve(&snapshot, trust).await?;
        let position = as_of.position.cast_signed();
        let mut all: Vec<&(dyn ToSql + Sync)> = vec![&trust, &position];
        all.extend(values);
        let rows = snapshot.query(statement, &all).await;
        Ok((as_of, rows.map_err(ReadError::from)?))
    }
}

/// Reads what we have written as JSON into each row's only column.
fn read<T: DeserializeOwned>(rows: &[Row]) -> Result<Vec<T>, ReadError> {
    rows.iter().map(|row| parsed(row.get(0)).map_err(ReadError::from)).collect()
}

/// Reads back a text that was written from a document of this read model or its columns.
pub(super) fn parsed<T: DeserializeOwned>(text: &str) -> Result<T, DecodeError> {
    serde_json::from_str(text)
        .map_err(|cause| DecodeError::Malformed { kind: "document".to_owned(), cause })
}

impl<D> Clone for Documents<D> {
    fn clone(&self) -> Self {
        Self { rows: self.rows.clone(), of: PhantomData }
    }
}

impl<D: Document> std::fmt::Debug for Documents<D> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Documents").field("of", &D::NAME).finish_non_exhaustive()
    }
}
