//! What the store keeps of a log's sealed tree: how far it goes, its tiles, and the notes that were signed.

use eventlog::tokio_postgres::{Error, Row, Transaction};
use proof::{Checkpoint, Hash, Policy, Seals, Tiles, TilesNeeded};
use uuid::Uuid;

/// How far a log is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) size: u64,
    pub(crate) root: Hash,
}

impl Head {
    /// Reads `size, root`; the store computed neither, so another length is no root of any tree.
    pub(crate) fn from_row(row: &Row) -> Self {
        let root = row.get::<_, &[u8]>("root").try_into().unwrap_or_default();
        Self { size: row.get::<_, i64>("size").unsigned_abs(), root }
    }
}

/// A signed note and the size it is kept for.
#[derive(Clone, Debug)]
pub(crate) struct Note {
    size: u64,
    text: String,
}

impl Note {
    fn from_row(row: &Row) -> Self {
        Self { size: row.get::<_, i64>("size").unsigned_abs(), text: row.get("note") }
    }

    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// The checkpoint, where a key of the policy signed it for this log and this size.
    pub(crate) fn believed(&self, trust: Uuid, policy: &Policy) -> Option<Checkpoint> {
        let checkpoint = Checkpoint::verify(&self.text, policy).ok()?;
        (checkpoint.size == self.size && is_of(&checkpoint, trust)).then_some(checkpoint)
    }
}

/// Whether a checkpoint speaks of a trust's log.
pub(crate) fn is_of(checkpoint: &Checkpoint, trust: Uuid) -> bool {
    checkpoint.origin.rsplit('/').next() == Some(trust.to_string().as_str())
}

/// A note that does not hold, and so was altered or signed by a stranger.
#[derive(Debug, thiserror::Error)]
#[error("the seal of event {0} was signed by no known key, or was altered since")]
pub struct BadSeal(u64);

/// The roots that the notes state; each has to be believed.
pub(crate) fn seals(notes: &[Note], trust: Uuid, policy: &Policy) -> Result<Seals, BadSeal> {
    let believed = |note: &Note| {
        let checkpoint = note.believed(trust, policy).ok_or(BadSeal(note.size))?;
        Ok((note.size, checkpoint.root))
    };
    notes.iter().map(believed).collect()
}

/// How far a log is sealed; `None` where the sealer has not been there.
pub(crate) async fn head(tx: &Transaction<'_>, trust: Uuid) -> Result<Option<Head>, Error> {
    let head = "select size, root from seal.head where trust_id = $1";
    Ok(tx.query_opt(head, &[&trust]).await?.as_ref().map(Head::from_row))
}

/// Reads the tiles of a trust with some levels and numbers, as [`tile`] wants them.
pub(crate) const TILES: &str = "select t.level, t.number, t.hashes from seal.tile t \
    join unnest($2::smallint[], $3::bigint[]) as n(level, number) using (level, number) where t.trust_id = $1";

/// The tiles with these levels and numbers, as far as they are there.
pub(crate) async fn tiles(
    tx: &Transaction<'_>,
    trust: Uuid,
    needed: TilesNeeded,
) -> Result<Tiles, Error> {
    let (levels, numbers) = levels_and_numbers(needed);
    Ok(tx.query(TILES, &[&trust, &levels, &numbers]).await?.iter().map(tile).collect())
}

/// Tiles as the parameters of a statement.
pub(crate) fn levels_and_numbers(needed: TilesNeeded) -> (Vec<i16>, Vec<i64>) {
    needed.into_iter().map(|(level, number)| (i16::from(level), number.cast_signed())).unzip()
}

/// A row of `level, number, hashes`.
pub(crate) fn tile(row: &Row) -> ((u8, u64), Vec<u8>) {
    let level = u8::try_from(row.get::<_, i16>(0)).unwrap_or(u8::MAX);
    ((level, row.get::<_, i64>(1).unsigned_abs()), row.get(2))
}

/// The notes kept for sizes after one and up to another.
pub(crate) async fn notes(
    tx: &Transaction<'_>,
    trust: Uuid,
    after: u64,
    until: u64,
) -> Result<Vec<Note>, Error> {
    const NOTES: &str =
        "select size, note from seal.checkpoint where trust_id = $1 and size > $2 and size <= $3";
    let rows = tx.query(NOTES, &[&trust, &after.cast_signed(), &until.cast_signed()]).await?;
    Ok(rows.iter().map(Note::from_row).collect())
}

/// The note of the largest size.
pub(crate) async fn newest(tx: &Transaction<'_>, trust: Uuid) -> Result<Option<Note>, Error> {
    const NEWEST: &str =
        "select size, note from seal.checkpoint where trust_id = $1 order by size desc limit 1";
    Ok(tx.query_opt(NEWEST, &[&trust]).await?.as_ref().map(Note::from_row))
}

/// The keys that the store says a log was sealed with, oldest first.
pub(crate) async fn public_keys(tx: &Transaction<'_>, trust: Uuid) -> Result<Vec<String>, Error> {
    let keys = "select public_key from seal.key where trust_id = $1 order by since, public_key";
    Ok(tx.query(keys, &[&trust]).await?.iter().map(|row| row.get(0)).collect())
}
