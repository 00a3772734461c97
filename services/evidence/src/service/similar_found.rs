//! The schools that are like a school, and what they have beside its figures.

use std::collections::{BTreeMap, BTreeSet};

use contract::evidence::v1::{
    NoSimilar, RecordedFigure, ReferenceRelease, SimilarChoice, SimilarSchools, SimilarValue,
};
use eventlog::{Log, ReadError, When};
use tonic::Status;
use uuid::Uuid;

use super::EvidenceDoors;
use crate::reference::{
    self, CandidatesAsked, EstablishmentAsked, FoundRegister, FoundSpread, ReferenceKey,
    ReferenceScope, SpreadAsked,
};
use crate::school_urns::SchoolUrns;
use crate::similar::{self, ENOUGH, SimilarRule};

/// For which school of the trust similar ones are looked for, and beside which figures.
#[derive(Clone, Copy, Debug)]
pub(super) struct SimilarAsked<'a> {
    pub trust: Uuid,
    pub choice: &'a SimilarChoice,
    pub school_id: &'a str,
    /// The schools of the trust, as they stood on the day that is asked for.
    pub schools: &'a [SchoolUrns],
    pub figures: &'a [RecordedFigure],
    /// ISO 8601 date: releases that were loaded by the end of it; empty: all.
    pub as_of_date: &'a str,
}

/// What was found; nothing where similar schools were not asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct SimilarFound {
    pub schools: Option<SimilarSchools>,
    pub values: BTreeMap<ReferenceKey, SimilarValue>,
    /// The releases that say the values, and the register's.
    pub releases: Vec<ReferenceRelease>,
}

impl SimilarFound {
    fn of(schools: SimilarSchools) -> Self {
        Self { schools: Some(schools), ..Self::default() }
    }
}

/// Finds the set, and its figures where there is one.
pub(super) async fn find(
    doors: &EvidenceDoors,
    asked: SimilarAsked<'_>,
) -> Result<SimilarFound, Status> {
    let SimilarAsked { trust, choice, school_id, schools, as_of_date, .. } = asked;
    let log = &doors.log;
    let own = schools.iter().find(|school| school.school_id == school_id);
    let urns = own.map(|school| school.urns.as_slice()).unwrap_or_default();
    let Some(found) = reference::register(log, EstablishmentAsked { urns, as_of_date }).await?
    else {
        return Ok(SimilarFound::of(similar::without(NoSimilar::NoRegister)));
    };
    let FoundRegister { release_id, release, own } = found;
    let mut set = match own {
        None => similar::without(NoSimilar::NotRegistered),
        Some(own) => {
            // Those of now: what is hidden of a school is hidden on a day before it joined, too.
            let every = SchoolUrns::default();
            let (_, ours) = doors.school_urns.list(trust, When::now(0), &every).await?;
            let ours = ours.into_iter().flat_map(|school| school.urns).collect();
            let rule = SimilarRule { own: &own, choice, ours: &ours };
            match rule.lacks() {
                Some(why) => rule.without(why),
                None => picked(log, &rule, release_id).await?,
            }
        }
    };
    set.release_id.clone_from(&release.release_id);
    let mut found = SimilarFound::of(set);
    if let Some(set) = found.schools.as_ref().filter(|set| set.none() == NoSimilar::Unspecified) {
        let FoundSpread { values, releases } = spread(log, set, asked).await?;
        (found.values, found.releases) = (values, releases);
    }
    found.releases.push(release);
    Ok(found)
}

/// Looks through the register with wider and wider widths, until enough schools fit. Mostly the first ones find them.
async fn picked(
    log: &Log,
    rule: &SimilarRule<'_>,
    release_id: Uuid,
) -> Result<SimilarSchools, ReadError> {
    let mut set = SimilarSchools::default();
    for widths in rule.steps() {
        let asked = CandidatesAsked { release_id, urns: rule.named(), within: rule.bounds(widths) };
        set = rule.at(&reference::candidates(log, &asked).await?, widths);
        if set.fitting >= ENOUGH {
            break;
        }
    }
    Ok(set)
}

async fn spread(
    log: &Log,
    set: &SimilarSchools,
    asked: SimilarAsked<'_>,
) -> Result<FoundSpread, ReadError> {
    let SimilarAsked { figures, as_of_date, .. } = asked;
    if figures.is_empty() {
        return Ok(FoundSpread::default());
    }
    let key = |figure: &RecordedFigure| ReferenceKey::beside(ReferenceScope::School, figure);
    let keys: BTreeSet<ReferenceKey> = figures.iter().map(key).collect();
    let urns = set.schools.iter().map(|school| school.urn.as_str()).collect();
    let asked = SpreadAsked { urns, keys: keys.into_iter().collect(), as_of_date };
    reference::spread(log, &asked).await
}
