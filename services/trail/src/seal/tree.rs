//! The tree as the store keeps it: grown in one transaction under the head's row lock.

use eventlog::tokio_postgres::{self, Transaction};
use proof::{Edge, FullTile, Hash};
use uuid::Uuid;

use super::SealError;

/// How far a log is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) size: u64,
    pub(super) root: Hash,
}

const LEAVES_AT_ONCE: i64 = 50_000;

/// Adds every event that the log has now; true as soon as the transaction is committed.
pub(super) async fn grow(tx: &Transaction<'_>, trust: Uuid) -> Result<Head, SealError> {
    let nothing = Edge::default().root();
    tx.execute(
        "insert into seal.head (trust_id, size, root) values ($1, 0, $2) on conflict do nothing",
        &[&trust, &nothing.as_slice()],
    )
    .await?;
    let row = tx
        .query_one("select size from seal.head where trust_id = $1 for update", &[&trust])
        .await?;
    let sealed = row.get::<_, i64>(0).unsigned_abs();
    let mut edge = edge(tx, trust, sealed).await?;
    loop {
        let leaves = leaves(tx, trust, edge.size()).await?;
        if leaves.is_empty() {
            break;
        }
        keep(tx, trust, edge.grow(leaves)).await?;
    }
    keep(tx, trust, unfinished(&edge)).await?;
    let head = Head { size: edge.size(), root: edge.root() };
    if head.size > sealed {
        tx.execute(
            "update seal.head set size = $2, root = $3 where trust_id = $1",
            &[&trust, &head.size.cast_signed(), &head.root.as_slice()],
        )
        .await?;
    }
    Ok(head)
}

/// The unfinished tile of every level.
async fn edge(tx: &Transaction<'_>, trust: Uuid, size: u64) -> Result<Edge, SealError> {
    let mut levels = Vec::new();
    let mut nodes = size;
    while nodes > 0 {
        let number = (nodes / proof::TILE_WIDTH).cast_signed();
        let level = i16::try_from(levels.len()).unwrap_or(i16::MAX);
        let row = tx
            .query_opt(
                "select hashes from seal.tile where trust_id = $1 and level = $2 and number = $3",
                &[&trust, &level, &number],
            )
            .await?;
        levels.push(row.map(|row| row.get(0)).unwrap_or_default());
        nodes /= proof::TILE_WIDTH;
    }
    Edge::try_new(size, levels).map_err(|cause| SealError::Damaged { trust, cause })
}

async fn leaves(
    tx: &Transaction<'_>,
    trust: Uuid,
    after: u64,
) -> Result<Vec<Hash>, tokio_postgres::Error> {
    let rows = tx
        .query(
            "select leaf_hash from log.event where trust_id = $1 and position > $2 and position <= $2 + $3 \
             order by position",
            &[&trust, &after.cast_signed(), &LEAVES_AT_ONCE],
        )
        .await?;
    // The database computed each with sha256; another length can't be.
    Ok(rows.iter().map(|row| row.get::<_, &[u8]>(0).try_into().unwrap_or_default()).collect())
}

fn unfinished(edge: &Edge) -> Vec<FullTile> {
    let levels = edge.levels().iter().zip(0_u8..).filter(|(hashes, _)| !hashes.is_empty());
    levels
        .map(|(hashes, level)| FullTile {
            level,
            number: edge.size() >> (8 * (u32::from(level) + 1)),
            hashes: hashes.clone(),
        })
        .collect()
}

async fn keep(
    tx: &Transaction<'_>,
    trust: Uuid,
    tiles: Vec<FullTile>,
) -> Result<(), tokio_postgres::Error> {
    let levels: Vec<i16> = tiles.iter().map(|tile| i16::from(tile.level)).collect();
    let numbers: Vec<i64> = tiles.iter().map(|tile| tile.number.cast_signed()).collect();
    let hashes: Vec<&[u8]> = tiles.iter().map(|tile| tile.hashes.as_slice()).collect();
    tx.execute(
        "insert into seal.tile (trust_id, level, number, hashes) \
         select $1, * from unnest($2::smallint[], $3::bigint[], $4::bytea[]) \
         on conflict (trust_id, level, number) do update set hashes = excluded.hashes",
        &[&trust, &levels, &numbers, &hashes],
    )
    .await?;
    Ok(())
}
