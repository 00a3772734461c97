//! The machine of a relay is lost without a word: the store finds out by itself, and another relay goes on.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod until;

use std::time::{Duration, Instant};

use bus::{Hearers, Login, Relay};
use contract::events::WaveEvent;
use contract::surveys::v1::WaveClosed;
use eventlog::testing::TestStore;
use eventlog::{StoreConfig, with_timeouts};
use private_servers::{Durability, Nats, Postgres, Wire};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use until::until;

/// The store gives a connection up after 20 s without a sign of life, and looks every 5 s. A relay asks for the fence every second.
/// A busy machine may take as long again; without the settings it is hours.
const FOLLOWED: Duration = Duration::from_secs(50);

/// A relay over a store, until it is dropped.
async fn relay(
    store: &TestStore,
    config: StoreConfig,
    nats: &Nats,
    hearers: Hearers,
) -> AbortOnDropHandle<()> {
    let operator = Login::without_password("operator");
    let bus = bus::connect(&nats.operator_url().unwrap(), &operator).await.unwrap();
    let relay = Relay::new(store.log("relay").await, config, bus, hearers);
    AbortOnDropHandle::new(tokio::spawn(relay.run(CancellationToken::new())))
}

/// Beside it the other relay, whose connection is without the settings: the store keeps its fence.
#[tokio::test]
async fn a_relay_whose_machine_is_lost_is_followed_by_another_in_seconds() {
    let folder = tempfile::tempdir().unwrap();
    let nats = Nats::start(&folder.path().join("nats"), None).await.unwrap();
    let place = folder.path().join("postgres");
    let postgres = Postgres::start_on_a_port(&place, Durability::ThrowAway).await.unwrap();
    let store = TestStore::start_on(&postgres.url("postgres")).await;
    let trust = store.trust().await;
    let wire = Wire::to(postgres.port().unwrap()).await.unwrap();
    let address = format!("postgresql://plumbline@127.0.0.1:{}/postgres", wire.port());
    let far = store.elsewhere(&address);
    let ending = with_timeouts(&far.config("relay"));
    let _house = relay(&far, ending, &nats, Hearers::House).await;
    let _open = relay(&far, far.config("relay"), &nats, Hearers::Open).await;
    let log = store.log("relay").await;
    for hearers in Hearers::ALL {
        until(async || (bus::relayed(&log, hearers).await.ok()? == (1, 0)).then_some(())).await;
    }

    wire.cut().await.unwrap();
    let lost = Instant::now();
    let closed =
        |id: usize| WaveEvent::WaveClosed(WaveClosed { wave_id: id.to_string(), batches: 1 });
    store.record(trust, "w", (0..3).map(closed).collect()).await;
    let _others = [
        relay(&store, store.config("relay"), &nats, Hearers::House).await,
        relay(&store, store.config("relay"), &nats, Hearers::Open).await,
    ];
    until(async || (bus::relayed(&log, Hearers::House).await.ok()? == (4, 0)).then_some(())).await;
    assert!(lost.elapsed() < FOLLOWED, "followed after {:?}", lost.elapsed());
    assert_eq!(bus::relayed(&log, Hearers::Open).await.unwrap(), (1, 3), "its fence is kept");
}
