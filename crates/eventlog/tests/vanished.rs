//! The machine of the store loses its power or its network: no packet comes back, and none says so.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::{Duration, Instant};

use eventlog::testing::{TestStore, first_append};
use eventlog::{AppendError, Log, StoreConfig, with_timeouts};
use futures::FutureExt as _;
use private_servers::{Durability, Postgres, Wire};
use tempfile::TempDir;
use uuid::Uuid;

/// A store that is reached over a wire, and one trust in it.
struct Remote {
    wire: Wire,
    store: TestStore,
    trust: Uuid,
    _postgres: Postgres,
    _folder: TempDir,
}

impl Remote {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("postgres");
        let postgres = Postgres::start_on_a_port(&place, Durability::ThrowAway).await.unwrap();
        let near = TestStore::start_on(&postgres.url("postgres")).await;
        let trust = near.trust().await;
        let wire = Wire::to(postgres.port().unwrap()).await.unwrap();
        let store =
            near.elsewhere(&format!("postgresql://plumbline@127.0.0.1:{}/postgres", wire.port()));
        Self { wire, store, trust, _postgres: postgres, _folder: folder }
    }

    fn config(&self) -> StoreConfig {
        self.store.config("surveys")
    }
}

/// How long a use of the store took to end; panics where it ended well.
async fn failed<T, E>(using: impl Future<Output = Result<T, E>>) -> Duration {
    let started = Instant::now();
    assert!(using.await.is_err(), "nothing can have come back");
    started.elapsed()
}

/// Ten seconds for bytes that are not acknowledged, and as much for a busy machine.
const READ_ENDS: Duration = Duration::from_secs(20);
/// A connection that is only listened to: ten idle seconds, then a probe, and another five seconds later; and as much again.
const LISTENING_ENDS: Duration = Duration::from_secs(30);

/// Beside it the same without the settings: it waits on, as the system lets it for a quarter of an hour.
#[tokio::test]
async fn a_store_that_vanishes_is_known_in_seconds() {
    let remote = Remote::start().await;
    let trust = remote.trust;
    let ending = with_timeouts(&remote.config());
    let log = Log::open(&ending, true).await.unwrap();
    let endless = Log::open(&remote.config(), true).await.unwrap();
    let mut heard = eventlog::listen(&ending).await.unwrap();
    let mut heard_for_ever = eventlog::listen(&remote.config()).await.unwrap();
    log.append(first_append(trust, "before")).await.unwrap();
    assert_eq!(endless.head(trust).await.unwrap(), Some(2));
    // What was told of that append is heard before the cut.
    assert_eq!(heard.recv().await, Some(trust));
    assert_eq!(heard_for_ever.recv().await, Some(trust));

    remote.wire.cut().await.unwrap();
    let waits_on = endless.clone();
    let mut endless_read = std::pin::pin!(waits_on.head(trust));
    assert!(endless_read.as_mut().now_or_never().is_none());
    let listening = async {
        let started = Instant::now();
        // Until the connection is known to be gone.
        while heard.recv().await.is_some() {}
        started.elapsed()
    };
    let (read, appended, listening) =
        tokio::join!(failed(log.head(trust)), log.append(first_append(trust, "during")), listening);
    assert!(read < READ_ENDS, "a read ended after {read:?}");
    assert!(listening < LISTENING_ENDS, "a listener knew after {listening:?}");
    // Within the same seconds a command is told that its outcome is not known.
    assert!(matches!(appended, Err(AppendError::Busy | AppendError::Unavailable)), "{appended:?}");
    assert!(endless_read.as_mut().now_or_never().is_none(), "without the settings it waits on");
    assert_ne!(heard_for_ever.recv().now_or_never(), Some(None), "and so does its listener");

    // New connections find the store that came back.
    remote.wire.mend().unwrap();
    let mut again = tokio::time::interval(Duration::from_millis(50));
    while log.head(trust).await.is_err() {
        again.tick().await;
    }
    log.append(first_append(trust, "after")).await.unwrap();
    eventlog::listen(&ending).await.unwrap();
}
