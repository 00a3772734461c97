//! The way over the bus and back, on a real PostgreSQL and a real nats-server.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod until;

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_nats::jetstream;
use bus::{Hearers, Login, Relay};
use contract::events::WaveEvent;
use contract::surveys::v1::{AnswersCollected, WaveClosed};
use eventlog::testing::TestStore;
use eventlog::{ApplyError, Follower, Projection, ReadModel, Recorded, Transaction};
use futures::{FutureExt as _, StreamExt as _};
use private_servers::Nats;
use tempfile::TempDir;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use until::until;

struct Seen;

#[async_trait::async_trait]
impl Projection for Seen {
    fn name(&self) -> &'static str {
        "surveys_seen"
    }

    fn tables(&self) -> &'static str {
        "create table seen (trust_id uuid, position bigint, body text, primary key (trust_id, position))"
    }

    async fn apply(&self, tx: &Transaction<'_>, event: &Recorded) -> Result<(), ApplyError> {
        let values: [&(dyn eventlog::tokio_postgres::types::ToSql + Sync); 3] =
            [&event.trust, &event.position.cast_signed(), &event.body];
        tx.execute("insert into seen (trust_id, position, body) values ($1, $2, $3)", &values)
            .await?;
        Ok(())
    }
}

/// A store, a bus, and one projection fed from it.
struct Line {
    store: TestStore,
    nats: Nats,
    data: TempDir,
    trust: Uuid,
    shutdown: CancellationToken,
}

impl Line {
    async fn start() -> Self {
        let data = tempfile::tempdir().unwrap();
        let nats = Nats::start(data.path(), None).await.unwrap();
        Self::over(data, nats).await
    }

    async fn over(data: TempDir, nats: Nats) -> Self {
        let store = TestStore::start().await;
        let trust = store.trust().await;
        Self { store, nats, data, trust, shutdown: CancellationToken::new() }
    }

    async fn client(&self) -> bus::Client {
        bus::connect(&self.nats.operator_url().unwrap(), &Login::without_password("operator"))
            .await
            .unwrap()
    }

    async fn relay(&self) -> tokio::task::JoinHandle<()> {
        self.relay_for(Hearers::House).await
    }

    async fn relay_for(&self, hearers: Hearers) -> tokio::task::JoinHandle<()> {
        let relay = Relay::new(
            self.store.log("relay").await,
            self.store.config("relay"),
            self.client().await,
            hearers,
        );
        tokio::spawn(relay.run(self.shutdown.clone()))
    }

    /// A process of the service: one projection, fed from the bus. Each call is a process more.
    async fn feed(&self) -> ReadModel {
        self.feed_all(vec![Arc::new(Seen)]).await.remove(0)
    }

    async fn feed_all(&self, projections: Vec<Arc<dyn Projection>>) -> Vec<ReadModel> {
        let mut followers = Vec::new();
        for projection in projections {
            followers.push(self.store.follower("surveys", projection).await);
        }
        let models = followers.iter().map(Follower::read_model).collect();
        let (log, client) = (self.store.log("surveys").await, self.client().await);
        tokio::spawn(bus::feed(followers, log, Some(client), self.shutdown.clone()));
        models
    }

    async fn record(&self, events: usize) -> u64 {
        let closed =
            |id: usize| WaveEvent::WaveClosed(WaveClosed { wave_id: id.to_string(), batches: 1 });
        self.store.record(self.trust, "w", (0..events).map(closed).collect()).await
    }

    async fn rows(&self, model: &ReadModel, position: u64) -> i64 {
        let mut reader = model.reader(self.trust, position).await.unwrap();
        let snapshot = reader.snapshot().await.unwrap();
        snapshot.query_one("select count(*) from seen", &[]).await.unwrap().get(0)
    }

    /// Messages for the services in order, once there are as many as wanted.
    async fn messages(&self, wanted: usize) -> Vec<async_nats::Message> {
        self.messages_for(Hearers::House, wanted).await
    }

