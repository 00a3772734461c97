//! Schools in the release of the national register that counts, and what a set of them has for figures.

use std::collections::BTreeMap;

use contract::SMALL_COHORT;
use contract::evidence::v1::{FigureStatus, ReferenceRelease, RegisteredSchool, SimilarValue};
use eventlog::tokio_postgres::Row;
use eventlog::{Log, ReadError};
use uuid::Uuid;

use super::establishments::ESTABLISHMENTS;
use super::found::{loaded_by, release, release_columns};
use super::school_rows::{school, school_columns};
use super::{ReferenceKey, ReferenceScope};
use crate::similar::{LEAST, SimilarBounds};

/// Which school is looked for, in the register of which day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EstablishmentAsked<'a> {
    /// Every URN that the school had, the newest last.
    pub urns: &'a [String],
    /// ISO 8601 date: releases that were loaded by the end of it; empty: all.
    pub as_of_date: &'a str,
}

/// The release of the register that counts, and the school in it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FoundRegister {
    pub release_id: Uuid,
    pub release: ReferenceRelease,
    /// Under the newest URN that the register has.
    pub own: Option<RegisteredSchool>,
}

/// The register that was loaded last counts.
const REGISTER: &str = concat!(
    "select ",
    release_columns!(),
    ", ",
    school_columns!(),
    " from (select * from reference.release r where r.source = $3 and ",
    loaded_by!("$2"),
    " order by r.loaded_at desc, r.release_id limit 1) r \
    left join reference.school s on s.release_id = r.release_id and s.urn = any ($1::text[]) \
    order by array_position($1::text[], s.urn) desc nulls last limit 1"
);

/// Finds the register and a school in it; nothing where no register was loaded.
pub(crate) async fn register(
    log: &Log,
    asked: EstablishmentAsked<'_>,
) -> Result<Option<FoundRegister>, ReadError> {
    let client = log.across_trusts().await?;
    let find = client.prepare_cached(REGISTER).await?;
    let EstablishmentAsked { urns, as_of_date } = asked;
    let row = client.query_opt(&find, &[&urns, &as_of_date, &ESTABLISHMENTS]).await?;
    Ok(row.map(|row| FoundRegister {
        release_id: row.get("release_id"),
        release: release(&row),
        own: row.get::<_, Option<&str>>("urn").is_some().then(|| school(&row)),
    }))
}

/// Schools among which similar ones are looked for.
#[derive(Clone, Debug)]
pub(crate) struct CandidatesAsked {
    pub release_id: Uuid,
    /// These, whatever the register says of them.
    pub urns: Vec<String>,
    /// And those within the bounds; `None`: no others.
    pub within: Option<SimilarBounds>,
}

/// A school of which nothing is said lies within every bound.
const CANDIDATES: &str = concat!(
    "select ",
    school_columns!(),
    " from reference.school s where s.release_id = $1 and (s.urn = any ($2::text[]) or ($3::boolean \
    and ($4::text is null or s.phase in ('', $4)) \
    and ($5::text is null or s.region in ('', $5)) \
    and ($6::text is null or s.authority in ('', $6)) \
    and ($7::float8 is null or s.free_meals is null or s.free_meals between $7 and $8::float8) \
    and ($9::float8 is null or s.pupils is null or s.pupils between $9 and $10::float8)))"
);

/// Finds schools of the register.
pub(crate) async fn candidates(
    log: &Log,
    asked: &CandidatesAsked,
) -> Result<Vec<RegisteredSchool>, ReadError> {
    let client = log.across_trusts().await?;
    let find = client.prepare_cached(CANDIDATES).await?;
    let CandidatesAsked { release_id, urns, within } = asked;
    let others = within.is_some();
    let bound = |of: fn(&SimilarBounds) -> &Option<String>| {
        within.as_ref().and_then(|bounds| of(bounds).as_deref())
    };
    let free_meals = within.as_ref().and_then(|bounds| bounds.free_meals);
    let pupils = within.as_ref().and_then(|bounds| bounds.pupils);
    let rows = client
        .query(
            &find,
            &[
                release_id,
                urns,
                &others,
                &bound(|bounds| &bounds.phase),
                &bound(|bounds| &bounds.region),
                &bound(|bounds| &bounds.authority),
                &free_meals.map(|range| range.from),
                &free_meals.map(|range| range.to),
                &pupils.map(|range| range.from),
                &pupils.map(|range| range.to),
            ],
        )
        .await?;
    Ok(rows.iter().map(school).collect())
}

/// Whose figures are put together, and of what they are.
#[derive(Clone, Debug)]
pub(crate) struct SpreadAsked<'a> {
    pub urns: Vec<&'a str>,
    pub keys: Vec<ReferenceKey>,
    /// ISO 8601 date, as above.
    pub as_of_date: &'a str,
}

