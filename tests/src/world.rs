//! Ten processes, a PostgreSQL and a nats-server of a test's own; every process has a key and a certificate.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contract::Clock;
use contract::SERVICES;
use door::AuthenticationSettings;
use eventlog::tokio_postgres::{Client, NoTls};
use host::Settings;
use identity::IdentitySettings;
use identity::token::SpeaksFor;
use peers::Peers;
use plumbline::authority::Validity;
use plumbline::key_folder::{KeyFolder, Part};
use private_servers::{Durability, Nats, Postgres};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::disk::Mounted;
use crate::ports::free_address;
use crate::remote_store::{RemoteStore, StoreShape};
use crate::unit::{Start, Unit, unit_of};

const DATABASE: &str = "plumbline";
/// The process of the test itself, which may speak for every person.
const TELLER: &str = "teller";

/// The whole system; everything ends when it is dropped.
#[derive(Debug)]
pub struct World {
    pub(crate) program: PathBuf,
    addresses: BTreeMap<&'static str, SocketAddr>,
    /// The address at which each unit tells its metrics.
    admins: BTreeMap<&'static str, SocketAddr>,
    units: BTreeMap<&'static str, Unit>,
    pub(crate) postgres: Postgres,
    /// What stands between the units and the store, or beside it.
    pub(crate) remote: RemoteStore,
    nats: Nats,
    // Dropped after the servers and before the folder.
    mounted: Option<Mounted>,
    pub(crate) data: TempDir,
    pub(crate) durability: Durability,
    always: String,
    demo: bool,
    sign_in: Option<PathBuf>,
    keys: KeyFolder,
}

/// What a world consists of.
#[derive(Clone, Debug)]
pub struct Shape {
    /// The units, each in its own process; `relay-2` is a second relay.
    pub units: Vec<&'static str>,
    /// Whether PostgreSQL may lose what it acknowledged.
    pub durability: Durability,
    /// What PostgreSQL's files are on.
    pub disk: Disk,
    /// Fail points that every unit has from the beginning to the end.
    pub always: String,
    /// Whether the units run with `--demo`.
    pub demo: bool,
}

/// What PostgreSQL's files are on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disk {
    /// The folder of temporary files.
    Plain,
    /// A file system in memory that is soon full.
    Small,
    /// A file system of its own, whose power can be cut.
    Own,
}

impl World {
    /// Starts every unit of `program`, the plumbline binary, in its own process.
    pub async fn start(program: &str) -> Self {
        let units = SERVICES.into_iter().chain(["relay", "sealer", "web"]).collect();
        let shape = Shape {
            units,
            durability: Durability::ThrowAway,
            disk: Disk::Plain,
            always: String::new(),
            demo: true,
        };
        Self::shaped(program, shape).await
    }

    /// Starts some units, perhaps several processes of one.
    pub async fn shaped(program: &str, shape: Shape) -> Self {
        Self::shaped_on(program, shape, StoreShape::OnSocket).await
    }

    /// The same with another way to the store.
    pub async fn shaped_on(program: &str, shape: Shape, store: StoreShape) -> Self {
        let names = shape.units.clone();
        let world = Self::without_units(program, shape, store).await;
        let owner = world.owner_store().parse().expect("our own server's address");
        let settings = world.settings("schools");
        plumbline::store::prepare(&owner, &settings).await.expect("a store that can be prepared");
        world.with_units(&names, store).await
    }

