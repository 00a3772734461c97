//! Compares the whole of a trust's log, row by row, with its sealed tree and with checkpoints from outside.

use eventlog::tokio_postgres::{self, IsolationLevel};
use eventlog::{Fault, Log, ReadError, Recorded, Sequence, StoreConfig};
use proof::{Altered, Checkpoint, Hash, Policy, Tiles, Walk};
use uuid::Uuid;

use crate::kept::{self, BadSeal, Head};

/// The first thing wrong with a log.
#[derive(Debug, thiserror::Error)]
pub enum Wrong {
    /// The events do not follow each other as they must.
    #[error(transparent)]
    Sequence(#[from] Fault),
    /// The events are not those that were sealed.
    #[error(transparent)]
    Altered(#[from] Altered),
    /// A kept checkpoint does not hold.
    #[error(transparent)]
    Seal(#[from] BadSeal),
    /// Sealed events are gone.
    #[error("the log ends at event {end}, and event {sealed} was sealed")]
    Ends {
        /// The last event there is.
        end: u64,
        /// The largest size that was signed.
        sealed: u64,
    },
    /// A checkpoint is kept for more than the kept tree holds.
    #[error("the kept tree ends at event {tree}, and a checkpoint of event {sealed} is kept")]
    Tree {
        /// The kept tree's size.
        tree: u64,
        /// The size that was signed.
        sealed: u64,
    },
    /// The checkpoint from outside is of another log.
    #[error("the checkpoint is of the log {0}, which is another")]
    OtherLog(String),
}

/// Why a log could not be looked at.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    /// The log.
    #[error(transparent)]
    Log(#[from] ReadError),
    /// The tree.
    #[error("the store could not answer: {0}")]
    Store(#[from] tokio_postgres::Error),
}

/// What was found.
#[derive(Debug)]
pub struct Verified {
    /// Events found good, from position 1 on.
    pub good: u64,
    /// Events in the sealed tree.
    pub sealed: u64,
    /// The first thing wrong, if any.
    pub wrong: Option<Wrong>,
}

/// What is compared.
#[derive(Debug)]
pub struct Verification<'a> {
    /// The events.
    pub log: &'a Log,
    /// Where the tree is kept, as a role that may read it.
    pub store: &'a StoreConfig,
    /// Whose.
    pub trust: Uuid,
    /// The keys to go by; the ones that the store names unless given.
    pub policy: Option<&'a Policy>,
    /// Checkpoints that are believed already: an owner of the store cannot have altered them.
    pub outside: &'a [Checkpoint],
}

const CHUNK: u64 = 2_000;

struct Comparison {
    sequence: Sequence,
    walk: Walk,
    head: Head,
    policy: Policy,
}

enum Stop {
    Wrong(Wrong),
    Unread(Unread),
}

impl<E: Into<Wrong>> From<E> for Stop {
    fn from(wrong: E) -> Self {
        Self::Wrong(wrong.into())
    }
}

fn unread(error: impl Into<Unread>) -> Stop {
    Stop::Unread(error.into())
}

impl Verification<'_> {
    /// Compares everything; calls `seen` with the count of good events now and then.
    pub async fn run(&self, seen: impl FnMut(u64)) -> Result<Verified, Unread> {
        let (mut client, connection) = self.store.open().await?;
        // The connection ends with its client; how it ended no longer matters.
        tokio::spawn(connection);
        // One moment of the tree, while sealing goes on.
        let tx = client.build_transaction().isolation_level(IsolationLevel::RepeatableRead);
        let tx = tx.read_only(true).start().await?;
        eventlog::name_trust(&tx, self.trust).await?;
        let nothing = Head { size: 0, root: [0; 32] };
        let head = kept::head(&tx, self.trust).await?.unwrap_or(nothing);
        let policy = match self.policy {
            Some(policy) => policy.clone(),
            None => Policy::new(kept::public_keys(&tx, self.trust).await?),
        };
        let walk = Walk::new(head.size);
        let mut state = Comparison { sequence: Sequence::default(), walk, head, policy };
        let stopped = self.compare(&tx, &mut state, seen).await.err();
        let wrong = match stopped {
            None => None,
            Some(Stop::Wrong(wrong)) => Some(wrong),
            Some(Stop::Unread(unread)) => return Err(unread),
        };
        Ok(Verified { good: good(&state, wrong.as_ref()), sealed: head.size, wrong })
    }

    async fn compare(
        &self,
        tx: &tokio_postgres::Transaction<'_>,
        state: &mut Comparison,
        mut seen: impl FnMut(u64),
    ) -> Result<(), Stop> {
        let other = self.outside.iter().find(|outside| !kept::is_of(outside, self.trust));
        if let Some(other) = other {
            return Err(Wrong::OtherLog(other.origin.clone()).into());
        }
        let newest = kept::newest(tx, self.trust).await.map_err(unread)?;
        let (tree, signed) = (state.head.size, newest.map_or(0, |newest| newest.size()));
        if signed > tree {
            return Err(Wrong::Tree { tree, sealed: signed }.into());
        }
        let sizes = self.outside.iter().map(|outside| outside.size);
        let sealed = sizes.max().unwrap_or(0).max(tree);
        let end = self.log.head(self.trust).await.map_err(unread)?.unwrap_or(0);
        while state.sequence.good() < end {
            let before = state.walk.size();
            // No chunk goes on where the kept tree ends: there the tree is compared as a whole.
            let most = if before < tree { CHUNK.min(tree - before) } else { CHUNK };
            let read = self.log.read(self.trust, state.sequence.good(), most as u32).await;
            self.take(tx, state, &read.map_err(unread)?, sealed).await?;
            seen(state.sequence.good());
        }
        if end < sealed { Err(Wrong::Ends { end, sealed }.into()) } else { Ok(()) }
    }

    async fn take(
        &self,
        tx: &tokio_postgres::Transaction<'_>,
        state: &mut Comparison,
        events: &[Recorded],
        sealed: u64,
    ) -> Result<(), Stop> {
        let before = state.walk.size();
        let good = state.sequence.good();
        let followed = state.sequence.take(events);
        let following = (state.sequence.good() - good).min(sealed.saturating_sub(before));
        let leaves =
            events.iter().take(following as usize).map(leaf).collect::<Result<Vec<_>, _>>()?;
        let tiles = kept::tiles(tx, self.trust, state.walk.tiles_of(following)).await;
        let tiles = tiles.map_err(unread)?;
        let notes = kept::notes(tx, self.trust, before, before + following).await;
        let notes = notes.map_err(unread)?;
        let mut seals = kept::seals(&notes, self.trust, &state.policy)?;
        seals.extend(self.outside.iter().map(|outside| (outside.size, outside.root)));
        state.walk.take(&leaves, &tiles, &seals)?;
        if let Err(fault) = followed {
            return Err(state.walk.doubt().map_or_else(|| fault.into(), Wrong::from).into());
        }
        finish(state, before, &tiles)
    }
}

/// Compares the tree as a whole where these leaves were its last.
fn finish(state: &Comparison, before: u64, tiles: &Tiles) -> Result<(), Stop> {
    let Head { size, root } = state.head;
    if before < size && state.walk.size() == size {
        state.walk.finish(&root, tiles)?;
    }
    Ok(())
}

fn leaf(event: &Recorded) -> Result<Hash, Fault> {
    event.leaf().map(|leaf| leaf.hash()).map_err(|_| Fault::Metadata(event.position))
}

/// Events before the first that may be bad.
fn good(state: &Comparison, wrong: Option<&Wrong>) -> u64 {
    match wrong {
        Some(Wrong::Altered(altered)) => altered.first() - 1,
        Some(Wrong::Seal(_) | Wrong::Tree { .. } | Wrong::OtherLog(_)) => 0,
        None | Some(Wrong::Sequence(_) | Wrong::Ends { .. }) => state.sequence.good(),
    }
}
