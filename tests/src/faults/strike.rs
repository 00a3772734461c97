//! Makes each fault, mends it, and reports the trace it left.

mod bus;
mod second_trust;
mod standby;
mod store;
mod two;
mod upgrade;

use std::time::Duration;

use eventlog::tokio_postgres::Client;
use rand::RngExt as _;
use rand::rngs::StdRng;
use tokio::time::timeout;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use uuid::Uuid;

use super::fault::Fault;
use super::history::Lines;
use super::load::People;
use super::{dump, faketime, pause};
use crate::World;
use crate::unit::unit_of;

/// The trace of a fault, or why there is none.
pub(super) type Trace = Result<String, String>;

/// A run in the middle of which a fault strikes.
#[derive(Debug)]
pub(super) struct Ground<'a> {
    pub(super) world: &'a mut World,
    pub(super) trust: Uuid,
    pub(super) people: People,
    /// The program under test; in an upgrade the later one.
    pub(super) program: &'a str,
    pub(super) lines: &'a Lines,
    pub(super) rng: StdRng,
    /// How long the bus is stopped, or a consumer.
    pub(super) away: Duration,
}

/// How long a fault may take to show.
const PATIENCE: Duration = Duration::from_secs(20);

impl Ground<'_> {
    pub(super) async fn strike(&mut self, fault: Fault) -> Trace {
        match fault {
            Fault::Nothing => Ok("as it should be".to_owned()),
            Fault::ServiceKilled => self.kill("schools").await,
            Fault::KilledBeforeCommit => self.dies_at("schools", "append-before-commit").await,
            Fault::KilledBeforeReply => self.dies_at("schools", "command-before-reply").await,
            Fault::KilledInsideAppend => self.killed_inside_append().await,
            Fault::RelayKilledBeforeCheckpoint => {
                self.dies_at("relay", "relay-before-checkpoint").await
            }
            Fault::ProjectionKilledBeforeCommit => {
                self.dies_at("trail", "projection-before-commit").await
            }
            Fault::SealerKilledBeforeCommit => self.dies_at("sealer", "sealer-before-commit").await,
            Fault::BusStopped => self.bus_stopped().await,
            Fault::BusWiped | Fault::BusReplaced => {
                self.bus_begins_anew(fault == Fault::BusReplaced).await
            }
            Fault::OldMessagesAgain => self.old_messages_again().await,
            Fault::StoreKilled | Fault::StoreRestarted => {
                self.store_away(fault == Fault::StoreKilled).await
            }
            Fault::StoreFull => self.store_full().await,
            Fault::PowerCut => self.power_cut().await,
            Fault::EventUnreadable => self.event_unreadable().await,
            Fault::TwoServices => self.kill("schools-2").await,
            Fault::TwoRelays => self.two_relays().await,
            Fault::TwoSealers => self.two_sealers().await,
            Fault::TwoRunners => self.kill("trail").await,
            Fault::ConsumerStopped => self.consumer_stopped().await,
            Fault::RebuildWhileWriting => self.rebuild().await,
            Fault::RollingRestart => self.rolling_restart().await,
            Fault::ClockAnHourBack => self.other_clock("-1h").await,
            Fault::ClockADayAhead => self.other_clock("+1d").await,
            Fault::OneBadTrust => self.one_bad_trust().await,
            Fault::TreeDamaged => self.tree_damaged().await,
            Fault::MessageRefused => self.message_refused().await,
            Fault::HeadHeld => self.head_held().await,
            Fault::StandbyPromoted => self.standby_promoted().await,
            Fault::StandbyVanishes => self.standby_vanishes().await,
            Fault::StoreVanishes => self.store_vanishes().await,
            Fault::RollingUpgrade => self.rolling_upgrade().await,
        }
    }

    async fn store(&self) -> Client {
        self.world.owner().await
    }

    async fn number(&self, query: &str) -> i64 {
        let row = self.store().await.query_one(query, &[]).await;
        row.expect("a store that is there").get(0)
    }

    /// Waits until a query counts something.
    async fn until(&self, query: &str) -> Option<i64> {
        let store = self.store().await;
        patiently(async || {
            let found: i64 = store.query_one(query, &[]).await.expect("the store").get(0);
            (found > 0).then_some(found)
        })
        .await
    }

    async fn kill(&mut self, unit: &'static str) -> Trace {
        self.world.unit(unit).kill().await;
        let ended = self.world.unit(unit).ended().await;
        self.peek("after the kill").await;
        pause(Duration::from_millis(300)).await;
        self.world.begin(unit, "");
        signalled(unit, ended)
    }

    /// Writes checkpoints and rows as a crash has left them.
    async fn peek(&self, label: &str) {
        let _ = dump::peek(&self.store().await, self.trust, label, self.lines).await;
    }

    /// Ends a unit between two steps, after it has passed there a drawn number of times.
    async fn dies_at(&mut self, unit: &'static str, point: &str) -> Trace {
        let most = if unit == "sealer" { 1 } else { 12 };
        // An even number: a sabotaged relay passes its fail point twice a turn.
        let before = 2 * self.rng.random_range(0..=most / 2);
        self.world.unit(unit).kill().await;
        self.world.begin(unit, &format!("{point}={before}*off->1*return"));
        let Ok(ended) = timeout(PATIENCE, self.world.unit(unit).ended()).await else {
            return Err(format!("{unit} never came to {point}"));
        };
        self.peek("after the crash").await;
        self.world.begin(unit, "");
        signalled(unit, ended).map(|said| format!("{said} at {point}, passed {before} times"))
    }

    /// Kills a service while the store goes on with its append.
    async fn killed_inside_append(&mut self) -> Trace {
        let mut owner = self.store().await;
        let held = owner.transaction().await.expect("a transaction");
        held.execute("select from log.head where trust_id = $1 for update", &[&self.trust])
            .await
            .expect("the head's lock");
        let waiting = "select count(*) from pg_stat_activity where usename = 'plumbline_schools' \
            and wait_event_type = 'Lock'";
        let waiting = self.until(waiting).await;
        self.world.unit("schools").kill().await;
        self.world.begin("schools", "");
        pause(Duration::from_millis(700)).await;
        held.commit().await.expect("the lock let go");
        match waiting {
            Some(count) => Ok(format!("killed with {count} append waiting inside the store")),
            None => Err("no append was waiting".to_owned()),
        }
    }

    /// Starts a build that cannot read the next events, and after a while one that can.
    async fn event_unreadable(&mut self) -> Trace {
        self.world.unit("trail").kill().await;
        let before = self.rng.random_range(2..12);
        let point = "projection-cannot-read";
        let unknown = "return(trail_history:plumbline.schools.v1.HubFormed)";
        self.world.begin("trail", &format!("{point}={before}*off->{unknown}"));
        let stopped = "select count(*) from trail_history.checkpoint where error is not null";
        let stopped = self.until(stopped).await;
        pause(Duration::from_secs(2)).await;
        let others = self
            .number("select (r.position - h.position)::bigint from schools_register.checkpoint r join trail_history.checkpoint h using (trust_id)")
            .await;
        let said = self.world.said("trail").contains("a projection stopped");
        let unwell = self.unwell("trail", "plumbline.trail.v1.TrailService/trail_history").await;
        self.world.unit("trail").kill().await;
        self.world.begin("trail", "");
        match (stopped, others) {
            (Some(_), 1..) if said && unwell => Ok(format!(
                "trail_history stopped, its log and health say so; the others went {others} events on"
            )),
            _ => Err(format!("stopped {stopped:?}, said {said}, unwell {unwell}, others {others}")),
        }
    }

    /// Waits until a unit's health says that a name does not serve.
    async fn unwell(&self, unit: &str, what: &str) -> bool {
        let peers = self.world.peers_at(self.world.address(unit));
        let mut health = HealthClient::new(peers.channel(unit_of(unit)));
        let unwell = patiently(async || {
            let request = HealthCheckRequest { service: what.to_owned() };
            let answer = health.check(request).await.ok()?;
            (answer.get_ref().status() == ServingStatus::NotServing).then_some(())
        });
        unwell.await.is_some()
    }

    async fn rebuild(&mut self) -> Trace {
        let mut said = Vec::new();
        for name in ["schools_register", "trail_history", "schools_terms"] {
            let mut rebuild = tokio::process::Command::new(self.world.program());
            rebuild.args(["rebuild", name]).args(self.world.arguments("schools"));
            rebuild.arg(format!("--owner-store={}", self.world.owner_store()));
            let output = rebuild.output().await.map_err(|error| error.to_string())?;
            if !output.status.success() {
                return Err(String::from_utf8_lossy(&output.stderr).into_owned());
            }
            let told = String::from_utf8_lossy(&output.stdout).into_owned();
            said.push(told.split(" in ").next().unwrap_or(&told).trim().to_owned());
        }
        Ok(format!("rebuilt and swapped: {}", said.join(", ")))
    }

    async fn other_clock(&mut self, shift: &str) -> Trace {
        let library = faketime().ok_or("libfaketime is not installed")?;
        self.world.unit("schools").kill().await;
        let environment = [
            ("LD_PRELOAD", library.as_str()),
            ("FAKETIME", shift),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
        ];
        self.world.begin_with("schools", "", &environment);
        // No token is valid by its clock. So it believes no caller, and writes no wrong time.
        let doubted = self.until_said("schools", NOT_BELIEVED).await;
        pause(Duration::from_secs(2)).await;
        self.world.unit("schools").kill().await;
        self.world.begin("schools", "");
        let apart = "select count(*) from log.event \
            where abs(extract(epoch from recorded_at - (metadata->>'at')::timestamptz)) > 1800";
        match (doubted, self.number(apart).await) {
            (Some(why), 0) => Ok(format!("with a clock of {shift} it believed nobody: {why}")),
            (Some(_), wrong) => Err(format!("{wrong} events say another time")),
            (None, _) => Err("it believed people of another time".to_owned()),
        }
    }

    /// The text that follows some words in a unit's log, as soon as the log has them.
    async fn until_said(&self, unit: &str, words: &str) -> Option<String> {
        patiently(async || {
            let said = self.world.said(unit);
            let (_, rest) = said.split_once(words)?;
            Some(rest.lines().next().unwrap_or_default().trim().to_owned())
        })
        .await
    }
}

/// Looks again until there is an answer; `None` when that takes too long.
async fn patiently<T>(mut look: impl AsyncFnMut() -> Option<T>) -> Option<T> {
    let looking = async {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            pause(Duration::from_millis(20)).await;
        }
    };
    timeout(PATIENCE, looking).await.ok()
}

/// What a service logs about a token that it does not believe; the reason follows.
const NOT_BELIEVED: &str = "a caller was not believed why=";

fn signalled(unit: &str, ended: std::process::ExitStatus) -> Trace {
    use std::os::unix::process::ExitStatusExt as _;
    match ended.signal() {
        Some(signal) => Ok(format!("{unit} ended by signal {signal}")),
        None => Err(format!("{unit} ended with {ended}")),
    }
}
