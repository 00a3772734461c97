//! A relay: follows the log, publishes every event for its hearers, and moves its checkpoint when the bus has it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use async_nats::jetstream;
use eventlog::tokio_postgres::{self, Client};
use eventlog::{Grown, Heads, Log, ReadError, Recorded, StoreConfig, StoreConnections};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::hearers::Hearers;
use crate::message::{CarryError, MessageAudience, event_type};
use crate::past::{self, ComparedPast, PastError};
use crate::publish::Publisher;
use crate::stream::{StreamError, StreamKeeping};

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
    /// The store does not hold what left the building, or may not.
    #[error(transparent)]
    Past(#[from] PastError),
    /// The connection that held the fence is gone, or the log ends earlier than before: the store may be another one.
    #[error("the store is to be compared again")]
    StoreMayDiffer,
    /// Another relay published in between; both start again from what the bus has.
    #[error("another relay is publishing too")]
    Fenced,
    /// The server takes not even an event's position.
    #[error("the bus takes no message as small as the marker of position {0}")]
    NoRoom(u64),
}

/// Carries every trust's log onto the bus for some hearers. Run as many as you like: one works, the others wait.
#[derive(Debug)]
pub struct Relay {
    log: Log,
    store: StoreConfig,
    bus: async_nats::Client,
    hearers: Hearers,
    keeping: StreamKeeping,
    trouble: watch::Sender<String>,
}

/// Events of one trust that are published with one acknowledgement, that of the last. Then it is another trust's turn.
const WINDOW: u32 = 256;
/// How often the log is looked at when no notice says that it has grown.
const LOOK: Duration = Duration::from_secs(1);
const RETRY: Duration = Duration::from_secs(1);

/// What both relays share: they read one log after the other and append nothing. Each has a connection more, which holds
/// the fence and the checkpoint, and hears that logs have grown.
pub const CONNECTIONS: StoreConnections =
    StoreConnections { readers: 1, appliers: 1, appenders: 0 };

impl Relay {
    /// A relay that reads with `log` and keeps its checkpoint with `store`'s role.
    pub fn new(log: Log, store: StoreConfig, bus: async_nats::Client, hearers: Hearers) -> Self {
        let (keeping, trouble) = (StreamKeeping::default(), watch::Sender::default());
        Self { log, store, bus, hearers, keeping, trouble }
    }

    /// Keeps the stream on so many servers of a cluster.
    pub fn with_replicas(self, replicas: usize) -> Self {
        let keeping = StreamKeeping { replicas, ..self.keeping };
        Self { keeping, ..self }
    }

    /// Lets the stream grow to so many megabytes.
    pub fn with_megabytes(self, megabytes: u32) -> Self {
        let keeping = StreamKeeping { megabytes, ..self.keeping };
        Self { keeping, ..self }
    }

    /// Why nothing is published until an operator has decided, or why some trusts wait for a build that knows their next
    /// event; empty otherwise.
    pub fn trouble(&self) -> watch::Receiver<String> {
        self.trouble.subscribe()
    }

