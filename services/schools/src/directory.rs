//! Which schools, hubs and committees the trust has, as they stand now.

use std::collections::HashMap;

use contract::events::{AnyEvent, CommitteeEvent, HubEvent, SchoolEvent, TrustEvent};
use contract::log::v1::Words;
use contract::schools::v1::{
    Committee, Hub, Meeting, School, SchoolJoined, SchoolSucceeded, TrustName, UrnPeriod,
};
use eventlog::tokio_postgres::Row;
use eventlog::{ApplyError, Projection, ReadError, Recorded, Snapshot, Transaction};
use uuid::Uuid;

use crate::rows::{count, id};

/// The name of the projection and of its schema.
pub const REGISTER: &str = "schools_register";

/// Keeps the trust's schools with all their URNs, its hubs and its committees.
#[derive(Debug)]
pub struct Directory;

// Dates are ISO 8601 texts compared byte by byte; empty where there is none.
const TABLES: &str = r#"
create table trust (
    trust_id uuid primary key,
    name     text not null
);
-- Whoever comes to the door has to find his trust first.
create policy everybody_may_ask_which_trusts_there_are on trust for select using (true);
create table school (
    trust_id            uuid not null,
    school_id           uuid not null,
    urn                 text not null,
    name                text not null,
    laestab             text not null,
    phase               text not null,
    type                text not null,
    religious_character text not null,
    town                text not null,
    postcode            text not null,
    pupils              bigint,
    capacity            bigint,
    joined_on           text collate "C" not null,
    left_on             text collate "C" not null default '',
    -- What commits to the words; empty where none were said.
    uniqueness          text not null default '',
    primary key (trust_id, school_id)
);
create table urn_period (
    trust_id  uuid not null,
    school_id uuid not null,
    ordinal   int  not null,
    urn       text not null,
    starts_on text collate "C" not null,
    ends_on   text collate "C" not null,
    primary key (trust_id, school_id, ordinal)
);
create table hub (
    trust_id uuid not null,
    hub_id   uuid not null,
    name     text not null,
    primary key (trust_id, hub_id)
);
create table hub_member (
    trust_id  uuid not null,
    school_id uuid not null,
    hub_id    uuid not null,
    primary key (trust_id, school_id)
);
create table committee (
    trust_id     uuid not null,
    committee_id uuid not null,
    school_id    uuid not null,
    name         text not null,
    primary key (trust_id, committee_id)
);
create table meeting (
    trust_id     uuid not null,
    committee_id uuid not null,
    meeting_id   uuid not null,
    term         text not null,
    meets_on     text collate "C" not null,
    primary key (trust_id, committee_id, meeting_id)
);
"#;

#[async_trait::async_trait]
impl Projection for Directory {
    fn name(&self) -> &'static str {
        REGISTER
    }

    fn tables(&self) -> &'static str {
        TABLES
    }

    async fn apply(&self, tx: &Transaction<'_>, event: &Recorded) -> Result<(), ApplyError> {
        let trust = event.trust;
        match event.event()? {
            AnyEvent::Trust(TrustEvent::TrustFounded(founded)) => {
                tx.execute(INSERT_TRUST, &[&trust, &founded.name]).await?;
            }
            AnyEvent::School(event) => school_event(tx, trust, &event).await?,
            AnyEvent::Hub(event) => hub_event(tx, trust, &event).await?,
            AnyEvent::Committee(event) => committee_event(tx, trust, &event).await?,
            _ => {}
        }
        Ok(())
    }
}

const INSERT_TRUST: &str = "insert into trust (trust_id, name) values ($1, $2)";
const INSERT_SCHOOL: &str = "insert into school (trust_id, school_id, urn, name, laestab, phase, \
    type, religious_character, town, postcode, pupils, capacity, joined_on) \
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
const INSERT_URN: &str = "insert into urn_period \
    (trust_id, school_id, ordinal, urn, starts_on, ends_on) \
    select $1, $2, count(*) + 1, $3, $4, $5 from urn_period where trust_id = $1 and school_id = $2";
const END_URN: &str = "update urn_period set ends_on = $4 \
    where trust_id = $1 and school_id = $2 and urn = $3";
const SET_URN: &str = "update school set urn = $3 where trust_id = $1 and school_id = $2";
const SET_LEFT: &str = "update school set left_on = $3 where trust_id = $1 and school_id = $2";
const SET_UNIQUENESS: &str =
    "update school set uniqueness = $3 where trust_id = $1 and school_id = $2";
const INSERT_HUB: &str = "insert into hub (trust_id, hub_id, name) values ($1, $2, $3)";
const INSERT_MEMBER: &str = "insert into hub_member (trust_id, school_id, hub_id) values ($1, $2, $3) \
    on conflict (trust_id, school_id) do update set hub_id = excluded.hub_id";
