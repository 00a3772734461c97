//! Makes each fault happen, mends it, and says what trace it left.

use std::time::Duration;

use eventlog::tokio_postgres::Client;
use rand::RngExt as _;
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use rustix::process::Signal;
use tokio::time::timeout;
use uuid::Uuid;

use super::fault::Fault;
use super::history::Lines;
use super::{dump, faketime, pause};
use crate::World;

/// What the fault left behind to see, or why it can't be said to have happened.
pub(super) type Trace = Result<String, String>;

/// A run in the middle of which something goes wrong.
#[derive(Debug)]
pub(super) struct Ground<'a> {
    pub(super) world: &'a mut World,
    pub(super) trust: Uuid,
    pub(super) lines: &'a Lines,
    pub(super) rng: StdRng,
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
            Fault::BusStopped => self.bus_away(false, Duration::from_secs(6)).await,
            Fault::BusWiped => self.bus_away(true, Duration::from_secs(2)).await,
            Fault::BusReplaced => self.bus_away(true, Duration::from_millis(50)).await,
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
        let look = async {
            loop {
                let found: i64 = store.query_one(query, &[]).await.expect("the store").get(0);
                if found > 0 {
                    return found;
                }
                pause(Duration::from_millis(20)).await;
            }
        };
        timeout(PATIENCE, look).await.ok()
    }

    async fn kill(&mut self, unit: &'static str) -> Trace {
        self.world.unit(unit).kill().await;
        let ended = self.world.unit(unit).ended().await;
        self.peek("after the kill").await;
        pause(Duration::from_millis(300)).await;
        self.world.begin(unit, "");
        signalled(unit, ended)
    }

    /// Checkpoints and rows as a crash has left them.
    async fn peek(&self, label: &str) {
        let _ = dump::peek(&self.store().await, self.trust, label, self.lines).await;
    }

    /// Has a unit end itself between two steps, a drawn number of times after it has begun to work.
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

    /// The store goes on with an append whose service is dead.
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

    /// `away` is how long nothing is there; a wiped bus comes back without anything it had.
    async fn bus_away(&mut self, wiped: bool, away: Duration) -> Trace {
        self.world.bus_goes_away();
        pause(away).await;
        let relayed = "select coalesce(sum(position), 0)::bigint from bus.relayed";
        let relayed = self.number(relayed).await;
        if wiped {
            self.world.bus_loses_everything();
            self.lines.write(&serde_json::json!({ "kind": "bus_from", "position": relayed }));
        }
        let head = self.number("select sum(position)::bigint from log.head").await;
        self.world.bus_comes_back().await;
        let noticed = ["relay", "trail"];
        let noticed = noticed.map(|unit| self.world.said(unit).contains("the bus is away"));
        let trace = format!("{} events waited for it", head - relayed);
        if noticed.contains(&false) { Err(trace) } else { Ok(trace) }
    }

    /// Everything so far once more, shuffled, without the ids by which the bus knows duplicates.
    async fn old_messages_again(&mut self) -> Trace {
        let bus = async_nats::connect(self.world.bus()).await.expect("the bus is there");
        let mut messages = dump::messages(&bus).await;
        messages.shuffle(&mut self.rng);
        let count = messages.len();
        for message in messages {
            let mut headers = async_nats::HeaderMap::new();
            for (name, values) in message.headers.iter().flat_map(|headers| headers.iter()) {
                if !name.to_string().starts_with("Nats-") {
                    values.iter().for_each(|value| headers.append(name.clone(), value.clone()));
                }
            }
            let sent =
                bus.publish_with_headers(message.subject.clone(), headers, message.payload.clone());
            sent.await.expect("the bus takes it");
        }
        bus.flush().await.expect("the bus is there");
        if count > 0 {
            Ok(format!("{count} old messages came again, shuffled"))
        } else {
            Err("no message yet".to_owned())
        }
    }

    async fn store_away(&mut self, killed: bool) -> Trace {
        if killed {
            self.world.store_is_killed()
        } else {
            self.world.store_goes_away()
        }
        pause(Duration::from_millis(self.rng.random_range(300..1_500))).await;
        self.world.store_comes_back().await;
        let said = self.world.store_said();
        let sign =
            if killed { "automatic recovery in progress" } else { "database system was shut down" };
        match said.lines().find(|line| line.contains(sign)) {
            Some(line) => Ok(line.split("LOG:").last().unwrap_or(line).trim().to_owned()),
            None => Err(format!("PostgreSQL's log does not say: {sign}")),
        }
    }

    async fn store_full(&mut self) -> Trace {
        self.world.store_fills_up();
        let seen = timeout(PATIENCE, async {
            while !self.world.store_said().contains("No space left on device") {
                pause(Duration::from_millis(50)).await;
            }
        });
        let seen = seen.await;
        pause(Duration::from_secs(1)).await;
        self.world.store_has_room_again();
        // A PostgreSQL that could not write its own log has ended.
        self.world.store_goes_away();
        self.world.store_comes_back().await;
        seen.map(|()| "PostgreSQL: No space left on device".to_owned())
            .map_err(|_| "PostgreSQL never noticed".to_owned())
    }

    async fn power_cut(&mut self) -> Trace {
        self.world.store_loses_power();
        self.world.store_comes_back().await;
        let sign = "automatic recovery in progress";
        let said = self.world.store_said();
        let redone = said.lines().find(|line| line.contains("redo done"));
        match (said.contains(sign), redone) {
            (true, Some(line)) => Ok(line.split("LOG:").last().unwrap_or(line).trim().to_owned()),
            _ => Err(format!("PostgreSQL's log does not say: {sign}, redo done")),
        }
    }

    /// A build that cannot read what comes next, and after a while one that can.
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
        let lines = self.world.said("trail").matches("a projection stopped").count();
        self.world.unit("trail").kill().await;
        self.world.begin("trail", "");
        match (stopped, others) {
            (Some(_), 1..) => Ok(format!(
                "trail_history stopped and said so ({lines} lines); the others went {others} events on"
            )),
            _ => Err("nothing stopped".to_owned()),
        }
    }

    async fn two_relays(&mut self) -> Trace {
        let holders = "select count(*) from pg_locks where locktype = 'advisory' and not granted";
        let waiting = self.until(holders).await;
        // The one that works loses its lock without knowing, and publishes on for a moment.
        let cut = "select count(pg_terminate_backend(pid)) from pg_locks where locktype = 'advisory' and granted";
        let mut changes = 0;
        for _ in 0..3 {
            changes += self.number(cut).await;
            pause(Duration::from_millis(700)).await;
        }
        match (waiting, changes) {
            (Some(_), 1..) => {
                Ok(format!("one worked, one waited; the lock changed hands {changes} times"))
            }
            _ => Err("the two never met".to_owned()),
        }
    }

    async fn two_sealers(&mut self) -> Trace {
        let size = "select coalesce(sum(size), 0)::bigint from seal.head";
        let before = self.number(size).await;
        self.world.unit("sealer").kill().await;
        let grown =
            self.until(&format!("select (sum(size) - {before})::bigint from seal.head")).await;
        self.world.begin("sealer", "");
        match grown {
            Some(grown) => Ok(format!("one was killed, the other sealed {grown} events more")),
            None => Err("the second sealed nothing".to_owned()),
        }
    }

    async fn consumer_stopped(&mut self) -> Trace {
        let pid = self.world.unit("trail").pid().ok_or("trail has ended")?;
        let before = resident_kib(pid.as_raw_nonzero().get());
        self.world.unit("trail").signal(Signal::STOP);
        pause(Duration::from_secs(6)).await;
        let behind = self
            .number("select sum(h.position - c.position)::bigint from log.head h join trail_history.checkpoint c using (trust_id)")
            .await;
        self.world.unit("trail").signal(Signal::CONT);
        pause(Duration::from_secs(1)).await;
        let after = resident_kib(pid.as_raw_nonzero().get());
        let trace = format!(
            "stopped {behind} events behind; {} MiB before, {} after",
            before >> 10,
            after >> 10
        );
        if behind > 0 { Ok(trace) } else { Err(trace) }
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
            said.push(String::from_utf8_lossy(&output.stdout).trim().to_owned());
        }
        Ok(said.join(" "))
    }

    async fn rolling_restart(&mut self) -> Trace {
        for unit in ["schools", "trail", "relay", "sealer"] {
            self.world.unit(unit).signal(Signal::TERM);
            let ended = timeout(PATIENCE, self.world.unit(unit).ended()).await;
            let Ok(ended) = ended else { return Err(format!("{unit} did not end")) };
            if !ended.success() {
                return Err(format!("{unit} ended with {ended}"));
            }
            self.world.begin(unit, "");
            pause(Duration::from_millis(500)).await;
        }
        Ok("four units ended well and began again".to_owned())
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
        // The service's own time stands in the metadata, the database's beside it.
        let apart = "select count(*) from log.event \
            where abs(extract(epoch from recorded_at - (metadata->>'at')::timestamptz)) > 1800";
        let apart = self.until(apart).await;
        pause(Duration::from_secs(2)).await;
        self.world.unit("schools").kill().await;
        self.world.begin("schools", "");
        match apart {
            Some(_) => Ok(format!("events say a time {shift} from the database's")),
            None => Err("no event says another time".to_owned()),
        }
    }
}

fn signalled(unit: &str, ended: std::process::ExitStatus) -> Trace {
    use std::os::unix::process::ExitStatusExt as _;
    match ended.signal() {
        Some(signal) => Ok(format!("{unit} ended by signal {signal}")),
        None => Err(format!("{unit} ended with {ended}")),
    }
}

fn resident_kib(pid: i32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