    async fn messages_for(&self, hearers: Hearers, wanted: usize) -> Vec<async_nats::Message> {
        let jetstream = jetstream::new(self.client().await);
        let stream = until(|| async { jetstream.get_stream(hearers.stream()).await.ok() }).await;
        let root = if hearers == Hearers::House { "house" } else { "plumbline" };
        let consumer = stream
            .create_consumer(jetstream::consumer::pull::Config {
                filter_subject: format!("{root}.{}.>", self.trust),
                ..Default::default()
            })
            .await
            .unwrap();
        let messages = consumer.messages().await.unwrap().take(wanted);
        messages.map(|message| message.unwrap().message.clone()).collect().await
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.shutdown.cancel();
    }
}

/// The positions of those messages that have one.
fn positions(messages: &[async_nats::Message]) -> Vec<u64> {
    let position = |message: &async_nats::Message| {
        let headers = message.headers.as_ref()?;
        Some(headers.get("ce-plumblineposition")?.as_str().parse().unwrap())
    };
    messages.iter().filter_map(position).collect()
}

#[tokio::test]
async fn events_reach_a_read_model_over_the_bus() {
    let line = Line::start().await;
    line.relay().await;
    let model = line.feed().await;
    let position = line.record(300).await;
    assert_eq!(line.rows(&model, position).await, 301);
}

#[tokio::test]
async fn a_message_is_a_cloud_event_with_the_stored_bytes() {
    let line = Line::start().await;
    line.relay().await;
    line.record(1).await;
    let message = line.messages(2).await.pop().unwrap();
    let stored = line.store.log("relay").await.read(line.trust, 1, 1).await.unwrap().pop().unwrap();
    let headers = message.headers.unwrap();
    let header = |name: &str| headers.get(name).unwrap().as_str();
    assert_eq!(message.subject.as_str(), format!("house.{}.surveys.WaveClosed", line.trust));
    assert_eq!(message.payload, stored.body.as_bytes());
    assert_eq!(header("ce-specversion"), "1.0");
    assert_eq!(header("ce-datacontenttype"), "application/json");
    assert_eq!(header("ce-type"), "plumbline.surveys.v1.WaveClosed");
    assert_eq!(header("ce-id"), stored.event_id.to_string());
    assert_eq!(header("ce-plumblineposition"), "2");
    assert_eq!(header("Nats-Msg-Id"), header("ce-id"));
}

#[tokio::test]
async fn a_wiped_bus_costs_nothing() {
    let mut line = Line::start().await;
    line.relay().await;
    let model = line.feed().await;
    let position = line.record(50).await;
    assert_eq!(line.rows(&model, position).await, 51);

    let port = line.nats.url().rsplit(':').next().unwrap().parse().unwrap();
    line.nats.stop();
    std::fs::remove_dir_all(line.data.path().join("streams")).unwrap();
    let position = line.record(50).await;
    assert_eq!(line.rows(&model, position).await, 101, "without a bus the log is read");

    line.nats = Nats::start(line.data.path(), Some(port)).await.unwrap();
    let position = line.record(50).await;
    assert_eq!(line.rows(&model, position).await, 151);
}

#[tokio::test]
async fn a_relay_that_lost_its_checkpoint_publishes_nothing_twice() {
    let line = Line::start().await;
    let first = line.relay().await;
    line.record(600).await;
    line.messages(601).await;
    first.abort();
    let _ = first.await;
    line.store.admin().await.batch_execute("update bus.relayed set position = 100").await.unwrap();
    line.relay().await;
    line.record(5).await;
    let messages = line.messages(606).await;
    assert_eq!(positions(&messages), (1..=606).collect::<Vec<_>>());
}

#[tokio::test]
async fn two_relays_keep_the_order() {
    let line = Line::start().await;
    line.relay().await;
    line.relay().await;
    for _ in 0..20 {
        line.record(30).await;
    }
    let messages = line.messages(601).await;
    assert_eq!(positions(&messages), (1..=601).collect::<Vec<_>>());
}

/// The headers of a message, but for those that place it in the stream.
fn headers_of(message: &async_nats::Message) -> Vec<String> {
    let names = message.headers.iter().flat_map(|headers| headers.iter());
    let mut names: Vec<String> = names.map(|(name, _)| name.to_string()).collect();
    names.retain(|name| !name.starts_with("Nats-Expected"));
    names.sort();
    names
}

