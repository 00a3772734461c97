//! The relay: follows the log, publishes every event, and moves its checkpoint when the bus has it.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use async_nats::HeaderMap;
use async_nats::header::{
    NATS_EXPECTED_LAST_MESSAGE_ID, NATS_EXPECTED_LAST_SEQUENCE, NATS_MESSAGE_ID,
};
use async_nats::jetstream::context::PublishErrorKind;
use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::publish::PublishAck;
use async_nats::jetstream::{self, Context};
use eventlog::tokio_postgres::{self, Client, Config, NoTls};
use eventlog::{Grown, Heads, Log, ReadError, Recorded, StoreConnections, trace};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tracing::Span;
use uuid::Uuid;

use crate::message::{CarryError, event_type, outgoing};
use crate::stream::{self, StreamError};

/// Why the relay does not get on; it tries again.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    /// The store is away.
    #[error(transparent)]
    Store(#[from] tokio_postgres::Error),
    /// The log cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The bus is away or is not as wanted.
    #[error(transparent)]
    Bus(#[from] StreamError),
    /// An event has no place on the bus.
    #[error(transparent)]
    Carry(#[from] CarryError),
    /// Another relay published in between; both start again from what the bus has.
    #[error("another relay is publishing too")]
    Fenced,
}

/// Carries every trust's log onto the bus. Run as many as you like: one works, the others wait.
#[derive(Debug)]
pub struct Relay {
    log: Log,
    store: Config,
    bus: async_nats::Client,
}

/// Published with one acknowledgement, that of the last.
const WINDOW: u32 = 256;
/// How often the log is looked at when nobody says that it has grown.
const LOOK: Duration = Duration::from_secs(1);
const RETRY: Duration = Duration::from_secs(1);
/// Any number will do as long as nothing else in the database uses it: "plumb" in ASCII.
const FENCE: i64 = 0x70_6c_75_6d_62;

/// The relay reads one log after the other and appends nothing. It has two connections more: one holds the fence and the
/// checkpoint, one hears that logs have grown.
pub const CONNECTIONS: StoreConnections =
    StoreConnections { readers: 1, appliers: 1, appenders: 0 };

impl Relay {
    /// A relay that reads with `log` and keeps its checkpoint with `store`'s role.
    pub fn new(log: Log, store: Config, bus: async_nats::Client) -> Self {
        Self { log, store, bus }
    }

    /// Relays until shutdown; what goes wrong is logged when it changes and tried again.
    pub async fn run(self, shutdown: CancellationToken) {
        let work = async {
            let mut last = None;
            loop {
                let error = self
                    .carry_on()
                    .await
                    .expect_err("carrying on only ends with an error")
                    .to_string();
                if last.as_ref() != Some(&error) {
                    tracing::warn!(%error, "the relay does not get on");
                }
                last = Some(error);
                tokio::time::sleep(RETRY).await;
            }
        };
        tokio::select! {
            () = work => {}
            () = shutdown.cancelled() => {}
        }
    }

    async fn carry_on(&self) -> Result<std::convert::Infallible, RelayError> {
        let client = self.fenced_client().await?;
        let mut grown = eventlog::listen(&self.store).await?;
        let jetstream = jetstream::new(self.bus.clone());
        let mut end = stream::ensure(&jetstream).await?.cached_info().state.last_sequence;
        let mut checkpoints = checkpoints(&client).await?;
        let mut stuck = HashSet::new();
        let mut heads = Heads::default();
        loop {
            for Grown { trust, head, .. } in self.log.grown(&mut heads).await? {
                let checkpoint = checkpoints.entry(trust).or_insert(0);
                while *checkpoint < head {
                    let mut events = self.log.read(trust, *checkpoint, WINDOW).await?;
                    let known = carried(&events, &mut stuck);
                    events.truncate(known);
                    let Some(last) = events.last().map(|event| event.position) else { break };
                    #[cfg(feature = "sabotage")]
                    if eventlog::sabotaged("checkpoint-before-publish") {
                        move_checkpoint(&client, trust, last).await?;
                        fail_point();
                    }
                    end = publish(&jetstream, &events, end).await?;
                    fail_point();
                    move_checkpoint(&client, trust, last).await?;
                    *checkpoint = last;
                }
            }
            wait(&mut grown).await;
        }
    }

    /// A connection that holds the relay's lock as long as it lives.
    async fn fenced_client(&self) -> Result<Client, RelayError> {
        let (client, connection) = self.store.connect(NoTls).await?;
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "the relay's connection to the store ended");
            }
        });
        // Asked again and again: a wait in the store would be a statement without an end.
        while !client
            .query_one("select pg_try_advisory_lock($1)", &[&FENCE])
            .await?
            .get::<_, bool>(0)
        {
            tokio::time::sleep(RETRY).await;
        }
        // A checkpoint that a power cut takes back costs messages the bus has already; no window waits for the disk.
        client.batch_execute("set synchronous_commit = off").await?;
        Ok(client)
    }
}

/// How many of these events can be carried. At one that cannot, its trust's log waits for a build that can;
/// said once, and the other trusts go on.
fn carried(events: &[Recorded], stuck: &mut HashSet<Uuid>) -> usize {
    let refused =
        events.iter().zip(0..).find_map(|(event, at)| Some((event, at, event_type(event).err()?)));
    let Some((event, at, error)) = refused else {
        if let Some(event) = events.first()
            && stuck.remove(&event.trust)
        {
            tracing::info!(trust = %event.trust, "the relay gets on again");
        }
        return events.len();
    };
    if stuck.insert(event.trust) {
        tracing::error!(trust = %event.trust, position = event.position, %error, "the relay stopped");
    }
    at
}

