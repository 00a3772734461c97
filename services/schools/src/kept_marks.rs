//! The marks of trusts, kept beside the log by the SHA-256 of their bytes.

use eventlog::{Log, ReadError};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::trust_mark::ReadMark;

/// Keeps a mark before the event that names it. Keeping it again is keeping it once, from now on.
pub async fn keep(log: &Log, trust: Uuid, read: &ReadMark) -> Result<(), ReadError> {
    const KEEP: &str = "insert into attachment.mark (trust_id, sha256, bytes, kept_at) \
        values ($1, decode($2, 'hex'), $3, now()) \
        on conflict (trust_id, sha256) do update set kept_at = excluded.kept_at";
    log.of(trust).await?.execute(KEEP, &[&trust, &read.mark.sha256, &read.png]).await?;
    Ok(())
}

/// The bytes that a hash names; `None` where the trust does not keep them, or keeps others under that name.
pub async fn find(log: &Log, trust: Uuid, sha256: &str) -> Result<Option<Vec<u8>>, ReadError> {
    const FIND: &str =
        "select bytes from attachment.mark where trust_id = $1 and sha256 = decode($2, 'hex')";
    let row = log.of(trust).await?.query_opt(FIND, &[&trust, &sha256]).await?;
    let found: Option<Vec<u8>> = row.map(|row| row.get(0));
    Ok(found.filter(|bytes| eventlog::hex(&Sha256::digest(bytes)) == sha256))
}
