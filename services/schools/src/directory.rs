//! Which schools, hubs and committees the trust has on a day.

mod own;
mod schools;

use std::collections::HashMap;

use contract::events::{AnyEvent, CommitteeEvent, HubEvent};
use contract::schools::v1::{Committee, Hub, Meeting, TrustName};
use eventlog::{ApplyError, Projection, ReadError, Recorded, Snapshot, Transaction};
use jiff::civil::Date;
use uuid::Uuid;

pub use own::style;
pub use schools::{SchoolsWanted, schools, schools_in_force};

use crate::rows::id;

/// The name of the projection and of its schema.
pub const REGISTER: &str = "schools_register";

/// Keeps the trust's schools with all their URNs, its hubs and its committees.
#[derive(Debug)]
pub struct Directory;

// Dates are ISO 8601 texts compared byte by byte; empty where there is none.
const TABLES: &str = r#"
create table trust (
    trust_id        uuid primary key,
    name            text not null,
    -- Of its mark; empty where it has none.
    mark_sha256     text not null default '',
    mark_media_type text not null default '',
    mark_bytes      bigint not null default 0,
    mark_width      bigint not null default 0,
    mark_height     bigint not null default 0,
    -- Empty where it has none of its own.
    colour          text not null default ''
);
-- Whoever comes to the door has to find his trust first.
create policy everybody_may_ask_which_trusts_there_are on trust for select using (true);
create table school (
    trust_id   uuid not null,
    school_id  uuid not null,
    -- What commits to the words; empty where none were said.
    uniqueness text not null default '',
    primary key (trust_id, school_id)
);
-- From when until when a school is in the trust; either day may be ahead.
create table stay (
    trust_id  uuid not null,
    school_id uuid not null,
    joined_on text collate "C" not null,
    left_on   text collate "C" not null default '',
    primary key (trust_id, school_id, joined_on)
);
-- What the register showed of a school from a day on; empty for what it joined with.
create table described (
    trust_id            uuid not null,
    school_id           uuid not null,
    from_on             text collate "C" not null,
    name                text not null,
    laestab             text not null,
    phase               text not null,
    type                text not null,
    religious_character text not null,
    town                text not null,
    postcode            text not null,
    pupils              bigint,
    capacity            bigint,
    standing            int not null,
    primary key (trust_id, school_id, from_on)
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
-- From when until when a school works in a hub; either day may be ahead.
create table hub_member (
    trust_id  uuid not null,
    school_id uuid not null,
    hub_id    uuid not null,
    starts_on text collate "C" not null,
    ends_on   text collate "C" not null default '',
    primary key (trust_id, school_id, hub_id, starts_on)
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
    kind         int  not null,
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
            AnyEvent::Trust(event) => own::take(tx, trust, &event).await?,
            AnyEvent::School(event) => schools::take(tx, trust, &event).await?,
            AnyEvent::Hub(event) => hub_event(tx, trust, &event).await?,
            AnyEvent::Committee(event) => committee_event(tx, trust, &event).await?,
            _ => {}
        }
        Ok(())
    }
}

const INSERT_HUB: &str = "insert into hub (trust_id, hub_id, name) values ($1, $2, $3)";
const INSERT_MEMBER: &str = "insert into hub_member (trust_id, school_id, hub_id, starts_on) \
    values ($1, $2, $3, $4) \
    on conflict (trust_id, school_id, hub_id, starts_on) do update set ends_on = ''";
const WITHDRAW_MEMBER: &str = "update hub_member set ends_on = $4 \
    where trust_id = $1 and school_id = $2 and hub_id = $3 and ends_on = ''";
const INSERT_COMMITTEE: &str =
    "insert into committee (trust_id, committee_id, school_id, name) values ($1, $2, $3, $4)";
const INSERT_MEETING: &str = "insert into meeting (trust_id, committee_id, meeting_id, term, meets_on, kind) \
    values ($1, $2, $3, $4, $5, $6)";
const MOVE_MEETING: &str = "update meeting set meets_on = $4 \
    where trust_id = $1 and committee_id = $2 and meeting_id = $3";
const CANCEL_MEETING: &str =
    "delete from meeting where trust_id = $1 and committee_id = $2 and meeting_id = $3";

async fn hub_event(tx: &Transaction<'_>, trust: Uuid, event: &HubEvent) -> Result<(), ApplyError> {
    match event {
        HubEvent::HubFormed(formed) => {
            tx.execute(INSERT_HUB, &[&trust, &id(&formed.hub_id)?, &formed.name]).await?;
        }
        HubEvent::SchoolEnteredHub(entered) => {
            let (school, hub) = (id(&entered.school_id)?, id(&entered.hub_id)?);
            tx.execute(INSERT_MEMBER, &[&trust, &school, &hub, &entered.from]).await?;
        }
        HubEvent::SchoolWithdrewFromHub(withdrew) => {
            let (school, hub) = (id(&withdrew.school_id)?, id(&withdrew.hub_id)?);
            tx.execute(WITHDRAW_MEMBER, &[&trust, &school, &hub, &withdrew.on]).await?;
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
            let (term, on, kind) = (&meeting.term, &meeting.on, meeting.kind);
            tx.execute(INSERT_MEETING, &[&trust, &committee, &meeting_id, term, on, &kind]).await?;
        }
        CommitteeEvent::MeetingMoved(moved) => {
            let (committee, meeting) = (id(&moved.committee_id)?, id(&moved.meeting_id)?);
            tx.execute(MOVE_MEETING, &[&trust, &committee, &meeting, &moved.on]).await?;
        }
        CommitteeEvent::MeetingCancelled(cancelled) => {
            let (committee, meeting) = (id(&cancelled.committee_id)?, id(&cancelled.meeting_id)?);
            tx.execute(CANCEL_MEETING, &[&trust, &committee, &meeting]).await?;
        }
        // `committees.rs` tells of seats.
        CommitteeEvent::QuorumSet(_)
        | CommitteeEvent::SeatCreated(_)
        | CommitteeEvent::SeatFilled(_)
        | CommitteeEvent::SeatVacated(_) => {}
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

/// The trust's hubs by name, each with its schools that are in the trust on a day.
pub async fn hubs(rows: &Snapshot<'_>, trust: Uuid, on: Date) -> Result<Vec<Hub>, ReadError> {
    const HUBS: &str = "select hub_id, name, array(select m.school_id from hub_member m \
        join stay s using (trust_id, school_id) \
        where m.trust_id = h.trust_id and m.hub_id = h.hub_id \
        and m.starts_on <= $2 and (m.ends_on = '' or m.ends_on > $2) \
        and s.joined_on <= $2 and (s.left_on = '' or s.left_on > $2) order by m.school_id) \
        as school_ids \
        from hub h where trust_id = $1 order by name, hub_id";
    let rows = rows.query(HUBS, &[&trust, &on.to_string()]).await?;
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
    const MEETINGS: &str = "select committee_id, meeting_id, term, meets_on, kind from meeting \
        where trust_id = $1 order by meets_on, meeting_id";
    let mut meetings: HashMap<Uuid, Vec<Meeting>> = HashMap::new();
    for row in rows.query(MEETINGS, &[&trust]).await? {
        let meeting_id = row.get::<_, Uuid>("meeting_id").to_string();
        let (term, on) = (row.get("term"), row.get("meets_on"));
        let meeting = Meeting { meeting_id, term, on, kind: row.get("kind") };
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
