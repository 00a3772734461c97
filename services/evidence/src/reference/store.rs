//! Keeps files as releases, lists them and takes them out, with the role of the store's owner.

use std::collections::HashMap;

use contract::evidence::v1::FigureStatus;
use eventlog::in_words;
use eventlog::tokio_postgres::{Client, Error, Row, Transaction};
use uuid::Uuid;

use super::collect::{CollectedKey, CollectedReference};
use super::{ReferenceFile, school_rows};

/// Rows that travel together.
pub(super) const BATCH: usize = 10_000;

/// Why a file is not kept.
#[derive(Debug, thiserror::Error)]
pub enum ReferenceError {
    /// The store is away or refused.
    #[error("the store could not answer: {}", in_words(.0))]
    Store(#[from] Error),
    /// The same file stands, read as of another period or status.
    #[error(
        "This file stands already, and something else was said of it: {0}. Take that release out first: plumbline reference take-out {1}"
    )]
    SaidOtherwise(String, Uuid),
    /// Something is wrong with the file.
    #[error("The file has faults: {0}. Nothing of it is kept.")]
    Faulty(usize),
}

/// A release that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadedRelease {
    /// Its id.
    pub release_id: Uuid,
    /// SHA-256 of the file, as hexadecimal digits.
    pub sha256: String,
    /// Title of the file.
    pub document: String,
    /// Which release of it, in the operator's words; empty where none were given.
    pub release: String,
    /// The periods that it has figures of.
    pub periods: Vec<String>,
    /// How many figures it has.
    pub figures: u64,
    /// Of how many schools it says what the national register does; 0 of a file of figures.
    pub schools: u64,
    /// ISO 8601 date in British time.
    pub loaded_on: String,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeptReference {
    /// It is a release now.
    Loaded(LoadedRelease),
    /// It was one already; nothing has changed.
    Stands(LoadedRelease),
}

/// The columns of a release.
macro_rules! releases {
    ($which:literal) => {
        concat!(
            "select release_id, sha256, document, release_name, periods, figures, schools, said_period, said_status, \
             to_char(loaded_at at time zone 'Europe/London', 'YYYY-MM-DD') as loaded_on from reference.release ",
            $which
        )
    };
}

/// Keeps all that a file says, or nothing.
///
/// # Errors
///
/// Where the store fails, where the file has a fault, or where the same file stands and something else was said of it.
pub async fn keep(
    client: &mut Client,
    file: &ReferenceFile,
) -> Result<KeptReference, ReferenceError> {
    if !file.faults.is_empty() {
        return Err(ReferenceError::Faulty(file.faults.len()));
    }
    let tx = client.transaction().await?;
    if let Some(row) = tx.query_opt(releases!("where sha256 = $1"), &[&file.sha256]).await? {
        let stands = release(&row);
        return match said_otherwise(file, &row) {
            Some(said) => Err(ReferenceError::SaidOtherwise(said, stands.release_id)),
            None => Ok(KeptReference::Stands(stands)),
        };
    }
    let count = |rows: usize| i64::try_from(rows).unwrap_or(i64::MAX);
    let (figures, schools) = (count(file.figures.len()), count(file.schools.len()));
    let (period, status) = said(file);
    let row = tx
        .query_one(
            "insert into reference.release \
             (sha256, source, document, release_name, periods, said_period, said_status, figures, \
             schools) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning release_id",
            &[
                &file.sha256,
                &file.shape,
                &file.document,
                &file.said.release,
                &file.periods(),
                &period,
                &status,
                &figures,
                &schools,
            ],
        )
        .await?;
    let release_id: Uuid = row.get("release_id");
    insert(&tx, release_id, &file.figures).await?;
    school_rows::insert(&tx, release_id, &file.schools).await?;
    let row = tx.query_one(releases!("where release_id = $1"), &[&release_id]).await?;
    let loaded = release(&row);
    tx.commit().await?;
    Ok(KeptReference::Loaded(loaded))
}

