//! Append through `eventlog`, beside other event stores and the server's own limits, all on one server with one event.

mod message_db;
mod postgres_es;
mod raw;
pub mod words;

use std::time::Instant;

use contract::events::{StoredEvent as _, WaveEvent};
use contract::surveys::v1::WaveClosed;
use eventlog::testing::TestStore;
use eventlog::tokio_postgres::Client;
use eventlog::{Append, Log, Metadata, NewEvent, Stream};
use futures::future::join_all;
use uuid::Uuid;

use self::message_db::MessageDb;
use self::postgres_es::PostgresEs;
use self::raw::{BATCH, Raw};
use crate::{RUNS, Row, median};

const CLIENTS: usize = 64;
const EVENTS: usize = 20_000;
/// Trusts, and clients in all, of the run over many trusts.
const MANY: (usize, usize) = (64, 1_024);

/// The JSON of one event, 300 bytes.
pub fn body() -> String {
    WaveEvent::WaveClosed(WaveClosed { wave_id: "x".repeat(285), batches: 1 }).to_json()
}

/// One command with one event, on a stream of its own.
pub fn command(trust: Uuid) -> Append {
    let command_id = Uuid::now_v7();
    Append {
        trust,
        stream: Stream::new("wave", command_id),
        expected: 0,
        fingerprint: [0; 32],
        metadata: metadata(command_id),
        events: vec![NewEvent {
            event_id: Uuid::now_v7(),
            kind: "plumbline.surveys.v1.WaveClosed",
            body: body(),
        }],
        words: Vec::new(),
        reads: Vec::new(),
        also: vec![],
    }
}

/// The metadata of the event; every store here keeps the same.
fn metadata(command_id: Uuid) -> Metadata {
    Metadata {
        actor: Uuid::nil(),
        role: "improvement_lead".to_owned(),
        command_id,
        correlation: command_id,
        causation: None,
        traceparent: None,
        at: "2025-11-21T10:00:00Z".parse().expect("a time"),
    }
}

/// The metadata as text, for stores that take text.
pub fn metadata_json(command_id: Uuid) -> String {
    serde_json::to_string(&metadata(command_id)).expect("metadata is plain data")
}

/// Writes a second of `clients`, each waiting for its answer before the next.
pub async fn drive(clients: usize, writes: usize, write: impl AsyncFn(usize)) -> f64 {
    let started = Instant::now();
    let client = async |number: usize| {
        for _ in 0..writes / clients {
            write(number).await;
        }
    };
    join_all((0..clients).map(client)).await;
    (writes / clients * clients) as f64 / started.elapsed().as_secs_f64()
}

/// Events a second that 64 clients append to one trust's log.
pub async fn run(log: &Log, trust: Uuid, events: usize) -> f64 {
    append(log, &[trust], (CLIENTS, events)).await
}

async fn append(log: &Log, trusts: &[Uuid], (clients, events): (usize, usize)) -> f64 {
    let one = async |number: usize| {
        let trust = trusts[number % trusts.len()];
        log.append(command(trust)).await.expect("an accepted append");
    };
    drive(clients, events, one).await
}

/// Connections with all rights, for peers that have one a client.
async fn connections(store: &TestStore, count: usize) -> Vec<Client> {
    let mut clients = Vec::with_capacity(count);
    for _ in 0..count {
        clients.push(store.admin().await);
    }
    clients
}

/// Writes a second with 1, 16 and 64 clients, a run at a time.
#[derive(Debug, Default)]
struct Rates([Vec<f64>; 3]);

const COUNTS: [(usize, usize); 3] = [(1, 1_500), (16, 6_000), (CLIENTS, EVENTS)];

impl Rates {
    async fn add(&mut self, write: impl AsyncFn((usize, usize)) -> f64) {
        for (rates, count) in self.0.iter_mut().zip(COUNTS) {
            rates.push(write(count).await);
        }
    }

    fn medians(self) -> [f64; 3] {
        self.0.map(median)
    }
}

fn told(what: &'static str, [one, some, many]: [f64; 3]) -> Row {
    Row::told(what, format!("{one:.0} / {some:.0} / {many:.0} /s"))
}

