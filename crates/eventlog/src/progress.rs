//! How far a projection has got, for those who wait for a position.

use std::collections::HashMap;
use std::time::Duration;

use tokio::sync::watch;
use uuid::Uuid;

/// Position per trust, shared between a projection's follower and its readers.
#[derive(Clone, Debug)]
pub struct Progress {
    positions: watch::Sender<HashMap<Uuid, u64>>,
}

impl Default for Progress {
    fn default() -> Self {
        Self { positions: watch::Sender::new(HashMap::new()) }
    }
}

impl Progress {
    /// Says that everything up to a position is in the rows.
    pub fn reached(&self, trust: Uuid, position: u64) {
        self.positions.send_if_modified(|positions| {
            let before = positions.insert(trust, position);
            before != Some(position)
        });
    }

    /// How far a trust's log has been taken in.
    pub fn position(&self, trust: Uuid) -> u64 {
        self.positions.borrow().get(&trust).copied().unwrap_or(0)
    }

    /// Waits until the rows hold a position; `false` when patience ran out first.
    pub async fn wait(&self, trust: Uuid, position: u64, patience: Duration) -> bool {
        let mut positions = self.positions.subscribe();
        let reached = positions.wait_for(|all| all.get(&trust).copied().unwrap_or(0) >= position);
        matches!(tokio::time::timeout(patience, reached).await, Ok(Ok(_)))
    }
}
