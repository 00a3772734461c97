//! Setting the terms of an academic year.

use contract::schools::v1::{SetTermsRequest, SetTermsResponse, TermDates};
use contract::{AcademicYear, field, invalid};
use tonic::{Request, Response, Status};

use super::{Doors, Reply};
use crate::academic_year::{Keeper, TermDays, Year, YearCommand, stream_id};

/// Sets the trust's terms, or a school's own.
pub async fn set(doors: &Doors, request: Request<SetTermsRequest>) -> Reply<SetTermsResponse> {
    let (envelope, request) = doors.door.command(request).await?;
    let year = year(&request.academic_year)?;
    let school = field::optional_uuid("school_id", &request.school_id)?;
    let terms = request.terms.iter().map(term_days).collect::<Result<_, _>>()?;
    let keeper = match school {
        Some(school_id) => {
            let standing = doors.standing(envelope.trust(), school_id).await?;
            Some(Keeper { school_id, standing })
        }
        None => None,
    };
    let command = YearCommand::SetTerms { year, keeper, terms };
    let stream = stream_id(year, school);
    let receipt = eventlog::execute::<Year>(&doors.log, stream, &command, &envelope).await?;
    Ok(Response::new(SetTermsResponse { position: receipt.position }))
}

/// An academic year, for example `2025-26`.
pub fn year(text: &str) -> Result<AcademicYear, Status> {
    text.parse().map_err(|_| invalid("academic_year", "must be a year such as 2025-26"))
}

fn term_days(given: &TermDates) -> Result<TermDays, Status> {
    Ok(TermDays {
        term: field::term("terms.term", &given.term)?,
        starts_on: field::date("terms.starts_on", &given.starts_on)?,
        ends_on: field::date("terms.ends_on", &given.ends_on)?,
    })
}
