//! Who holds which role on a day. The names come from the erasable side at the moment of asking.

mod team;

use std::collections::BTreeMap;

use contract::events::{AnyEvent, PersonEvent};
use contract::roles_that_count;
use contract::schools::v1::{GivenRole, Person, RoleGranted, Scope, SignIn};
use eventlog::tokio_postgres::Row;
use eventlog::{ApplyError, Projection, ReadError, Recorded, Snapshot, Transaction};
use jiff::civil::Date;
use uuid::Uuid;

use crate::person::day_before;
use crate::rows::id;

/// The name of the projection and of its schema.
pub const PEOPLE: &str = "schools_people";

/// Keeps who is known and which roles are held, over what and when.
#[derive(Debug)]
pub struct People;

// `ends_on` is the last day with the role; empty for an open term of office.
const TABLES: &str = r#"
create table person (
    trust_id  uuid not null,
    person_id uuid not null,
    primary key (trust_id, person_id)
);
create table held (
    trust_id   uuid not null,
    person_id  uuid not null,
    grant_id   uuid not null,
    role       int  not null,
    scope_kind int  not null,
    scope_id   text not null,
    starts_on  text collate "C" not null,
    ends_on    text collate "C" not null,
    -- The last day as it was given.
    given_until text collate "C" not null,
    -- First day without the role, where it was ended; empty where it was not.
    ended_on   text collate "C" not null default '',
    -- Held by the match of a review's team: no grant gave it.
    by_match   bool not null default false,
    primary key (trust_id, person_id, grant_id)
);
create table invited (
    trust_id      uuid not null,
    person_id     uuid not null,
    invitation_id uuid not null,
    until         text not null,
    accepted      bool not null default false,
    primary key (trust_id, person_id)
);
"#;

const INSERT_PERSON: &str = "insert into person (trust_id, person_id) values ($1, $2)";
const INSERT_HELD: &str = "insert into held (trust_id, person_id, grant_id, role, scope_kind, \
    scope_id, starts_on, ends_on, given_until) values ($1, $2, $3, $4, $5, $6, $7, $8, $8)";
const END_HELD: &str = "update held set ends_on = $4, ended_on = $5 \
    where trust_id = $1 and person_id = $2 and grant_id = $3";
const HELD_AGAIN: &str = "update held set ends_on = given_until, ended_on = '' \
    where trust_id = $1 and person_id = $2 and grant_id = $3";
const UNINVITE: &str =
    "delete from invited where trust_id = $1 and person_id = $2 and invitation_id = $3";
const UNINVITE_OPEN: &str =
    "delete from invited where trust_id = $1 and person_id = $2 and not accepted";
const INVITE: &str = "insert into invited (trust_id, person_id, invitation_id, until) values ($1, $2, $3, $4) \
    on conflict (trust_id, person_id) do update \
    set invitation_id = excluded.invitation_id, until = excluded.until, accepted = false";
const ACCEPT: &str = "update invited set accepted = true where trust_id = $1 and person_id = $2 and invitation_id = $3";