/// How far the relay is over all trusts: events on the bus, and events of the log that are not.
pub async fn relayed(log: &Log) -> Result<(u64, u64), ReadError> {
    let row = log
        .across_trusts()
        .await?
        .query_one(
            "select coalesce(sum(r.position), 0)::bigint, \
             coalesce(sum(greatest(h.position - coalesce(r.position, 0), 0)), 0)::bigint \
             from log.head h left join bus.relayed r using (trust_id)",
            &[],
        )
        .await?;
    let events = |column: usize| row.get::<_, i64>(column).unsigned_abs();
    Ok((events(0), events(1)))
}

/// Waits for a sign that a log has grown, and takes all signs that are there at once.
async fn wait(grown: &mut mpsc::Receiver<Uuid>) {
    let heard = tokio::time::timeout(LOOK, grown.recv()).await;
    if let Ok(None) = heard {
        // The connection that brought the signs is gone; look by the clock until the next turn.
        tokio::time::sleep(LOOK).await;
    }
    while grown.try_recv().is_ok() {}
}

async fn checkpoints(client: &Client) -> Result<HashMap<Uuid, u64>, tokio_postgres::Error> {
    let rows = client.query("select trust_id, position from bus.relayed", &[]).await?;
    Ok(rows.iter().map(|row| (row.get(0), row.get::<_, i64>(1).unsigned_abs())).collect())
}

async fn move_checkpoint(
    client: &Client,
    trust: Uuid,
    position: u64,
) -> Result<(), tokio_postgres::Error> {
    client
        .execute(
            "insert into bus.relayed (trust_id, position) values ($1, $2) \
             on conflict (trust_id) do update set position = excluded.position",
            &[&trust, &position.cast_signed()],
        )
        .await?;
    Ok(())
}

/// Publishes a window and waits until the last of it is there. Each message is taken only behind the one before it, by
/// number and by id, so the last is there only when all are, and two relays can never weave their messages together.
/// Returns the stream's new end.
async fn publish(jetstream: &Context, events: &[Recorded], end: u64) -> Result<u64, RelayError> {
    // They end when the bus has acknowledged, or not.
    let _spans = spans(events);
    let Some((last, others)) = events.split_last() else { return Ok(end) };
    let bus = jetstream.client();
    let (mut expected, mut before) = (end, None);
    for event in others {
        let message = Placed::new(event, expected, before)?;
        bus.publish_with_headers(message.subject, message.headers, message.payload.into())
            .await
            .map_err(StreamError::away)?;
        (expected, before) = (expected + 1, Some(event.event_id));
    }
    match acknowledged(jetstream, Placed::new(last, expected, before)?).await {
        Ok(ack) if !ack.duplicate => Ok(ack.sequence),
        // The bus had it already, or something else came between; who knows what else.
        Ok(_) | Err(RelayError::Fenced) => one_by_one(jetstream, events).await,
        Err(error) => Err(error),
    }
}

/// A message with the place it has to come to.
struct Placed {
    subject: String,
    headers: HeaderMap,
    payload: Vec<u8>,
}

impl Placed {
    /// An event as a message that is taken only when the stream ends with number `expected`, and with the event `before`
    /// where there is one.
    fn new(event: &Recorded, expected: u64, before: Option<Uuid>) -> Result<Self, CarryError> {
        let (subject, mut headers, payload) = outgoing(event)?;
        headers.insert(NATS_MESSAGE_ID, event.event_id.to_string());
        headers.insert(NATS_EXPECTED_LAST_SEQUENCE, expected.to_string());
        if let Some(before) = before {
            headers.insert(NATS_EXPECTED_LAST_MESSAGE_ID, before.to_string());
        }
        Ok(Self { subject, headers, payload })
    }
}

/// Publishes one message and waits for what the bus says to it.
async fn acknowledged(jetstream: &Context, message: Placed) -> Result<PublishAck, RelayError> {
    let Placed { subject, headers, payload } = message;
    let message = PublishMessage::build().headers(headers).payload(payload.into());
    let sent = jetstream.send_publish(subject, message).await.map_err(StreamError::away)?;
    sent.await.map_err(|error| match error.kind() {
        PublishErrorKind::WrongLastSequence | PublishErrorKind::WrongLastMessageId => {
            RelayError::Fenced
        }
        _ => StreamError::away(error).into(),
    })
}

fn spans(events: &[Recorded]) -> Vec<Span> {
    trace::event_spans(events, |event| {
        tracing::info_span!(
            "relay",
            otel.kind = "producer",
            event.kind = %event.kind,
            event.position = event.position
        )
    })
}

/// The slow way after a crash or a second relay: each message with the end that the bus itself reports.
async fn one_by_one(jetstream: &Context, events: &[Recorded]) -> Result<u64, RelayError> {
    let mut stream = stream::ensure(jetstream).await?;
    let mut end = stream.info().await.map_err(StreamError::away)?.state.last_sequence;
    for event in events {
        let ack = acknowledged(jetstream, Placed::new(event, end, None)?).await?;
        if !ack.duplicate {
            end = ack.sequence;
        }
    }
    Ok(end)
}

/// Tests of crashes stop the process here, between publish and checkpoint.
fn fail_point() {
    #[cfg(feature = "failpoints")]
    fail::fail_point!("relay-before-checkpoint", eventlog::die);
}
