//! The erasable side: names and e-mail addresses of people, by their random ids. Never in an event.

use eventlog::{Log, ReadError};
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

/// Keeps an identity, unless the id has one already or another person has the address.
pub async fn keep(
    log: &Log,
    trust: Uuid,
    person: Uuid,
    identity: &Identity,
) -> Result<Kept, ReadError> {
    // Two commands that register the same address at once wait for each other.
    const LOCK: &str = "select pg_advisory_xact_lock(hashtextextended($1 || lower($2), 0))";
    const TAKEN: &str = "select from identity.person \
        where trust_id = $1 and person_id <> $2 and email <> '' and lower(email) = lower($3) limit 1";
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
