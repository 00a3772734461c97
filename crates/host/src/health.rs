//! Looks every two seconds at what this process runs, and tells the health service and the metrics.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use eventlog::{Follower, Heads, Log, ReadError, Standing};
use futures::future::join_all;
use metrics::gauge;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tonic_health::ServingStatus;
use tonic_health::server::HealthReporter;

const LOOK: Duration = Duration::from_secs(2);
/// A store that does not answer is looked at again in the next turn.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a process runs and an operator wants to know of.
#[derive(Clone, Debug, Default)]
pub(crate) struct HealthWatch {
    /// Each with the gRPC name of its service.
    pub(crate) followers: Vec<(&'static str, Follower)>,
    /// Each service's log.
    pub(crate) logs: Vec<(&'static str, Log)>,
    /// The log as the relays read it, where this process relays.
    pub(crate) relay: Option<Log>,
    /// Other work, each with its health name and with why it does not do all of it.
    pub(crate) works: Vec<(&'static str, watch::Receiver<String>)>,
    /// Where each projection stood at the last look.
    stood: Arc<Mutex<BTreeMap<&'static str, Standing>>>,
    /// Projections that take nothing in, each with why; told with the answer whether we are ready.
    idle: Arc<Mutex<BTreeMap<&'static str, String>>>,
}

impl HealthWatch {
    /// Looks until shutdown.
    pub(crate) async fn tend(self, health: HealthReporter, shutdown: CancellationToken) {
        let mut look = tokio::time::interval(LOOK);
        look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let (mut heads, mut relays) = (Heads::default(), RelayedLook::default());
        loop {
            tokio::select! {
                () = shutdown.cancelled() => return,
                _ = look.tick() => {
                    self.look(&health, &mut heads).await;
                    self.measure_relays(&mut relays).await;
                }
            }
        }
    }

    async fn look(&self, health: &HealthReporter, heads: &mut Heads) {
        let moved = self.moved(heads).await;
        for (service, name, standing) in self.standings(moved).await {
            let status = match self.note(name, &standing) {
                true => ServingStatus::Serving,
                false => ServingStatus::NotServing,
            };
            health.set_service_status(format!("{service}/{name}"), status).await;
            measure(name, &standing);
        }
        for (name, trouble) in &self.works {
            let status = match trouble.borrow().is_empty() {
                true => ServingStatus::Serving,
                false => ServingStatus::NotServing,
            };
            health.set_service_status(*name, status).await;
        }
        self.measure_store();
    }

    async fn measure_relays(&self, look: &mut RelayedLook) {
        let Some(log) = &self.relay else { return };
        match tokio::time::timeout(PATIENCE, look.measure(log)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::debug!(%error, "the relays could not be measured"),
            Err(_) => tracing::debug!("the relays could not be measured in time"),
        }
    }

    /// Whether any log has grown, and which projections are paused; `None` where the store does not answer.
    async fn moved(&self, heads: &mut Heads) -> Option<(bool, BTreeSet<String>)> {
        let (_, log) = self.logs.first()?;
        let asked = async { tokio::try_join!(log.grown(heads), eventlog::paused_projections(log)) };
        let (grown, paused) = tokio::time::timeout(PATIENCE, asked).await.ok()?.ok()?;
        Some((!grown.is_empty(), paused))
    }

    /// Where each projection stands. What it costs to ask grows with the trusts. A projection
    /// that had taken in all there was is not asked about again until a log has grown. Where the store does not answer, what was said last stands.
    async fn standings(
        &self,
        moved: Option<(bool, BTreeSet<String>)>,
    ) -> Vec<(&'static str, &'static str, Standing)> {
        let Some((moved, paused)) = moved else { return Vec::new() };
        let mut stood = self.stood.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let asked = self.followers.iter().map(|(service, follower)| {
            let name = follower.name();
            let quiet = stood.remove(name).filter(|stood| !moved && stood.is_quiet());
            let paused = paused.contains(name);
            async move {
                let standing = match quiet {
                    Some(quiet) => Standing { paused, ..quiet },
                    None => tokio::time::timeout(PATIENCE, follower.standing()).await.ok()?.ok()?,
                };
                Some((*service, name, standing))
            }
        });
        let standings: Vec<_> = join_all(asked).await.into_iter().flatten().collect();
        let now = standings.iter().map(|(_, name, standing)| (*name, standing.clone()));
        *self.stood.lock().unwrap_or_else(PoisonError::into_inner) = now.collect();
        standings
    }

    /// Remembers whether a projection takes events in; `false` where not.
    fn note(&self, name: &'static str, standing: &Standing) -> bool {
        let paused = standing.paused.then(|| "paused by an operator".to_owned());
        let why = standing.error.clone().or(paused);
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        match why {
            None => {
                idle.remove(name);
                true
            }
            Some(why) => {
                idle.insert(name, why);
                false
            }
        }
    }

    fn measure_store(&self) {
        for (service, log) in &self.logs {
            let pool = log.pool_use();
            for (state, count) in [("open", pool.open), ("idle", pool.idle), ("most", pool.most)] {
                gauge!("plumbline_store_connections", "service" => *service, "state" => state)
                    .set(count as f64);
            }
            gauge!("plumbline_store_waiting", "service" => *service).set(pool.waiting as f64);
        }
    }

    /// Whether calls can be answered: the store is there. A stopped projection makes no process unready, or all of
    /// a service's doors would close with it; it is told all the same.
    pub(crate) async fn ready(&self) -> Result<String, String> {
        for (service, log) in self.logs.iter().take(1) {
            match tokio::time::timeout(PATIENCE, log.heads()).await {
                Ok(Ok(_)) => {}
                Ok(Err(error)) => return Err(format!("{service}: {error}\n")),
                Err(_) => return Err(format!("{service}: the store does not answer\n")),
            }
        }
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let lines = idle.iter().map(|(name, why)| format!("projection {name}: {why}\n"));
        let troubled = self.works.iter().map(|(name, trouble)| (name, trouble.borrow().clone()));
        let troubled = troubled.filter(|(_, why)| !why.is_empty());
        let lines = lines.chain(troubled.map(|(name, why)| format!("{name}: {why}\n")));
        Ok(std::iter::once("ready\n".to_owned()).chain(lines).collect())
    }
}

/// What is known of the relays. While all was carried and no log grows, nothing is asked that costs more with more trusts.
#[derive(Debug, Default)]
struct RelayedLook {
    heads: Heads,
    done: bool,
}

impl RelayedLook {
    async fn measure(&mut self, log: &Log) -> Result<(), ReadError> {
        let grown = !log.grown(&mut self.heads).await?.is_empty();
        if self.done && !grown {
            return Ok(());
        }
        // Also where the next statement fails.
        self.done = false;
        let mut waiting = 0;
        for hearers in bus::Hearers::ALL {
            let (position, lag) = bus::relayed(log, hearers).await?;
            gauge!("plumbline_relay_position", "hearers" => hearers.word()).set(position as f64);
            gauge!("plumbline_relay_lag_events", "hearers" => hearers.word()).set(lag as f64);
            waiting += lag;
        }
        self.done = waiting == 0;
        Ok(())
    }
}

fn measure(name: &'static str, standing: &Standing) {
    let truth = |holds: bool| if holds { 1.0 } else { 0.0 };
    gauge!("plumbline_projection_position", "projection" => name).set(standing.position as f64);
    gauge!("plumbline_projection_lag_events", "projection" => name).set(standing.lag as f64);
    gauge!("plumbline_projection_lag_seconds", "projection" => name).set(standing.lag_seconds);
    gauge!("plumbline_projection_stopped", "projection" => name)
        .set(truth(standing.error.is_some()));
    gauge!("plumbline_projection_paused", "projection" => name).set(truth(standing.paused));
}