    /// A store that is empty, a bus, keys and addresses.
    pub(crate) async fn without_units(program: &str, shape: Shape, store: StoreShape) -> Self {
        let data = tempfile::Builder::new()
            .prefix("plumbline-world-")
            .tempdir()
            .expect("a temporary folder");
        // When the test runs as root, the servers run as another account, which has to enter the folder.
        let open = <std::fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o755);
        std::fs::set_permissions(data.path(), open).expect("our own folder");
        let Shape { units: names, durability, disk, always, demo } = shape;
        let mounted = Mounted::at(&data.path().join("postgres"), disk);
        let postgres = store.start(&data.path().join("postgres"), durability).await;
        let postgres = postgres.expect("PostgreSQL is installed");
        postgres.create_database(DATABASE).await.expect("a database");
        let remote = RemoteStore::before(store, &postgres).await;
        let nats =
            Nats::start(&data.path().join("nats"), None).await.expect("nats-server is installed");
        let known = SERVICES.into_iter().chain(names.iter().copied());
        let known = known.chain(["relay", "sealer", "web"]);
        let addresses: BTreeMap<_, _> = known.map(|name| (name, free_address())).collect();
        let admins = addresses.keys().map(|name| (*name, free_address())).collect();
        let units = BTreeMap::new();
        let program = program.into();
        let keys = keys(&data.path().join("keys"));
        let world = Self {
            program,
            addresses,
            admins,
            units,
            postgres,
            remote,
            nats,
            mounted,
            data,
            durability,
            always,
            demo,
            sign_in: None,
            keys,
        };
        let key = proof::SealKey::try_generate("plumbline.test").expect("a plain name");
        std::fs::write(world.seal_key(), key.file()).expect("our own folder");
        world.make_page_key();
        world
    }

    /// Begins the units once the store is prepared.
    pub(crate) async fn with_units(mut self, names: &[&'static str], store: StoreShape) -> Self {
        if let Some(mounted) = &self.mounted {
            mounted.sync();
        }
        if store == StoreShape::WithStandby {
            self.standby_follows().await;
        }
        for name in names {
            self.begin(name, "");
        }
        for unit in SERVICES.into_iter().filter(|unit| names.contains(unit)) {
            self.open(unit).await;
        }
        self
    }

    /// Starts a unit, or starts it anew, with fail points.
    pub fn begin(&mut self, name: &'static str, failpoints: &str) {
        self.begin_with(name, failpoints, &[]);
    }

    /// Starts a unit, or starts it anew, with fail points and more environment.
    pub fn begin_with(
        &mut self,
        name: &'static str,
        failpoints: &str,
        environment: &[(&str, &str)],
    ) {
        let mut arguments = self.arguments(name);
        arguments.push(format!("--web={}", self.addresses["web"]));
        match &self.sign_in {
            Some(file) if matches!(unit_of(name), "web" | "letters") => {
                arguments.push(format!("--sign-in={}", file.display()));
                arguments.push("--given-clock-with-sign-in".to_owned());
            }
            _ if self.demo => arguments.push("--demo".to_owned()),
            _ => {}
        }
        arguments.push(format!("--seal-keys={}", self.seal_key().display()));
        arguments.push(format!("--page-key={}", self.page_key().display()));
        arguments.push(format!("--admin-listen={}", self.admins[name]));
        let log = self.data.path().join(format!("{name}.log"));
        let failpoints = [self.always.as_str(), failpoints].join(";");
        let environment = [environment, &[("FAILPOINTS", failpoints.trim_matches(';'))]].concat();
        let start = Start {
            program: &self.program,
            arguments: &arguments,
            log: &log,
            environment: &environment,
        };
        self.units.insert(name, Unit::start(name, start));
    }

    /// From now on the web application and the letters service start with these settings of signing in and of e-mail.
    pub fn sign_in_by(&mut self, file: PathBuf) {
        self.sign_in = Some(file);
    }

    /// The settings of a unit on its command line.
    pub fn arguments(&self, name: &str) -> Vec<String> {
        let settings = self.settings(name);
        // The pages' own address is not one for gRPC doors.
        let listen = if name == "web" { free_address() } else { settings.listen };
        let mut arguments = vec![
            format!("--store={}", settings.store),
            format!("--wave-keys={}", self.wave_keys().display()),
            format!("--bus={}", settings.bus),
            format!("--bus-passwords={}", self.nats.passwords().display()),
            format!("--listen={listen}"),
            "--given-clock".to_owned(),
            // A test's few people do in a minute what a trust does in a term.
            "--rate-caller=none".to_owned(),
            "--rate-sign-in=none".to_owned(),
            "--rate-person=none".to_owned(),
        ];
        arguments.extend(self.shown_as(unit_of(name)));
        let accounts = settings.authentication.accounts;
        arguments.extend(accounts.map(|file| format!("--accounts={}", file.display())));
        if settings.throw_away {
            arguments.push("--throw-away".to_owned());
        }
        arguments.extend(
            settings.peers.iter().map(|(service, address)| format!("--peers={service}={address}")),
        );
        arguments
    }

    /// Waits until a unit accepts connections.
    pub async fn open(&self, unit: &str) {
        let opening = async {
            while tokio::net::TcpStream::connect(self.addresses[unit]).await.is_err() {
                tokio::task::yield_now().await;
            }
        };
        let opened = tokio::time::timeout(std::time::Duration::from_secs(60), opening).await;
        assert!(opened.is_ok(), "{unit} did not open: {}", self.said(unit));
    }

    /// The program the units run.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// The address of a process.
    pub fn address(&self, name: &str) -> SocketAddr {
        self.addresses[name]
    }

    fn seal_key(&self) -> PathBuf {
        self.data.path().join("seal.key")
    }

    /// As `plumbline keys pages` makes it.
    fn make_page_key(&self) {
        let made =
            OpenOptions::new().write(true).create_new(true).mode(0o600).open(self.page_key());
        let key = URL_SAFE_NO_PAD.encode([7; 32]);
        made.and_then(|mut file| file.write_all(key.as_bytes())).expect("our own folder");
    }

    fn page_key(&self) -> PathBuf {
        self.data.path().join("pages.key")
    }

    /// The folder of the keys of open waves.
    pub fn wave_keys(&self) -> PathBuf {
        self.data.path().join("wave-keys")
    }

    fn settings(&self, unit: &str) -> Settings {
        let peers = SERVICES
            .iter()
            .map(|name| ((*name).to_owned(), format!("https://{}", self.addresses[name])));
        Settings {
            store: self.remote.address(&self.postgres, DATABASE),
            throw_away: self.durability == Durability::ThrowAway,
            bus: self.nats.url().to_owned(),
            bus_passwords: Some(self.nats.passwords().to_owned()),
            listen: self.addresses[unit],
            peers: peers.collect(),
            given_clock: true,
            wave_keys: Some(self.wave_keys()),
            identity: self.identity(unit_of(unit)),
            authentication: AuthenticationSettings {
                believe_callers: false,
                accounts: (unit == "trail").then(|| self.keys.accounts()),
            },
            ..Settings::default()
        }
    }

    /// The key and the certificate of a process.
    pub fn identity(&self, name: &str) -> IdentitySettings {
        let file = |ending: &str| Some(self.keys.file(&format!("{name}.{ending}")));
        IdentitySettings {
            key: file("key"),
            known_keys: Some(self.keys.known_keys()),
            certificate: file("crt"),
            certificate_key: file("tls.key"),
            authority: Some(self.keys.file("authority.crt")),
        }
    }

    /// The same on a command line.
    pub fn shown_as(&self, name: &str) -> Vec<String> {
        let identity = self.identity(name);
        let files = [
            ("key", identity.key),
            ("known-keys", identity.known_keys),
            ("certificate", identity.certificate),
            ("certificate-key", identity.certificate_key),
            ("authority", identity.authority),
        ];
        let named = files.into_iter().filter_map(|(name, file)| Some((name, file?)));
        named.map(|(name, file)| format!("--{name}={}", file.display())).collect()
    }

    /// The folder of the keys.
    pub fn keys(&self) -> &KeyFolder {
        &self.keys
    }

    /// Channels to the services with the test's own key.
    pub fn peers(&self) -> Peers {
        self.peers_as(&self.identity(TELLER))
    }

    /// Channels to the services with this key and certificate.
    pub fn peers_as(&self, identity: &IdentitySettings) -> Peers {
        let named = self.settings("schools").peers.into_iter().collect();
        Peers::try_shown(identity, "https://127.0.0.1:1", &named).expect("our own addresses")
    }

    /// The channels to one process, with the test's own key.
    pub fn peers_at(&self, address: SocketAddr) -> Peers {
        let address = format!("https://{address}");
        let peers = Peers::try_shown(&self.identity(TELLER), &address, &BTreeMap::new());
        peers.expect("our own address")
    }

    /// A running unit.
    pub fn unit(&mut self, name: &str) -> &mut Unit {
        self.units.get_mut(name).expect("a unit of that name runs")
    }

    /// URL of the store with the superuser.
    pub fn owner_store(&self) -> String {
        self.postgres.url(DATABASE)
    }

    /// The address of a database on the store's server.
    pub fn store_of(&self, database: &str) -> String {
        self.postgres.url_without_user(database)
    }

    /// A connection to the store with all rights.
    pub async fn owner(&self) -> Client {
        let url = self.owner_store();
        let (client, connection) =
            eventlog::tokio_postgres::connect(&url, NoTls).await.expect("our own server");
        tokio::spawn(connection);
        client
    }

    /// Stops PostgreSQL.
    pub fn store_goes_away(&mut self) {
        self.postgres.stop();
    }

    /// Kills PostgreSQL, the server and every process of it, as `kill -9`.
    pub fn store_is_killed(&mut self) {
        self.postgres.kill();
    }

    /// Cuts the power of the disk that PostgreSQL's files are on. Only what had reached the disk is left.
    pub fn store_loses_power(&mut self) {
        self.postgres.signal(Signal::STOP);
        let mounted = self.mounted.as_mut().expect("a disk of its own");
        let as_it_was = mounted.copy();
        self.store_is_killed();
        let mounted = self.mounted.as_mut().expect("a disk of its own");
        mounted.replace(as_it_was);
    }

    /// Starts PostgreSQL again, with what it had.
    pub async fn store_comes_back(&mut self) {
        let data = self.data.path().join("postgres");
        self.postgres = Postgres::start(&data, self.durability).await.expect("its own data");
    }

    /// Fills the store's small file system to the last byte.
    pub fn store_fills_up(&self) {
        let ballast = std::fs::File::create(self.ballast()).expect("a file beside the store");
        let zeros = vec![0_u8; 64 << 10];
        while (&ballast).write_all(&zeros).is_ok() {}
    }

    /// Frees the space again.
    pub fn store_has_room_again(&self) {
        std::fs::remove_file(self.ballast()).expect("our own ballast");
    }

    fn ballast(&self) -> PathBuf {
        self.data.path().join("postgres/ballast")
    }

    /// PostgreSQL's log.
    pub fn store_said(&self) -> String {
        let log = self.postgres.place().join("postgres.log");
        std::fs::read_to_string(log).unwrap_or_default()
    }

    /// Stops nats-server.
    pub fn bus_goes_away(&mut self) {
        self.nats.stop();
    }

    /// Kills nats-server, as `kill -9`.
    pub fn bus_is_killed(&mut self) {
        if let Some(pid) = Pid::from_raw(self.nats.pid()) {
            kill_process(pid, Signal::KILL).expect("our own child can be told");
        }
        self.nats.stop();
    }

    /// Starts nats-server again where it was.
    pub async fn bus_comes_back(&mut self) {
        self.bus_starts("nats").await;
    }

    /// Starts another nats-server at the same address, with the users of the one before, which must be away.
    pub async fn bus_is_replaced(&mut self) {
        const ANOTHER: &str = "another-nats";
        let passwords = self.data.path().join(ANOTHER).join("passwords");
        std::fs::create_dir_all(&passwords).expect("a folder of our own");
        for file in std::fs::read_dir(self.nats.passwords()).expect("a folder of our own") {
            let file = file.expect("a file of our own");
            std::fs::copy(file.path(), passwords.join(file.file_name())).expect("a small file");
        }
        self.bus_starts(ANOTHER).await;
    }

    async fn bus_starts(&mut self, folder: &str) {
        let port = self.nats.url().rsplit(':').next().and_then(|port| port.parse().ok());
        let started = Nats::start(&self.data.path().join(folder), port).await;
        self.nats = started.expect("its own data, or none");
    }

    /// nats-server's process.
    pub fn bus_pid(&self) -> i32 {
        self.nats.pid()
    }

    /// The address at which a unit tells its metrics and whether it is ready.
    pub fn admin(&self, unit: &str) -> SocketAddr {
        self.admins[unit]
    }

    /// Runs the program without a store, as a person does who has only files.
    pub async fn offline(&self, arguments: &[&str]) -> std::process::Output {
        let mut program = tokio::process::Command::new(&self.program);
        program.args(arguments).output().await.expect("the program under test starts")
    }

    /// Runs the program on this store, as an operator does.
    pub async fn operator(&self, arguments: &[&str]) -> std::process::Output {
        self.operator_with(arguments, "").await
    }

    /// The same with fail points.
    pub async fn operator_with(
        &self,
        arguments: &[&str],
        failpoints: &str,
    ) -> std::process::Output {
        let failpoints = [self.always.as_str(), failpoints].join(";");
        tokio::process::Command::new(&self.program)
            .args(arguments)
            .arg("--throw-away")
            .env("FAILPOINTS", failpoints.trim_matches(';'))
            .env("PLUMBLINE_STORE", self.postgres.url_without_user(DATABASE))
            .env("PLUMBLINE_OWNER_STORE", self.postgres.url(DATABASE))
            .output()
            .await
            .expect("the program under test starts")
    }

    /// Deletes everything that nats-server kept; the server must be stopped.
    pub fn bus_loses_everything(&self) {
        std::fs::remove_dir_all(self.data.path().join("nats/streams")).expect("its streams");
    }

    /// A connection to NATS of the user who may do everything.
    pub async fn bus_operator(&self) -> async_nats::Client {
        bus_user(&self.nats, "operator").await
    }

    /// A connection to NATS as another system has it.
    pub async fn bus_subscriber(&self) -> async_nats::Client {
        bus_user(&self.nats, "subscriber").await
    }

    /// URL of NATS.
    pub fn bus(&self) -> &str {
        self.nats.url()
    }

    /// The address of the web application.
    pub fn pages(&self) -> String {
        format!("http://{}", self.addresses["web"])
    }

    /// A folder of the test's own.
    pub fn folder(&self) -> &Path {
        self.data.path()
    }

    /// Every line in the log of any unit that has these words.
    pub fn said_by_all(&self, words: &str) -> Vec<(&'static str, String)> {
        let lines = |unit: &'static str| {
            let said = self.said(unit);
            let found = said.lines().filter(|line| line.contains(words));
            found.map(|line| (unit, line.to_owned())).collect::<Vec<_>>()
        };
        self.units.keys().flat_map(|unit| lines(unit)).collect()
    }

    /// The log of a unit, for the message of a failed test.
    pub fn said(&self, name: &str) -> String {
        std::fs::read_to_string(self.data.path().join(format!("{name}.log"))).unwrap_or_default()
    }
}

