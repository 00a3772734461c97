//! The tree as the store keeps it: grown in one transaction under the head's row lock.

use eventlog::tokio_postgres::{self, Transaction};
use proof::{Edge, FullTile, Hash};
use uuid::Uuid;

use super::SealError;
use crate::kept::{self, Head};

const LEAVES_AT_ONCE: u64 = 50_000;

/// A kept tree, as far as it takes to grow it.
#[derive(Clone, Debug)]
pub(super) struct Tree {
    pub(super) head: Head,
    pub(super) edge: Edge,
}

/// Locks a tree's head and reads what it takes to grow it.
pub(super) async fn open(tx: &Transaction<'_>, trust: Uuid) -> Result<Tree, SealError> {
    let nothing = Edge::default().root();
    tx.execute(
        "insert into seal.head (trust_id, size, root) values ($1, 0, $2) on conflict do nothing",
        &[&trust, &nothing.as_slice()],
    )
    .await?;
    let row = tx
        .query_one("select size, root from seal.head where trust_id = $1 for update", &[&trust])
        .await?;
    let head = Head::from_row(&row);
    Ok(Tree { head, edge: edge(tx, trust, head.size).await? })
}

/// Adds every event that the log has now; true as soon as the transaction is committed.
pub(super) async fn grow(
    tx: &Transaction<'_>,
    trust: Uuid,
    mut edge: Edge,
) -> Result<Head, SealError> {
    let sealed = edge.size();
    loop {
        let leaves = leaves(tx, trust, edge.size(), LEAVES_AT_ONCE).await?;
        if leaves.is_empty() {
            break;
        }
        keep(tx, trust, edge.grow(leaves)).await?;
    }
    keep(tx, trust, edge.unfinished().collect()).await?;
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

/// Position of the last event of a trust's log.
pub(super) async fn log_ends_at(tx: &Transaction<'_>, trust: Uuid) -> Result<u64, SealError> {
    let head = "select position from log.head where trust_id = $1";
    let row = tx.query_opt(head, &[&trust]).await?;
    Ok(row.map_or(0, |row| row.get::<_, i64>("position").unsigned_abs()))
}

/// The unfinished tile of every level.
async fn edge(tx: &Transaction<'_>, trust: Uuid, size: u64) -> Result<Edge, SealError> {
    let nodes = std::iter::successors(Some(size), |nodes| Some(nodes / proof::TILE_WIDTH));
    let places = nodes.take_while(|nodes| *nodes > 0).zip(0_u8..);
    let needed: Vec<_> = places.map(|(nodes, level)| (level, nodes / proof::TILE_WIDTH)).collect();
    let mut tiles = kept::tiles(tx, trust, needed.clone()).await?;
    let levels = needed.iter().map(|place| tiles.remove(place).unwrap_or_default()).collect();
    Edge::try_new(size, levels)
        .map_err(|cause| SealError::Altered { trust, what: cause.to_string() })
}

/// The leaves of the rows that come after a position, `most` of them; each follows the one before it.
pub(super) async fn leaves(
    tx: &Transaction<'_>,
    trust: Uuid,
    after: u64,
    most: u64,
) -> Result<Vec<Hash>, SealError> {
    const LEAVES: &str = "select position, leaf from log.leaves($1, $2, $3)";
    let values: [&(dyn tokio_postgres::types::ToSql + Sync); 3] =
        [&trust, &after.cast_signed(), &most.cast_signed()];
    let rows = tx.query(LEAVES, &values).await?;
    let leaf = |(row, due): (&tokio_postgres::Row, u64)| {
        if row.get::<_, i64>(0).unsigned_abs() != due {
            return Err(missing(trust, due));
        }
        // The store computed it with sha256; another length can't be.
        Ok(row.get::<_, &[u8]>(1).try_into().unwrap_or_default())
    };
    rows.iter().zip(after + 1..).map(leaf).collect()
}

/// A position has no row.
pub(super) fn missing(trust: Uuid, position: u64) -> SealError {
    SealError::Altered { trust, what: format!("position {position}: the event is missing") }
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
