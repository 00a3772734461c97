//! The proof of one event: its place in the tree of the latest signed checkpoint.

use contract::Refusal as _;
use eventlog::tokio_postgres::Row;
use eventlog::{Log, ReadError, Recorded};
use jiff::Timestamp;
use proof::{
    Checkpoint, Consistency, ConsistencyError, Inclusion, InclusionError, Policy, Tiles,
    TilesNeeded, prove, prove_consistency, tiles_needed,
};
use tonic::Status;
use uuid::Uuid;

use crate::service::NotSealed;
use crate::{kept, projections};

/// Why there is no proof.
#[derive(Debug, thiserror::Error)]
pub enum NoProof {
    /// The store could not answer.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Not sealed, or the kept tree is damaged.
    #[error(transparent)]
    Tree(#[from] InclusionError),
    /// The same, of a proof that a log goes on.
    #[error(transparent)]
    Growth(#[from] ConsistencyError),
    /// Nothing was sealed at such a size, or not so much.
    #[error(transparent)]
    NotSealed(#[from] NotSealed),
    /// The sealer found events or tree altered, so what the tree says is not what the log holds.
    #[error("the log is not as it was sealed: {0}")]
    Altered(String),
}

impl From<eventlog::tokio_postgres::Error> for NoProof {
    fn from(error: eventlog::tokio_postgres::Error) -> Self {
        Self::Read(error.into())
    }
}

impl From<NoProof> for Status {
    fn from(error: NoProof) -> Self {
        match error {
            NoProof::Read(error) => error.into(),
            NoProof::Tree(InclusionError::NotSealed(_)) | NoProof::NotSealed(_) => {
                NotSealed.to_status()
            }
            NoProof::Tree(error) => damaged(&error),
            NoProof::Growth(error) => damaged(&error),
            error @ NoProof::Altered(_) => damaged(&error),
        }
    }
}

fn damaged(error: &dyn std::error::Error) -> Status {
    tracing::error!(%error, "what is kept and what was sealed do not agree");
    Status::data_loss(error.to_string())
}

/// The newest checkpoint of a log.
#[derive(Clone, Debug)]
pub struct Seal {
    /// Events sealed.
    pub size: u64,
    /// The signed note.
    pub note: String,
    /// When it was signed.
    pub at: Timestamp,
}

/// The newest checkpoint, where the log has one.
pub async fn latest(log: &Log, trust: Uuid) -> Result<Option<Seal>, ReadError> {
    const NEWEST: &str = "select size, note, sealed_at from seal.checkpoint \
        where trust_id = $1 order by size desc limit 1";
    let client = log.of(trust).await?;
    Ok(client.query_opt(NEWEST, &[&trust]).await?.as_ref().map(seal))
}

/// The checkpoint of a size, where there is one; 0 is the newest.
async fn sealed_at(log: &Log, trust: Uuid, size: u64) -> Result<Option<Seal>, ReadError> {
    const OF_SIZE: &str =
        "select size, note, sealed_at from seal.checkpoint where trust_id = $1 and size = $2";
    if size == 0 {
        return latest(log, trust).await;
    }
    let client = log.of(trust).await?;
    let row = client.query_opt(OF_SIZE, &[&trust, &size.cast_signed()]).await?;
    Ok(row.as_ref().map(seal))
}

fn seal(row: &Row) -> Seal {
    Seal {
        size: row.get::<_, i64>(0).unsigned_abs(),
        note: row.get(1),
        at: Timestamp::try_from(row.get::<_, std::time::SystemTime>(2)).unwrap_or(Timestamp::MIN),
    }
}

/// The keys a log was sealed with, oldest first.
pub async fn public_keys(log: &Log, trust: Uuid) -> Result<Vec<String>, ReadError> {
    let client = log.of(trust).await?;
    let keys = "select public_key from seal.key where trust_id = $1 order by since, public_key";
    let rows = client.query(keys, &[&trust]).await?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

/// What is handed out of an event: each part as the text of a file.
#[derive(Clone, Debug)]
pub struct EventProof {
    /// Place, path and signed checkpoint.
    pub inclusion: Inclusion,
    /// The canonical JSON that the leaf is the hash of.
    pub leaf: String,
    /// The keys a verifier goes by.
    pub policy: Policy,
}

/// The proof of an event as it was read, by the newest seal.
pub async fn of(log: &Log, event: &Recorded) -> Result<EventProof, NoProof> {
    let prover = Prover::newest(log, event.trust).await?;
    prover.ok_or(InclusionError::NotSealed(event.position))?.proof_of(event).await
}

/// Proves events by one seal, each by its own path. A kept tile is read once.
#[derive(Debug)]
pub struct Prover<'a> {
    log: &'a Log,
    trust: Uuid,
    note: String,
    checkpoint: Checkpoint,
    policy: Policy,
    tiles: Tiles,
}

impl<'a> Prover<'a> {
    /// By the newest seal; `None` where the log has none.
    pub async fn newest(log: &'a Log, trust: Uuid) -> Result<Option<Self>, NoProof> {
        let Some(Seal { note, .. }) = latest(log, trust).await? else { return Ok(None) };
        // Our own word is good enough to find the path; the reader of the proof checks the signature.
        let checkpoint = Checkpoint::read_unverified(&note).ok_or(InclusionError::Malformed)?;
        let policy = Policy::new(public_keys(log, trust).await?);
        Ok(Some(Self { log, trust, note, checkpoint, policy, tiles: Tiles::new() }))
    }

    /// How many events the seal covers.
    pub fn size(&self) -> u64 {
        self.checkpoint.size
    }

    /// The signed note.
    pub fn note(&self) -> &str {
        &self.note
    }

    /// The keys the log was sealed with.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The proof of an event of this log. Nothing is handed out that does not verify: an event that was altered since it was
    /// sealed has no proof.
    pub async fn proof_of(&mut self, event: &Recorded) -> Result<EventProof, NoProof> {
        let inclusion = self.inclusion(event.position).await?;
        let leaf = event.leaf().map_err(|_| InclusionError::NotIncluded)?;
        inclusion.verify(leaf.hash(), &self.policy)?;
        Ok(EventProof { inclusion, leaf: leaf.text(), policy: self.policy.clone() })
    }

    /// The path from the event at a position; the event itself is not looked at.
    async fn inclusion(&mut self, position: u64) -> Result<Inclusion, NoProof> {
        let size = self.checkpoint.size;
        let index = position.checked_sub(1).filter(|index| *index < size);
        let index = index.ok_or(InclusionError::NotSealed(position))?;
        let mut needed = tiles_needed(index, size);
        needed.retain(|tile| !self.tiles.contains_key(tile));
        if !needed.is_empty() {
            self.tiles.extend(tiles(self.log, self.trust, needed).await?);
        }
        Ok(prove(index, &self.checkpoint, &self.note, &self.tiles)?)
    }
}

/// Proves that the log as it was sealed at the later of two sizes (0: the newest) continues what it was at the earlier one.
/// Refuses for a log in which the sealer has found an alteration: the tree goes on, the log does not.
pub async fn consistency(
    log: &Log,
    trust: Uuid,
    earlier: u64,
    later: u64,
) -> Result<Consistency, NoProof> {
    let altered = projections::seal(log, trust).await?.altered;
    if !altered.is_empty() {
        return Err(NoProof::Altered(altered));
    }
    let Seal { size, note, .. } = sealed_at(log, trust, later).await?.ok_or(NotSealed)?;
    let last = earlier.checked_sub(1).filter(|last| *last < size).ok_or(NotSealed)?;
    let checkpoint = Checkpoint::read_unverified(&note).ok_or(ConsistencyError::Malformed)?;
    let tiles = tiles(log, trust, tiles_needed(last, size)).await?;
    Ok(prove_consistency(earlier, &checkpoint, &note, &tiles)?)
}

async fn tiles(log: &Log, trust: Uuid, needed: TilesNeeded) -> Result<Tiles, NoProof> {
    let (levels, numbers) = kept::levels_and_numbers(needed);
    let rows = log.of(trust).await?.query(kept::TILES, &[&trust, &levels, &numbers]).await?;
    Ok(rows.iter().map(kept::tile).collect())
}
