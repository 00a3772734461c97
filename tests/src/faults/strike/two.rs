//! Two processes of one unit, and one that hangs.

use std::time::Duration;

use rustix::process::Signal;
use serde_json::json;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::super::pause;
use super::{Ground, PATIENCE, Trace};

impl Ground<'_> {
    pub(super) async fn two_relays(&mut self) -> Trace {
        let holders = "select count(*) from pg_locks where locktype = 'advisory' and not granted";
        let waiting = self.until(holders).await;
        // The working one loses its lock without knowing, and publishes on for a moment.
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

    pub(super) async fn two_sealers(&mut self) -> Trace {
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

    /// Restarts each process in turn, as a careful operator does: the next one when the last serves again.
    pub(super) async fn rolling_restart(&mut self) -> Trace {
        let units = ["schools", "schools-2", "trail", "relay", "sealer"];
        for unit in units {
            self.restart(unit, "").await?;
        }
        Ok(format!("{} processes ended well and began again", units.len()))
    }

    /// Ends a process well and begins it again, with fail points. Returns when it serves.
    pub(super) async fn restart(
        &mut self,
        unit: &'static str,
        failpoints: &str,
    ) -> Result<(), String> {
        self.world.unit(unit).signal(Signal::TERM);
        let ended = timeout(PATIENCE, self.world.unit(unit).ended()).await;
        let Ok(ended) = ended else { return Err(format!("{unit} did not end")) };
        if !ended.success() {
            return Err(format!("{unit} ended with {ended}"));
        }
        self.world.begin(unit, failpoints);
        let address = self.world.address(unit);
        let open = async {
            while TcpStream::connect(address).await.is_err() {
                pause(Duration::from_millis(20)).await;
            }
        };
        timeout(PATIENCE, open).await.map_err(|_| format!("{unit} did not open again"))
    }

    /// Stops a consumer for a while, and lets it go on.
    pub(super) async fn consumer_stopped(&mut self) -> Trace {
        let trail = self.world.unit("trail").pid().ok_or("trail has ended")?;
        let watched =
            [("trail", trail.as_raw_nonzero().get()), ("nats-server", self.world.bus_pid())];
        let before = watched.map(|(_, pid)| kib(pid, "VmRSS:"));
        self.world.unit("trail").signal(Signal::STOP);
        pause(self.away).await;
        let behind = "select sum(h.position - c.position)::bigint from log.head h \
            join trail_history.checkpoint c using (trust_id)";
        let behind = self.number(behind).await;
        let head = self.number("select sum(position)::bigint from log.head").await;
        self.world.unit("trail").signal(Signal::CONT);
        let there =
            format!("select count(*) from trail_history.checkpoint where position >= {head}");
        self.until(&there).await.ok_or("the consumer never caught up")?;
        for ((unit, pid), before) in watched.into_iter().zip(before) {
            let peak = kib(pid, "VmHWM:");
            self.lines.write(
                &json!({ "kind": "memory", "unit": unit, "before_kib": before, "peak_kib": peak }),
            );
        }
        let peak = kib(trail.as_raw_nonzero().get(), "VmHWM:");
        let trace = format!(
            "stopped {} s, {behind} events behind; {} MiB before, {} at most",
            self.away.as_secs(),
            before[0] >> 10,
            peak >> 10
        );
        if behind > 0 { Ok(trace) } else { Err(trace) }
    }
}

/// A figure of the kernel about a process's memory: `VmRSS:` now, `VmHWM:` at its highest.
fn kib(pid: i32, figure: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(figure));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
