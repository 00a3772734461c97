//! What academic years have to know of the school that keeps its own.

use contract::commands::AcademicYearCommand;
use contract::schools::v1::TermDates;
use contract::{AcademicYear, invalid};
use eventlog::{Knows, Lookup};
use tonic::Status;

use super::Doors;
use crate::academic_year::{Year, YearFacts};
use crate::school::School;

#[async_trait::async_trait]
impl Knows<Year> for Doors {
    async fn facts(
        &self,
        command: &AcademicYearCommand,
        lookup: &Lookup<'_>,
    ) -> Result<YearFacts, Status> {
        let year = year(command.academic_year())?;
        let keeper = match command.school_id() {
            "" => None,
            school => Some(lookup.load::<School>(school).await?.standing(lookup.today())),
        };
        let mut beside = Vec::new();
        let [before, after] = [year.first_day().yesterday(), year.last_day().tomorrow()];
        for day in [before, after].into_iter().flatten() {
            beside.extend(kept(AcademicYear::of(day), command.school_id(), lookup).await?);
        }
        Ok(YearFacts { year, keeper, beside })
    }
}

/// The terms of a year: the school's own, else the trust's.
async fn kept(
    year: AcademicYear,
    school: &str,
    lookup: &Lookup<'_>,
) -> Result<Vec<TermDates>, Status> {
    if !school.is_empty() {
        let own: Year = lookup.load(format!("{year}.{school}")).await?;
        if !own.terms().is_empty() {
            return Ok(own.terms().to_vec());
        }
    }
    let trusts: Year = lookup.load(year.to_string()).await?;
    Ok(trusts.terms().to_vec())
}

/// An academic year, for example `2025-26`.
pub fn year(text: &str) -> Result<AcademicYear, Status> {
    text.parse().map_err(|_| invalid("academic_year", "must be a year such as 2025-26"))
}
