//! What stands beside the figures of a school, out of reference data, as its reader may see it.

use std::collections::{BTreeMap, BTreeSet};

use access::{Reach, Shows};
use contract::evidence::v1::*;
use door::{Answer, Reading};
use eventlog::{Moment, When};
use measure_registry::{Topics, small};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::EvidenceDoors;
use super::listed::{StandingFigures, usual};
use super::similar_found::{self, SimilarAsked, SimilarFound};
use crate::benchmarks::{AuthorityPupils, BenchmarkSource};
use crate::reference::{self, FoundReference, ReferenceAsked, ReferenceKey, ReferenceScope};
use crate::school_urns::SchoolUrns;
use crate::shown;

/// Of so many measures the other schools' figures are read measure by measure; of more, all are read at once.
const MOST_APART: usize = 3;

/// England, the local authority and similar schools beside each figure.
pub(super) async fn benchmarks(
    doors: &EvidenceDoors,
    request: Request<ListBenchmarksRequest>,
) -> Answer<ListBenchmarksResponse> {
    let Reading { caller, reach, .. } = doors.door.reading(&request).await?;
    let asked = request.into_inner();
    let school_id = usual("school_id", &asked.school_id)?;
    let when = When::asked(asked.at_least, &asked.as_of_date)?;
    let measure_id = only_measure(&asked);
    let like =
        RecordedFigure { school_id: school_id.clone(), measure_id, ..RecordedFigure::default() };
    let standing = doors.standing_figures(caller.trust, when, &like).await?;
    let StandingFigures { as_of, mut figures, measures } = standing;
    let moment = Moment::Position(as_of.position);
    let same = When { at_least: as_of.position, moment };
    let (_, schools) = doors.school_urns.list(caller.trust, same, &SchoolUrns::default()).await?;
    let small = small(&figures, &Topics::of(&measures));
    figures.retain(|figure| is_asked(&asked, figure));
    shown::keep(&mut figures, &small, &reach);
    if asked.newest {
        // By measure, all pupils first and the latest period first.
        figures.dedup_by(|later, newest| later.measure_id == newest.measure_id);
    }
    let authority = authority_of(&schools, &school_id);
    let wanted: BTreeSet<String> = figures.iter().map(|one| one.measure_id.clone()).collect();
    let found = reference::find(
        &doors.log,
        &ReferenceAsked {
            authority: authority.clone(),
            measure_ids: wanted.into_iter().collect(),
            as_of_date: asked.as_of_date.clone(),
        },
    )
    .await?;
    let compared = ComparedAuthority {
        schools: lie_in(&schools, &authority),
        measures: said_of_authority(&found, &figures),
    };
    let pupils = doors.authority_pupils(caller.trust, same, &reach, compared).await?;
    let similar = match &asked.similar {
        None => SimilarFound::default(),
        Some(choice) => {
            let as_of_date = &asked.as_of_date;
            let (trust, school_id) = (caller.trust, &school_id);
            let (schools, figures) = (&schools, &figures);
            let asked = SimilarAsked { trust, choice, school_id, schools, figures, as_of_date };
            similar_found::find(doors, asked).await?
        }
    };
    let source = BenchmarkSource {
        found: &found,
        measures: &measures,
        pupils: &pupils,
        similar: &similar.values,
    };
    let benchmarks: Vec<Benchmark> =
        figures.iter().filter_map(|figure| source.beside(figure)).collect();
    let mut releases = named(&found, &benchmarks);
    releases.extend(similar.releases.iter().map(|one| (one.release_id.clone(), one.clone())));
    Ok(Response::new(ListBenchmarksResponse {
        as_of: Some(as_of),
        benchmarks,
        releases: releases.into_values().collect(),
        authority,
        similar: similar.schools,
    }))
}

/// Which figures of the trust's schools could be told by the values of an authority.
struct ComparedAuthority<'a> {
    /// Ids of its schools.
    schools: BTreeSet<&'a str>,
    /// The measures of which it has a value.
    measures: BTreeSet<&'a str>,
}

impl EvidenceDoors {
    /// Counts the pupils behind the figures of the trust's schools in an authority, the school's own among them. Where the authority
    /// has no value none of them is read.
    async fn authority_pupils(
        &self,
        trust: Uuid,
        when: When,
        reach: &Reach,
        compared: ComparedAuthority<'_>,
    ) -> Result<AuthorityPupils, Status> {
        let ComparedAuthority { schools, measures } = compared;
        let of = |measure: &&str| RecordedFigure {
            measure_id: (*measure).to_owned(),
            ..RecordedFigure::default()
        };
        let reads: Vec<RecordedFigure> = match measures.len() {
            0..=MOST_APART => measures.iter().map(of).collect(),
            _ => vec![RecordedFigure::default()],
        };
        let mut pupils = AuthorityPupils::default();
        for like in reads {
            let StandingFigures { figures, measures, .. } =
                self.standing_figures(trust, when, &like).await?;
            let small = small(&figures, &Topics::of(&measures));
            // Before what is not shown is taken out of them.
            for figure in figures.iter().filter(|one| schools.contains(one.school_id.as_str())) {
                let sees_small = reach.shows_of(&figure.school_id, Shows::SmallCohorts);
                pupils.count(figure, small.contains(&figure.figure_id) && !sees_small);
            }
        }
        Ok(pupils)
    }
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

/// The measures of figures beside which the authority has a value.
fn said_of_authority<'a>(
    found: &FoundReference,
    figures: &'a [RecordedFigure],
) -> BTreeSet<&'a str> {
    let said = figures.iter().filter(|figure| {
        found.figures.contains_key(&ReferenceKey::beside(ReferenceScope::Authority, figure))
    });
    said.map(|figure| figure.measure_id.as_str()).collect()
}

fn is_asked(asked: &ListBenchmarksRequest, figure: &RecordedFigure) -> bool {
    let ListBenchmarksRequest { measure_ids, period, .. } = asked;
    let measured = measure_ids.is_empty() || measure_ids.contains(&figure.measure_id);
    measured && (period.is_empty() || *period == figure.period)
}

/// The releases that benchmarks name, by their ids.
fn named(found: &FoundReference, benchmarks: &[Benchmark]) -> BTreeMap<String, ReferenceRelease> {
    let values = benchmarks.iter().flat_map(|one| one.england.iter().chain(&one.authority));
    let of = |value: &BenchmarkValue| {
        Some((value.release_id.clone(), found.releases.get(&value.release_id)?.clone()))
    };
    values.filter_map(of).collect()
}
