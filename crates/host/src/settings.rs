//! Every setting of a running unit: command line, then environment, then default.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Args;
use eventlog::tokio_postgres::Config;

use crate::Peers;

/// Settings shared by all units. `deploy/env.example` lists each with its default.
#[derive(Args, Clone, Debug)]
pub struct Settings {
    /// Where the store is: a PostgreSQL URL without user; each service brings its own role.
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
    /// Go on although the store could lose acknowledged events in a power cut. For throw-away installations.
    #[arg(long, env = "PLUMBLINE_THROW_AWAY")]
    pub throw_away: bool,
    /// Where NATS is; `none` to go on without the bus.
    #[arg(
        long,
        env = "PLUMBLINE_BUS",
        default_value = "nats://127.0.0.1:4222",
        hide_env_values = true
    )]
    pub bus: String,
    /// A directory with one file per user of the bus (`surveys`, `relay`, ...) that holds the user's password.
    #[arg(long, env = "PLUMBLINE_BUS_PASSWORDS")]
    pub bus_passwords: Option<PathBuf>,
    /// Where the gRPC doors of this process listen.
    #[arg(long, env = "PLUMBLINE_LISTEN", default_value = "127.0.0.1:7400")]
    pub listen: SocketAddr,
    /// Where a service is reached when it is not in this process: `surveys=http://10.0.0.5:7400`, comma-separated.
    #[arg(long, env = "PLUMBLINE_PEERS", value_delimiter = ',', value_parser = peer)]
    pub peers: Vec<(String, String)>,
    /// Let a caller say what time it is. For the demo and tests.
    #[arg(long, env = "PLUMBLINE_GIVEN_CLOCK")]
    pub given_clock: bool,
    /// The program that renders reports, called as `<program> typeset`; this program itself unless said.
    #[arg(long, env = "PLUMBLINE_TYPESETTER")]
    pub typesetter: Option<PathBuf>,
    /// Where traces go, for example `http://127.0.0.1:4317` (OTLP over gRPC); nowhere unless said.
    #[arg(long, env = "PLUMBLINE_TRACES")]
    pub traces: Option<String>,
    /// Where Prometheus finds /metrics, and others /healthz and /readyz, over HTTP; nowhere unless said.
    #[arg(long = "admin-listen", env = "PLUMBLINE_ADMIN")]
    pub admin: Option<SocketAddr>,
}

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The store's URL is none.
    #[error("the store setting is no PostgreSQL URL: {0}")]
    Store(#[from] eventlog::tokio_postgres::Error),
    /// A password file cannot be read.
    #[error("the password file {0} cannot be read: {1}")]
    Password(PathBuf, std::io::Error),
    /// A peer's address is none.
    #[error(transparent)]
    Peer(#[from] crate::UnknownPeer),
    /// This program's own path is not known, so the typesetter must be named.
    #[error("this program's own path is not known ({0}); name the typesetter")]
    Typesetter(std::io::Error),
}

impl Settings {
    /// Connection settings for a database role, for example `plumbline_surveys`.
    pub fn store_as(&self, role: &str) -> Result<Config, SettingsError> {
        let mut config: Config = self.store.parse()?;
        config.user(role).application_name(role);
        if let Some(folder) = &self.store_passwords {
            config.password(password(folder, role)?);
        }
        Ok(config)
    }

    /// Channels to the other services; those of this process are at its own address.
    pub fn peers(&self) -> Result<Peers, SettingsError> {
        let named: BTreeMap<_, _> = self.peers.iter().cloned().collect();
        Ok(Peers::try_new(&format!("http://{}", self.listen), &named)?)
    }

    /// The program that renders reports.
    pub fn typesetter(&self) -> Result<PathBuf, SettingsError> {
        match &self.typesetter {
            Some(program) => Ok(program.clone()),
            None => std::env::current_exe().map_err(SettingsError::Typesetter),
        }
    }

    /// Who a service, or the relay, is on the bus. A user in the address goes before it.
    pub fn bus_login(&self, user: &str) -> Result<bus::Login, SettingsError> {
        let folder = self.bus_passwords.as_deref();
        let password = folder.map(|folder| password(folder, user)).transpose()?;
        Ok(bus::Login { user: user.to_owned(), password })
    }

    /// The bus's address; `None` to go on without it.
    pub fn bus(&self) -> Option<&str> {
        (self.bus != "none").then_some(self.bus.as_str())
    }
}

fn password(folder: &Path, role: &str) -> Result<String, SettingsError> {
    let file = folder.join(role);
    let text =
        std::fs::read_to_string(&file).map_err(|cause| SettingsError::Password(file, cause))?;
    Ok(text.trim_end().to_owned())
}

fn peer(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((service, address)) => Ok((service.to_owned(), address.to_owned())),
        None => Err("must be written like surveys=http://10.0.0.5:7400".to_owned()),
    }
}