/// Every release, the newest first.
///
/// # Errors
///
/// Where the store fails.
pub async fn list(client: &Client) -> Result<Vec<LoadedRelease>, Error> {
    let all = releases!("order by loaded_at desc, release_id");
    Ok(client.query(all, &[]).await?.iter().map(release).collect())
}

/// Takes a release out, with all its figures; says whether there was one.
///
/// # Errors
///
/// Where the store fails.
pub async fn take_out(client: &Client, release_id: Uuid) -> Result<bool, Error> {
    let out = "delete from reference.release where release_id = $1";
    Ok(client.execute(out, &[&release_id]).await? > 0)
}

async fn insert(
    tx: &Transaction<'_>,
    release_id: Uuid,
    figures: &HashMap<CollectedKey, CollectedReference>,
) -> Result<(), Error> {
    let insert = tx
        .prepare(
            "insert into reference.figure \
             (release_id, scope, code, measure_id, period, breakdown_id, number, absence, cohort, status) \
             select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], \
             $7::float8[], $8::text[], $9::bigint[], $10::smallint[])",
        )
        .await?;
    let all: Vec<_> = figures.iter().collect();
    for batch in all.chunks(BATCH) {
        let keys = || batch.iter().map(|(key, _)| *key);
        let said = || batch.iter().map(|(_, said)| *said);
        let scopes: Vec<&str> = keys().map(|key| key.scope.name()).collect();
        let codes: Vec<String> = keys().map(CollectedKey::code).collect();
        let measures: Vec<&str> = keys().map(|key| key.measure_id).collect();
        let periods: Vec<String> = keys().map(|key| key.period.to_string()).collect();
        let parts: Vec<&str> = keys().map(|key| key.breakdown_id).collect();
        let numbers: Vec<Option<f64>> = said().map(|one| one.value.number).collect();
        let absences: Vec<Option<&str>> = said().map(absence).collect();
        let cohorts: Vec<Option<i64>> = said().map(|one| one.cohort.map(i64::from)).collect();
        let statuses: Vec<i16> = said().map(|one| number(one.status)).collect();
        tx.execute(
            &insert,
            &[
                &release_id,
                &scopes,
                &codes,
                &measures,
                &periods,
                &parts,
                &numbers,
                &absences,
                &cohorts,
                &statuses,
            ],
        )
        .await?;
    }
    Ok(())
}

fn absence(said: &CollectedReference) -> Option<&str> {
    said.value.absence.as_ref().map(|absence| absence.code.as_str())
}

/// The contract's number of a status. It has one digit.
fn number(status: FigureStatus) -> i16 {
    i16::try_from(i32::from(status)).unwrap_or_default()
}

/// What the operator said of the file: empty and 0 where nothing was said.
fn said(file: &ReferenceFile) -> (String, i16) {
    let period = file.said.period.map(|period| period.to_string()).unwrap_or_default();
    (period, file.said.status.map(number).unwrap_or_default())
}

/// As of what the same file was loaded, where that is something else.
fn said_otherwise(file: &ReferenceFile, row: &Row) -> Option<String> {
    let stands: (String, i16) = (row.get("said_period"), row.get("said_status"));
    let status = FigureStatus::try_from(i32::from(stands.1)).unwrap_or_default();
    let words = [stands.0.clone(), status.words().to_lowercase()];
    let words: Vec<String> = words.into_iter().filter(|one| !one.is_empty()).collect();
    let told = if words.is_empty() { "nothing".to_owned() } else { words.join(", ") };
    (stands != said(file)).then_some(told)
}

fn release(row: &Row) -> LoadedRelease {
    LoadedRelease {
        release_id: row.get("release_id"),
        sha256: row.get("sha256"),
        document: row.get("document"),
        release: row.get("release_name"),
        periods: row.get("periods"),
        figures: row.get::<_, i64>("figures").unsigned_abs(),
        schools: row.get::<_, i64>("schools").unsigned_abs(),
        loaded_on: row.get("loaded_on"),
    }
}
