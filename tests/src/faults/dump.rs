//! Writes what the store and the bus hold for the checker, one JSON line a thing.

use std::time::Duration;

use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, pull};
use async_nats::jetstream::{self, Message};
use contract::Caller;
use contract::trail::v1::trail_service_client::TrailServiceClient;
use contract::trail::v1::{GetProofRequest, GetProofResponse};
use eventlog::tokio_postgres::{Client, Error};
use futures::StreamExt as _;
use rand::RngExt as _;
use rand::rngs::StdRng;
use serde_json::json;
use uuid::Uuid;

use super::history::Lines;
use crate::World;

/// The schemas of a read model's tables: one as a rule, and one of each build in an upgrade.
const SCHEMAS: &str = "select nspname::text from pg_namespace \
    where nspname ~ $1 and obj_description(oid, 'pg_namespace') like 'tables %' order by nspname";

/// One statement is one snapshot: rows and checkpoints belong together.
const PEEK: &str = "select json_build_object('kind', 'peek', 'label', $2::text, \
    'head', coalesce((select position from log.head where trust_id = $1), 0), \
    'relayed', coalesce((select position from bus.relayed where trust_id = $1), 0), \
    'sealed', coalesce((select size from seal.head where trust_id = $1), 0), \
    'signed', coalesce((select max(size) from seal.checkpoint where trust_id = $1), 0), \
    'register', coalesce((select position from {register}.checkpoint where trust_id = $1), 0), \
    'hubs', coalesce((select json_agg(json_build_array(hub_id, name)) from {register}.hub where trust_id = $1), '[]'), \
    'terms', coalesce((select position from {terms}.checkpoint where trust_id = $1), 0), \
    'term_rows', coalesce((select json_agg(json_build_array(body::json->>'academicYear', t->>'term', t->>'startsOn', t->>'endsOn')) \
        from {terms}.document, json_array_elements(body::json->'terms') t where trust_id = $1 and to_position is null), '[]'), \
    'history', coalesce((select position from {history}.checkpoint where trust_id = $1), 0), \
    'lines', coalesce((select json_agg(json_build_array(position, type, stream)) from {history}.line where trust_id = $1), '[]') \
    )::text";

/// The statements of the dump at the end.
const STORE: [&str; 6] = [
    "select json_build_object('kind', 'event', 'position', position, 'stream', stream, 'version', version, \
     'event_id', event_id, 'type', type, 'body', body::text, 'metadata', metadata::text, \
     'recorded_at', to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), \
     'leaf_hash', encode(leaf, 'hex'))::text \
     from log.event join log.leaves($1, 0, 1000000000) using (position) where trust_id = $1 order by position",
    "select json_build_object('kind', 'command', 'command_id', command_id, 'first', first_position, \
     'last', last_position)::text from log.command where trust_id = $1",
    "select json_build_object('kind', 'projection', 'name', name, 'position', position, 'error', error)::text \
     from operate.projections($1)",
    "select json_build_object('kind', 'seal_head', 'size', size, 'root', encode(root, 'hex'))::text \
     from seal.head where trust_id = $1",
    "select json_build_object('kind', 'seal', 'size', size, 'note', note)::text \
     from seal.checkpoint where trust_id = $1 order by size",
    "select json_build_object('kind', 'key', 'public_key', public_key)::text from seal.key where trust_id = $1",
];

/// Checkpoints and rows as they stand together at this moment. Each build's tables are looked at.
pub async fn peek(store: &Client, trust: Uuid, label: &str, lines: &Lines) -> Result<(), Error> {
    let register = schemas(store, "schools_register").await?;
    let terms = schemas(store, "schools_terms").await?;
    let history = schemas(store, "trail_history").await?;
    for number in 0..register.len().max(terms.len()).max(history.len()) {
        let statement = PEEK
            .replace("{register}", nth(&register, number))
            .replace("{terms}", nth(&terms, number))
            .replace("{history}", nth(&history, number));
        let row = store.query_one(&statement, &[&trust, &label]).await?;
        lines.text(row.get(0));
    }
    Ok(())
}

