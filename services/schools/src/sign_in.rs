//! The erasable side of signing in: which account at which issuer is which person. Never in an event.

use contract::schools::v1::{AcceptInvitationRequest, KnownPerson};
use eventlog::tokio_postgres::Row;
use eventlog::tokio_postgres::error::SqlState;
use eventlog::{Log, ReadError};
use jiff::Timestamp;
use uuid::Uuid;

/// An account at an issuer of identities.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// The issuer's URL.
    pub issuer: String,
    /// What the issuer calls the account; never an e-mail address.
    pub subject: String,
}

impl Account {
    /// The account that takes up an invitation.
    pub fn of(asked: &AcceptInvitationRequest) -> Self {
        Self { issuer: asked.issuer.clone(), subject: asked.subject.clone() }
    }
}

/// Whose account it becomes.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    pub trust: Uuid,
    pub person: Uuid,
    pub since: Timestamp,
    /// Position of the acceptance in the log. An account that a later one bound is not replaced.
    pub accepted_at: u64,
}

/// What came of binding an account to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// The person signs in with it from now on.
    Now,
    /// Another person of the trust signs in with it.
    Taken,
}

/// The account a person signs in with; `None` where there is none.
pub async fn of(log: &Log, trust: Uuid, person: Uuid) -> Result<Option<Account>, ReadError> {
    const OF: &str =
        "select issuer, subject from identity.sign_in where trust_id = $1 and person_id = $2";
    let row = log.of(trust).await?.query_opt(OF, &[&trust, &person]).await?;
    Ok(row.map(|row| Account { issuer: row.get("issuer"), subject: row.get("subject") }))
}

/// Whether another person of the trust signs in with the account.
pub async fn is_taken(
    log: &Log,
    trust: Uuid,
    person: Uuid,
    account: &Account,
) -> Result<bool, ReadError> {
    const TAKEN: &str = "select from identity.sign_in \
        where trust_id = $1 and person_id <> $2 and issuer = $3 and subject = $4";
    let client = log.of(trust).await?;
    let found =
        client.query_opt(TAKEN, &[&trust, &person, &account.issuer, &account.subject]).await?;
    Ok(found.is_some())
}

/// Binds an account to a person instead of the one the person signed in with before. A late repeat changes nothing that
/// stands, and brings no erased person back.
pub async fn bind(log: &Log, binding: &Binding, account: &Account) -> Result<Bound, ReadError> {
    const BIND: &str = "insert into identity.sign_in as known (trust_id, person_id, issuer, subject, since, accepted_at) \
        select $1, $2, $3, $4, $5, $6 where exists \
        (select from identity.person where trust_id = $1 and person_id = $2) \
        on conflict (trust_id, person_id) do update \
        set issuer = excluded.issuer, subject = excluded.subject, since = excluded.since, accepted_at = excluded.accepted_at \
        where known.accepted_at < excluded.accepted_at";
    let (issuer, subject) = (&account.issuer, &account.subject);
    let Binding { trust, person, since, accepted_at } = binding;
    let accepted_at = accepted_at.cast_signed();
    let client = log.of(*trust).await?;
    let values: [&(dyn eventlog::tokio_postgres::types::ToSql + Sync); 6] =
        [trust, person, issuer, subject, &since.to_string(), &accepted_at];
    match client.execute(BIND, &values).await {
        Ok(_) => Ok(Bound::Now),
        Err(error) if error.code() == Some(&SqlState::UNIQUE_VIOLATION) => Ok(Bound::Taken),
        Err(error) => Err(error.into()),
    }
}

/// Who signs in with an account, in every trust.
pub async fn find(log: &Log, account: &Account) -> Result<Vec<KnownPerson>, ReadError> {
    const FIND: &str = "select trust_id, person_id from identity.find_by_account($1, $2)";
    let client = log.across_trusts().await?;
    let rows = client.query(FIND, &[&account.issuer, &account.subject]).await?;
    Ok(rows.iter().map(known).collect())
}

/// Who has an e-mail address and signs in with an issuer, in every trust.
pub async fn find_by_address(
    log: &Log,
    email: &str,
    issuer: &str,
) -> Result<Vec<KnownPerson>, ReadError> {
    const FIND: &str = "select trust_id, person_id from identity.find_by_address($1, $2)";
    let rows = log.across_trusts().await?.query(FIND, &[&email, &issuer]).await?;
    Ok(rows.iter().map(known).collect())
}

/// The person of a trust who has an e-mail address and signs in with an issuer.
pub async fn by_address(
    log: &Log,
    trust: Uuid,
    email: &str,
    issuer: &str,
) -> Result<Option<Uuid>, ReadError> {
    const FIND: &str = "select person_id from identity.person p join identity.sign_in s using (trust_id, person_id) \
        where trust_id = $1 and lower(p.email) = lower($2) and s.issuer = $3 order by person_id limit 1";
    let client = log.of(trust).await?;
    let row = client.query_opt(FIND, &[&trust, &email, &issuer]).await?;
    Ok(row.map(|row| row.get("person_id")))
}

/// The person of a trust who has an e-mail address and no account to sign in with.
pub async fn without_account(
    log: &Log,
    trust: Uuid,
    email: &str,
) -> Result<Option<Uuid>, ReadError> {
    const FIND: &str = "select person_id from identity.person p left join identity.sign_in s using (trust_id, person_id) \
        where trust_id = $1 and lower(p.email) = lower($2) and s.person_id is null limit 1";
    let client = log.of(trust).await?;
    let row = client.query_opt(FIND, &[&trust, &email]).await?;
    Ok(row.map(|row| row.get("person_id")))
}

fn known(row: &Row) -> KnownPerson {
    KnownPerson {
        trust_id: row.get::<_, Uuid>("trust_id").to_string(),
        person_id: row.get::<_, Uuid>("person_id").to_string(),
    }
}