const WITHDRAW_MEMBER: &str =
    "delete from hub_member where trust_id = $1 and school_id = $2 and hub_id = $3";
const DELETE_MEMBER: &str = "delete from hub_member where trust_id = $1 and school_id = $2";
const INSERT_COMMITTEE: &str =
    "insert into committee (trust_id, committee_id, school_id, name) values ($1, $2, $3, $4)";
const INSERT_MEETING: &str = "insert into meeting (trust_id, committee_id, meeting_id, term, meets_on) \
    values ($1, $2, $3, $4, $5)";

async fn school_event(
    tx: &Transaction<'_>,
    trust: Uuid,
    event: &SchoolEvent,
) -> Result<(), ApplyError> {
    match event {
        SchoolEvent::SchoolJoined(joined) => school_joined(tx, trust, joined).await?,
        SchoolEvent::SchoolSucceeded(succeeded) => school_succeeded(tx, trust, succeeded).await?,
        SchoolEvent::SchoolLeft(left) => {
            let school = id(&left.school_id)?;
            tx.execute(SET_LEFT, &[&trust, &school, &left.on]).await?;
            tx.execute(DELETE_MEMBER, &[&trust, &school]).await?;
        }
        SchoolEvent::UniquenessStated(stated) => {
            let school = id(&stated.school_id)?;
            let said = stated.statement.as_ref().map_or("", |words| words.commitment.as_str());
            tx.execute(SET_UNIQUENESS, &[&trust, &school, &said]).await?;
        }
    }
    Ok(())
}

async fn school_joined(
    tx: &Transaction<'_>,
    trust: Uuid,
    joined: &SchoolJoined,
) -> Result<(), ApplyError> {
    let school = id(&joined.school_id)?;
    tx.execute(
        INSERT_SCHOOL,
        &[
            &trust,
            &school,
            &joined.urn,
            &joined.name,
            &joined.laestab,
            &joined.phase,
            &joined.r#type,
            &joined.religious_character,
            &joined.town,
            &joined.postcode,
            &count(joined.pupils),
            &count(joined.capacity),
            &joined.joined_on,
        ],
    )
    .await?;
    for earlier in &joined.earlier_urns {
        let (urn, from, until) = (&earlier.urn, &earlier.from, &earlier.until);
        tx.execute(INSERT_URN, &[&trust, &school, urn, from, until]).await?;
    }
    let since = joined.earlier_urns.iter().map(|earlier| earlier.until.as_str()).max();
    let since = since.unwrap_or_default();
    tx.execute(INSERT_URN, &[&trust, &school, &joined.urn, &since, &""]).await?;
    Ok(())
}

async fn school_succeeded(
    tx: &Transaction<'_>,
    trust: Uuid,
    succeeded: &SchoolSucceeded,
) -> Result<(), ApplyError> {
    let school = id(&succeeded.school_id)?;
    let (old, new, on) = (&succeeded.old_urn, &succeeded.new_urn, &succeeded.on);
    tx.execute(SET_URN, &[&trust, &school, new]).await?;
    tx.execute(END_URN, &[&trust, &school, old, on]).await?;
    tx.execute(INSERT_URN, &[&trust, &school, new, on, &""]).await?;
    Ok(())
}

async fn hub_event(tx: &Transaction<'_>, trust: Uuid, event: &HubEvent) -> Result<(), ApplyError> {
    match event {
        HubEvent::HubFormed(formed) => {
            tx.execute(INSERT_HUB, &[&trust, &id(&formed.hub_id)?, &formed.name]).await?;
        }
        HubEvent::SchoolEnteredHub(entered) => {
            let (school, hub) = (id(&entered.school_id)?, id(&entered.hub_id)?);
            tx.execute(INSERT_MEMBER, &[&trust, &school, &hub]).await?;
        }
        HubEvent::SchoolWithdrewFromHub(withdrew) => {
            let (school, hub) = (id(&withdrew.school_id)?, id(&withdrew.hub_id)?);
            tx.execute(WITHDRAW_MEMBER, &[&trust, &school, &hub]).await?;
        }
    }
    Ok(())
}

async fn committee_event(
    tx: &Transaction<'_>,
    trust: Uuid,
    event: &CommitteeEvent,
) -> Result<(), ApplyError> {
    match event {
        CommitteeEvent::CommitteeFormed(formed) => {
            let (committee, school) = (id(&formed.committee_id)?, id(&formed.school_id)?);
            tx.execute(INSERT_COMMITTEE, &[&trust, &committee, &school, &formed.name]).await?;
        }
        CommitteeEvent::MeetingScheduled(meeting) => {
            let (committee, meeting_id) = (id(&meeting.committee_id)?, id(&meeting.meeting_id)?);
            let values = [&meeting.term, &meeting.on];
            tx.execute(INSERT_MEETING, &[&trust, &committee, &meeting_id, values[0], values[1]])
                .await?;
        }
    }
    Ok(())
}