/// What schools have, by what it is of, and the releases that say it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct FoundSpread {
    pub values: BTreeMap<ReferenceKey, SimilarValue>,
    pub releases: Vec<ReferenceRelease>,
}

/// Of releases that say the same figure one counts, as beside England. A number that rests on few pupils does not.
const SPREAD: &str = concat!(
    "with wanted as (select * from unnest($1::text[], $2::text[], $3::text[]) \
        as w (measure_id, period, breakdown_id)), \
    said as (select distinct on (f.code, f.measure_id, f.period, f.breakdown_id) \
        f.measure_id, f.period, f.breakdown_id, f.number, f.status, f.release_id, \
        f.number is not null and coalesce(f.cohort > $5::bigint, true) as counts \
        from wanted w join reference.figure f on f.scope = 'school' and f.code = any ($4::text[]) \
        and f.measure_id = w.measure_id and f.period = w.period and f.breakdown_id = w.breakdown_id \
        join reference.release r on r.release_id = f.release_id where ",
    loaded_by!("$6"),
    " order by f.code, f.measure_id, f.period, f.breakdown_id, f.status desc, r.loaded_at desc, r.release_id) \
    select measure_id, period, breakdown_id, count(*) as said, \
        count(*) filter (where counts) as schools, \
        count(*) filter (where number is null) as without_number, \
        percentile_cont(array[0.25, 0.5, 0.75]::float8[]) within group (order by number) \
            filter (where counts) as quartiles, \
        min(status) filter (where counts) as status, \
        array_agg(distinct release_id) as release_ids \
    from said group by measure_id, period, breakdown_id"
);

/// Releases by their ids.
const RELEASES: &str = concat!(
    "select ",
    release_columns!(),
    " from reference.release r where r.release_id = any ($1)"
);

/// Finds the quartiles of schools' figures. What no release says of any of them is left out.
pub(crate) async fn spread(log: &Log, asked: &SpreadAsked<'_>) -> Result<FoundSpread, ReadError> {
    let SpreadAsked { urns, keys, as_of_date } = asked;
    let text = |of: fn(&ReferenceKey) -> &str| keys.iter().map(of).collect::<Vec<_>>();
    let (measures, periods) = (text(|key| &key.measure_id), text(|key| &key.period));
    let (parts, small) = (text(|key| &key.breakdown_id), i64::from(SMALL_COHORT));
    let client = log.across_trusts().await?;
    let find = client.prepare_cached(SPREAD).await?;
    let rows =
        client.query(&find, &[&measures, &periods, &parts, urns, &small, as_of_date]).await?;
    let mut named: Vec<Uuid> =
        rows.iter().flat_map(|row| row.get::<_, Vec<Uuid>>("release_ids")).collect();
    named.sort_unstable();
    named.dedup();
    // On the same connection: two that wait for a second one each would wait for each other.
    let find = client.prepare_cached(RELEASES).await?;
    let releases = client.query(&find, &[&named]).await?;
    Ok(FoundSpread {
        values: rows.iter().map(|row| (key(row), value(row, urns.len()))).collect(),
        releases: releases.iter().map(release).collect(),
    })
}

fn key(row: &Row) -> ReferenceKey {
    ReferenceKey {
        scope: ReferenceScope::School,
        measure_id: row.get("measure_id"),
        period: row.get("period"),
        breakdown_id: row.get("breakdown_id"),
    }
}

/// What so many schools have.
fn value(row: &Row, of: usize) -> SimilarValue {
    let count = |name: &str| u32::try_from(row.get::<_, i64>(name)).unwrap_or(u32::MAX);
    let (said, schools, without_number) =
        (count("said"), count("schools"), count("without_number"));
    let quartiles = row.get::<_, Option<Vec<f64>>>("quartiles").filter(|_| schools >= LEAST);
    let quartile = |place: usize| quartiles.as_ref()?.get(place).copied();
    let status = row.get::<_, Option<i16>>("status").map(i32::from);
    let status = status.and_then(|status| FigureStatus::try_from(status).ok()).unwrap_or_default();
    let release_ids = row.get::<_, Vec<Uuid>>("release_ids");
    SimilarValue {
        lower_quartile: quartile(0),
        median: quartile(1),
        upper_quartile: quartile(2),
        schools,
        without_number,
        few: said.saturating_sub(schools).saturating_sub(without_number),
        unsaid: u32::try_from(of).unwrap_or(u32::MAX).saturating_sub(said),
        status: status.into(),
        release_ids: release_ids.iter().map(Uuid::to_string).collect(),
    }
}
