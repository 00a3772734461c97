//! When a school's terms are: its own dates, else the trust's.

use contract::AcademicYear;
use contract::events::{AcademicYearEvent, AnyEvent};
use contract::schools::v1::TermDates;
use eventlog::{ApplyError, Projection, ReadError, Recorded, Snapshot, Transaction};
use uuid::Uuid;

/// The name of the projection and of its schema.
pub const TERMS: &str = "schools_terms";

/// Keeps the terms of every academic year.
#[derive(Debug)]
pub struct Terms;

// `school_id` is empty for the trust's own terms.
const TABLES: &str = r#"
create table term (
    trust_id      uuid not null,
    academic_year text not null,
    school_id     text not null,
    term          text not null,
    starts_on     text collate "C" not null,
    ends_on       text collate "C" not null,
    primary key (trust_id, academic_year, school_id, term)
);
"#;

const DELETE_TERMS: &str =
    "delete from term where trust_id = $1 and academic_year = $2 and school_id = $3";
const INSERT_TERM: &str = "insert into term \
    (trust_id, academic_year, school_id, term, starts_on, ends_on) values ($1, $2, $3, $4, $5, $6)";

#[async_trait::async_trait]
impl Projection for Terms {
    fn name(&self) -> &'static str {
        TERMS
    }

    fn tables(&self) -> &'static str {
        TABLES
    }

    async fn apply(&self, tx: &Transaction<'_>, event: &Recorded) -> Result<(), ApplyError> {
        let AnyEvent::AcademicYear(AcademicYearEvent::TermsSet(set)) = event.event()? else {
            return Ok(());
        };
        let (trust, year, school) = (event.trust, &set.academic_year, &set.school_id);
        tx.execute(DELETE_TERMS, &[&trust, year, school]).await?;
        for dates in &set.terms {
            let (term, starts_on, ends_on) = (&dates.term, &dates.starts_on, &dates.ends_on);
            tx.execute(INSERT_TERM, &[&trust, year, school, term, starts_on, ends_on]).await?;
        }
        Ok(())
    }
}

/// The terms a school keeps in a year, in the order of time; `None` asks for the trust's own.
pub async fn kept(
    rows: &Snapshot<'_>,
    trust: Uuid,
    year: AcademicYear,
    school: Option<Uuid>,
) -> Result<Vec<TermDates>, ReadError> {
    const KEPT: &str = "select term, starts_on, ends_on from term \
        where trust_id = $1 and academic_year = $2 and school_id = case when exists (\
            select from term where trust_id = $1 and academic_year = $2 and school_id = $3\
        ) then $3 else '' end order by starts_on";
    let school = school.map(|school| school.to_string()).unwrap_or_default();
    let rows = rows.query(KEPT, &[&trust, &year.to_string(), &school]).await?;
    Ok(rows
        .iter()
        .map(|row| TermDates { term: row.get(0), starts_on: row.get(1), ends_on: row.get(2) })
        .collect())
}
