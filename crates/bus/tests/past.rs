//! A store that goes back, on real servers: a PostgreSQL with a standby that is promoted, and a nats-server.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod until;

use async_nats::jetstream;
use bus::{Hearers, Login, Relay};
use contract::events::WaveEvent;
use contract::log::v1::LineBegun;
use contract::surveys::v1::WaveClosed;
use eventlog::LogLine;
use eventlog::testing::TestStore;
use futures::StreamExt as _;
use private_servers::{Durability, Nats, Postgres};
use tempfile::TempDir;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;
use uuid::Uuid;

use until::until;

/// A server, a copy of it that follows, and a bus.
struct Pair {
    primary: Postgres,
    standby: Postgres,
    nats: Nats,
    store: TestStore,
    trust: Uuid,
    folder: TempDir,
}

/// Relays of one store, until they are dropped.
struct Relays {
    house: watch::Receiver<String>,
    _tasks: Vec<AbortOnDropHandle<()>>,
}

impl Pair {
    /// Four events of a trust, on both servers and on the bus.
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let nats = Nats::start(&folder.path().join("nats"), None).await.unwrap();
        let place = folder.path().join("primary");
        let primary = Postgres::start(&place, Durability::ThrowAway).await.unwrap();
        let store = TestStore::start_on(&primary.url("postgres")).await;
        let trust = store.trust().await;
        record(&store, trust, 3).await;
        let relays = relays(&store, &nats).await;
        until(async || carried(&store, 4).await).await;
        drop(relays);
        let place = folder.path().join("standby");
        primary.copy_to(&place).unwrap();
        let standby = Postgres::start(&place, Durability::ThrowAway).await.unwrap();
        Self { primary, standby, nats, store, trust, folder }
    }

    /// The primary is gone, the standby takes its place; answers the store there.
    async fn fail_over(&mut self) -> TestStore {
        self.primary.stop();
        let store = self.store.elsewhere(&self.standby.url("postgres"));
        let promoted = "select pg_promote()";
        assert!(store.admin().await.query_one(promoted, &[]).await.unwrap().get::<_, bool>(0));
        store
    }

    /// The standby hears no more of the primary.
    async fn part(&self) {
        let standby = self.store.elsewhere(&self.standby.url("postgres"));
        until(async || has_events(&standby, 4).await).await;
        let standby = standby.admin().await;
        standby.batch_execute("alter system set primary_conninfo = ''").await.unwrap();
        standby.batch_execute("select pg_reload_conf()").await.unwrap();
        let receivers = "select count(*) from pg_stat_wal_receiver";
        until(async || {
            let running: i64 = standby.query_one(receivers, &[]).await.unwrap().get(0);
            (running == 0).then_some(())
        })
        .await;
    }

    /// Line and position of everything that other systems heard of a trust, in order; of the word of a new line what it says.
    async fn heard(&self, trust: Uuid) -> Vec<Heard> {
        let jetstream = jetstream::new(client(&self.nats).await);
        let stream = jetstream.get_stream(Hearers::Open.stream()).await.unwrap();
        let wanted = jetstream::consumer::pull::OrderedConfig {
            filter_subject: format!("plumbline.{trust}.>"),
            ..Default::default()
        };
        let consumer = stream.create_consumer(wanted).await.unwrap();
        let pending = consumer.cached_info().num_pending as usize;
        let messages = consumer.messages().await.unwrap().take(pending);
        messages.map(|message| Heard::of(&message.unwrap())).collect().await
    }
}

/// What another system heard.
#[derive(Debug, PartialEq, Eq)]
enum Heard {
    Event { line: u32, position: u64 },
    Begun { line: u32, after: u64 },
}