#[async_trait::async_trait]
impl Projection for People {
    fn name(&self) -> &'static str {
        PEOPLE
    }

    fn tables(&self) -> &'static str {
        TABLES
    }

    async fn apply(&self, tx: &Transaction<'_>, event: &Recorded) -> Result<(), ApplyError> {
        let trust = event.trust;
        let event = match event.event()? {
            AnyEvent::Person(event) => event,
            AnyEvent::Review(event) => return team::take(tx, trust, &event).await,
            _ => return Ok(()),
        };
        match event {
            PersonEvent::PersonRegistered(registered) => {
                tx.execute(INSERT_PERSON, &[&trust, &id(&registered.person_id)?]).await?;
            }
            PersonEvent::RoleGranted(granted) => role_granted(tx, trust, &granted).await?,
            PersonEvent::RoleEnded(ended) => {
                let (person, grant) = (id(&ended.person_id)?, id(&ended.grant_id)?);
                let not_a_date = || ApplyError::Contradiction(format!("{:?} is no date", ended.on));
                let last = day_before(&ended.on).ok_or_else(not_a_date)?;
                tx.execute(END_HELD, &[&trust, &person, &grant, &last, &ended.on]).await?;
            }
            PersonEvent::PersonInvited(invited) => {
                let (person, invitation) = (id(&invited.person_id)?, id(&invited.invitation_id)?);
                tx.execute(INVITE, &[&trust, &person, &invitation, &invited.until]).await?;
            }
            PersonEvent::InvitationAccepted(accepted) => {
                let (person, invitation) = (id(&accepted.person_id)?, id(&accepted.invitation_id)?);
                tx.execute(ACCEPT, &[&trust, &person, &invitation]).await?;
            }
            PersonEvent::RoleEndTakenBack(taken_back) => {
                let (person, grant) = (id(&taken_back.person_id)?, id(&taken_back.grant_id)?);
                tx.execute(HELD_AGAIN, &[&trust, &person, &grant]).await?;
            }
            PersonEvent::InvitationEnded(ended) => {
                let (person, invitation) = (id(&ended.person_id)?, id(&ended.invitation_id)?);
                tx.execute(UNINVITE, &[&trust, &person, &invitation]).await?;
            }
            PersonEvent::PersonChanged(changed) if changed.invitation_ended => {
                tx.execute(UNINVITE_OPEN, &[&trust, &id(&changed.person_id)?]).await?;
            }
            // Readers compare the days. The name is not here, and roles had to end before an erasure.
            PersonEvent::PersonChanged(_)
            | PersonEvent::RoleTookEffect(_)
            | PersonEvent::RoleRanOut(_)
            | PersonEvent::LegalHoldPlaced(_)
            | PersonEvent::LegalHoldReleased(_)
            | PersonEvent::PersonErased(_) => {}
        }
        Ok(())
    }
}

async fn role_granted(
    tx: &Transaction<'_>,
    trust: Uuid,
    granted: &RoleGranted,
) -> Result<(), ApplyError> {
    let (person, grant) = (id(&granted.person_id)?, id(&granted.grant_id)?);
    let scope = granted.scope.clone().unwrap_or_default();
    let (from, until) = (&granted.from, &granted.until);
    tx.execute(
        INSERT_HELD,
        &[&trust, &person, &grant, &granted.role, &scope.kind, &scope.id, from, until],
    )
    .await?;
    Ok(())
}

/// The people of a trust with the roles held on a day, by name, the erased last; with the addresses of all,
/// or of one only.
pub async fn on_a_day(
    rows: &Snapshot<'_>,
    trust: Uuid,
    addresses_of: Option<Uuid>,
    day: Date,
) -> Result<Vec<Person>, ReadError> {
    const PERSONS: &str = "select p.person_id, coalesce(i.name, '') as name, \
        case when $2::uuid is null or p.person_id = $2 then coalesce(i.email, '') else '' end as email \
        from person p left join identity.person i using (trust_id, person_id) \
        where trust_id = $1 \
        order by i.name nulls last, p.person_id";
    const HELD: &str = "select person_id, grant_id, role, scope_kind, scope_id, starts_on, ends_on \
        from held where trust_id = $1 and starts_on <= $2 and (ends_on = '' or ends_on >= $2) \
        order by person_id, starts_on, grant_id";
    let mut held: BTreeMap<Uuid, Vec<RoleGranted>> = BTreeMap::new();
    for row in rows.query(HELD, &[&trust, &day.to_string()]).await? {
        held.entry(row.get("person_id")).or_default().push(role(&row));
    }
    let persons = rows.query(PERSONS, &[&trust, &addresses_of]).await?;
    Ok(persons
        .iter()
        .map(|row| Person {
            person_id: row.get::<_, Uuid>("person_id").to_string(),
            name: row.get("name"),
            email: row.get("email"),
            roles: roles_that_count(held.remove(&row.get("person_id")).unwrap_or_default()),
        })
        .collect())
}

