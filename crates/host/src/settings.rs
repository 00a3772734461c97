//! Every setting of a running unit: command line, then environment, then default.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use eventlog::{StoreConfig, StoreConnections, with_timeouts};
use limits::Limits;

use door::AuthenticationSettings;
use identity::{IdentityError, IdentitySettings};
use peers::Peers;
use tls::Authorities;

use crate::secrets;

/// Settings shared by all units. `deploy/env.example` lists each with its default.
#[derive(Args, Clone)]
pub struct Settings {
    /// Where the store is: a PostgreSQL URL without user; each service brings its own role. With `sslmode=verify-full` the
    /// connection is encrypted and the server verified.
    #[arg(
        long,
        env = "PLUMBLINE_STORE",
        default_value = "postgresql://localhost/plumbline",
        hide_env_values = true
    )]
    pub store: String,
    /// A directory with one file per role (`plumbline_surveys`, ...) that holds the role's password.
    #[arg(long, env = "PLUMBLINE_STORE_PASSWORDS")]
    pub store_passwords: Option<PathBuf>,
    /// How many connections to the store each service of this process opens at most; never fewer than six.
    #[arg(long, env = "PLUMBLINE_STORE_CONNECTIONS", default_value_t = StoreConnections::FEW.total())]
    pub store_connections: usize,
    /// Go on although the store could lose acknowledged events in a power cut. For throw-away installations.
    #[arg(long, env = "PLUMBLINE_THROW_AWAY")]
    pub throw_away: bool,
    /// Where NATS is; `none` to go on without the bus. With `tls://` the connection is encrypted and the server verified.
    #[arg(
        long,
        env = "PLUMBLINE_BUS",
        default_value = "nats://127.0.0.1:4222",
        hide_env_values = true
    )]
    pub bus: String,
    /// On how many servers of a NATS cluster the streams are kept: 1, 3 or 5.
    #[arg(long, env = "PLUMBLINE_BUS_REPLICAS", default_value = "1", value_parser = replicas)]
    pub bus_replicas: usize,
    /// How many megabytes each of the two streams takes at most. Beyond that its oldest events leave before their week is over.
    #[arg(long, env = "PLUMBLINE_BUS_MEGABYTES", default_value_t = bus::STREAM_MEGABYTES, value_parser = clap::value_parser!(u32).range(1..))]
    pub bus_megabytes: u32,
    /// A directory with one file per user of the bus (`surveys`, `relay`, ...) that holds the user's password.
    #[arg(long, env = "PLUMBLINE_BUS_PASSWORDS")]
    pub bus_passwords: Option<PathBuf>,
    /// A file with the authority of the bus's certificate, in PEM; the connection is then encrypted. Those of this machine unless said.
    #[arg(long, env = "PLUMBLINE_BUS_AUTHORITY")]
    pub bus_authority: Option<PathBuf>,
    /// Where the gRPC doors of this process listen.
    #[arg(long, env = "PLUMBLINE_LISTEN", default_value = "127.0.0.1:7400")]
    pub listen: SocketAddr,
    /// Where a service is reached when it is not in this process: `surveys=https://10.0.0.5:7400`, comma-separated.
    #[arg(long, env = "PLUMBLINE_PEERS", value_delimiter = ',', value_parser = peer)]
    pub peers: Vec<(String, String)>,
    /// Let a caller say what time it is. For the demo and tests: the doors must listen on loopback, and nobody signs in.
    #[arg(long, env = "PLUMBLINE_GIVEN_CLOCK")]
    pub given_clock: bool,
    /// The program that renders reports, called as `<program> typeset`, and reads attached ones, called as `<program> read-report`. It is
    /// this program itself unless said.
    #[arg(long, env = "PLUMBLINE_TYPESETTER")]
    pub typesetter: Option<PathBuf>,
    /// The folder of the keys of open surveys, shared by all processes of the surveys service and by nothing else. Backups
    /// leave it out. Without it no survey can be opened.
    #[arg(long, env = "PLUMBLINE_WAVE_KEYS")]
    pub wave_keys: Option<PathBuf>,
    /// A file outside the store and its backups that remembers what was erased: random ids and commitments. With it a restored
    /// backup can be cleaned of them.
    #[arg(long, env = "PLUMBLINE_ERASURES")]
    pub erasures: Option<PathBuf>,
    /// How many days old the newest backup may be that `plumbline restore --drill` proved, before health, metrics and the
    /// status page say that it is late.
    #[arg(long, env = "PLUMBLINE_BACKUP_DAYS", default_value_t = BACKUP_DAYS, value_parser = clap::value_parser!(u16).range(1..))]
    pub backup_days: u16,
    /// The virus scanner that is asked about an attached file before it is stored. It is `clamd:/run/clamav/clamd.ctl`,
    /// `clamd:host:port`, or the whole path of a program with its arguments. Unless said, files are not scanned.
    #[arg(long, env = "PLUMBLINE_SCAN")]
    pub scan: Option<String>,
    /// Where traces go, for example `http://127.0.0.1:4317` (OTLP over gRPC); nowhere unless said.
    #[arg(long, env = "PLUMBLINE_TRACES")]
    pub traces: Option<String>,
    /// Where Prometheus finds /metrics, and others /healthz and /readyz, over HTTP; nowhere unless said.
    #[arg(long = "admin-listen", env = "PLUMBLINE_ADMIN")]
    pub admin: Option<SocketAddr>,
    /// The settings of signing in, which also say how e-mail goes out. The option stands with the web application's.
    #[arg(skip)]
    pub sign_in: Option<PathBuf>,
    /// How much a client may ask for.
    #[command(flatten)]
    pub limits: Limits,
    /// Who this process is to the others.
    #[command(flatten)]
    pub identity: IdentitySettings,
    /// How its door authenticates callers.
    #[command(flatten)]
    pub authentication: AuthenticationSettings,
}