impl Heard {
    fn of(message: &async_nats::Message) -> Self {
        let headers = message.headers.as_ref().unwrap();
        let number = |name: &str| headers.get(name).unwrap().as_str().parse::<u64>().unwrap();
        let line = u32::try_from(number("ce-plumblineline")).unwrap();
        if headers.get("ce-type").unwrap().as_str() == "plumbline.log.v1.LineBegun" {
            let begun: LineBegun = serde_json::from_slice(&message.payload).unwrap();
            assert_eq!(begun.line, line);
            return Self::Begun { line, after: begun.after_position };
        }
        Self::Event { line, position: number("ce-plumblineposition") }
    }
}

fn events(line: u32, positions: std::ops::RangeInclusive<u64>) -> impl Iterator<Item = Heard> {
    positions.map(move |position| Heard::Event { line, position })
}

async fn client(nats: &Nats) -> bus::Client {
    let operator = Login::without_password("operator");
    bus::connect(&nats.operator_url().unwrap(), &operator).await.unwrap()
}

async fn relays(store: &TestStore, nats: &Nats) -> Relays {
    let (mut troubles, mut tasks) = (Vec::new(), Vec::new());
    for hearers in Hearers::ALL {
        let (log, config) = (store.log("relay").await, store.config("relay"));
        let relay = Relay::new(log, config, client(nats).await, hearers);
        troubles.push(relay.trouble());
        let running = relay.run(CancellationToken::new());
        tasks.push(AbortOnDropHandle::new(tokio::spawn(running)));
    }
    Relays { house: troubles.remove(0), _tasks: tasks }
}

async fn record(store: &TestStore, trust: Uuid, events: usize) -> u64 {
    let closed =
        |id: usize| WaveEvent::WaveClosed(WaveClosed { wave_id: id.to_string(), batches: 1 });
    store.record(trust, "w", (0..events).map(closed).collect()).await
}

async fn carried(store: &TestStore, wanted: u64) -> Option<()> {
    let log = store.log("relay").await;
    for hearers in Hearers::ALL {
        if bus::relayed(&log, hearers).await.ok()? != (wanted, 0) {
            return None;
        }
    }
    Some(())
}

async fn has_events(store: &TestStore, wanted: i64) -> Option<()> {
    let events = "select sum(position)::bigint from log.head";
    let events: Option<i64> = store.admin().await.query_one(events, &[]).await.ok()?.get(0);
    (events == Some(wanted)).then_some(())
}

async fn line(store: &TestStore) -> LogLine {
    LogLine::current(&store.admin().await).await.unwrap()
}

#[tokio::test]
async fn after_a_failover_that_lost_events_nothing_is_published_until_a_new_line_begins() {
    let mut pair = Pair::start().await;
    pair.part().await;
    // What only the primary knows leaves the building: two events, and a trust.
    record(&pair.store, pair.trust, 2).await;
    let lost_trust = pair.store.trust().await;
    let of_the_primary = relays(&pair.store, &pair.nats).await;
    until(async || carried(&pair.store, 7).await).await;
    drop(of_the_primary);

    let store = pair.fail_over().await;
    assert!(!line(&store).await.stands_here);
    // The services go on meanwhile.
    assert_eq!(record(&store, pair.trust, 3).await, 7);
    let mut relays = relays(&store, &pair.nats).await;
    let said = relays.house.wait_for(|said| !said.is_empty()).await.unwrap().clone();
    assert!(said.starts_with("the store has gone back: event "), "{said}");
    assert_eq!(pair.heard(pair.trust).await, events(1, 1..=6).collect::<Vec<_>>());

    let begun = LogLine::begin(&store.admin().await, "The first server is lost.").await.unwrap();
    assert_eq!(begun, 2);
    relays.house.wait_for(String::is_empty).await.unwrap();
    until(async || carried(&store, 7).await).await;
    assert!(line(&store).await.stands_here);
    let told = [Heard::Begun { line: 2, after: 4 }];
    let all = events(1, 1..=6).chain(told).chain(events(2, 5..=7)).collect::<Vec<_>>();
    assert_eq!(pair.heard(pair.trust).await, all);
    let told = [Heard::Begun { line: 2, after: 0 }];
    assert_eq!(pair.heard(lost_trust).await, events(1, 1..=1).chain(told).collect::<Vec<_>>());

    // The old server comes back, with its own past.
    let place = pair.folder.path().join("primary");
    let old = Postgres::start(&place, Durability::ThrowAway).await.unwrap();
    let mut of_the_old =
        self::relays(&pair.store.elsewhere(&old.url("postgres")), &pair.nats).await;
    let said = of_the_old.house.wait_for(|said| !said.is_empty()).await.unwrap().clone();
    assert!(
        said.starts_with("the store is on line 1 of the log, and line 2 was published"),
        "{said}"
    );
}

