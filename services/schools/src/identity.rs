//! The erasable side: names and e-mail addresses of people, by their random ids. Never in an event.

use contract::events::{PersonEvent, StoredEvent as _};
use eventlog::{Log, ReadError, Stream};
use uuid::Uuid;

/// What identifies a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// The person's name.
    pub name: String,
    /// The e-mail address; may be empty.
    pub email: String,
}

/// The result of keeping an identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is kept now.
    Now,
    /// It was kept before, word for word.
    Before,
    /// The id has another name or address.
    Differs,
    /// Another person of the trust has the address.
    EmailTaken,
}

/// Another name and address of a person.
#[derive(Clone, Copy, Debug)]
pub struct IdentityChange<'a> {
    /// Whose.
    pub person: Uuid,
    /// Name and address from now on.
    pub identity: &'a Identity,
    /// Position of the change in the log: a later one stands.
    pub changed_at: u64,
}

/// Two commands that give the same address at once wait for each other.
const LOCK: &str = "select pg_advisory_xact_lock(hashtextextended($1 || lower($2), 0))";
const TAKEN: &str = "select from identity.person \
    where trust_id = $1 and person_id <> $2 and email <> '' and lower(email) = lower($3) limit 1";

/// Keeps an identity, unless the id has one already or another person has the address.
pub async fn keep(
    log: &Log,
    trust: Uuid,
    person: Uuid,
    identity: &Identity,
) -> Result<Kept, ReadError> {
    const INSERT: &str = "insert into identity.person (trust_id, person_id, name, email) \
        values ($1, $2, $3, $4) on conflict (trust_id, person_id) do nothing";
    if let Some(kept) = compare(log, trust, person, identity).await? {
        return Ok(kept);
    }
    let mut client = log.of(trust).await?;
    let tx = client.transaction().await?;
    tx.query(LOCK, &[&trust.to_string(), &identity.email]).await?;
    if tx.query_opt(TAKEN, &[&trust, &person, &identity.email]).await?.is_some() {
        return Ok(Kept::EmailTaken);
    }
    tx.execute(INSERT, &[&trust, &person, &identity.name, &identity.email]).await?;
    tx.commit().await?;
    Ok(Kept::Now)
}

/// Puts another identity in the place of the one kept. Where a later change stands, or an erasure, it leaves what is there.
pub async fn change(log: &Log, trust: Uuid, change: IdentityChange<'_>) -> Result<Kept, ReadError> {
    // The statement after it sees what the process that held the lock before had changed.
    const ONE_BY_ONE: &str =
        "select pg_advisory_xact_lock(hashtextextended($1::text || $2::text, 0))";
    const LATER: &str = "select from log.event where trust_id = $1 and stream = $2 and position > $3 \
        and type = 'plumbline.schools.v1.PersonChanged' limit 1";
    const CHANGE: &str =
        "update identity.person set name = $3, email = $4 where trust_id = $1 and person_id = $2";
    let IdentityChange { person, identity: Identity { name, email }, changed_at } = change;
    let stream = Stream::new(PersonEvent::CATEGORY, person);
    let (trust_text, at) = (trust.to_string(), changed_at.cast_signed());
    let mut client = log.of(trust).await?;
    let tx = client.transaction().await?;
    tx.query(ONE_BY_ONE, &[&trust_text, &stream.as_str()]).await?;
    if tx.query_opt(LATER, &[&trust, &stream.as_str(), &at]).await?.is_some() {
        return Ok(Kept::Differs);
    }
    tx.query(LOCK, &[&trust_text, email]).await?;
    if tx.query_opt(TAKEN, &[&trust, &person, email]).await?.is_some() {
        return Ok(Kept::EmailTaken);
    }
    tx.execute(CHANGE, &[&trust, &person, name, email]).await?;
    tx.commit().await?;
    Ok(Kept::Now)
}

/// Whether another person of the trust has an address.
pub async fn is_taken(
    log: &Log,
    trust: Uuid,
    person: Uuid,
    email: &str,
) -> Result<bool, ReadError> {
    let client = log.of(trust).await?;
    Ok(client.query_opt(TAKEN, &[&trust, &person, &email]).await?.is_some())
}

/// How an identity compares with the kept one; `None` if none is kept.
pub async fn compare(
    log: &Log,
    trust: Uuid,
    person: Uuid,
    identity: &Identity,
) -> Result<Option<Kept>, ReadError> {
    let kept = kept(log, trust, person).await?;
    Ok(kept.map(|kept| if kept == *identity { Kept::Before } else { Kept::Differs }))
}

/// The identity kept of a person; `None` if none is.
pub async fn kept(log: &Log, trust: Uuid, person: Uuid) -> Result<Option<Identity>, ReadError> {
    const KEPT: &str =
        "select name, email from identity.person where trust_id = $1 and person_id = $2";
    let client = log.of(trust).await?;
    let row = client.query_opt(KEPT, &[&trust, &person]).await?;
    Ok(row.map(|row| Identity { name: row.get("name"), email: row.get("email") }))
}

/// Every identity kept in a trust.
pub async fn all(log: &Log, trust: Uuid) -> Result<Vec<(Uuid, Identity)>, ReadError> {
    const ALL: &str = "select person_id, name, email from identity.person where trust_id = $1";
    let rows = log.of(trust).await?.query(ALL, &[&trust]).await?;
    let identity = |row: &eventlog::tokio_postgres::Row| {
        (row.get("person_id"), Identity { name: row.get("name"), email: row.get("email") })
    };
    Ok(rows.iter().map(identity).collect())
}

/// Deletes an identity and the account that signs in with it. It is of a person who was not registered after all, or who is erased.
pub async fn forget(log: &Log, trust: Uuid, person: Uuid) -> Result<(), ReadError> {
    const ACCOUNT: &str = "delete from identity.sign_in where trust_id = $1 and person_id = $2";
    const DELETE: &str = "delete from identity.person where trust_id = $1 and person_id = $2";
    let mut client = log.of(trust).await?;
    let tx = client.transaction().await?;
    tx.execute(ACCOUNT, &[&trust, &person]).await?;
    tx.execute(DELETE, &[&trust, &person]).await?;
    tx.commit().await?;
    Ok(())
}
