//! How far a projection has got, for those who wait for a position.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use uuid::Uuid;

/// Position per trust, shared between a projection's follower and its readers.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    trusts: Arc<Mutex<HashMap<Uuid, Place>>>,
}

/// Where a trust stands, and who waits for which position. A waiter whose position has not come sleeps on: a follower moves on
/// hundreds of times a second, and hundreds may wait.
#[derive(Debug, Default)]
struct Place {
    position: u64,
    waiting: BTreeMap<(u64, u64), oneshot::Sender<()>>,
    tickets: u64,
}

impl Progress {
    /// Says that everything up to a position is in the rows. A rebuild may lead back.
    pub fn reached(&self, trust: Uuid, position: u64) {
        let mut trusts = self.trusts();
        let place = trusts.entry(trust).or_default();
        place.position = position;
        while let Some(first) = place.waiting.first_entry()
            && first.key().0 <= position
        {
            // The waiter may have lost patience.
            let _ = first.remove().send(());
        }
    }

    /// Says what the store knows of a trust, which another process may have moved on. Leads nowhere back: the answer may be
    /// older than what is known here.
    pub fn seen(&self, trust: Uuid, position: u64) {
        if position > self.position(trust) {
            self.reached(trust, position);
        }
    }

    /// How far a trust's log has been taken in.
    pub fn position(&self, trust: Uuid) -> u64 {
        self.trusts().get(&trust).map_or(0, |place| place.position)
    }

    /// Waits until the rows hold a position; `false` when patience ran out first.
    pub async fn wait(&self, trust: Uuid, position: u64, patience: Duration) -> bool {
        match self.queue(trust, position) {
            None => true,
            Some(mut place) => {
                matches!(tokio::time::timeout(patience, &mut place.called).await, Ok(Ok(())))
            }
        }
    }

    fn queue(&self, trust: Uuid, position: u64) -> Option<Waiting> {
        let mut trusts = self.trusts();
        let place = trusts.entry(trust).or_default();
        if place.position >= position {
            return None;
        }
        let (call, called) = oneshot::channel();
        place.tickets += 1;
        let ticket = (position, place.tickets);
        place.waiting.insert(ticket, call);
        Some(Waiting { progress: self.clone(), trust, ticket, called })
    }

    fn trusts(&self) -> MutexGuard<'_, HashMap<Uuid, Place>> {
        self.trusts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place in the queue; given up when dropped, so that the queue keeps only who still waits.
#[derive(Debug)]
struct Waiting {
    progress: Progress,
    trust: Uuid,
    ticket: (u64, u64),
    called: oneshot::Receiver<()>,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let mut trusts = self.progress.trusts();
        let Some(place) = trusts.get_mut(&self.trust) else { return };
        place.waiting.remove(&self.ticket);
        // A call may ask about a trust there is not.
        if place.waiting.is_empty() && place.position == 0 {
            trusts.remove(&self.trust);
        }
    }
}

#[cfg(test)]
mod tests;
