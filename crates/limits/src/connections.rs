//! The open connections: the limit for all and for each address, and which of them waits too long for its client.

use std::collections::{BTreeMap, HashMap};
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures::task::AtomicWaker;
use tokio_util::sync::CancellationToken;

use crate::client::group;
use crate::places::{Place, Places};
use crate::{Limits, Networks};

/// Refusals in a row after which a client loses its connection.
const MOST_REFUSED: u32 = 200;

/// How long a connection may hold something up.
#[derive(Clone, Copy, Debug)]
struct Patience {
    /// Taking no bytes, not taking its answer, or asking nothing at all since it was opened.
    taking: Duration,
    /// Asking nothing after it has asked.
    idle: Duration,
}

/// The connections of one listener. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Connections {
    places: Places<IpAddr>,
    /// Networks without a limit for each address: proxies and our own processes speak for many clients.
    uncounted: Arc<[Networks]>,
    patience: Patience,
    live: Arc<Mutex<HashMap<SocketAddr, Live>>>,
}

#[derive(Debug)]
struct Live {
    connection: Arc<Connection>,
    _place: Place<IpAddr>,
}

/// The state of one connection that [`Connections::watch`] looks at.
#[derive(Debug)]
pub struct Connection {
    peer: SocketAddr,
    for_many: bool,
    pub(crate) closing: AtomicBool,
    pub(crate) waker: AtomicWaker,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// Since when no request is under way. A client that has asked nothing yet has the shorter time.
    quiet: Option<Instant>,
    asked: bool,
    under_way: usize,
    /// Since when the client takes no bytes at all.
    blocked: Option<Instant>,
    /// Answers whose next piece waits for the client, and since when.
    offered: BTreeMap<u64, Instant>,
    next_answer: u64,
    refused: u32,
}

fn locked<T>(kept: &Mutex<T>) -> MutexGuard<'_, T> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Connections {
    /// A listener without connections. `idle` is how long a connection may ask nothing.
    pub fn new(limits: &Limits, idle: Duration) -> Self {
        Self {
            places: Places::new(limits.connections, limits.connections_per_address),
            uncounted: [limits.proxies.clone(), limits.own_networks.clone()].into(),
            patience: Patience { taking: limits.patience, idle },
            live: Arc::default(),
        }
    }

    /// A new connection, if there is room for it.
    pub(crate) fn open(&self, peer: SocketAddr) -> Option<Arc<Connection>> {
        let counted = self.counted(peer);
        let place = self.places.take(counted)?;
        let connection = Arc::new(Connection::new(peer, counted.is_none()));
        locked(&self.live).insert(peer, Live { connection: connection.clone(), _place: place });
        Some(connection)
    }

    pub(crate) fn closed(&self, connection: &Arc<Connection>) {
        let mut live = locked(&self.live);
        let same = |known: &Live| Arc::ptr_eq(&known.connection, connection);
        if live.get(&connection.peer).is_some_and(same) {
            live.remove(&connection.peer);
        }
    }

    fn counted(&self, peer: SocketAddr) -> Option<IpAddr> {
        let address = peer.ip().to_canonical();
        let speaks_for_many = self.uncounted.iter().any(|networks| networks.contain(address));
        (!speaks_for_many).then(|| group(address))
    }

    /// The connection from a peer, while it is open.
    pub fn of(&self, peer: SocketAddr) -> Option<Arc<Connection>> {
        locked(&self.live).get(&peer).map(|known| known.connection.clone())
    }

    /// Closes what waits too long for its client, until shutdown.
    pub async fn watch(self, shutdown: CancellationToken) {
        let mut look =
            tokio::time::interval((self.patience.taking / 4).min(Duration::from_secs(1)));
        loop {
            tokio::select! {
                () = shutdown.cancelled() => return,
                _ = look.tick() => {}
            }
            let all: Vec<_> =
                locked(&self.live).values().map(|known| known.connection.clone()).collect();
            for connection in all {
                if let Some(why) = connection.overdue(Instant::now(), self.patience) {
                    tracing::debug!(peer = %connection.peer, why, "closing a connection");
                    connection.close();
                }
            }
        }
    }
}

impl Connection {
    fn new(peer: SocketAddr, for_many: bool) -> Self {
        let state = State {
            quiet: Some(Instant::now()),
            asked: false,
            under_way: 0,
            blocked: None,
            offered: BTreeMap::new(),
            next_answer: 0,
            refused: 0,
        };
        let waker = AtomicWaker::new();
        let closing = AtomicBool::new(false);
        Self { peer, for_many, closing, waker, state: Mutex::new(state) }
    }

    /// The address of the other end.
    pub fn peer(&self) -> SocketAddr {
        self.peer
    }

    /// Closes the connection, also while requests are under way.
    pub(crate) fn close(&self) {
        self.closing.store(true, Ordering::Release);
        self.waker.wake();
    }

    pub(crate) fn begins(&self) {
        let mut state = locked(&self.state);
        state.asked = true;
        state.under_way += 1;
        state.quiet = None;
    }

    pub(crate) fn ends(&self) {
        let mut state = locked(&self.state);
        state.under_way -= 1;
        if state.under_way == 0 {
            state.quiet = Some(Instant::now());
        }
    }

    /// Counts a refusal. A client that keeps calling after 200 in a row loses its connection. A connection that speaks
    /// for many clients is kept, since one of them would take it from all.
    pub(crate) fn refused(&self) {
        if self.for_many {
            return;
        }
        let mut state = locked(&self.state);
        state.refused += 1;
        if state.refused > MOST_REFUSED {
            drop(state);
            self.close();
        }
    }

    pub(crate) fn taken_on(&self) {
        locked(&self.state).refused = 0;
    }

    /// The next piece of an answer lies ready.
    pub(crate) fn offers(&self, answer: Option<u64>) -> u64 {
        let mut state = locked(&self.state);
        let answer = answer.unwrap_or_else(|| {
            state.next_answer += 1;
            state.next_answer
        });
        state.offered.insert(answer, Instant::now());
        answer
    }

    /// The answer has ended, or waits for the service and not for the client.
    pub(crate) fn offers_nothing(&self, answer: u64) {
        locked(&self.state).offered.remove(&answer);
    }

    pub(crate) fn blocked(&self, blocked: bool) {
        let mut state = locked(&self.state);
        state.blocked = if blocked { state.blocked.or_else(|| Some(Instant::now())) } else { None };
    }

    fn overdue(&self, now: Instant, patience: Patience) -> Option<&'static str> {
        let state = locked(&self.state);
        let longer = |since: Instant, than: Duration| now.duration_since(since) > than;
        if state.blocked.is_some_and(|since| longer(since, patience.taking)) {
            return Some("it takes no bytes");
        }
        if state.offered.values().any(|since| longer(*since, patience.taking)) {
            return Some("it does not take its answer");
        }
        let quiet = if state.asked { patience.idle } else { patience.taking };
        if state.quiet.is_some_and(|since| longer(since, quiet)) {
            return Some("it asks nothing");
        }
        None
    }
}

#[cfg(test)]
mod tests;