/// A backup each night, one night that failed, and the time until the next one is proved.
const BACKUP_DAYS: u16 = 3;

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The store's URL is none.
    #[error("the store setting is no PostgreSQL URL that can be used: {0}")]
    Store(#[from] eventlog::StoreAddressError),
    /// The authorities that the bus is verified against cannot be read.
    #[error("the bus: {0}")]
    Authorities(#[from] tls::AuthoritiesError),
    /// A secret where others can see it.
    #[error(
        "the store's address holds a password, which every process list shows: put it into a file, see {0}"
    )]
    PasswordShown(&'static str),
    /// A password file cannot be read.
    #[error("the password file {0} cannot be read: {1}")]
    Password(PathBuf, std::io::Error),
    /// A peer's address is none.
    #[error(transparent)]
    Peer(#[from] peers::UnknownPeer),
    /// A key or certificate cannot be used.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// Every caller could say what time it is.
    #[error(
        "Callers may say what time it is (--given-clock) only in a demonstration on this machine: with --listen and --web on loopback."
    )]
    GivenClock,
    /// Where people sign in, a proxy hands on what comes from outside, and to Plumbline it comes from this machine.
    #[error(
        "Callers may say what time it is (--given-clock) only where nobody signs in. Take PLUMBLINE_GIVEN_CLOCK away, or PLUMBLINE_SIGN_IN."
    )]
    GivenClockWithSignIn,
    /// This program's own path is not known, so the typesetter must be named.
    #[error("this program's own path is not known ({0}); name the typesetter")]
    Typesetter(std::io::Error),
}

impl std::fmt::Debug for Settings {
    /// Where things are, without a secret that stands in an address.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Settings")
            .field("store", &secrets::masked(&self.store))
            .field("bus", &secrets::masked(&self.bus))
            .field("listen", &self.listen)
            .finish_non_exhaustive()
    }
}

impl Default for Settings {
    /// What a command line without options and environment says.
    fn default() -> Self {
        Self {
            store: "postgresql://localhost/plumbline".to_owned(),
            store_passwords: None,
            store_connections: StoreConnections::FEW.total(),
            throw_away: false,
            bus: "nats://127.0.0.1:4222".to_owned(),
            bus_replicas: 1,
            bus_megabytes: bus::STREAM_MEGABYTES,
            bus_passwords: None,
            bus_authority: None,
            listen: SocketAddr::from(([127, 0, 0, 1], 7400)),
            peers: Vec::new(),
            given_clock: false,
            typesetter: None,
            wave_keys: None,
            erasures: None,
            backup_days: BACKUP_DAYS,
            scan: None,
            traces: None,
            admin: None,
            sign_in: None,
            limits: Limits::default(),
            identity: IdentitySettings::default(),
            authentication: AuthenticationSettings::default(),
        }
    }
}

/// An even number outlives no more servers than the odd one below it.
fn replicas(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number @ (1 | 3 | 5)) => Ok(number),
        _ => Err("1, 3 or 5 servers keep a stream".to_owned()),
    }
}

impl Settings {
    /// How many connections of each kind a service of this process has.
    pub fn connections(&self) -> StoreConnections {
        StoreConnections::of(self.store_connections)
    }

    /// Connection settings for a database role, for example `plumbline_surveys`, with an end to every wait.
    pub fn store_as(&self, role: &str) -> Result<StoreConfig, SettingsError> {
        let mut config: StoreConfig = self.store.parse()?;
        if config.get_password().is_some() {
            return Err(SettingsError::PasswordShown("PLUMBLINE_STORE_PASSWORDS"));
        }
        config.user(role).application_name(role);
        if let Some(password) = secrets::named(self.store_passwords.as_deref(), role)? {
            config.password(password);
        }
        Ok(with_timeouts(&config))
    }

    /// Channels to the other services; those of this process are at its own address.
    pub fn peers(&self) -> Result<Peers, SettingsError> {
        let named: BTreeMap<_, _> = self.peers.iter().cloned().collect();
        let identity = self.identity.read()?;
        let here = format!("{}://{}", identity.scheme(), self.listen);
        Ok(Peers::try_as(identity, &here, &named)?)
    }

    /// The program that renders reports and reads attached ones.
    pub fn typesetter(&self) -> Result<PathBuf, SettingsError> {
        match &self.typesetter {
            Some(program) => Ok(program.clone()),
            None => std::env::current_exe().map_err(SettingsError::Typesetter),
        }
    }

    /// Who a service, or the relay, is on the bus. A user in the address goes before it.
    pub fn bus_login(&self, user: &str) -> Result<bus::Login, SettingsError> {
        let password = secrets::named(self.bus_passwords.as_deref(), user)?;
        Ok(bus::Login { user: user.to_owned(), password, authorities: self.bus_authorities()? })
    }

    /// Whom the bus's certificate has to be from; `None` where nothing asks for encryption.
    fn bus_authorities(&self) -> Result<Option<Authorities>, SettingsError> {
        Ok(match (&self.bus_authority, self.bus.contains("tls://")) {
            (Some(file), _) => Some(Authorities::of_file(file)?),
            (None, true) => Some(Authorities::of_this_machine()?),
            (None, false) => None,
        })
    }

    /// The bus's address; `None` to go on without it.
    pub fn bus(&self) -> Option<&str> {
        (self.bus != "none").then_some(self.bus.as_str())
    }
}

fn peer(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((service, address)) => Ok((service.to_owned(), address.to_owned())),
        None => Err("must be written like surveys=http://10.0.0.5:7400".to_owned()),
    }
}

#[cfg(test)]
mod tests;
