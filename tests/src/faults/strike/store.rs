//! Faults of the store: killed, restarted, full, without power, or gone without a word.

use std::time::{Duration, Instant};

use rand::RngExt as _;
use serde_json::json;
use tokio::time::timeout;

use super::super::pause;
use super::{Ground, PATIENCE, Trace};

/// How long no packet comes from the store. Longer than its own end takes to give a lost connection up.
const VANISHED: Duration = Duration::from_secs(26);

impl Ground<'_> {
    /// Cuts the wire to the store. Each end has to find out by itself.
    pub(super) async fn store_vanishes(&mut self) -> Trace {
        let second = self.second_trust().await;
        self.world.store_vanishes().await;
        let started = Instant::now();
        let asked = second.form_hub(self.schools(), "Nowhere");
        let told = timeout(VANISHED, asked).await.is_ok_and(|answer| answer.is_err());
        let seconds = told.then(|| started.elapsed().as_secs_f64());
        self.lines.write(&json!({ "kind": "known", "seconds": seconds }));
        pause(VANISHED.saturating_sub(started.elapsed())).await;
        self.world.store_is_there_again();
        let told = seconds.map_or("never".to_owned(), |seconds| format!("after {seconds:.0} s"));
        Ok(format!("gone for {} s without a word; a caller was told {told}", VANISHED.as_secs()))
    }

    pub(super) async fn store_away(&mut self, killed: bool) -> Trace {
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

    pub(super) async fn store_full(&mut self) -> Trace {
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

    pub(super) async fn power_cut(&mut self) -> Trace {
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
}