/// An authority, a key and a certificate for every unit, one of the test's own, and no account yet.
fn keys(folder: &Path) -> KeyFolder {
    let keys = KeyFolder::open(folder).expect("a folder of our own");
    let validity = two_days();
    keys.make_authority(validity).expect("an authority");
    for unit in SERVICES.into_iter().chain(["relay", "sealer", "web", "operator"]) {
        keys.make_service(unit, Part::of(unit), validity).expect("a unit's key");
    }
    let speaks_for =
        vec![SpeaksFor::Persons, SpeaksFor::SignIn, SpeaksFor::System, SpeaksFor::Installation];
    let teller = Part { speaks_for, serves: Vec::new() };
    keys.make_service(TELLER, teller, validity).expect("the test's key");
    keys.begin_accounts().expect("a file of accounts");
    keys
}

/// A connection to a nats-server of the user who may do everything.
pub async fn bus_user(nats: &Nats, user: &str) -> async_nats::Client {
    let password = nats.passwords().join(user);
    let password = std::fs::read_to_string(password).expect("our own folder");
    async_nats::ConnectOptions::with_user_and_password(user.to_owned(), password)
        .custom_inbox_prefix(format!("_INBOX.{user}"))
        .connect(nats.url())
        .await
        .expect("the bus is there")
}

/// Yesterday to tomorrow.
pub fn two_days() -> Validity {
    let today = Clock::new(false).today();
    let (from, until) = (today.yesterday(), today.tomorrow());
    Validity { from: from.expect("a day"), until: until.expect("a day") }
}