    /// Relays until shutdown; what goes wrong is logged when it changes and tried again.
    pub async fn run(self, shutdown: CancellationToken) {
        let work = async {
            let mut last = None;
            loop {
                let error = self.carry_on().await.expect_err("carrying on only ends with an error");
                match &error {
                    RelayError::Past(error) => {
                        self.trouble.send_replace(error.to_string());
                    }
                    // Which trusts are stuck is told by the process that holds the fence now.
                    _ => tell_stuck(&self, &BTreeMap::new()),
                }
                let error = error.to_string();
                if last.as_ref() != Some(&error) {
                    let hearers = self.hearers.word();
                    tracing::warn!(hearers, %error, "the relay does not get on");
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
        let (client, mut signs) = self.fenced_client().await?;
        let jetstream = jetstream::new(self.bus.clone());
        let past = past::compare(&self.log, &client, &jetstream, self.hearers).await?;
        let ComparedPast { line, heard_before } = past;
        self.trouble.send_replace(String::new());
        let audience = MessageAudience { hearers: self.hearers, line };
        let mut turn = Turn {
            relay: self,
            checkpoints: checkpoints(&client, self.hearers).await?,
            client,
            line,
            publisher: Publisher::start(jetstream, audience, self.keeping).await?,
            stuck: BTreeMap::new(),
        };
        turn.tell_of_the_line(heard_before).await?;
        let mut heads = Heads::default();
        let mut behind = BTreeMap::new();
        loop {
            let grown = self.log.grown(&mut heads).await?;
            if grown.iter().any(|grown| grown.head < grown.before) {
                return Err(RelayError::StoreMayDiffer);
            }
            behind.extend(grown.into_iter().map(|Grown { trust, head, .. }| (trust, head)));
            // One window a trust, so that none waits for the whole log of another.
            for (trust, head) in std::mem::take(&mut behind) {
                if turn.take(trust, head).await? {
                    behind.insert(trust, head);
                }
            }
            if behind.is_empty() {
                wait(&mut signs).await?;
            }
        }
    }

    /// A connection that holds the relay's lock as long as it lives, and hears that logs have grown.
    async fn fenced_client(&self) -> Result<(Client, mpsc::Receiver<Uuid>), RelayError> {
        let (client, signs) = eventlog::listening(&self.store).await?;
        // Asked again and again: a wait in the store would be a statement without an end.
        while !client
            .query_one("select pg_try_advisory_lock($1)", &[&self.hearers.fence()])
            .await?
            .get::<_, bool>(0)
        {
            tokio::time::sleep(RETRY).await;
        }
        // A checkpoint that a power cut takes back costs messages the bus has already; no window waits for the disk.
        client.batch_execute("set synchronous_commit = off").await?;
        Ok((client, signs))
    }
}

/// What a relay that holds the fence works with.
struct Turn<'a> {
    relay: &'a Relay,
    client: Client,
    checkpoints: HashMap<Uuid, RelayCheckpoint>,
    /// The line of the log that it carries.
    line: u32,
    publisher: Publisher,
    /// Trusts whose next event this build does not know, each with a sentence.
    stuck: BTreeMap<Uuid, String>,
}

impl Turn<'_> {
    /// Tells the hearers of each trust that its log goes on from where it was carried to, once for each line.
    async fn tell_of_the_line(&mut self, heard_before: BTreeSet<Uuid>) -> Result<(), RelayError> {
        for trust in heard_before {
            // A store from before the relay's first step for a trust has no checkpoint of it.
            let from_the_first = RelayCheckpoint { position: 0, line: 0 };
            self.checkpoints.entry(trust).or_insert(from_the_first);
        }
        let untold = self.checkpoints.iter_mut().filter(|(_, kept)| kept.line < self.line);
        for (trust, kept) in untold {
            self.publisher.announce(*trust, kept.position).await?;
            kept.line = self.line;
            move_checkpoint(&self.client, self.relay.hearers, *trust, *kept).await?;
            tracing::warn!(
                hearers = self.relay.hearers.word(), %trust, line = kept.line, after = kept.position,
                "the hearers were told of a new line"
            );
        }
        Ok(())
    }

    /// Carries one window of a trust. Answers whether more of it can be carried now.
    async fn take(&mut self, trust: Uuid, head: u64) -> Result<bool, RelayError> {
        let new = RelayCheckpoint { position: 0, line: self.line };
        let checkpoint = self.checkpoints.entry(trust).or_insert(new);
        if checkpoint.position >= head {
            return Ok(false);
        }
        let mut events = self.relay.log.read(trust, checkpoint.position, WINDOW).await?;
        let known = carried(&events, &mut self.stuck);
        tell_stuck(self.relay, &self.stuck);
        let stuck = known < events.len();
        events.truncate(known);
        let Some(last) = events.last().map(|event| event.position) else { return Ok(false) };
        let hearers = self.relay.hearers;
        let reached = RelayCheckpoint { position: last, line: self.line };
        #[cfg(feature = "sabotage")]
        if hearers == Hearers::House && eventlog::sabotaged("checkpoint-before-publish") {
            move_checkpoint(&self.client, hearers, trust, reached).await?;
            fail_point(hearers);
        }
        // What was read on another connection may be another store's.
        if self.client.is_closed() {
            return Err(RelayError::StoreMayDiffer);
        }
        self.publisher.publish(&events).await?;
        fail_point(hearers);
        move_checkpoint(&self.client, hearers, trust, reached).await?;
        *checkpoint = reached;
        Ok(!stuck && last < head)
    }
}

/// Tells health and metrics which trusts wait for a build that knows their next event.
fn tell_stuck(relay: &Relay, stuck: &BTreeMap<Uuid, String>) {
    let hearers = relay.hearers.word();
    metrics::gauge!("plumbline_relay_stuck_trusts", "hearers" => hearers).set(stuck.len() as f64);
    let sentences: Vec<&str> = stuck.values().map(String::as_str).collect();
    let now = sentences.join("; ");
    relay.trouble.send_if_modified(|told| {
        let news = *told != now;
        *told = now;
        news
    });
}

/// How far a trust's log was carried, and on which line.
#[derive(Clone, Copy, Debug)]
struct RelayCheckpoint {
    position: u64,
    line: u32,
}

/// How many of these events can be carried. At one that cannot, its trust's log waits for a build that can;
/// said once, and the other trusts go on.
fn carried(events: &[Recorded], stuck: &mut BTreeMap<Uuid, String>) -> usize {
    let refused =
        events.iter().zip(0..).find_map(|(event, at)| Some((event, at, event_type(event).err()?)));
    let Some((event, at, error)) = refused else {
        if let Some(event) = events.first()
            && stuck.remove(&event.trust).is_some()
        {
            tracing::info!(trust = %event.trust, "the relay gets on again");
        }
        return events.len();
    };
    let (trust, position) = (event.trust, event.position);
    let said = format!("trust {trust} waits at position {position}: {error}");
    if stuck.insert(trust, said).is_none() {
        tracing::error!(%trust, position, %error, "the relay stopped");
    }
    at
}

/// How far the relay of some hearers is over all trusts: events on the bus, and events of the log that are not.
pub async fn relayed(log: &Log, hearers: Hearers) -> Result<(u64, u64), ReadError> {
    let row = log.across_trusts().await?.query_one(hearers.lag(), &[]).await?;
    let events = |column: usize| row.get::<_, i64>(column).unsigned_abs();
    Ok((events(0), events(1)))
}

/// Waits for a sign that a log has grown, and takes all signs that are there at once. Fails where the connection that brought
/// them is gone, which holds the fence too.
async fn wait(grown: &mut mpsc::Receiver<Uuid>) -> Result<(), RelayError> {
    let heard = tokio::time::timeout(LOOK, grown.recv()).await;
    if let Ok(None) = heard {
        return Err(RelayError::StoreMayDiffer);
    }
    while grown.try_recv().is_ok() {}
    Ok(())
}

async fn checkpoints(
    client: &Client,
    hearers: Hearers,
) -> Result<HashMap<Uuid, RelayCheckpoint>, tokio_postgres::Error> {
    let rows = client.query(hearers.checkpoints(), &[]).await?;
    let checkpoint = |row: &tokio_postgres::Row| RelayCheckpoint {
        position: row.get::<_, i64>("position").unsigned_abs(),
        line: row.get::<_, i32>("line").unsigned_abs(),
    };
    Ok(rows.iter().map(|row| (row.get("trust_id"), checkpoint(row))).collect())
}

async fn move_checkpoint(
    client: &Client,
    hearers: Hearers,
    trust: Uuid,
    to: RelayCheckpoint,
) -> Result<(), tokio_postgres::Error> {
    let (position, line) = (to.position.cast_signed(), to.line.cast_signed());
    client.execute(hearers.move_checkpoint(), &[&trust, &position, &line]).await?;
    Ok(())
}

/// Tests of crashes stop the process here, between publish and checkpoint.
fn fail_point(_hearers: Hearers) {
    #[cfg(feature = "failpoints")]
    match _hearers {
        Hearers::House => fail::fail_point!("relay-before-checkpoint", eventlog::die),
        Hearers::Open => fail::fail_point!("open-relay-before-checkpoint", eventlog::die),
    }
}
