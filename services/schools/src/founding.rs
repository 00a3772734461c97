//! The one-time link by which a trust's record is begun in a browser. It is the installation's, since there is no trust yet.

use eventlog::{Log, ReadError};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::trust::TrustRefusal;

/// The newest link; of its secret only the hash is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundingLink {
    /// The id that the trust will have.
    pub begins: Uuid,
    /// SHA-256 of the secret.
    pub secret_sha256: Vec<u8>,
    /// RFC 3339 time.
    pub until: String,
}

impl FoundingLink {
    /// Whether a secret begins this trust at a time.
    pub fn opens(&self, trust: Uuid, secret: &[u8], now: Timestamp) -> Result<(), TrustRefusal> {
        if self.begins != trust || self.secret_sha256 != Sha256::digest(secret).as_slice() {
            return Err(TrustRefusal::LinkUnknown);
        }
        let until: Option<Timestamp> = self.until.parse().ok();
        if until.is_none_or(|until| until < now) {
            return Err(TrustRefusal::LinkOver);
        }
        Ok(())
    }
}

/// Keeps a link in the place of the one before.
pub async fn keep(log: &Log, link: &FoundingLink) -> Result<(), ReadError> {
    const KEEP: &str = "insert into identity.founding (begins, secret_sha256, until) values ($1, $2, $3) \
        on conflict (only_one) do update \
        set begins = excluded.begins, secret_sha256 = excluded.secret_sha256, until = excluded.until";
    let FoundingLink { begins, secret_sha256, until } = link;
    log.across_trusts().await?.execute(KEEP, &[begins, secret_sha256, until]).await?;
    Ok(())
}

/// The newest link; `None` where none was ever made.
pub async fn find(log: &Log) -> Result<Option<FoundingLink>, ReadError> {
    const FIND: &str = "select begins, secret_sha256, until from identity.founding";
    let row = log.across_trusts().await?.query_opt(FIND, &[]).await?;
    Ok(row.map(|row| FoundingLink {
        begins: row.get("begins"),
        secret_sha256: row.get("secret_sha256"),
        until: row.get("until"),
    }))
}

#[cfg(test)]
mod tests;