#[tokio::test]
async fn after_a_failover_that_lost_nothing_the_line_goes_on_by_itself() {
    let mut pair = Pair::start().await;
    let standby = pair.store.elsewhere(&pair.standby.url("postgres"));
    until(async || has_events(&standby, 4).await).await;
    let store = pair.fail_over().await;
    assert!(!line(&store).await.stands_here);
    let relays = relays(&store, &pair.nats).await;
    record(&store, pair.trust, 2).await;
    until(async || carried(&store, 6).await).await;
    let LogLine { number, stands_here, .. } = line(&store).await;
    assert_eq!((number, stands_here), (1, true));
    assert_eq!(relays.house.borrow().as_str(), "");
    assert_eq!(pair.heard(pair.trust).await, events(1, 1..=6).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_relay_whose_connection_ends_compares_before_it_publishes_again() {
    let folder = tempfile::tempdir().unwrap();
    let nats = Nats::start(folder.path(), None).await.unwrap();
    let store = TestStore::start().await;
    let trust = store.trust().await;
    let mut relays = relays(&store, &nats).await;
    until(async || carried(&store, 1).await).await;
    // Another server takes the place of this one, at the same address, and nothing shows what left the building.
    let jetstream = jetstream::new(client(&nats).await);
    for hearers in Hearers::ALL {
        let stream = jetstream.get_stream(hearers.stream()).await.unwrap();
        stream.purge().await.unwrap();
    }
    let another = "update operate.server set system_identifier = '1'; \
        select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted \
        and database = (select oid from pg_database where datname = current_database())";
    store.admin().await.batch_execute(another).await.unwrap();
    let said = relays.house.wait_for(|said| !said.is_empty()).await.unwrap().clone();
    assert!(said.contains("the bus holds nothing to compare it with"), "{said}");
    record(&store, trust, 2).await;
    LogLine::stays(&store.admin().await).await.unwrap();
    until(async || carried(&store, 3).await).await;
}

#[tokio::test]
async fn where_the_bus_holds_nothing_an_operator_says_what_is_true() {
    let folder = tempfile::tempdir().unwrap();
    let nats = Nats::start(folder.path(), None).await.unwrap();
    let store = TestStore::start().await;
    let trust = store.trust().await;
    // As rows say that were copied from another server.
    let copied = "update operate.server set system_identifier = '1'";
    store.admin().await.batch_execute(copied).await.unwrap();
    let mut relays = relays(&store, &nats).await;
    let said = relays.house.wait_for(|said| !said.is_empty()).await.unwrap().clone();
    assert!(said.contains("the bus holds nothing to compare it with"), "{said}");
    LogLine::stays(&store.admin().await).await.unwrap();
    record(&store, trust, 2).await;
    until(async || carried(&store, 3).await).await;
}

#[tokio::test]
async fn a_service_may_ask_for_the_line_and_no_service_may_change_it() {
    let store = TestStore::start().await;
    assert_eq!(store.log("schools").await.line_number().await.unwrap(), 1);
    for service in ["schools", "relay", "sealer"] {
        let (client, connection) =
            store.config(service).connect(eventlog::tokio_postgres::NoTls).await.unwrap();
        tokio::spawn(connection);
        assert!(LogLine::begin(&client, "Mine").await.is_err(), "{service}");
        assert_eq!(LogLine::stays(&client).await.is_ok(), service == "relay", "{service}");
    }
}
