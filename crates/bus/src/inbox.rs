//! What one follower has still to take in. A follower that is slow or stopped holds up no other and costs no more than this.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use eventlog::Recorded;
use tokio::sync::Notify;
use tokio::time::Instant;
use uuid::Uuid;

/// What the events of one inbox may come to. Beyond that those of the trust are dropped and read from the log instead.
const MOST_BYTES: usize = 4 << 20;

/// Events for one follower, by trust.
#[derive(Debug, Default)]
pub(crate) struct Inbox {
    waiting: Mutex<WaitingEvents>,
    filled: Notify,
}

#[derive(Debug, Default)]
struct WaitingEvents {
    trusts: HashMap<Uuid, Due>,
    bytes: usize,
}

/// What is due of one trust: its log reaches to a position, and here are some of the events.
#[derive(Clone, Debug, Default)]
pub(crate) struct Due {
    until: u64,
    events: Vec<Arc<[Recorded]>>,
    bytes: usize,
    retry: Option<Retry>,
}

/// A trust that could not be brought on is tried again a while later, and then again later.
#[derive(Clone, Copy, Debug)]
struct Retry {
    at: Instant,
    delay: Duration,
}

/// How long a trust waits that could not be brought on: at first, and at most.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Delays {
    pub(crate) first: Duration,
    pub(crate) most: Duration,
}

impl Due {
    /// How far the log is known to reach.
    pub(crate) fn until(&self) -> u64 {
        self.until
    }

    /// The events as one piece.
    pub(crate) fn events(&self) -> Arc<[Recorded]> {
        match self.events.as_slice() {
            [one] => Arc::clone(one),
            several => several.iter().flat_map(|piece| piece.iter()).cloned().collect(),
        }
    }

    fn is_ready(&self, now: Instant) -> bool {
        self.retry.is_none_or(|retry| retry.at <= now)
    }

    /// Adds what came later; what came earlier stands first.
    fn add(&mut self, later: Due) {
        self.until = self.until.max(later.until);
        self.events.extend(later.events);
        self.bytes += later.bytes;
    }
}

impl Inbox {
    /// Events of one trust, in order.
    pub(crate) fn offer(&self, trust: Uuid, events: &Arc<[Recorded]>) {
        let until = events.last().map_or(0, |event| event.position);
        let bytes = events.iter().map(size).sum();
        self.add(trust, Due { until, events: vec![Arc::clone(events)], bytes, retry: None });
        self.filled.notify_one();
    }

    /// Says that the log of a trust reaches to a position, and nothing of the events.
    pub(crate) fn reaches(&self, trust: Uuid, until: u64) {
        self.add(trust, Due { until, ..Due::default() });
        self.filled.notify_one();
    }

    /// Forgets everything: the log stands on another line.
    pub(crate) fn forget(&self) {
        *self.lock() = WaitingEvents::default();
    }

    /// Puts back what could not be taken in, to be tried again after a delay. The delay doubles up to a most.
    pub(crate) fn put_back(&self, trust: Uuid, mut due: Due, delays: Delays) {
        let delay = due.retry.map_or(delays.first, |retry| delays.most.min(retry.delay * 2));
        due.retry = Some(Retry { at: Instant::now() + delay, delay });
        let mut waiting = self.lock();
        let later = waiting.remove(trust);
        waiting.insert(trust, due);
        if let Some(later) = later {
            waiting.add(trust, later);
        }
    }

    /// What is due now, once something is.
    pub(crate) async fn next(&self) -> Vec<(Uuid, Due)> {
        loop {
            let now = Instant::now();
            let (ready, retry) = self.lock().ready(now);
            if !ready.is_empty() {
                return ready;
            }
            match retry {
                None => self.filled.notified().await,
                Some(at) => tokio::select! {
                    () = self.filled.notified() => {}
                    () = tokio::time::sleep_until(at) => {}
                },
            }
        }
    }

    fn add(&self, trust: Uuid, due: Due) {
        self.lock().add(trust, due);
    }

    fn lock(&self) -> MutexGuard<'_, WaitingEvents> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl WaitingEvents {
    fn add(&mut self, trust: Uuid, due: Due) {
        let mut all = self.remove(trust).unwrap_or_default();
        all.add(due);
        if self.bytes + all.bytes > MOST_BYTES {
            all = Due { events: Vec::new(), bytes: 0, ..all };
        }
        self.insert(trust, all);
    }

    fn insert(&mut self, trust: Uuid, due: Due) {
        self.bytes += due.bytes;
        self.trusts.insert(trust, due);
    }

    fn remove(&mut self, trust: Uuid) -> Option<Due> {
        let due = self.trusts.remove(&trust)?;
        self.bytes -= due.bytes;
        Some(due)
    }

    /// Takes out what may be tried now; says when the next of the others may.
    fn ready(&mut self, now: Instant) -> (Vec<(Uuid, Due)>, Option<Instant>) {
        let ready = self.trusts.iter().filter(|(_, due)| due.is_ready(now));
        let ready: Vec<Uuid> = ready.map(|(trust, _)| *trust).collect();
        let ready =
            ready.into_iter().filter_map(|trust| Some((trust, self.remove(trust)?))).collect();
        let next = self.trusts.values().filter_map(|due| Some(due.retry?.at)).min();
        (ready, next)
    }
}

/// What an event takes up, roughly.
fn size(event: &Recorded) -> usize {
    event.body.len() + event.metadata.len() + 300
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;
