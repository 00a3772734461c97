//! Notices when the run itself stood still. What a halted driver saw says nothing about Plumbline.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;

use super::pause;

/// Watches for gaps in the time until it is asked.
#[derive(Debug)]
pub(super) struct Halt {
    longest_ms: Arc<AtomicU64>,
    watching: JoinHandle<()>,
}

const LOOK: Duration = Duration::from_millis(100);
/// Longer than a client waits; after such a halt an unanswered command is no service's fault.
const TOO_LONG: Duration = Duration::from_secs(5);

impl Halt {
    pub(super) fn watch() -> Self {
        let longest_ms = Arc::new(AtomicU64::new(0));
        let longest = longest_ms.clone();
        let watching = tokio::spawn(async move {
            loop {
                let before = Instant::now();
                pause(LOOK).await;
                let passed = u64::try_from(before.elapsed().as_millis()).unwrap_or(u64::MAX);
                longest.fetch_max(passed, Ordering::Relaxed);
            }
        });
        Self { longest_ms, watching }
    }

    /// How long the run stood still, if that was too long.
    pub(super) fn end(self) -> Option<Duration> {
        self.watching.abort();
        let longest = Duration::from_millis(self.longest_ms.load(Ordering::Relaxed));
        (longest > TOO_LONG).then_some(longest)
    }
}
