//! The trust's schools on a day: which are in it, what they are called, and under which URN.

use std::collections::HashMap;

use contract::events::SchoolEvent;
use contract::log::v1::Words;
use contract::schools::v1::{
    ArrangementTakenBack, RegisterStanding, School, SchoolDescribed, SchoolJoined, SchoolSucceeded,
    UrnPeriod,
};
use eventlog::tokio_postgres::Row;
use eventlog::{ApplyError, ReadError, Snapshot, Transaction};
use jiff::civil::Date;
use uuid::Uuid;

use crate::rows::{count, id};
use crate::school::first_shown;

const INSERT_SCHOOL: &str =
    "insert into school (trust_id, school_id) values ($1, $2) on conflict do nothing";
const INSERT_STAY: &str =
    "insert into stay (trust_id, school_id, joined_on) values ($1, $2, $3) on conflict do nothing";
/// Of the stay that began last. A day that is empty takes the leave back.
const END_STAY: &str = "update stay set left_on = $3 where trust_id = $1 and school_id = $2 \
    and joined_on = (select max(joined_on) from stay where trust_id = $1 and school_id = $2)";
const DESCRIBE: &str = "insert into described (trust_id, school_id, from_on, name, laestab, phase, \
    type, religious_character, town, postcode, pupils, capacity, standing) \
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
    on conflict (trust_id, school_id, from_on) do update set name = excluded.name, \
    laestab = excluded.laestab, phase = excluded.phase, type = excluded.type, \
    religious_character = excluded.religious_character, town = excluded.town, \
    postcode = excluded.postcode, pupils = excluded.pupils, capacity = excluded.capacity, \
    standing = excluded.standing";
const INSERT_URN: &str = "insert into urn_period \
    (trust_id, school_id, ordinal, urn, starts_on, ends_on) \
    select $1, $2, count(*) + 1, $3, $4, $5 from urn_period where trust_id = $1 and school_id = $2";
const END_URN: &str = "update urn_period set ends_on = $4 \
    where trust_id = $1 and school_id = $2 and urn = $3";
const SET_UNIQUENESS: &str =
    "update school set uniqueness = $3 where trust_id = $1 and school_id = $2";
/// It begins in no hub but what was arranged for then.
const END_MEMBER: &str = "update hub_member set ends_on = $3 where trust_id = $1 and school_id = $2 \
    and starts_on < $3 and (ends_on = '' or ends_on > $3)";
const DELETE_STAY: &str =
    "delete from stay where trust_id = $1 and school_id = $2 and joined_on = $3";
const FORGET: [&str; 5] = [
    "delete from hub_member where trust_id = $1 and school_id = $2",
    "delete from school where trust_id = $1 and school_id = $2",
    "delete from stay where trust_id = $1 and school_id = $2",
    "delete from described where trust_id = $1 and school_id = $2",
    "delete from urn_period where trust_id = $1 and school_id = $2",
];

/// Takes an event of a school into the rows.
pub(super) async fn take(
    tx: &Transaction<'_>,
    trust: Uuid,
    event: &SchoolEvent,
) -> Result<(), ApplyError> {
    match event {
        SchoolEvent::JoinArranged(arranged) => {
            begins(tx, trust, &arranged.school.clone().unwrap_or_default()).await?;
        }
        // What was arranged is as it takes effect.
        SchoolEvent::SchoolJoined(joined) => begins(tx, trust, joined).await?,
        SchoolEvent::SchoolSucceeded(succeeded) => school_succeeded(tx, trust, succeeded).await?,
        SchoolEvent::LeaveArranged(leaves) => {
            ends(tx, trust, &leaves.school_id, &leaves.on).await?
        }
        SchoolEvent::SchoolLeft(left) => ends(tx, trust, &left.school_id, &left.on).await?,
        SchoolEvent::ArrangementTakenBack(taken) => taken_back(tx, trust, taken).await?,
        SchoolEvent::LeaveCorrected(corrected) => ends(tx, trust, &corrected.school_id, "").await?,
        SchoolEvent::ReturnArranged(arranged) => {
            tx.execute(INSERT_STAY, &[&trust, &id(&arranged.school_id)?, &arranged.on]).await?;
        }
        SchoolEvent::SchoolReturned(returned) => {
            let school = id(&returned.school_id)?;
            tx.execute(INSERT_STAY, &[&trust, &school, &returned.on]).await?;
            tx.execute(END_MEMBER, &[&trust, &school, &returned.on]).await?;
            // Back on the day it left: the stay goes on.
            ends(tx, trust, &returned.school_id, "").await?;
        }
        SchoolEvent::SchoolDescribed(described) => describe(tx, trust, described).await?,
        SchoolEvent::UniquenessStated(stated) => {
            let school = id(&stated.school_id)?;
            let said = stated.statement.as_ref().map_or("", |words| words.commitment.as_str());
            tx.execute(SET_UNIQUENESS, &[&trust, &school, &said]).await?;
        }
    }
    Ok(())
}

