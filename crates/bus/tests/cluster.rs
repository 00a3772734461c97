//! Streams that three nats-servers keep: any one of them may be lost under load, and the leader too.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod until;

use async_nats::jetstream;
use bus::{Hearers, Login, Relay};
use contract::events::WaveEvent;
use contract::surveys::v1::WaveClosed;
use eventlog::testing::TestStore;
use futures::StreamExt as _;
use private_servers::NatsCluster;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;
use uuid::Uuid;

use until::until;

/// The leader of the open stream, by its number, once there is one and both others have all it has.
async fn leader(bus: &bus::Client) -> Option<usize> {
    let jetstream = jetstream::new(bus.clone());
    let stream = jetstream.get_stream(Hearers::Open.stream()).await.ok()?;
    let info = stream.cached_info().cluster.clone()?;
    let whole = info.replicas.len() == 2 && info.replicas.iter().all(|other| other.current);
    let leader = info.leader.filter(|_| whole)?;
    (0..3).find(|number| NatsCluster::name(*number) == leader)
}

/// One event after another until it is told to stop; answers how many.
async fn load(store: Arc<TestStore>, trust: Uuid, stop: Arc<AtomicBool>) -> u64 {
    let mut last = 1;
    while !stop.load(Ordering::Relaxed) {
        let closed = WaveClosed { wave_id: last.to_string(), batches: 1 };
        last = store.record(trust, "w", vec![WaveEvent::WaveClosed(closed)]).await;
    }
    last
}

#[tokio::test]
async fn any_one_of_three_servers_may_be_lost_and_the_leader_too() {
    let folder = tempfile::tempdir().unwrap();
    let mut cluster = NatsCluster::start(folder.path()).await.unwrap();
    let store = Arc::new(TestStore::start().await);
    let trust = store.trust().await;
    let urls = cluster.operator_urls().unwrap();
    let bus = bus::connect(&urls, &Login::without_password("operator")).await.unwrap();
    let log = store.log("relay").await;
    let relay = Relay::new(log.clone(), store.config("relay"), bus.clone(), Hearers::Open);
    let running = relay.with_replicas(3).run(CancellationToken::new());
    let _relay = AbortOnDropHandle::new(tokio::spawn(running));
    let first = until(async || leader(&bus).await).await;

    let stop = Arc::new(AtomicBool::new(false));
    let writing = tokio::spawn(load(Arc::clone(&store), trust, Arc::clone(&stop)));
    for lost in [first, (first + 1) % 3, (first + 2) % 3] {
        cluster.kill(lost);
        // Everything that is written while it is away is published while it is away.
        let written = store.log("trail").await.head(trust).await.unwrap().unwrap() + 20;
        until(async || {
            let (carried, _) = bus::relayed(&log, Hearers::Open).await.ok()?;
            (carried >= written).then_some(())
        })
        .await;
        cluster.start_again(lost).await.unwrap();
        until(async || leader(&bus).await).await;
    }
    stop.store(true, Ordering::Relaxed);
    let all = writing.await.unwrap();
    until(async || (bus::relayed(&log, Hearers::Open).await.ok()? == (all, 0)).then_some(())).await;

    // A client whose server was lost last may still be on its way to another.
    let consumer = until(async || {
        let stream = jetstream::new(bus.clone()).get_stream(Hearers::Open.stream()).await.ok()?;
        stream.create_consumer(jetstream::consumer::pull::OrderedConfig::default()).await.ok()
    });
    let messages = consumer.await.messages().await.unwrap().take(all as usize);
    let position = |message: async_nats::jetstream::Message| {
        let headers = message.headers.as_ref().unwrap();
        headers.get("ce-plumblineposition").unwrap().as_str().parse::<u64>().unwrap()
    };
    let heard: Vec<u64> = messages.map(|message| position(message.unwrap())).collect().await;
    assert_eq!(heard, (1..=all).collect::<Vec<_>>());
}
