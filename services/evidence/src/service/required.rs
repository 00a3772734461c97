//! What the lists of requirements and of independence answer with.

use std::cmp::Reverse;

use contract::evidence::v1::*;
use contract::{AcademicYear, invalid, register};
use door::{Answer, Reading};
use eventlog::When;
use tonic::{Request, Response};

use super::EvidenceDoors;
use super::listed::usual;

/// The register of an academic year.
pub(super) async fn requirements(
    doors: &EvidenceDoors,
    request: Request<ListRequirementsRequest>,
) -> Answer<ListRequirementsResponse> {
    let Reading { caller, .. } = doors.door.reading(&request).await?;
    let asked = request.into_inner();
    let year: AcademicYear = asked
        .year
        .parse()
        .map_err(|_| invalid("year", "must be an academic year such as 2025-26"))?;
    let when = When::asked(asked.at_least, &asked.as_of_date)?;
    let all = Requirement::default();
    let (as_of, found) = doors.requirements.list(caller.trust, when, &all).await?;
    let mut lines = register(found, year);
    doors.door.fill(&caller, lines.as_mut_slice()).await?;
    Ok(Response::new(ListRequirementsResponse { as_of: Some(as_of), lines }))
}

/// What is adopted or waived in the schools that the reader may see, the latest first.
pub(super) async fn adoptions(
    doors: &EvidenceDoors,
    request: Request<ListAdoptionsRequest>,
) -> Answer<ListAdoptionsResponse> {
    let Reading { caller, reach, .. } = doors.door.reading(&request).await?;
    let asked = request.into_inner();
    let school_id = usual("school_id", &asked.school_id)?;
    let when = When::asked(asked.at_least, &asked.as_of_date)?;
    let like = Adoption { school_id, ..Adoption::default() };
    let (as_of, mut adoptions) = doors.adoptions.list(caller.trust, when, &like).await?;
    // A term begins with its year: `2025-26-autumn`.
    let of_year = |period: &str| {
        let behind = period.strip_prefix(&asked.year);
        asked.year.is_empty() || behind.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    adoptions.retain(|one| {
        let is_settled = one.state() != AdoptionState::Unspecified;
        is_settled && reach.covers_of(&one.school_id) && of_year(&one.period)
    });
    adoptions.sort_by_key(|one| Reverse(one.position));
    doors.door.fill(&caller, adoptions.as_mut_slice()).await?;
    Ok(Response::new(ListAdoptionsResponse { as_of: Some(as_of), adoptions }))
}

/// Every version of the levels of independence, the newest first.
pub(super) async fn independence_levels(
    doors: &EvidenceDoors,
    request: Request<ListIndependenceLevelsRequest>,
) -> Answer<ListIndependenceLevelsResponse> {
    let Reading { caller, .. } = doors.door.reading(&request).await?;
    let asked = request.into_inner();
    let when = When::asked(asked.at_least, &asked.as_of_date)?;
    let all = IndependenceLevels::default();
    let (as_of, mut versions) = doors.independence_levels.list(caller.trust, when, &all).await?;
    versions.sort_by_key(|levels| Reverse(levels.version));
    Ok(Response::new(ListIndependenceLevelsResponse { as_of: Some(as_of), versions }))
}

/// The levels of the schools that the reader may see, the latest term first.
pub(super) async fn independence(
    doors: &EvidenceDoors,
    request: Request<ListIndependenceRequest>,
) -> Answer<ListIndependenceResponse> {
    let Reading { caller, reach, .. } = doors.door.reading(&request).await?;
    let asked = request.into_inner();
    let school_id = usual("school_id", &asked.school_id)?;
    let when = When::asked(asked.at_least, &asked.as_of_date)?;
    let like = SchoolIndependence { school_id, ..SchoolIndependence::default() };
    let (as_of, mut levels) = doors.independence.list(caller.trust, when, &like).await?;
    levels.retain(|level| !level.withdrawn && reach.covers_of(&level.school_id));
    levels.sort_by_cached_key(|level| {
        Reverse((level.term.parse::<contract::Term>().ok(), level.position))
    });
    doors.door.fill(&caller, levels.as_mut_slice()).await?;
    Ok(Response::new(ListIndependenceResponse { as_of: Some(as_of), levels }))
}
