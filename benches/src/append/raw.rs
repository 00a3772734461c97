//! The server's own limits: bare inserts of the same columns into a table with the same three indexes.

use eventlog::testing::TestStore;
use eventlog::tokio_postgres::{Client, Statement};
use futures::SinkExt as _;
use std::time::Instant;
use uuid::Uuid;

use super::{body, connections, drive, metadata_json};

/// Rows of one statement.
pub(super) const BATCH: usize = 100;
/// Connections that insert at once. Two keep this machine's cores busy.
const WRITERS: usize = 2;

const TABLE: &str = "create table public.raw (position bigint generated always as identity primary key, \
    stream text not null, version bigint not null, event_id uuid not null unique, type text not null, \
    body json not null, metadata json not null, recorded_at timestamptz not null default clock_timestamp(), \
    unique (stream, version))";
const ONE: &str = "insert into public.raw (stream, version, event_id, type, body, metadata) \
    values ($1::text, 1, $2::uuid, 'WaveClosed', $3::text::json, $4::text::json)";
const UNNEST: &str = "insert into public.raw (stream, version, event_id, type, body, metadata) \
    select s, 1, i, 'WaveClosed', b::json, m::json \
    from unnest($1::text[], $2::uuid[], $3::text[], $4::text[]) as e(s, i, b, m)";
const COPY: &str = "copy public.raw (stream, version, event_id, type, body, metadata) from stdin";

pub(super) struct Raw {
    clients: Vec<(Client, Statement, Statement)>,
}

impl Raw {
    pub(super) async fn start(store: &TestStore, count: usize) -> Self {
        store.admin().await.batch_execute(TABLE).await.expect("a table");
        let mut clients = Vec::new();
        for client in connections(store, count).await {
            let one = client.prepare(ONE).await.expect("an insert");
            let many = client.prepare(UNNEST).await.expect("an insert of many");
            clients.push((client, one, many));
        }
        Self { clients }
    }

    /// A row, a commit.
    pub(super) async fn one_by_one(&self, (clients, rows): (usize, usize)) -> f64 {
        let one = async |number: usize| {
            let (client, one, _) = &self.clients[number];
            let id = Uuid::now_v7();
            let stream = format!("wave-{id}");
            client.execute(one, &[&stream, &id, &body(), &metadata_json(id)]).await.expect("a row");
        };
        drive(clients, rows, one).await
    }

    /// A hundred rows, a commit.
    pub(super) async fn unnest(&self, rows: usize) -> f64 {
        let hundred = async |number: usize| {
            let (client, _, many) = &self.clients[number];
            let ids: Vec<Uuid> = (0..BATCH).map(|_| Uuid::now_v7()).collect();
            let streams: Vec<String> = ids.iter().map(|id| format!("wave-{id}")).collect();
            let bodies: Vec<String> = ids.iter().map(|_| body()).collect();
            let metadata: Vec<String> = ids.iter().map(|id| metadata_json(*id)).collect();
            client.execute(many, &[&streams, &ids, &bodies, &metadata]).await.expect("rows");
        };
        drive(WRITERS, rows / BATCH, hundred).await * BATCH as f64
    }

    /// All rows, one commit.
    pub(super) async fn copy(&self, rows: usize) -> f64 {
        let started = Instant::now();
        let (client, ..) = &self.clients[0];
        let sink = client.copy_in::<_, bytes::Bytes>(COPY).await.expect("a copy");
        let mut sink = std::pin::pin!(sink);
        for _ in 0..rows / BATCH {
            let mut lines = String::new();
            for _ in 0..BATCH {
                let id = Uuid::now_v7();
                lines +=
                    &format!("wave-{id}\t1\t{id}\tWaveClosed\t{}\t{}\n", body(), metadata_json(id));
            }
            sink.send(lines.into()).await.expect("rows");
        }
        let written = sink.finish().await.expect("a commit");
        written as f64 / started.elapsed().as_secs_f64()
    }
}