/// The trust's name; `None` where these rows know of no such trust.
pub async fn trust_name(rows: &Snapshot<'_>, trust: Uuid) -> Result<Option<String>, ReadError> {
    let row = rows.query_opt("select name from trust where trust_id = $1", &[&trust]).await?;
    Ok(row.map(|row| row.get("name")))
}

/// Every trust by name.
pub async fn trusts(rows: &Snapshot<'_>) -> Result<Vec<TrustName>, ReadError> {
    let rows = rows.query("select trust_id, name from trust order by name, trust_id", &[]).await?;
    Ok(rows
        .iter()
        .map(|row| TrustName {
            trust_id: row.get::<_, Uuid>("trust_id").to_string(),
            name: row.get("name"),
        })
        .collect())
}

/// The trust's schools by name, with every URN.
pub async fn schools(
    rows: &Snapshot<'_>,
    trust: Uuid,
    include_left: bool,
) -> Result<Vec<School>, ReadError> {
    const SCHOOLS: &str = "select s.school_id, urn, name, laestab, phase, type, \
        religious_character, town, postcode, pupils, capacity, joined_on, left_on, uniqueness, \
        m.hub_id from school s left join hub_member m using (trust_id, school_id) \
        where trust_id = $1 and (left_on = '' or $2) order by name, urn";
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
    let found = rows.query(SCHOOLS, &[&trust, &include_left]).await?;
    Ok(found.iter().map(|row| school(row, &mut urns)).collect())
}

/// Words as they are kept here: what commits to them.
fn words(commitment: String) -> Option<Words> {
    (!commitment.is_empty()).then(|| Words { commitment, ..Words::default() })
}

fn school(row: &Row, urns: &mut HashMap<Uuid, Vec<UrnPeriod>>) -> School {
    let school_id: Uuid = row.get("school_id");
    let number = |column: &str| {
        row.get::<_, Option<i64>>(column).and_then(|number| u32::try_from(number).ok())
    };
    School {
        school_id: school_id.to_string(),
        urn: row.get("urn"),
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
        left_on: row.get("left_on"),
        uniqueness: words(row.get("uniqueness")),
        hub_id: row.get::<_, Option<Uuid>>("hub_id").map(|hub| hub.to_string()).unwrap_or_default(),
        urns: urns.remove(&school_id).unwrap_or_default(),
    }
}

/// The trust's hubs by name, each with its schools in the trust.
pub async fn hubs(rows: &Snapshot<'_>, trust: Uuid) -> Result<Vec<Hub>, ReadError> {
    const HUBS: &str = "select hub_id, name, array(select m.school_id from hub_member m \
        where m.trust_id = h.trust_id and m.hub_id = h.hub_id order by m.school_id) as school_ids \
        from hub h where trust_id = $1 order by name, hub_id";
    let rows = rows.query(HUBS, &[&trust]).await?;
    Ok(rows
        .iter()
        .map(|row| Hub {
            hub_id: row.get::<_, Uuid>("hub_id").to_string(),
            name: row.get("name"),
            school_ids: row.get::<_, Vec<Uuid>>("school_ids").iter().map(Uuid::to_string).collect(),
        })
        .collect())
}

/// The trust's committees by name, each with its meetings, soonest first.
pub async fn committees(rows: &Snapshot<'_>, trust: Uuid) -> Result<Vec<Committee>, ReadError> {
    const COMMITTEES: &str = "select committee_id, school_id, name from committee \
        where trust_id = $1 order by name, committee_id";
    const MEETINGS: &str = "select committee_id, meeting_id, term, meets_on from meeting \
        where trust_id = $1 order by meets_on, meeting_id";
    let mut meetings: HashMap<Uuid, Vec<Meeting>> = HashMap::new();
    for row in rows.query(MEETINGS, &[&trust]).await? {
        let meeting_id = row.get::<_, Uuid>("meeting_id").to_string();
        let meeting = Meeting { meeting_id, term: row.get("term"), on: row.get("meets_on") };
        meetings.entry(row.get("committee_id")).or_default().push(meeting);
    }
    let rows = rows.query(COMMITTEES, &[&trust]).await?;
    Ok(rows
        .iter()
        .map(|row| Committee {
            committee_id: row.get::<_, Uuid>("committee_id").to_string(),
            school_id: row.get::<_, Uuid>("school_id").to_string(),
            name: row.get("name"),
            meetings: meetings.remove(&row.get("committee_id")).unwrap_or_default(),
        })
        .collect())
}
