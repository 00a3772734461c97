//! The rows of a release of the national register: what it says of schools, written and read back.

use contract::evidence::v1::{FigureValue, RegisteredSchool};
use eventlog::tokio_postgres::{Error, Row, Transaction};
use uuid::Uuid;

use super::found::valued;
use super::store::BATCH;

/// Writes what a register says of schools.
pub(super) async fn insert(
    tx: &Transaction<'_>,
    release_id: Uuid,
    schools: &[RegisteredSchool],
) -> Result<(), Error> {
    let insert = tx
        .prepare(
            "insert into reference.school \
             (release_id, urn, name, town, authority, region, phase, religious_character, \
             pupils, pupils_absence, free_meals, free_meals_absence) \
             select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], \
             $7::text[], $8::text[], $9::float8[], $10::text[], $11::float8[], $12::text[])",
        )
        .await?;
    for batch in schools.chunks(BATCH) {
        let texts = |of: fn(&RegisteredSchool) -> &str| batch.iter().map(of).collect::<Vec<_>>();
        let pupils = || batch.iter().map(|school| school.pupils.as_ref());
        let free_meals = || batch.iter().map(|school| school.free_meals.as_ref());
        tx.execute(
            &insert,
            &[
                &release_id,
                &texts(|school| &school.urn),
                &texts(|school| &school.name),
                &texts(|school| &school.town),
                &texts(|school| &school.authority),
                &texts(|school| &school.region),
                &texts(|school| &school.phase),
                &texts(|school| &school.religious_character),
                &pupils().map(number).collect::<Vec<_>>(),
                &pupils().map(absence).collect::<Vec<_>>(),
                &free_meals().map(number).collect::<Vec<_>>(),
                &free_meals().map(absence).collect::<Vec<_>>(),
            ],
        )
        .await?;
    }
    Ok(())
}

fn number(value: Option<&FigureValue>) -> Option<f64> {
    value?.number
}

/// As the file gives it; a value that says nothing at all is one without a number.
fn absence(value: Option<&FigureValue>) -> Option<&str> {
    match value {
        Some(FigureValue { number: Some(_), .. }) => None,
        Some(FigureValue { absence: Some(absence), .. }) => Some(&absence.code),
        _ => Some(""),
    }
}

/// The columns of a school, in a query that calls its rows `s`.
macro_rules! school_columns {
    () => {
        "s.urn, s.name, s.town, s.authority, s.region, s.phase, s.religious_character, \
         s.pupils, s.pupils_absence, s.free_meals, s.free_meals_absence"
    };
}
pub(super) use school_columns;

/// Reads a school back.
pub(super) fn school(row: &Row) -> RegisteredSchool {
    RegisteredSchool {
        urn: row.get("urn"),
        name: row.get("name"),
        town: row.get("town"),
        authority: row.get("authority"),
        region: row.get("region"),
        phase: row.get("phase"),
        religious_character: row.get("religious_character"),
        pupils: Some(valued(row.get("pupils"), row.get("pupils_absence"))),
        free_meals: Some(valued(row.get("free_meals"), row.get("free_meals_absence"))),
    }
}
