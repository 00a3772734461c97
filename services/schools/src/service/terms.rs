//! What academic years have to know of the school that keeps its own.

use contract::commands::AcademicYearCommand;
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
        Ok(YearFacts { year, keeper })
    }
}

/// An academic year, for example `2025-26`.
pub fn year(text: &str) -> Result<AcademicYear, Status> {
    text.parse().map_err(|_| invalid("academic_year", "must be a year such as 2025-26"))
}
