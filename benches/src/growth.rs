//! The cost of append and load as the log grows: with ten thousand events, then with ten million.

use std::time::Instant;

use eventlog::testing::TestStore;
use eventlog::tokio_postgres::Client;
use eventlog::{Log, NewEvent, Stream};
use uuid::Uuid;

use crate::append::{body, command, run};
use crate::{RUNS, Row, median};

const FEW: usize = 10_000;
const MANY: i64 = 10_000_000;
const CHUNK: i64 = 1_000_000;
/// Events of a very long stream, and of a usual one.
const LONG: usize = 10_000;
const USUAL: usize = 100;
const LOADS: usize = 100;

/// Rows as the log has them.
const EVENTS: &str = "insert into log.event (trust_id, position, stream, version, event_id, type, body, metadata, recorded_at) \
    select $1, n, 'wave-' || lpad(to_hex(n), 32, '0'), 1, lpad(to_hex(n), 32, '0')::uuid, \
    'plumbline.surveys.v1.WaveClosed', $4::text::json, $5::text::json, now() \
    from generate_series($2::bigint, $3::bigint) n";
const COMMANDS: &str = "insert into log.command (trust_id, command_id, fingerprint, first_position, last_position) \
    select $1, lpad(to_hex(n), 32, '0')::uuid, '\\x00', n, n from generate_series($2::bigint, $3::bigint) n";
const HEAD: &str = "update log.head set position = $2 where trust_id = $1";

async fn fill(admin: &Client, trust: Uuid, from: i64) {
    let metadata = serde_json::to_string(&command(trust).metadata).expect("plain data");
    let mut first = from + 1;
    while first <= MANY {
        let last = MANY.min(first + CHUNK - 1);
        let filled = admin.execute(EVENTS, &[&trust, &first, &last, &body(), &metadata]).await;
        filled.expect("events");
        admin.execute(COMMANDS, &[&trust, &first, &last]).await.expect("commands");
        first = last + 1;
    }
    admin.execute(HEAD, &[&trust, &MANY]).await.expect("the log's end");
    admin.batch_execute("vacuum analyze log.event, log.command").await.expect("statistics");
}

async fn stream(log: &Log, trust: Uuid, events: usize) -> Stream {
    let mut long = command(trust);
    long.events = (0..events)
        .map(|_| NewEvent { event_id: Uuid::now_v7(), ..command(trust).events.remove(0) })
        .collect();
    let stream = long.stream.clone();
    log.append(long).await.expect("an accepted append");
    stream
}

/// Milliseconds.
async fn load(log: &Log, trust: Uuid, (stream, events): (&Stream, usize)) -> f64 {
    let mut times = Vec::new();
    for _ in 0..LOADS {
        let started = Instant::now();
        assert_eq!(log.load(trust, stream).await.expect("readable events").len(), events);
        times.push(started.elapsed().as_secs_f64() * 1_000.0);
    }
    median(times)
}

async fn appends(log: &Log, trust: Uuid) -> f64 {
    let mut speeds = Vec::new();
    for _ in 0..RUNS {
        speeds.push(run(log, trust, FEW).await);
    }
    median(speeds)
}

pub async fn with_the_log() -> [Row; 3] {
    let store = TestStore::start().await;
    let trust = store.trust().await;
    let log = Log::open(&store.config("surveys"), false).await.expect("a durable store");
    run(&log, trust, FEW / 10).await;
    let small = appends(&log, trust).await;
    let usual = stream(&log, trust, USUAL).await;
    let quick = load(&log, trust, (&usual, USUAL)).await;
    let head = log.head(trust).await.expect("a head").unwrap_or(0);
    fill(&store.admin().await, trust, head.cast_signed()).await;
    run(&log, trust, FEW / 10).await;
    let large = appends(&log, trust).await;
    let slow = load(&log, trust, (&usual, USUAL)).await;
    let long = stream(&log, trust, LONG).await;
    let longest = load(&log, trust, (&long, LONG)).await;
    [
        Row {
            what: "append with 10,000,000 events there, beside some 10,000",
            reached: format!("{large:.0}; {small:.0} /s = {:.2} x", small / large),
            goal: "cost within 1.2 x".to_owned(),
            well: small <= 1.2 * large,
        },
        Row {
            what: "load of a stream of 100 events, the same",
            reached: format!("{slow:.2}; {quick:.2} ms = {:.2} x", slow / quick),
            goal: "cost within 1.2 x".to_owned(),
            well: slow <= 1.2 * quick,
        },
        Row {
            what: "load of a stream of 10,000 events, there",
            reached: format!("{longest:.1} ms"),
            goal: "under 30 ms".to_owned(),
            well: longest < 30.0,
        },
    ]
}
