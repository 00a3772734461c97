//! The time from commit to read model, through relay, NATS, consumer and projection, at a thousand events a second.

use std::sync::Arc;
use std::time::{Duration, Instant};

use eventlog::testing::TestStore;
use eventlog::{ApplyError, Follower, Log, Projection, ReadModel, Recorded, Transaction};
use host::CancellationToken;
use private_servers::Nats;
use tempfile::TempDir;
use uuid::Uuid;

use crate::append::command;
use crate::{RUNS, Row, median, percentiles};

const RATE: u32 = 1_000;
const EVENTS: u32 = 3_000;
const CLIENTS: usize = 256;
const CLOSED: usize = 25_600;

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

/// How the events come: at a rate a second, or as fast as a number of clients write them.
#[derive(Clone, Copy)]
enum Pace {
    Rate(u32),
    Clients(usize),
}

/// Milliseconds from the commit of one event until the read model shows it.
async fn one(log: &Log, model: &ReadModel, trust: Uuid) -> f64 {
    let position = log.append(command(trust)).await.expect("an accepted append").last;
    let committed = Instant::now();
    model.reader(trust, position).await.expect("a position that is reached");
    committed.elapsed().as_secs_f64() * 1_000.0
}

/// p50 and p99 in milliseconds, and events a second.
async fn run(log: &Log, model: &ReadModel, (trust, pace): (Uuid, Pace)) -> (f64, f64, f64) {
    let started = Instant::now();
    let times = match pace {
        Pace::Rate(rate) => at_rate(log, model, trust, rate).await,
        Pace::Clients(clients) => {
            let client = async |_| {
                let mut times = Vec::new();
                for _ in 0..CLOSED / clients {
                    times.push(one(log, model, trust).await);
                }
                times
            };
            futures::future::join_all((0..clients).map(client)).await.concat()
        }
    };
    let speed = times.len() as f64 / started.elapsed().as_secs_f64();
    let (middle, last) = percentiles(times);
    (middle, last, speed)
}

async fn at_rate(log: &Log, model: &ReadModel, trust: Uuid, rate: u32) -> Vec<f64> {
    let mut pace = tokio::time::interval(Duration::from_secs(1) / rate);
    pace.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Burst);
    let mut waiting = Vec::new();
    for _ in 0..EVENTS {
        pace.tick().await;
        let (log, model) = (log.clone(), model.clone());
        waiting.push(tokio::spawn(async move { one(&log, &model, trust).await }));
    }
    let mut times = Vec::new();
    for one in waiting {
        times.push(one.await.expect("a measurement"));
    }
    times
}

/// A store, a bus, and a relay between them; ends when it is dropped.
struct Line {
    store: TestStore,
    bus: bus::Client,
    shutdown: CancellationToken,
    _nats: Nats,
    _folder: TempDir,
}

impl Line {
    async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let nats = Nats::start(folder.path(), None).await.expect("nats-server");
        let store = TestStore::start().await;
        let shutdown = CancellationToken::new();
        let login = bus::Login::without_password("operator");
        let bus = bus::connect(&nats.operator_url().expect("its password"), &login)
            .await
            .expect("an address");
        let relay = bus::Relay::new(
            store.log("relay").await,
            store.config("relay"),
            bus.clone(),
            bus::Hearers::House,
        );
        tokio::spawn(relay.run(shutdown.clone()));
        // The projection's tables.
        store.follower("surveys", Arc::new(Plain)).await;
        Self { store, bus, shutdown, _nats: nats, _folder: folder }
    }

    /// What a process of the service has: its connections, and a follower that hears the bus.
    async fn process(&self) -> (Log, ReadModel) {
        let log = Log::open(&self.store.config("surveys"), false).await.expect("a durable store");
        let follower = Follower::open(Arc::new(Plain), log.clone()).await;
        let follower = follower.expect("a store that is there");
        let model = follower.read_model();
        let (bus, shutdown) = (Some(self.bus.clone()), self.shutdown.clone());
        tokio::spawn(bus::feed(vec![follower], log.clone(), bus, shutdown));
        (log, model)
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.shutdown.cancel();
    }
}

pub async fn after_commit() -> [Row; 3] {
    let line = Line::start().await;
    let trust = line.store.trust().await;
    let (log, model) = line.process().await;
    let slow = medians(&log, &model, (trust, Pace::Rate(RATE))).await;
    let fast = medians(&log, &model, (trust, Pace::Clients(CLIENTS))).await;
    // Events are written in one process and looked for in the other.
    let (_, other) = line.process().await;
    let two = medians(&log, &other, (trust, Pace::Rate(RATE))).await;
    [
        Row {
            what: "commit -> read model visible, at 1,000 events/s (p50; p99)",
            reached: format!("{:.1}; {:.1} ms", slow.0, slow.1),
            goal: "p99 under 25 ms".to_owned(),
            well: slow.1 < 25.0,
        },
        Row {
            what: "the same, 256 clients that each wait to see their event",
            reached: format!("{:.1}; {:.1} ms at {:.0}/s", fast.0, fast.1, fast.2),
            goal: "p50 <= 5 ms, p99 <= 20 ms".to_owned(),
            well: fast.0 <= 5.0 && fast.1 <= 20.0,
        },
        Row {
            what: "visible with two processes, at 1,000 events/s, in the other one",
            reached: format!("{:.1}; {:.1} ms", two.0, two.1),
            goal: "p50 and p99 as with one".to_owned(),
            well: two.0 <= 2.0 * slow.0.max(2.0) && two.1 < 25.0,
        },
    ]
}

async fn medians(log: &Log, model: &ReadModel, how: (Uuid, Pace)) -> (f64, f64, f64) {
    run(log, model, how).await;
    let (mut middle, mut last, mut speeds) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let (p50, p99, speed) = run(log, model, how).await;
        middle.push(p50);
        last.push(p99);
        speeds.push(speed);
    }
    (median(middle), median(last), median(speeds))
}
