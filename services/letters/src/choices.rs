//! Who turned the digest off. It is no fact of the record, so it stands beside the log.

use std::collections::HashSet;

use eventlog::{Log, ReadError};
use uuid::Uuid;

/// Whether a person gets the digest; a person who chose nothing does.
pub(crate) async fn gets_digest(log: &Log, trust: Uuid, person: Uuid) -> Result<bool, ReadError> {
    const CHOICE: &str = "select digest from letters.choice where trust_id = $1 and person_id = $2";
    let row = log.of(trust).await?.query_opt(CHOICE, &[&trust, &person]).await?;
    Ok(row.is_none_or(|row| row.get("digest")))
}

/// Keeps what a person chose.
pub(crate) async fn choose(
    log: &Log,
    trust: Uuid,
    person: Uuid,
    digest: bool,
) -> Result<(), ReadError> {
    const CHOOSE: &str = "insert into letters.choice (trust_id, person_id, digest) values ($1, $2, $3) \
        on conflict (trust_id, person_id) do update set digest = excluded.digest";
    Ok(log.of(trust).await?.execute(CHOOSE, &[&trust, &person, &digest]).await?)
}

/// The persons of a trust who turned it off.
pub(crate) async fn turned_off(log: &Log, trust: Uuid) -> Result<HashSet<Uuid>, ReadError> {
    const OFF: &str = "select person_id from letters.choice where trust_id = $1 and not digest";
    let rows = log.of(trust).await?.query(OFF, &[&trust]).await?;
    Ok(rows.iter().map(|row| row.get("person_id")).collect())
}