/// Every role a person was ever given, oldest first.
pub async fn ever_held(
    rows: &Snapshot<'_>,
    trust: Uuid,
    person: Uuid,
) -> Result<Vec<RoleGranted>, ReadError> {
    const EVER: &str = "select person_id, grant_id, role, scope_kind, scope_id, starts_on, ends_on \
        from held where trust_id = $1 and person_id = $2 order by starts_on, grant_id";
    Ok(rows.query(EVER, &[&trust, &person]).await?.iter().map(role).collect())
}

/// Every role a person was ever given as it was given, oldest first, and when it was ended.
pub async fn given(
    rows: &Snapshot<'_>,
    trust: Uuid,
    person: Uuid,
) -> Result<Vec<GivenRole>, ReadError> {
    const GIVEN: &str = "select person_id, grant_id, role, scope_kind, scope_id, starts_on, \
        given_until as ends_on, ended_on \
        from held where trust_id = $1 and person_id = $2 order by starts_on, grant_id";
    let rows = rows.query(GIVEN, &[&trust, &person]).await?;
    let given = |row: &Row| GivenRole { role: Some(role(row)), ended_on: row.get("ended_on") };
    Ok(rows.iter().map(given).collect())
}

/// One person of a trust with the roles held on a day.
pub async fn one_on_a_day(
    rows: &Snapshot<'_>,
    trust: Uuid,
    person: Uuid,
    day: Date,
) -> Result<Option<Person>, ReadError> {
    const PERSON: &str = "select coalesce(i.name, ''), coalesce(i.email, '') \
        from person p left join identity.person i using (trust_id, person_id) \
        where trust_id = $1 and person_id = $2";
    const HELD: &str = "select person_id, grant_id, role, scope_kind, scope_id, starts_on, ends_on \
        from held where trust_id = $1 and person_id = $2 \
        and starts_on <= $3 and (ends_on = '' or ends_on >= $3) order by starts_on, grant_id";
    let known = rows.query(PERSON, &[&trust, &person]).await?;
    let Some(known) = known.first() else { return Ok(None) };
    let held = rows.query(HELD, &[&trust, &person, &day.to_string()]).await?;
    Ok(Some(Person {
        person_id: person.to_string(),
        name: known.get(0),
        email: known.get(1),
        roles: roles_that_count(held.iter().map(role).collect()),
    }))
}

/// Who of a trust is invited and who can sign in, of those who are either.
pub async fn sign_ins(rows: &Snapshot<'_>, trust: Uuid) -> Result<Vec<SignIn>, ReadError> {
    const SIGN_INS: &str = "select p.person_id, \
        case when i.accepted then '' else coalesce(i.until, '') end as invited_until, \
        coalesce(s.issuer, '') as issuer, s.since \
        from person p \
        left join invited i using (trust_id, person_id) \
        left join identity.sign_in s using (trust_id, person_id) \
        where trust_id = $1 and (i.person_id is not null or s.person_id is not null) \
        order by p.person_id";
    let rows = rows.query(SIGN_INS, &[&trust]).await?;
    let sign_in = |row: &Row| SignIn {
        person_id: row.get::<_, Uuid>("person_id").to_string(),
        invited_until: row.get("invited_until"),
        issuer: row.get("issuer"),
        since: row.get::<_, Option<String>>("since").unwrap_or_default(),
    };
    Ok(rows.iter().map(sign_in).collect())
}

fn role(row: &Row) -> RoleGranted {
    RoleGranted {
        person_id: row.get::<_, Uuid>("person_id").to_string(),
        grant_id: row.get::<_, Uuid>("grant_id").to_string(),
        role: row.get("role"),
        scope: Some(Scope { kind: row.get("scope_kind"), id: row.get("scope_id") }),
        from: row.get("starts_on"),
        until: row.get("ends_on"),
    }
}
