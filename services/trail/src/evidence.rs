//! The proof of one event: its place in the tree of the latest signed checkpoint.

use std::collections::HashMap;

use eventlog::{Log, ReadError};
use proof::{Checkpoint, Inclusion, InclusionError, prove, tiles_needed};
use uuid::Uuid;

/// Why there is no proof.
#[derive(Debug, thiserror::Error)]
pub enum NoProof {
    /// The store could not answer.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Not sealed, or the kept tree is damaged.
    #[error(transparent)]
    Tree(#[from] InclusionError),
}

impl From<eventlog::tokio_postgres::Error> for NoProof {
    fn from(error: eventlog::tokio_postgres::Error) -> Self {
        Self::Read(error.into())
    }
}

/// The latest checkpoint's note and size, where the log has one.
pub async fn latest(log: &Log, trust: Uuid) -> Result<Option<(u64, String)>, ReadError> {
    let client = log.client().await?;
    let row = client
        .query_opt(
            "select size, note from seal.checkpoint where trust_id = $1 order by size desc limit 1",
            &[&trust],
        )
        .await?;
    Ok(row.map(|row| (row.get::<_, i64>(0).unsigned_abs(), row.get(1))))
}

/// Proves the event at a position.
pub async fn inclusion(log: &Log, trust: Uuid, position: u64) -> Result<Inclusion, NoProof> {
    let not_sealed = InclusionError::NotSealed(position);
    let Some((size, note)) = latest(log, trust).await? else { return Err(not_sealed.into()) };
    let Some(index) = position.checked_sub(1).filter(|index| *index < size) else {
        return Err(not_sealed.into());
    };
    // Our own word is good enough to find the path; whoever verifies the proof checks the signature.
    let checkpoint = Checkpoint::read_unverified(&note).ok_or(InclusionError::Malformed)?;
    let mut tiles = HashMap::new();
    let client = log.client().await?;
    for (level, number) in tiles_needed(index, size) {
        let row = client
            .query_opt(
                "select hashes from seal.tile where trust_id = $1 and level = $2 and number = $3",
                &[&trust, &i16::from(level), &number.cast_signed()],
            )
            .await?;
        if let Some(row) = row {
            tiles.insert((level, number), row.get(0));
        }
    }
    Ok(prove(index, &checkpoint, &note, &tiles)?)
}
