//! Report data and PDFs, kept by the SHA-256 of their bytes: written once, read for ever.

use eventlog::{Log, ReadError};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::canonical::sha256_hex;

/// The kept documents of every trust.
#[derive(Clone, Debug)]
pub(crate) struct KeptDocuments {
    store: Log,
}

impl KeptDocuments {
    /// Reached with the same role as the log.
    pub(crate) fn new(store: Log) -> Self {
        Self { store }
    }

    /// Keeps bytes and gives their name, lower-case hex. Keeping them twice is keeping them once.
    pub(crate) async fn keep(&self, trust: Uuid, bytes: &[u8]) -> Result<String, ReadError> {
        let client = self.store.of(trust).await?;
        client
            .execute(
                "insert into document.content (trust_id, sha256, bytes) values ($1, $2, $3) on conflict do nothing",
                &[&trust, &Sha256::digest(bytes).as_slice(), &bytes],
            )
            .await?;
        Ok(sha256_hex(bytes))
    }

    /// The bytes of a name; `None` where the trust keeps none.
    pub(crate) async fn find(
        &self,
        trust: Uuid,
        sha256: &str,
    ) -> Result<Option<Vec<u8>>, ReadError> {
        let client = self.store.of(trust).await?;
        let row = client
            .query_opt(
                "select bytes from document.content where trust_id = $1 and sha256 = decode($2, 'hex')",
                &[&trust, &sha256],
            )
            .await?;
        Ok(row.map(|row| row.get(0)))
    }
}

#[cfg(test)]
mod tests;
