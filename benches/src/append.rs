//! Append through `eventlog`, beside postgres-es on the same server.

use std::time::Instant;

use contract::events::{StoredEvent as _, WaveEvent};
use contract::surveys::v1::WaveClosed;
use eventlog::testing::TestStore;
use eventlog::{Append, Log, Metadata, NewEvent, Stream};
use futures::future::join_all;
use uuid::Uuid;

use crate::{RUNS, Row, median, peer};

pub const CLIENTS: usize = 64;
const EVENTS: usize = 20_000;

/// The JSON of one event, 300 bytes.
pub fn body() -> String {
    WaveEvent::WaveClosed(WaveClosed { wave_id: "x".repeat(285) }).to_json()
}

/// One command with one event, on a stream of its own.
pub fn command(trust: Uuid) -> Append {
    let command_id = Uuid::now_v7();
    Append {
        trust,
        stream: Stream::new("wave", command_id),
        expected: 0,
        fingerprint: [0; 32],
        metadata: Metadata {
            actor: Uuid::nil(),
            role: "improvement_lead".to_owned(),
            command_id,
            correlation: command_id,
            causation: None,
            traceparent: None,
            at: "2025-11-21T10:00:00Z".parse().expect("a time"),
        },
        events: vec![NewEvent {
            event_id: Uuid::now_v7(),
            kind: "plumbline.surveys.v1.WaveClosed",
            body: body(),
        }],
    }
}

/// Events a second that `clients` tasks append, each waiting for its answer before the next.
pub async fn run(log: &Log, trust: Uuid, events: usize) -> f64 {
    let started = Instant::now();
    let client = || async {
        for _ in 0..events / CLIENTS {
            log.append(command(trust)).await.expect("an accepted append");
        }
    };
    join_all((0..CLIENTS).map(|_| client())).await;
    events as f64 / started.elapsed().as_secs_f64()
}

pub async fn beside_postgres_es() -> Row {
    let store = TestStore::start().await;
    let trust = store.trust().await;
    let log = Log::open(&store.config("surveys"), false).await.expect("a durable store");
    let theirs = peer::PostgresEs::start(&store).await;
    run(&log, trust, EVENTS / 10).await;
    theirs.run(EVENTS / 40).await;
    let (mut ours, mut peers) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        ours.push(run(&log, trust, EVENTS).await);
        peers.push(theirs.run(EVENTS / 4).await);
    }
    let (ours, peers) = (median(ours), median(peers));
    let ratio = ours / peers;
    Row {
        what: "append, 64 commands at once, 300-byte events, fsync on",
        reached: format!("{ours:.0}/s = {ratio:.1} x"),
        goal: format!("5 x postgres-es ({peers:.0}/s)"),
        well: ratio >= 5.0,
    }
}
