//! A store for tests: a database of its own on a private PostgreSQL, migrated, thrown away at the end.

use std::collections::HashMap;
use std::sync::Arc;

use contract::events::{EVENT_TYPES, StoredEvent, TrustEvent, WaveEvent};
use contract::schools::v1::TrustFounded;
use contract::surveys::v1::WaveClosed;
use jiff::Timestamp;
use private_servers::{Durability, Postgres};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use tokio_postgres::Client;
use uuid::Uuid;

use crate::execute::append;
use crate::{
    Append, Context, Document, Envelope, Follower, Happened, Log, Metadata, NewEvent, Projection,
    SpareTurns, StoreConfig, StoreConnections, Stream, StreamRead, migrate, provision,
};

/// An append of one event to a stream that has none, for tests of what stands below a command.
pub fn first_append(trust: Uuid, stream: &str) -> Append {
    let event = WaveEvent::WaveClosed(WaveClosed { wave_id: stream.to_owned(), batches: 1 });
    let event =
        NewEvent { event_id: Uuid::now_v7(), kind: event.type_name(), body: event.to_json() };
    Append {
        trust,
        stream: Stream::new("wave", stream),
        expected: 0,
        fingerprint: [1; 32],
        words: vec![],
        reads: vec![],
        also: vec![],
        metadata: Metadata {
            actor: Uuid::nil(),
            role: "test".to_owned(),
            command_id: Uuid::new_v4(),
            correlation: Uuid::nil(),
            causation: None,
            traceparent: None,
            at: AT.parse().expect("a time"),
        },
        events: vec![event],
    }
}

/// A database of a test's own. Panics where something fails: a test can do nothing better.
#[derive(Debug)]
pub struct TestStore {
    config: StoreConfig,
    logs: tokio::sync::Mutex<HashMap<String, Log>>,
}

struct Server {
    url: String,
    _running: Option<(Postgres, TempDir)>,
}

static SERVER: OnceCell<Server> = OnceCell::const_new();
const PREFIX: &str = "plumbline-test-";
const TEMPLATE: &str = "plumbline_template";
/// A service has few connections for reading, and who waits for a second one while holding the first may wait for himself.
/// With one only, a test finds that at once.
const ONE_READER: StoreConnections = StoreConnections { readers: 1, ..StoreConnections::FEW };
/// The time of events that a test records without saying when.
const AT: &str = "2025-11-21T10:00:00Z";

/// Makes every store of this process on a server of the caller's own. Heard before the first store only.
pub fn use_server(url: &str) {
    // A second call comes too late for stores that are there, and changes nothing.
    let _ = SERVER.set(Server { url: url.to_owned(), _running: None });
}

/// The server `with-servers` started for the whole run, else one for this process.
async fn server() -> &'static Server {
    SERVER
        .get_or_init(|| async {
            #[expect(
                clippy::disallowed_methods,
                reason = "how the test run's wrapper says where its servers are"
            )]
            let given = std::env::var("PLUMBLINE_TEST_STORE");
            if let Ok(url) = given {
                return Server { url, _running: None };
            }
            sweep();
            let folder =
                tempfile::Builder::new().prefix(PREFIX).tempdir().expect("a temporary folder");
            let open =
                <std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o755);
            std::fs::set_permissions(folder.path(), open).expect("our own folder");
            let postgres = Postgres::start(&folder.path().join("postgres"), Durability::ThrowAway)
                .await
                .expect("PostgreSQL is installed");
            Server { url: postgres.url("postgres"), _running: Some((postgres, folder)) }
        })
        .await
}

/// Removes what servers of earlier test processes left: they end with their process, their folders do not.
fn sweep() {
    let Ok(entries) = std::fs::read_dir(std::env::temp_dir()) else { return };
    for folder in entries.flatten().map(|entry| entry.path()) {
        let ours =
            folder.file_name().is_some_and(|name| name.to_string_lossy().starts_with(PREFIX));
        let cluster = folder.join("postgres").join("cluster");
        // One that is only being made has no log yet; one that runs has a pid file.
        let ended = cluster.join("PG_VERSION").exists()
            && !cluster.join("postmaster.pid").exists()
            && folder.join("postgres").join("postgres.log").exists();
        if ours && ended {
            // Another process may be sweeping the same one.
            let _ = std::fs::remove_dir_all(&folder);
        }
    }
}

async fn connect(config: &StoreConfig) -> Client {
    let (client, connection) = config.open().await.expect("the private server is there");
    tokio::spawn(connection);
    client
}

/// The most bytes a document's text may have: each event of its thing writes it anew.
const MOST: usize = 64 * 1024;

/// Panics where a document, meant to be the largest of its kind that is likely, is too large to be written anew with
/// each event. Such a read model keeps tables of its own.
pub fn fits<D: Document>(largest: &D::Body) {
    let bytes = serde_json::to_string(largest).expect("a document has a JSON form").len();
    assert!(bytes <= MOST, "a document of {} has {bytes} bytes; {MOST} are the most", D::NAME);
}

