//! Faults of the store: killed, restarted, full, or without power.

use std::time::Duration;

use rand::RngExt as _;
use tokio::time::timeout;

use super::super::pause;
use super::{Ground, PATIENCE, Trace};

impl Ground<'_> {
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
