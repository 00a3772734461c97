//! A role's connections to the store: how many of each kind, and how long the store and the network may take.

use std::time::Duration;

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use tokio_postgres::config::TargetSessionAttrs;

use crate::StoreConfig;

/// How many connections one service opens at most. A process that serves several has as many for each, and one more for
/// appending beside a log that is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoreConnections {
    /// For reading: the log, the rows of every projection, and tables of the service's own.
    pub readers: usize,
    /// For those who keep rows. Each projection takes one at most, so a reaction that waits for another service must
    /// leave one for the others.
    pub appliers: usize,
    /// For appending: while one batch holds a trust's log the next is on its way.
    pub appenders: usize,
}

impl StoreConnections {
    /// What a service has unless its settings say more.
    pub const FEW: Self = Self { readers: 2, appliers: 2, appenders: 2 };

    /// As many as a setting allows one service: what is more than the fewest goes to readers, then to those who keep rows.
    pub fn of(most: usize) -> Self {
        let more = most.saturating_sub(Self::FEW.total());
        let readers = Self::FEW.readers + more - more / 3;
        Self { readers, appliers: Self::FEW.appliers + more / 3, ..Self::FEW }
    }

    /// All of them; a service that appends nothing opens no appenders.
    pub const fn total(&self) -> usize {
        self.readers + self.appliers + self.appenders
    }
}

/// How long opening a connection may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a caller waits for a connection that is free. A burst of readers takes turns on few connections, so a store that
/// answers gets longer than one that does not.
const TURN: Duration = Duration::from_secs(10);
/// How long bytes may stand unacknowledged before a connection counts as broken: the other machine may have lost power.
const UNACKNOWLEDGED: Duration = Duration::from_secs(10);
const KEEPALIVE: Duration = Duration::from_secs(10);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(5);
const KEEPALIVE_RETRIES: u32 = 3;
/// The same for the store's end, and what the store ends by itself: a statement, a wait for a lock, an open transaction. A
/// reaction calls another service within its transaction; that takes less than the last of them.
const GIVEN_UP_BY_THE_STORE: &str = "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 \
    -c tcp_keepalives_count=3 -c tcp_user_timeout=20000 -c statement_timeout=60s -c lock_timeout=30s \
    -c idle_in_transaction_session_timeout=120s";

/// The same settings with an end to every wait, on both sides of the network.
pub fn with_timeouts(config: &StoreConfig) -> StoreConfig {
    #[cfg(feature = "sabotage")]
    if crate::sabotaged("no-end-to-a-wait") {
        return config.clone();
    }
    let mut config = with_options(config, GIVEN_UP_BY_THE_STORE);
    if config.get_hosts().len() > 1 {
        // Of a server and its standbys, the one that takes writes.
        config.target_session_attrs(TargetSessionAttrs::ReadWrite);
    }
    config
        .connect_timeout(PATIENCE)
        .tcp_user_timeout(UNACKNOWLEDGED)
        .keepalives(true)
        .keepalives_idle(KEEPALIVE)
        .keepalives_interval(KEEPALIVE_INTERVAL)
        .keepalives_retries(KEEPALIVE_RETRIES);
    config
}

/// Builds a small pool; connections are opened when first needed, and a wait for one has an end.
pub fn pool(config: &StoreConfig, size: usize) -> Pool {
    let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
    let manager = Manager::from_config((**config).clone(), config.connector(), recycling);
    let pool = Pool::builder(manager)
        .max_size(size)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(TURN))
        .create_timeout(Some(PATIENCE))
        .recycle_timeout(Some(PATIENCE));
    pool.build().expect("a pool whose timeouts have a runtime")
}

/// The same settings and some more.
pub(crate) fn with_options(config: &StoreConfig, options: &str) -> StoreConfig {
    let mut config = config.clone();
    let options = format!("{} {options}", config.get_options().unwrap_or_default());
    config.options(options);
    config
}

/// How the log's statements are planned: once for each connection, by their text. They look rows up by their keys, so one
/// plan serves for ever. For a table in parts, making it anew costs several times what the rows do. A plan made while a
/// table was small must not become a scan of it. No plan is worth a compiler.
const PLANNED_ONCE: &str = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c jit=off";
/// Of those who keep rows. A rebuild begins with empty tables and ends with full ones, so no plan may last. No commit waits
/// for the disk: rows and checkpoint are lost together in a power cut, and come again from the log.
const OF_APPLIERS: &str = "-c plan_cache_mode=force_custom_plan -c synchronous_commit=off";

/// A role's two pools.
#[derive(Clone, Debug)]
pub(crate) struct Pools {
    pub(crate) readers: Pool,
    pub(crate) appliers: Pool,
}

impl Pools {
    pub(crate) fn new(config: &StoreConfig, connections: StoreConnections) -> Self {
        Self {
            readers: pool(&with_options(config, PLANNED_ONCE), connections.readers),
            appliers: pool(&with_options(config, OF_APPLIERS), connections.appliers),
        }
    }
}

#[cfg(test)]
mod tests;
