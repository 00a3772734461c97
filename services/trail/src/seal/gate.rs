//! What has to hold before anything is added to a tree: it is the tree that was signed last, and what grew from it.

use eventlog::tokio_postgres::Transaction;
use proof::{Checkpoint, Policy, continues, tiles_needed};
use uuid::Uuid;

use super::SealError;
use super::tree::Tree;
use crate::kept;

/// What a sealer knows beside the store.
#[derive(Clone, Debug)]
pub(super) struct KnownSeals {
    /// The keys whose seals it goes on from.
    pub(super) policy: Policy,
    /// What was signed last on this line, as this process or its folder remembers it.
    pub(super) last: Option<Checkpoint>,
    /// The largest size that was signed on an earlier line; 0 where there was none.
    pub(super) earlier_line: u64,
}

/// Compares the kept head with the kept tiles, with the newest kept checkpoint, and with what is remembered to be signed last.
pub(super) async fn check(
    tx: &Transaction<'_>,
    trust: Uuid,
    tree: &Tree,
    known: KnownSeals,
) -> Result<(), SealError> {
    let (Tree { head, edge }, KnownSeals { policy, last, .. }) = (tree, known);
    let altered = |what: &str| SealError::Altered { trust, what: what.to_owned() };
    if edge.root() != head.root {
        return Err(altered("the kept tree has another root than its head says"));
    }
    let mut earlier: Vec<Checkpoint> = last.into_iter().collect();
    if let Some(newest) = kept::newest(tx, trust).await? {
        let newest = newest.believed(trust, &policy).ok_or_else(|| {
            altered(
                "the newest checkpoint was altered, or signed by none of the sealer's keys \
                 (one whose private half is gone is given as known)",
            )
        })?;
        earlier.push(newest);
    }
    for earlier in earlier.into_iter().filter(|earlier| earlier.size > 0) {
        if earlier.size > head.size {
            return Err(altered(&format!(
                "event {} was sealed and the kept tree ends before it, at event {}",
                earlier.size, head.size
            )));
        }
        let now = Checkpoint { origin: earlier.origin.clone(), size: head.size, root: head.root };
        let tiles = kept::tiles(tx, trust, tiles_needed(earlier.size - 1, head.size)).await?;
        continues(&earlier, &now, &tiles).map_err(|_| {
            altered(&format!(
                "the kept tree does not continue what was signed at event {}",
                earlier.size
            ))
        })?;
    }
    Ok(())
}
