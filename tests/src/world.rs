//! Ten processes, a PostgreSQL and a nats-server of a test's own.

use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

use eventlog::tokio_postgres::{Client, NoTls};
use host::{Peers, Settings};
use private_servers::{Durability, Nats, Postgres};
use tempfile::TempDir;

use crate::unit::{Start, Unit};

const DATABASE: &str = "plumbline";
const SERVICES: [&str; 7] =
    ["schools", "surveys", "reviews", "categories", "dashboards", "reports", "trail"];

/// The whole system; everything ends when it is dropped.
#[derive(Debug)]
pub struct World {
    program: PathBuf,
    addresses: BTreeMap<&'static str, SocketAddr>,
    /// Where each unit tells its metrics.
    admins: BTreeMap<&'static str, SocketAddr>,
    units: BTreeMap<&'static str, Unit>,
    postgres: Postgres,
    nats: Nats,
    data: TempDir,
}

/// A port that is free now. The unit takes it a moment later; the system hands out others meanwhile.
fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a free port")
}

impl World {
    /// Starts every unit of `program`, the plumbline binary, in its own process.
    pub async fn start(program: &str) -> Self {
        let data = tempfile::Builder::new()
            .prefix("plumbline-world-")
            .tempdir()
            .expect("a temporary folder");
        // As root the servers run as another account, which has to get in.
        let open = <std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o755);
        std::fs::set_permissions(data.path(), open).expect("our own folder");
        let postgres = Postgres::start(&data.path().join("postgres"), Durability::ThrowAway).await;
        let postgres = postgres.expect("PostgreSQL is installed");
        postgres.create_database(DATABASE).await.expect("a database");
        let nats =
            Nats::start(&data.path().join("nats"), None).await.expect("nats-server is installed");
        let names = SERVICES.into_iter().chain(["relay", "sealer", "web"]);
        let addresses: BTreeMap<_, _> = names.map(|name| (name, free_address())).collect();
        let admins = addresses.keys().map(|name| (*name, free_address())).collect();
        let units = BTreeMap::new();
        let program = program.into();
        let mut world = Self { program, addresses, admins, units, postgres, nats, data };
        let settings = world.settings("schools");
        let key = proof::SealKey::try_generate("plumbline.test").expect("a plain name");
        std::fs::write(world.seal_key(), key.file()).expect("our own folder");
        let owner = world.postgres.url(DATABASE).parse().expect("our own server's address");
        plumbline::store::prepare(&owner, &settings).await.expect("a store that can be prepared");
        let names: Vec<&'static str> = world.addresses.keys().copied().collect();
        for name in names {
            world.begin(name, "");
        }
        world
    }

    /// Starts a unit, or starts it anew, with fail points.
    pub fn begin(&mut self, name: &'static str, failpoints: &str) {
        let settings = self.settings(name);
        // The pages' own address is not one for gRPC doors.
        let listen = if name == "web" { free_address() } else { settings.listen };
        let mut arguments = vec![
            format!("--store={}", settings.store),
            format!("--bus={}", settings.bus),
            format!("--listen={listen}"),
            format!("--web={}", self.addresses["web"]),
            format!("--admin-listen={}", self.admins[name]),
            "--demo".to_owned(),
            format!("--seal-keys={}", self.seal_key().display()),
            "--throw-away".to_owned(),
            "--given-clock".to_owned(),
        ];
        arguments.extend(
            settings.peers.iter().map(|(service, address)| format!("--peers={service}={address}")),
        );
        let log = self.data.path().join(format!("{name}.log"));
        let start = Start { program: &self.program, arguments: &arguments, log: &log, failpoints };
        self.units.insert(name, Unit::start(name, start));
    }

    fn settings(&self, unit: &str) -> Settings {
        let peers = SERVICES
            .iter()
            .map(|name| ((*name).to_owned(), format!("http://{}", self.addresses[name])));
        Settings {
            store: self.postgres.url_without_user(DATABASE),
            store_passwords: None,
            throw_away: true,
            bus: self.nats.url().to_owned(),
            listen: self.addresses[unit],
            peers: peers.collect(),
            given_clock: true,
            typesetter: None,
            traces: None,
            admin: None,
        }
    }

    fn seal_key(&self) -> PathBuf {
        self.data.path().join("seal.key")
    }

    /// Channels to the services.
    pub fn peers(&self) -> Peers {
        self.settings("schools").peers().expect("our own addresses")
    }

    /// A running unit.
    pub fn unit(&mut self, name: &str) -> &mut Unit {
        self.units.get_mut(name).expect("a unit of that name runs")
    }

    /// A connection to the store with all rights.
    pub async fn owner(&self) -> Client {
        let url = self.postgres.url(DATABASE);
        let (client, connection) =
            eventlog::tokio_postgres::connect(&url, NoTls).await.expect("our own server");
        tokio::spawn(connection);
        client
    }

    /// Stops PostgreSQL.
    pub fn store_goes_away(&mut self) {
        self.postgres.stop();
    }

    /// Starts PostgreSQL again, with what it had.
    pub async fn store_comes_back(&mut self) {
        let data = self.data.path().join("postgres");
        self.postgres = Postgres::start(&data, Durability::ThrowAway).await.expect("its own data");
    }

    /// Stops nats-server.
    pub fn bus_goes_away(&mut self) {
        self.nats.stop();
    }

    /// Starts nats-server again where it was.
    pub async fn bus_comes_back(&mut self) {
        let port = self.nats.url().rsplit(':').next().and_then(|port| port.parse().ok());
        self.nats = Nats::start(&self.data.path().join("nats"), port).await.expect("its own data");
    }

    /// Where a unit tells its metrics and whether it is ready.
    pub fn admin(&self, unit: &str) -> SocketAddr {
        self.admins[unit]
    }

    /// Runs the program as an operator would, on this store.
    pub async fn operator(&self, arguments: &[&str]) -> std::process::Output {
        tokio::process::Command::new(&self.program)
            .args(arguments)
            .arg("--throw-away")
            .env("PLUMBLINE_STORE", self.postgres.url_without_user(DATABASE))
            .env("PLUMBLINE_OWNER_STORE", self.postgres.url(DATABASE))
            .output()
            .await
            .expect("the program under test starts")
    }

    /// Where NATS is.
    pub fn bus(&self) -> &str {
        self.nats.url()
    }

    /// Where the pages are.
    pub fn pages(&self) -> String {
        format!("http://{}", self.addresses["web"])
    }

    /// A folder of the test's own.
    pub fn folder(&self) -> &Path {
        self.data.path()
    }

    /// What a unit has said, for a failed test.
    pub fn said(&self, name: &str) -> String {
        std::fs::read_to_string(self.data.path().join(format!("{name}.log"))).unwrap_or_default()
    }
}
