//! From commit to read model: relay, NATS, consumer, projection, at a thousand events a second.

use std::sync::Arc;
use std::time::{Duration, Instant};

use eventlog::testing::TestStore;
use eventlog::tokio_postgres::Transaction;
use eventlog::{ApplyError, Log, Projection, ReadModel, Recorded};
use host::CancellationToken;
use private_servers::Nats;
use uuid::Uuid;

use crate::append::command;
use crate::{RUNS, Row, median};

const RATE: u32 = 1_000;
const EVENTS: u32 = 3_000;

/// One row an event, the plainest read model there is.
struct Plain;

#[async_trait::async_trait]
impl Projection for Plain {
    fn name(&self) -> &'static str {
        "surveys_plain"
    }

    fn tables(&self) -> &'static str {
        "create table plain (trust_id uuid, position bigint, body text, primary key (trust_id, position))"
    }

    async fn apply(&self, tx: &Transaction<'_>, event: &Recorded) -> Result<(), ApplyError> {
        self.apply_batch(tx, std::slice::from_ref(event)).await
    }

    async fn apply_batch(
        &self,
        tx: &Transaction<'_>,
        events: &[Recorded],
    ) -> Result<(), ApplyError> {
        let positions: Vec<i64> = events.iter().map(|event| event.position.cast_signed()).collect();
        let bodies: Vec<&str> = events.iter().map(|event| event.body.as_str()).collect();
        tx.execute(
            "insert into plain (trust_id, position, body) select $1, * from unnest($2::bigint[], $3::text[])",
            &[&events[0].trust, &positions, &bodies],
        )
        .await?;
        Ok(())
    }
}

/// p50 and p99 in milliseconds.
async fn run(log: &Log, model: &ReadModel, trust: Uuid) -> (f64, f64) {
    let mut pace = tokio::time::interval(Duration::from_secs(1) / RATE);
    pace.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Burst);
    let mut waiting = Vec::new();
    for _ in 0..EVENTS {
        pace.tick().await;
        let (log, model) = (log.clone(), model.clone());
        waiting.push(tokio::spawn(async move {
            let position = log.append(command(trust)).await.expect("an accepted append").last;
            let committed = Instant::now();
            model.reader(trust, position).await.expect("a position that is reached");
            committed.elapsed().as_secs_f64() * 1_000.0
        }));
    }
    let mut times = Vec::new();
    for one in waiting {
        times.push(one.await.expect("a measurement"));
    }
    times.sort_by(f64::total_cmp);
    (times[times.len() / 2], times[times.len() * 99 / 100])
}

pub async fn after_commit() -> Row {
    let folder = tempfile::tempdir().expect("a folder");
    let nats = Nats::start(folder.path(), None).await.expect("nats-server");
    let store = TestStore::start().await;
    let trust = store.trust().await;
    let log = Log::open(&store.config("surveys"), false).await.expect("a durable store");
    let shutdown = CancellationToken::new();
    let login = bus::Login::without_password("operator");
    let client = bus::connect(&nats.operator_url().expect("its password"), &login)
        .await
        .expect("an address");
    let relay = bus::Relay::new(store.log("relay").await, store.config("relay"), client.clone());
    tokio::spawn(relay.run(shutdown.clone()));
    let follower = store.follower("surveys", Arc::new(Plain)).await;
    let model = follower.read_model(&store.config("surveys"));
    tokio::spawn(bus::feed(follower, Some(client), shutdown.clone()));
    run(&log, &model, trust).await;
    let (mut middle, mut last) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let (p50, p99) = run(&log, &model, trust).await;
        middle.push(p50);
        last.push(p99);
    }
    shutdown.cancel();
    let (p50, p99) = (median(middle), median(last));
    Row {
        what: "commit -> read model visible, at 1,000 events/s (p50; p99)",
        reached: format!("{p50:.1}; {p99:.1} ms"),
        goal: "p99 under 25 ms".to_owned(),
        well: p99 < 25.0,
    }
}