async fn ends(tx: &Transaction<'_>, trust: Uuid, school: &str, on: &str) -> Result<(), ApplyError> {
    tx.execute(END_STAY, &[&trust, &id(school)?, &on]).await?;
    Ok(())
}

async fn taken_back(
    tx: &Transaction<'_>,
    trust: Uuid,
    taken: &ArrangementTakenBack,
) -> Result<(), ApplyError> {
    if taken.returning {
        tx.execute(DELETE_STAY, &[&trust, &id(&taken.school_id)?, &taken.on]).await?;
        return Ok(());
    }
    if !taken.joining {
        return ends(tx, trust, &taken.school_id, "").await;
    }
    for statement in FORGET {
        tx.execute(statement, &[&trust, &id(&taken.school_id)?]).await?;
    }
    Ok(())
}

/// A school joins, or it is arranged that it does. The join that follows the arrangement says the same again.
async fn begins(
    tx: &Transaction<'_>,
    trust: Uuid,
    joined: &SchoolJoined,
) -> Result<(), ApplyError> {
    let school = id(&joined.school_id)?;
    tx.execute(INSERT_STAY, &[&trust, &school, &joined.joined_on]).await?;
    if tx.execute(INSERT_SCHOOL, &[&trust, &school]).await? == 0 {
        return Ok(());
    }
    describe(tx, trust, &first_shown(joined)).await?;
    for earlier in &joined.earlier_urns {
        let (urn, from, until) = (&earlier.urn, &earlier.from, &earlier.until);
        tx.execute(INSERT_URN, &[&trust, &school, urn, from, until]).await?;
    }
    let since = joined.earlier_urns.iter().map(|earlier| earlier.until.as_str()).max();
    let since = since.unwrap_or_default();
    tx.execute(INSERT_URN, &[&trust, &school, &joined.urn, &since, &""]).await?;
    Ok(())
}

async fn describe(
    tx: &Transaction<'_>,
    trust: Uuid,
    shown: &SchoolDescribed,
) -> Result<(), ApplyError> {
    tx.execute(
        DESCRIBE,
        &[
            &trust,
            &id(&shown.school_id)?,
            &shown.from,
            &shown.name,
            &shown.laestab,
            &shown.phase,
            &shown.r#type,
            &shown.religious_character,
            &shown.town,
            &shown.postcode,
            &count(shown.pupils),
            &count(shown.capacity),
            &shown.standing,
        ],
    )
    .await?;
    Ok(())
}

async fn school_succeeded(
    tx: &Transaction<'_>,
    trust: Uuid,
    succeeded: &SchoolSucceeded,
) -> Result<(), ApplyError> {
    let school = id(&succeeded.school_id)?;
    let (old, new, on) = (&succeeded.old_urn, &succeeded.new_urn, &succeeded.on);
    tx.execute(END_URN, &[&trust, &school, old, on]).await?;
    tx.execute(INSERT_URN, &[&trust, &school, new, on, &""]).await?;
    Ok(())
}

/// Which schools are asked for.
#[derive(Clone, Copy, Debug)]
pub struct SchoolsWanted {
    /// As they stand on this day.
    pub on: Date,
    /// Those too that had left by then.
    pub left: bool,
    /// Those too that were still to join.
    pub expected: bool,
}

impl SchoolsWanted {
    /// The schools in the trust on a day.
    pub fn on(on: Date) -> Self {
        Self { on, left: false, expected: false }
    }
}