#[tokio::test]
async fn other_systems_hear_open_events_without_who_did_them_and_of_any_other_its_position() {
    let line = Line::start().await;
    line.relay_for(Hearers::Open).await;
    let collected =
        AnswersCollected { wave_id: "secret".to_owned(), ..AnswersCollected::default() };
    let closed = WaveClosed { wave_id: "w".to_owned(), ..WaveClosed::default() };
    let events = vec![WaveEvent::from(collected), WaveEvent::from(closed)];
    line.store.record(line.trust, "w", events).await;
    let messages = line.messages_for(Hearers::Open, 3).await;
    assert_eq!(positions(&messages), [1, 2, 3]);
    let subject = |name: &str| format!("plumbline.{}.{name}", line.trust);
    let [_, withheld, open] = &messages[..] else { panic!("{messages:?}") };
    assert_eq!(open.subject.as_str(), subject("surveys.WaveClosed"));
    assert_eq!(open.payload, r#"{"waveId":"w"}"#);
    let always = [
        "Nats-Msg-Id",
        "ce-datacontenttype",
        "ce-id",
        "ce-plumblineline",
        "ce-plumblineposition",
        "ce-plumblinetrust",
        "ce-source",
        "ce-specversion",
    ];
    assert_eq!(headers_of(open), [&always[..], &["ce-subject", "ce-time", "ce-type"]].concat());

    assert_eq!(withheld.subject.as_str(), subject("log.EventWithheld"));
    assert_eq!(withheld.payload, format!(r#"{{"trustId":"{}","position":"2"}}"#, line.trust));
    assert_eq!(headers_of(withheld), [&always[..], &["ce-type"]].concat());
    let headers = withheld.headers.as_ref().unwrap();
    let header = |name: &str| headers.get(name).unwrap().as_str();
    assert_eq!(header("ce-type"), "plumbline.log.v1.EventWithheld");
    assert_eq!(header("ce-source"), format!("/plumbline/{}/log", line.trust));
    assert_eq!(header("Nats-Msg-Id"), format!("{}:2", line.trust));
}

#[tokio::test]
async fn each_relay_has_a_fence_and_a_checkpoint_of_its_own() {
    let line = Line::start().await;
    let house = line.relay().await;
    line.record(3).await;
    line.messages(4).await;
    house.abort();
    let _ = house.await;
    line.record(3).await;
    line.relay_for(Hearers::Open).await;
    assert_eq!(positions(&line.messages_for(Hearers::Open, 7).await), (1..=7).collect::<Vec<_>>());
    let log = line.store.log("relay").await;
    until(|| async { (bus::relayed(&log, Hearers::Open).await.unwrap() == (7, 0)).then_some(()) })
        .await;
    assert_eq!(bus::relayed(&log, Hearers::House).await.unwrap(), (4, 3));
}

#[tokio::test]
async fn what_the_server_takes_goes_whole_by_its_own_limit() {
    let line = Line::start().await;
    line.relay().await;
    let large = WaveEvent::WaveClosed(WaveClosed { wave_id: "x".repeat(1_040_000), batches: 1 });
    line.store.record(line.trust, "w", vec![large]).await;
    assert!(line.messages(2).await.pop().unwrap().payload.len() > 1_040_000);
}

#[tokio::test]
async fn what_the_stream_refuses_goes_without_its_body_and_holds_up_no_other_trust() {
    let line = Line::start().await;
    line.relay().await;
    line.messages(1).await;
    let jetstream = jetstream::new(line.client().await);
    let stream = jetstream.get_stream(Hearers::House.stream()).await.unwrap();
    let smaller = jetstream::stream::Config {
        max_message_size: 4_096,
        ..stream.cached_info().config.clone()
    };
    jetstream.update_stream(smaller).await.unwrap();
    let model = line.feed().await;
    let large = WaveEvent::WaveClosed(WaveClosed { wave_id: "x".repeat(100_000), batches: 1 });
    line.store.record(line.trust, "w", vec![large]).await;
    let position = line.record(2).await;
    assert_eq!(line.rows(&model, position).await, 4, "the body comes from the log");
    let messages = line.messages(4).await;
    assert_eq!(positions(&messages), [1, 2, 3, 4]);
    assert!(messages[1].payload.is_empty() && !messages[2].payload.is_empty());
    let omitted = messages[1].headers.as_ref().unwrap().get("plumbline-omitted").unwrap();
    assert_eq!(omitted.as_str(), "body");

    let other = line.store.trust().await;
    let closed = WaveEvent::WaveClosed(WaveClosed { wave_id: "w".to_owned(), batches: 1 });
    let reached = line.store.record(other, "w", vec![closed]).await;
    let log = line.store.log("relay").await;
    let all = (position + reached, 0);
    until(|| async { (bus::relayed(&log, Hearers::House).await.unwrap() == all).then_some(()) })
        .await;
}

/// An earlier build's stream could fill the server's disk.
#[tokio::test]
async fn a_stream_without_a_limit_gets_one_and_keeps_what_it_has() {
    let line = Line::start().await;
    let jetstream = jetstream::new(line.client().await);
    let before = jetstream::stream::Config {
        name: Hearers::House.stream().to_owned(),
        subjects: vec!["house.>".to_owned()],
        max_age: Duration::from_secs(7 * 24 * 60 * 60),
        ..jetstream::stream::Config::default()
    };
    let made = jetstream.create_stream(before).await.unwrap();
    assert_eq!(made.cached_info().config.max_bytes, -1);
    jetstream.publish("house.elsewhere", "noise".into()).await.unwrap().await.unwrap();
    let relay = line.relay().await;
    let limited = until(|| async {
        let stream = jetstream.get_stream(Hearers::House.stream()).await.ok()?;
        Some(stream.cached_info().clone()).filter(|info| info.config.max_bytes > 0)
    });
    let limited = limited.await;
    assert_eq!(limited.config.max_bytes, i64::from(bus::STREAM_MEGABYTES) << 20);
    assert!(limited.state.messages > 0, "{limited:?}");
    relay.abort();
}

/// The server takes 2,048 bytes. A long body is left out. Where the stream's name alone is too long, a marker goes.
#[tokio::test]
async fn what_the_server_never_takes_goes_without_its_body_and_then_as_a_marker() {
    let data = tempfile::tempdir().unwrap();
    let nats = Nats::start_with_payload(data.path(), 2_048).await.unwrap();
    let line = Line::over(data, nats).await;
    let model = line.feed().await;
    let closed =
        |id: &str| WaveEvent::WaveClosed(WaveClosed { wave_id: id.to_owned(), batches: 1 });
    line.store.record(line.trust, "w", vec![closed(&"x".repeat(4_000))]).await;
    let unnamed = "y".repeat(4_000);
    line.store.record(line.trust, &unnamed, vec![closed("w")]).await;
    let position = line.record(1).await;
    line.relay().await;
    let messages = line.messages(4).await;
    assert_eq!(positions(&messages), [1, 2, 3, 4]);
    let header = |at: usize, name: &str| {
        let headers = messages[at].headers.as_ref().unwrap();
        headers.get(name).map(|value| value.as_str().to_owned())
    };
    assert_eq!(header(0, "plumbline-omitted"), None);
    assert_eq!(header(1, "plumbline-omitted").as_deref(), Some("body"));
    assert!(messages[1].payload.is_empty());
    assert_eq!(header(1, "ce-type").as_deref(), Some("plumbline.surveys.v1.WaveClosed"));
    let withheld = Some("plumbline.log.v1.EventWithheld");
    assert_eq!(header(2, "ce-type").as_deref(), withheld);
    let whole = format!("{:?}", messages[2]);
    assert!(!whole.contains("yyyy") && !whole.contains("WaveClosed"), "{whole}");
    assert!(!messages[3].payload.is_empty(), "the next goes whole");
    assert_eq!(line.rows(&model, position).await, 4, "what is missing comes from the log");

    let other = line.store.trust().await;
    let reached = line.store.record(other, "w", vec![closed("w")]).await;
    let (log, all) = (line.store.log("relay").await, (position + reached, 0));
    until(|| async { (bus::relayed(&log, Hearers::House).await.unwrap() == all).then_some(()) })
        .await;
}

#[tokio::test]
async fn a_trust_does_not_wait_for_the_whole_log_of_another() {
    let line = Line::start().await;
    // Its turn comes after the first trust's, which has several windows.
    let other = line.store.trust().await;
    line.record(1_300).await;
    line.relay().await;
    line.messages(1_301).await;
    let jetstream = jetstream::new(line.client().await);
    let stream = jetstream.get_stream(Hearers::House.stream()).await.unwrap();
    let founded = format!("house.{other}.schools.TrustFounded");
    let place = stream.get_last_raw_message_by_subject(&founded).await.unwrap().sequence;
    assert!(place < 300, "{place} of 1302");
}

#[tokio::test]
async fn a_body_too_large_for_the_bus_still_reaches_the_read_model() {
    let line = Line::start().await;
    line.relay().await;
    let model = line.feed().await;
    let large = WaveEvent::WaveClosed(WaveClosed { wave_id: "x".repeat(2 << 20), batches: 1 });
    line.store.record(line.trust, "w", vec![large]).await;
    let position = line.record(3).await;
    assert_eq!(line.rows(&model, position).await, 5);
    assert!(line.messages(2).await.pop().unwrap().payload.is_empty());
}

#[tokio::test]
async fn a_foreign_message_on_our_subject_is_passed_over() {
    let line = Line::start().await;
    line.relay().await;
    let model = line.feed().await;
    line.messages(1).await;
    let client = line.client().await;
    client
        .publish(format!("house.{}.surveys.WaveClosed", line.trust), "forged".into())
        .await
        .unwrap();
    client.publish("house.elsewhere", "noise".into()).await.unwrap();
    tokio::time::timeout(Duration::from_secs(5), client.flush()).await.unwrap().unwrap();
    let position = line.record(3).await;
    assert_eq!(line.rows(&model, position).await, 4);
    // The forged one has no position; the relay, whose count of messages was wrong now, left none of its own out.
    let messages = line.messages(5).await;
    assert_eq!(positions(&messages), [1, 2, 3, 4]);
}

#[tokio::test]
async fn a_process_leaves_nothing_of_its_own_on_the_bus() {
    let line = Line::start().await;
    line.relay().await;
    let model = line.feed().await;
    let position = line.record(3).await;
    assert_eq!(line.rows(&model, position).await, 4);
    let jetstream = jetstream::new(line.client().await);
    let mut stream = jetstream.get_stream(Hearers::House.stream()).await.unwrap();
    assert_eq!(stream.info().await.unwrap().state.consumer_count, 0);
}

#[tokio::test]
async fn of_two_processes_of_one_service_each_shows_every_event_at_once() {
    const EVENTS: u32 = 60;
    let line = Line::start().await;
    line.relay().await;
    let (one, two) = (line.feed().await, line.feed().await);
    // Both hear the bus.
    let position = line.record(1).await;
    tokio::join!(line.rows(&one, position), line.rows(&two, position));
    let started = Instant::now();
    for _ in 0..EVENTS {
        let position = line.record(1).await;
        let (first, second) = tokio::join!(line.rows(&one, position), line.rows(&two, position));
        assert_eq!((first, second), (position as i64, position as i64));
    }
    // A process that found out at its next look at the log would be a second late on the average.
    let each = started.elapsed() / EVENTS;
    assert!(each < Duration::from_millis(250), "{each:?} until both show an event");
}

/// Takes nothing in until it is let.
struct Held(Arc<Semaphore>);

#[async_trait::async_trait]
impl Projection for Held {
    fn name(&self) -> &'static str {
        "surveys_held"
    }

    fn tables(&self) -> &'static str {
        "create table seen (trust_id uuid, position bigint, primary key (trust_id, position))"
    }

    async fn apply(&self, tx: &Transaction<'_>, event: &Recorded) -> Result<(), ApplyError> {
        let _let = self.0.acquire().await.unwrap();
        let statement = "insert into seen (trust_id, position) values ($1, $2)";
        tx.execute(statement, &[&event.trust, &event.position.cast_signed()]).await?;
        Ok(())
    }
}

#[tokio::test]
async fn a_follower_that_is_held_up_holds_up_no_other() {
    let line = Line::start().await;
    line.relay().await;
    let gate = Arc::new(Semaphore::new(0));
    let models = line.feed_all(vec![Arc::new(Held(Arc::clone(&gate))), Arc::new(Seen)]).await;
    for _ in 0..10 {
        let position = line.record(30).await;
        assert_eq!(line.rows(&models[1], position).await, position as i64);
    }
    assert!(models[0].reader(line.trust, 1).now_or_never().is_none());
    gate.add_permits(1);
    assert_eq!(line.rows(&models[0], 301).await, 301);
}

/// An event of a type that only a newer build knows, as that build would have appended it.
async fn from_the_future(line: &Line) -> u64 {
    let metadata = eventlog::Metadata {
        actor: Uuid::nil(),
        role: "test".to_owned(),
        command_id: Uuid::now_v7(),
        correlation: Uuid::now_v7(),
        causation: None,
        traceparent: None,
        at: "2025-11-21T10:00:00Z".parse().unwrap(),
    };
    let event = eventlog::NewEvent {
        event_id: Uuid::now_v7(),
        kind: "plumbline.surveys.v1.FromTheFuture",
        body: "{}".to_owned(),
    };
    let append = eventlog::Append {
        trust: line.trust,
        stream: eventlog::Stream::new("wave", "future"),
        expected: 0,
        fingerprint: [0; 32],
        words: vec![],
        reads: vec![],
        also: vec![],
        metadata,
        events: vec![event],
    };
    let register = "insert into log.event_type (type, category, role) values ($1, 'wave', 'plumbline_surveys')";
    let newer = line.store.admin().await;
    newer.execute(register, &[&"plumbline.surveys.v1.FromTheFuture"]).await.unwrap();
    line.store.log("surveys").await.append(append).await.unwrap().last
}

#[tokio::test]
async fn an_event_unknown_to_the_relay_holds_up_its_own_trust_only() {
    let line = Line::start().await;
    let known = line.record(3).await;
    from_the_future(&line).await;
    line.record(2).await;
    line.relay().await;
    line.messages(known as usize).await;
    let log = line.store.log("relay").await;
    until(|| async {
        (bus::relayed(&log, Hearers::House).await.unwrap() == (known, 3)).then_some(())
    })
    .await;

    // Another trust, whose turn comes after it.
    let other = line.store.trust().await;
    let closed = WaveEvent::WaveClosed(WaveClosed { wave_id: "w".to_owned(), batches: 1 });
    line.store.record(other, "w", vec![closed]).await;
    until(|| async {
        (bus::relayed(&log, Hearers::House).await.unwrap() == (known + 2, 3)).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_relay_that_lost_the_fence_says_nothing_more_of_stuck_trusts() {
    const FENCE: &str = "select (classid::bigint << 32) | objid::bigint, pid from pg_locks \
        where locktype = 'advisory' and granted \
        and database = (select oid from pg_database where datname = current_database())";
    const WAITING: &str = "select count(*) from pg_locks where locktype = 'advisory' and not granted \
        and database = (select oid from pg_database where datname = current_database())";
    let line = Line::start().await;
    from_the_future(&line).await;
    let (log, config) = (line.store.log("relay").await, line.store.config("relay"));
    let relay = Relay::new(log, config, line.client().await, Hearers::House);
    let mut trouble = relay.trouble();
    tokio::spawn(relay.run(line.shutdown.clone()));
    trouble.wait_for(|said| said.contains("waits at position 2")).await.unwrap();

    // Another process waits for the fence, and has it once the relay's connection ends.
    let (admin, another) = (line.store.admin().await, line.store.admin().await);
    let held = admin.query_one(FENCE, &[]).await.unwrap();
    let (fence, pid) = (held.get::<_, i64>(0), held.get::<_, i32>(1));
    let fence: [&(dyn eventlog::tokio_postgres::types::ToSql + Sync); 1] = [&fence];
    let has_it = another.query_one("select pg_advisory_lock($1)", &fence);
    let ends = async {
        until(|| async {
            let waiting: i64 = admin.query_one(WAITING, &[]).await.ok()?.get(0);
            (waiting == 1).then_some(())
        })
        .await;
        admin.execute("select pg_terminate_backend($1)", &[&pid]).await.unwrap();
    };
    let (has_it, ()) = tokio::join!(has_it, ends);
    has_it.unwrap();
    trouble.wait_for(String::is_empty).await.unwrap();
}
