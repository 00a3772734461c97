//! What reference data has of England and of an authority, as the service reads it.

use std::collections::BTreeMap;

use contract::evidence::v1::{
    FigureAbsence, FigureStatus, FigureValue, NoNumber, RecordedFigure, ReferenceRelease,
};
use eventlog::tokio_postgres::Row;
use eventlog::{Log, ReadError};
use uuid::Uuid;

use super::ReferenceScope;
use crate::reading::reason;

/// What is asked for.
#[derive(Clone, Debug)]
pub(crate) struct ReferenceAsked {
    /// Empty: of no authority.
    pub authority: String,
    pub measure_ids: Vec<String>,
    /// ISO 8601 date: releases that were loaded by the end of it; empty: all.
    pub as_of_date: String,
}

/// What a figure of reference data is of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ReferenceKey {
    pub scope: ReferenceScope,
    pub measure_id: String,
    pub period: String,
    pub breakdown_id: String,
}

impl ReferenceKey {
    /// What stands beside a figure of a school: the same measure, period and pupils.
    pub(crate) fn beside(scope: ReferenceScope, figure: &RecordedFigure) -> Self {
        Self {
            scope,
            measure_id: figure.measure_id.clone(),
            period: figure.period.clone(),
            breakdown_id: figure.breakdown_id.clone(),
        }
    }
}

/// What the release that counts says of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ReferenceFigure {
    pub release_id: String,
    pub value: FigureValue,
    pub cohort: Option<u32>,
    pub status: FigureStatus,
}

/// Figures with the releases that they are out of, by their ids.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct FoundReference {
    pub figures: BTreeMap<ReferenceKey, ReferenceFigure>,
    pub releases: BTreeMap<String, ReferenceRelease>,
}

/// The columns of a release, in a query that calls its rows `r`.
macro_rules! release_columns {
    () => {
        "r.release_id, r.document, r.release_name, r.sha256, \
         to_char(r.loaded_at at time zone 'Europe/London', 'YYYY-MM-DD') as loaded_on"
    };
}
pub(super) use release_columns;

/// Whether a release `r` was loaded by the end of a day, in British time; the parameter is empty for any day.
macro_rules! loaded_by {
    ($day:literal) => {
        concat!(
            "(",
            $day,
            "::text = '' or r.loaded_at < (nullif(",
            $day,
            "::text, '')::date + 1)::timestamp at time zone 'Europe/London')"
        )
    };
}
pub(super) use loaded_by;

/// Of releases that say the same figure the most settled one counts, and of those the one that was loaded last.
const FIND: &str = concat!(
    "select distinct on (f.scope, f.measure_id, f.period, f.breakdown_id) \
        f.scope, f.measure_id, f.period, f.breakdown_id, f.number, f.absence, f.cohort, f.status, ",
    release_columns!(),
    " \
    from reference.figure f join reference.release r on r.release_id = f.release_id \
    where (f.scope, f.code) in (('england', ''), ('authority', $1)) and f.measure_id = any ($2) \
      and ",
    loaded_by!("$3"),
    " order by f.scope, f.measure_id, f.period, f.breakdown_id, f.status desc, r.loaded_at desc, r.release_id"
);

/// Finds the figures of England, and those of an authority.
pub(crate) async fn find(log: &Log, asked: &ReferenceAsked) -> Result<FoundReference, ReadError> {
    let client = log.across_trusts().await?;
    let find = client.prepare_cached(FIND).await?;
    let ReferenceAsked { authority, measure_ids, as_of_date } = asked;
    let rows = client.query(&find, &[authority, measure_ids, as_of_date]).await?;
    let mut found = FoundReference::default();
    for row in &rows {
        let release = release(row);
        found.figures.insert(key(row), figure(row, &release));
        found.releases.insert(release.release_id.clone(), release);
    }
    Ok(found)
}

fn key(row: &Row) -> ReferenceKey {
    let scope = match row.get::<_, &str>("scope") {
        "england" => ReferenceScope::England,
        "authority" => ReferenceScope::Authority,
        _ => ReferenceScope::School,
    };
    ReferenceKey {
        scope,
        measure_id: row.get("measure_id"),
        period: row.get("period"),
        breakdown_id: row.get("breakdown_id"),
    }
}

fn figure(row: &Row, release: &ReferenceRelease) -> ReferenceFigure {
    let cohort: Option<i64> = row.get("cohort");
    ReferenceFigure {
        release_id: release.release_id.clone(),
        value: valued(row.get("number"), row.get("absence")),
        cohort: cohort.and_then(|cohort| u32::try_from(cohort).ok()),
        status: FigureStatus::try_from(i32::from(row.get::<_, i16>("status"))).unwrap_or_default(),
    }
}

/// A number, or the reason why there is none, as the store has them.
pub(super) fn valued(number: Option<f64>, absence: Option<String>) -> FigureValue {
    let absence = absence.map(|code| {
        let means = reason(&code).unwrap_or(NoNumber::NotGiven);
        FigureAbsence { code, means: means.into() }
    });
    FigureValue { number, absence }
}

pub(super) fn release(row: &Row) -> ReferenceRelease {
    ReferenceRelease {
        release_id: row.get::<_, Uuid>("release_id").to_string(),
        document: row.get("document"),
        release: row.get("release_name"),
        sha256: row.get("sha256"),
        loaded_on: row.get("loaded_on"),
    }
}