/// A schema by its number, or the last there is.
fn nth(schemas: &[String], number: usize) -> &str {
    schemas.get(number).or(schemas.last()).map_or("", String::as_str)
}

async fn schemas(store: &Client, projection: &str) -> Result<Vec<String>, Error> {
    let named = format!("^{projection}(_[0-9a-f]{{8}})?$");
    let rows = store.query(SCHEMAS, &[&named]).await?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

/// Writes everything that the store holds of a trust.
pub async fn store(store: &Client, trust: Uuid, lines: &Lines) -> Result<(), Error> {
    // The function that makes leaves sees rows of the named trust only.
    let name = "select set_config('plumbline.trust', $1::text, false)";
    store.query_one(name, &[&trust.to_string()]).await?;
    for select in STORE {
        for row in store.query(select, &[&trust]).await? {
            lines.text(row.get(0));
        }
    }
    peek(store, trust, "end", lines).await
}

/// Every message on the stream, oldest first; none if there is no stream yet.
pub async fn messages(bus: &async_nats::Client) -> Vec<Message> {
    let jetstream = jetstream::new(bus.clone());
    let Ok(mut stream) = jetstream.get_stream(host::Hearers::House.stream()).await else {
        return Vec::new();
    };
    let there = stream.info().await.expect("the stream answers").state.messages;
    let wanted = pull::Config {
        deliver_policy: DeliverPolicy::All,
        ack_policy: AckPolicy::None,
        inactive_threshold: Duration::from_secs(30),
        ..pull::Config::default()
    };
    let consumer = stream.create_consumer(wanted).await.expect("a consumer of our own");
    let mut found = Vec::new();
    while (found.len() as u64) < there {
        let most = usize::try_from(there).expect("few messages") - found.len();
        let batch = consumer.fetch().max_messages(most.min(500)).messages().await;
        let mut batch = batch.expect("the consumer answers");
        while let Some(message) = batch.next().await {
            found.push(message.expect("a message"));
        }
    }
    found
}

/// A header of a message.
pub fn header(message: &Message, name: &str) -> Option<String> {
    let headers = message.headers.as_ref()?;
    headers.get(name).map(|value| value.as_str().to_owned())
}

/// Writes the messages of a trust that the services would have heard.
pub async fn bus(bus: &async_nats::Client, trust: Uuid, lines: &Lines) {
    let own = format!("house.{trust}.");
    let messages = messages(bus).await.into_iter();
    for message in messages.filter(|message| message.subject.starts_with(&own)) {
        let header = |name: &str| header(&message, name);
        let position = header("ce-plumblineposition").and_then(|text| text.parse::<u64>().ok());
        lines.write(&json!({
            "kind": "message",
            "position": position,
            "event_id": header("ce-id"),
            "type": header("ce-type"),
            "body": String::from_utf8_lossy(&message.payload),
        }));
    }
}

const PROOFS: usize = 40;

/// Proofs of some events, drawn by the seed, as the improvement lead may ask for them.
pub async fn proofs(
    world: &World,
    caller: &Caller,
    head: u64,
    (lines, rng): (&Lines, &mut StdRng),
) {
    let mut trail = TrailServiceClient::new(world.peers().channel("trail"));
    let mut positions = vec![1, head];
    positions.extend((0..PROOFS).map(|_| rng.random_range(1..=head)));
    for position in positions {
        let proof = trail.get_proof(caller.request(GetProofRequest { position })).await;
        let (said, proof) = match proof {
            Ok(proof) => (None, proof.into_inner()),
            Err(status) => (Some(status.to_string()), GetProofResponse::default()),
        };
        lines.write(&json!({
            "kind": "proof",
            "position": position,
            "refused": said,
            "proof": proof.proof,
            "leaf": proof.leaf,
            "policy": proof.policy,
        }));
    }
}