impl TestStore {
    /// A fresh, migrated database.
    pub async fn start() -> Self {
        Self::start_on(&server().await.url).await
    }

    /// The same on a server of the caller's own.
    pub async fn start_on(url: &str) -> Self {
        let server: StoreConfig = url.parse().expect("a URL");
        let admin = connect(&server).await;
        let name = format!("test_{}", Uuid::new_v4().simple());
        admin.batch_execute("select pg_advisory_lock(1)").await.expect("a lock");
        let there = admin
            .query_opt("select from pg_database where datname = $1", &[&TEMPLATE])
            .await
            .expect("a look at the databases");
        if there.is_none() {
            admin
                .batch_execute(&format!("create database {TEMPLATE}_making"))
                .await
                .expect("a template");
            let mut making = server.clone();
            making.dbname(format!("{TEMPLATE}_making"));
            migrate(&making).await.expect("this build's migrations run");
            let rename = format!("alter database {TEMPLATE}_making rename to {TEMPLATE}");
            admin.batch_execute(&rename).await.expect("the template is finished");
        }
        admin
            .batch_execute(&format!("create database {name} template {TEMPLATE}"))
            .await
            .expect("a database");
        admin.batch_execute("select pg_advisory_unlock(1)").await.expect("the lock back");
        let mut config = server;
        config.dbname(name);
        Self { config, logs: tokio::sync::Mutex::default() }
    }

    /// This database as it is on another server.
    pub fn elsewhere(&self, url: &str) -> Self {
        let mut config: StoreConfig = url.parse().expect("a URL");
        config.dbname(self.config.get_dbname().expect("a database of its own"));
        Self { config, logs: tokio::sync::Mutex::default() }
    }

    /// Connection settings of a service's role.
    pub fn config(&self, service: &str) -> StoreConfig {
        let mut config = self.config.clone();
        config.user(format!("plumbline_{service}"));
        config
    }

    /// A connection with all rights.
    pub async fn admin(&self) -> Client {
        connect(&self.config).await
    }

    /// Connection settings with all rights.
    pub fn admin_config(&self) -> &StoreConfig {
        &self.config
    }

    /// The log with a service's role.
    pub async fn log(&self, service: &str) -> Log {
        let mut logs = self.logs.lock().await;
        if let Some(log) = logs.get(service) {
            return log.clone();
        }
        let (config, turns) = (self.config(service), SpareTurns::default());
        let opened = Log::open_with(&config, true, ONE_READER, turns).await;
        let log = opened.expect("a migrated store");
        logs.insert(service.to_owned(), log.clone());
        log
    }

    /// A follower of a service's projection, its tables made.
    pub async fn follower(&self, service: &str, projection: Arc<dyn Projection>) -> Follower {
        let admin = self.admin().await;
        provision(&admin, projection.as_ref(), &format!("plumbline_{service}"))
            .await
            .expect("tables that can be made");
        let follower = Follower::open(projection, self.log(service).await).await;
        follower.expect("a store that is there")
    }

    /// Founds a trust of its own; its log then ends at position 1.
    pub async fn trust(&self) -> Uuid {
        let trust = Uuid::now_v7();
        let founded = TrustFounded { trust_id: trust.to_string(), name: "A trust".to_owned() };
        self.record(trust, trust, vec![TrustEvent::TrustFounded(founded)]).await;
        trust
    }

    /// Appends events to the stream of their family. Returns the last one's position.
    pub async fn record<E: StoredEvent>(
        &self,
        trust: Uuid,
        id: impl std::fmt::Display,
        events: Vec<E>,
    ) -> u64 {
        self.record_at(trust, id, events, AT.parse().expect("a time")).await
    }

    /// The same at a given time.
    pub async fn record_at<E: StoredEvent>(
        &self,
        trust: Uuid,
        id: impl std::fmt::Display,
        events: Vec<E>,
        at: Timestamp,
    ) -> u64 {
        let log = self.log(writer_of(E::CATEGORY)).await;
        let stream = Stream::new(E::CATEGORY, id);
        let version = log
            .load(trust, &stream)
            .await
            .expect("readable events")
            .last()
            .map_or(0, Happened::version);
        let command_id = Uuid::new_v4();
        let (actor, role) = (Uuid::nil(), "test".to_owned());
        let (events, sealed) = crate::words::sealed_events(events);
        let context = Context { trust, actor, role, now: at, command_id, sealed };
        let envelope =
            Envelope { context, fingerprint: [0; 32], causation: None, traceparent: None };
        log.append(append(&envelope, StreamRead { stream, version }, &events, Vec::new()))
            .await
            .expect("an accepted append")
            .last
    }
}

/// The service that may write a category.
fn writer_of(category: &str) -> &'static str {
    let known = EVENT_TYPES.iter().find(|kind| kind.category == category);
    known.expect("every category has a writer").service
}
