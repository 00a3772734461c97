//! A writer more than usual for each lane, and one turn to use it for all lanes of a process.
//!
//! Each service writes as a role of its own, so a connection cannot be lent to another one. A lane that has the turn opens
//! its connection, writes one batch and closes it again.

use std::sync::Arc;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Writer;

/// Whose turn it is to use a spare writer: one lane's at a time, in the order in which they asked. Cheap to clone; the lanes
/// of a process share one.
#[derive(Clone, Debug)]
pub struct SpareTurns(Arc<Semaphore>);

impl Default for SpareTurns {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }
}

impl SpareTurns {
    /// The next turn; it ends when the permit is dropped.
    pub(super) fn next(&self) -> BoxFuture<'static, OwnedSemaphorePermit> {
        let turns = self.0.clone();
        async move { turns.acquire_owned().await.expect("no part of this program ends the turns") }
            .boxed()
    }
}

/// The writers that have nothing to write.
pub(super) struct FreeWriters<W> {
    pub(super) idle: Vec<W>,
    spare: Option<Spare<W>>,
}

impl<W: Writer> FreeWriters<W> {
    pub(super) fn of(writers: impl IntoIterator<Item = W>) -> Self {
        Self { idle: writers.into_iter().collect(), spare: None }
    }

    pub(super) fn with_spare(self, writer: W, turns: SpareTurns) -> Self {
        Self { spare: Some(Spare::new(writer, turns)), ..self }
    }

    pub(super) fn are_left(&self) -> bool {
        !self.idle.is_empty() || self.spare.as_ref().is_some_and(Spare::is_idle)
    }

    /// One for what shares no group with a held batch: the spare one only where all others write.
    pub(super) fn beside_held(&mut self) -> Option<W> {
        self.idle.pop().or_else(|| self.spare.as_mut()?.take())
    }

    /// Waits until the spare writer has its turn.
    pub(super) async fn turn(&mut self) {
        match &mut self.spare {
            Some(spare) => spare.turn().await,
            None => std::future::pending().await,
        }
    }

    pub(super) fn give_way(&mut self) {
        if let Some(spare) = &mut self.spare {
            spare.give_way();
        }
    }

    /// Takes a writer back. The spare is whichever comes back first.
    pub(super) fn take_back(&mut self, writer: W) {
        match &mut self.spare {
            Some(spare) if !spare.is_idle() => spare.take_back(writer),
            _ => self.idle.push(writer),
        }
    }
}

/// A lane's spare writer and its place among those who wait for the turn.
struct Spare<W> {
    turns: SpareTurns,
    /// `None` while one writer more than usual writes.
    writer: Option<W>,
    asked: Option<BoxFuture<'static, OwnedSemaphorePermit>>,
    turn: Option<OwnedSemaphorePermit>,
}

impl<W: Writer> Spare<W> {
    fn new(writer: W, turns: SpareTurns) -> Self {
        Self { turns, writer: Some(writer), asked: None, turn: None }
    }

    fn is_idle(&self) -> bool {
        self.writer.is_some()
    }

    /// Waits for the turn. The lane keeps its place where it does something else meanwhile.
    async fn turn(&mut self) {
        let turns = &self.turns;
        let turn = self.asked.get_or_insert_with(|| turns.next()).await;
        self.asked = None;
        self.turn = Some(turn);
    }

    /// Leaves the turn to others, where it waits for it or has it and does not write.
    fn give_way(&mut self) {
        self.asked = None;
        if self.is_idle() {
            self.turn = None;
        }
    }

    /// The writer, where it has the turn.
    fn take(&mut self) -> Option<W> {
        self.turn.as_ref()?;
        self.writer.take()
    }

    /// Takes a writer back, which ends the turn.
    fn take_back(&mut self, mut writer: W) {
        writer.close();
        self.writer = Some(writer);
        self.turn = None;
    }
}
