//! What stands beside the figures of a school, out of reference data, as its reader may see it.

use std::collections::BTreeSet;

use access::Shows;
use contract::evidence::v1::*;
use door::{Answer, Reading};
use eventlog::{Moment, When};
use measure_registry::{Topics, small};
use tonic::{Request, Response};

use super::EvidenceDoors;
use super::listed::{StandingFigures, usual};
use crate::benchmarks::{AuthorityPupils, BenchmarkSource};
use crate::reference::{self, FoundReference, ReferenceAsked};
use crate::school_urns::SchoolUrns;
use crate::shown;

/// England and the local authority beside each figure.
pub(super) async fn benchmarks(
    doors: &EvidenceDoors,
    request: Request<ListBenchmarksRequest>,
) -> Answer<ListBenchmarksResponse> {
    let Reading { caller, reach, .. } = doors.door.reading(&request).await?;
    let asked = request.into_inner();
    let school_id = usual("school_id", &asked.school_id)?;
    let when = When::asked(asked.at_least, &asked.as_of_date)?;
    // Those of the trust's other schools too: the authority could tell one of theirs.
    let like = RecordedFigure { measure_id: only_measure(&asked), ..RecordedFigure::default() };
    let standing = doors.standing_figures(caller.trust, when, &like).await?;
    let StandingFigures { as_of, mut figures, measures } = standing;
    let moment = Moment::Position(as_of.position);
    let same = When { at_least: as_of.position, moment };
    let (_, schools) = doors.school_urns.list(caller.trust, same, &SchoolUrns::default()).await?;
    let authority = authority_of(&schools, &school_id);
    let small = small(&figures, &Topics::of(&measures));
    let mut pupils = AuthorityPupils::default();
    let beside_it = lie_in(&schools, &authority);
    // Before what is not shown is taken out of them.
    for figure in figures.iter().filter(|one| beside_it.contains(one.school_id.as_str())) {
        let sees_small = reach.shows_of(&figure.school_id, Shows::SmallCohorts);
        pupils.count(figure, small.contains(&figure.figure_id) && !sees_small);
    }
    figures.retain(|figure| figure.school_id == school_id && is_asked(&asked, figure));
    shown::keep(&mut figures, &small, &reach);
    let wanted: BTreeSet<String> = figures.iter().map(|one| one.measure_id.clone()).collect();
    let found = reference::find(
        &doors.log,
        &ReferenceAsked {
            authority: authority.clone(),
            measure_ids: wanted.into_iter().collect(),
            as_of_date: asked.as_of_date,
        },
    )
    .await?;
    let source = BenchmarkSource { found: &found, measures: &measures, pupils: &pupils };
    let benchmarks: Vec<Benchmark> =
        figures.iter().filter_map(|figure| source.beside(figure)).collect();
    let releases = named(&found, &benchmarks);
    let as_of = Some(as_of);
    Ok(Response::new(ListBenchmarksResponse { as_of, benchmarks, releases, authority }))
}

/// The measure that is asked for; empty where it is not one alone.
fn only_measure(asked: &ListBenchmarksRequest) -> String {
    match asked.measure_ids.as_slice() {
        [only] => only.clone(),
        _ => String::new(),
    }
}

/// Code of a school's authority; empty where the register gives it none.
fn authority_of(schools: &[SchoolUrns], school_id: &str) -> String {
    let found = schools.iter().find(|school| school.school_id == school_id);
    found.map(|school| school.authority.clone()).unwrap_or_default()
}

/// Ids of the schools that lie in an authority; none where there is no authority.
fn lie_in<'a>(schools: &'a [SchoolUrns], authority: &str) -> BTreeSet<&'a str> {
    let found = schools.iter().filter(|one| !authority.is_empty() && one.authority == authority);
    found.map(|school| school.school_id.as_str()).collect()
}

fn is_asked(asked: &ListBenchmarksRequest, figure: &RecordedFigure) -> bool {
    let ListBenchmarksRequest { measure_ids, period, .. } = asked;
    let measured = measure_ids.is_empty() || measure_ids.contains(&figure.measure_id);
    measured && (period.is_empty() || *period == figure.period)
}

/// The releases that benchmarks name.
fn named(found: &FoundReference, benchmarks: &[Benchmark]) -> Vec<ReferenceRelease> {
    let values = benchmarks.iter().flat_map(|one| one.england.iter().chain(&one.authority));
    let ids: BTreeSet<&str> = values.map(|value| value.release_id.as_str()).collect();
    ids.into_iter().filter_map(|id| found.releases.get(id).cloned()).collect()
}