/// The trust's schools by name, with every URN.
pub async fn schools(
    rows: &Snapshot<'_>,
    trust: Uuid,
    wanted: &SchoolsWanted,
) -> Result<Vec<School>, ReadError> {
    // Of several stays the one that began last by that day, else the next to begin.
    const SCHOOLS: &str = "select s.school_id, d.name, d.laestab, d.phase, d.type, \
        d.religious_character, d.town, d.postcode, d.pupils, d.capacity, d.standing, \
        k.joined_on, k.left_on, s.uniqueness, m.hub_id, \
        (select coalesce(min(n.joined_on), '') from stay n where n.trust_id = s.trust_id \
            and n.school_id = s.school_id and n.joined_on > $2 and n.joined_on > k.joined_on) \
            as returns_on \
        from school s \
        join lateral (select joined_on, left_on from stay k \
            where k.trust_id = s.trust_id and k.school_id = s.school_id \
            order by joined_on > $2, case when joined_on > $2 then joined_on end, joined_on desc \
            limit 1) k on true \
        join lateral (select * from described d \
            where d.trust_id = s.trust_id and d.school_id = s.school_id and d.from_on <= $2 \
            order by d.from_on desc limit 1) d on true \
        left join hub_member m on m.trust_id = s.trust_id and m.school_id = s.school_id \
            and m.starts_on <= $2 and (m.ends_on = '' or m.ends_on > $2) \
        where s.trust_id = $1 and ($3 or k.left_on = '' or k.left_on > $2) \
        and ($4 or k.joined_on <= $2) order by d.name, s.school_id";
    const URNS: &str = "select school_id, urn, starts_on, ends_on from urn_period \
        where trust_id = $1 order by school_id, ordinal";
    let mut urns: HashMap<Uuid, Vec<UrnPeriod>> = HashMap::new();
    for row in rows.query(URNS, &[&trust]).await? {
        let period = UrnPeriod {
            urn: row.get("urn"),
            from: row.get("starts_on"),
            until: row.get("ends_on"),
        };
        urns.entry(row.get("school_id")).or_default().push(period);
    }
    let SchoolsWanted { on, left, expected } = wanted;
    let today = on.to_string();
    let found = rows.query(SCHOOLS, &[&trust, &today, left, expected]).await?;
    let mut schools: Vec<School> = found.iter().map(|row| school(row, &today, &mut urns)).collect();
    schools.sort_by(|one, other| (&one.name, &one.urn).cmp(&(&other.name, &other.urn)));
    Ok(schools)
}

/// The same as they are in force today, without what is arranged for a later day.
pub async fn schools_in_force(
    rows: &Snapshot<'_>,
    trust: Uuid,
    wanted: SchoolsWanted,
    today: Date,
) -> Result<Vec<School>, ReadError> {
    let wanted = SchoolsWanted { on: wanted.on.min(today), expected: false, ..wanted };
    let mut found = schools(rows, trust, &wanted).await?;
    let today = today.to_string();
    for school in &mut found {
        for day in [&mut school.leaves_on, &mut school.returns_on] {
            if *day > today {
                day.clear();
            }
        }
    }
    Ok(found)
}

/// Words as they are kept here: what commits to them.
fn words(commitment: String) -> Option<Words> {
    (!commitment.is_empty()).then(|| Words { commitment, ..Words::default() })
}

fn school(row: &Row, today: &str, urns: &mut HashMap<Uuid, Vec<UrnPeriod>>) -> School {
    let school_id: Uuid = row.get("school_id");
    let number = |column: &str| {
        row.get::<_, Option<i64>>(column).and_then(|number| u32::try_from(number).ok())
    };
    let ends: String = row.get("left_on");
    let has_left = !ends.is_empty() && ends.as_str() <= today;
    let (left_on, leaves_on) = if has_left { (ends, String::new()) } else { (String::new(), ends) };
    let urns = urns.remove(&school_id).unwrap_or_default();
    // The last one in force, else the first.
    let present = urns.iter().rfind(|period| period.from.as_str() <= today);
    let urn = present.or(urns.first()).map(|period| period.urn.clone()).unwrap_or_default();
    let hub: Option<Uuid> = row.get("hub_id");
    let hub = hub.filter(|_| !has_left);
    School {
        school_id: school_id.to_string(),
        urn,
        name: row.get("name"),
        laestab: row.get("laestab"),
        phase: row.get("phase"),
        r#type: row.get("type"),
        religious_character: row.get("religious_character"),
        town: row.get("town"),
        postcode: row.get("postcode"),
        pupils: number("pupils"),
        capacity: number("capacity"),
        joined_on: row.get("joined_on"),
        left_on,
        leaves_on,
        uniqueness: words(row.get("uniqueness")),
        hub_id: hub.map(|hub| hub.to_string()).unwrap_or_default(),
        returns_on: row.get("returns_on"),
        standing: RegisterStanding::try_from(row.get::<_, i32>("standing"))
            .unwrap_or_default()
            .into(),
        urns,
    }
}