pub async fn beside_others() -> Vec<Row> {
    let store = TestStore::start().await;
    let trust = store.trust().await;
    let log = Log::open(&store.config("surveys"), false).await.expect("a durable store");
    let mut trusts = Vec::new();
    for _ in 0..MANY.0 {
        trusts.push(store.trust().await);
    }
    let postgres_es = PostgresEs::start(&store, CLIENTS).await;
    let message_db = MessageDb::start(CLIENTS).await;
    let raw = Raw::start(&store, CLIENTS).await;
    let (mut ours, mut theirs, mut messages, mut singles) =
        (Rates::default(), Rates::default(), Rates::default(), Rates::default());
    let (mut many, mut unnest, mut copy) = (Vec::new(), Vec::new(), Vec::new());
    run(&log, trust, EVENTS / 10).await;
    for _ in 0..RUNS {
        ours.add(async |(clients, events)| append(&log, &[trust], (clients, events)).await).await;
        theirs.add(async |(clients, events)| postgres_es.run((clients, events / 2)).await).await;
        singles.add(async |(clients, events)| raw.one_by_one((clients, events / 2)).await).await;
        if let Some(message_db) = &message_db {
            messages
                .add(async |(clients, events)| message_db.run((clients, events / 2)).await)
                .await;
        }
        many.push(append(&log, &trusts, (MANY.1, 2 * EVENTS)).await);
        unnest.push(raw.unnest(2 * EVENTS).await);
        copy.push(raw.copy(2 * EVENTS).await);
    }
    let (ours, theirs, singles) = (ours.medians(), theirs.medians(), singles.medians());
    let messages = message_db.is_some().then(|| messages.medians());
    let (many, unnest) = (median(many), median(unnest));
    let mut rows = vec![
        told("1 / 16 / 64 clients: eventlog", ours),
        told("1 / 16 / 64 clients: postgres-es 0.5.0", theirs),
    ];
    rows.push(messages.map_or_else(message_db::missing, |rates| {
        told("1 / 16 / 64 clients: message-db 1.3.1", rates)
    }));
    rows.push(Row::told("disintegrate-postgres 4.0.1", disintegrate(&store).await));
    rows.push(told("1 / 16 / 64 clients: bare inserts, a commit each", singles));
    rows.push(Row::told(
        "bare rows: UNNEST of 100 a commit; COPY in one commit",
        format!("{unnest:.0}; {:.0} /s", median(copy)),
    ));
    rows.extend(judged(ours, (theirs, messages), (many, unnest)));
    rows
}

/// Why the newest of the other crates is left out: its locks need functions that PostgreSQL has since 16.
async fn disintegrate(store: &TestStore) -> String {
    let admin = store.admin().await;
    let version = admin.query_one("select current_setting('server_version')", &[]).await;
    let version: String = version.expect("a version").get(0);
    format!("not measured; needs 16, this is {version}")
}

/// The goals.
fn judged(
    [one, _, all]: [f64; 3],
    (theirs, messages): ([f64; 3], Option<[f64; 3]>),
    (many, unnest): (f64, f64),
) -> [Row; 4] {
    let messages = messages.unwrap_or_default();
    let (best_one, best_all) = (theirs[0].max(messages[0]), theirs[2].max(messages[2]));
    let (ratio, best) = (all / theirs[2], all / best_all);
    [
        Row {
            what: "append, 64 commands at once, 300-byte events, fsync on",
            reached: format!("{all:.0}/s = {ratio:.1} x"),
            goal: format!("5 x postgres-es ({:.0}/s)", theirs[2]),
            well: ratio >= 5.0,
        },
        Row {
            what: "the same beside the fastest other store on PostgreSQL",
            reached: format!("{all:.0}/s = {best:.1} x"),
            goal: format!("8 x ({best_all:.0}/s)"),
            well: best >= 8.0,
        },
        Row {
            what: "append, one client",
            reached: format!("{one:.0}/s = {:.2} x", one / best_one),
            goal: format!("the fastest other ({best_one:.0}/s)"),
            well: one >= best_one,
        },
        Row {
            what: "append, 1,024 clients over 64 trusts",
            reached: format!("{many:.0}/s = {:.2} x", many / unnest),
            goal: format!("0.6 x UNNEST of {BATCH} ({unnest:.0}/s)"),
            well: many >= 0.6 * unnest,
        },
    ]
}
