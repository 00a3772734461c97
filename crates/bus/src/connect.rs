//! The connection to NATS, which comes back by itself.

use std::time::Duration;

use async_nats::{Client, ConnectOptions, Event, ServerAddr};
use tls::Authorities;

/// Messages that may stand unheard in this process; more are lost, and found missing by their position.
const UNHEARD: usize = 4_096;

/// An address that is none, or credentials that cannot be read. A server that is away is no error here.
#[derive(Debug, thiserror::Error)]
#[error("the bus address cannot be used: {cause}")]
pub struct ConnectError {
    cause: async_nats::ConnectError,
}

/// Who connects.
#[derive(Clone, Debug)]
pub struct Login {
    /// The user, who gives the connection its name and its inbox.
    pub user: String,
    /// Its password; none where the server asks for none.
    pub password: Option<String>,
    /// Who has to have signed the server's certificate. The connection is then encrypted, or there is none.
    pub authorities: Option<Authorities>,
}

impl Login {
    /// A user without a password; one in the address goes before it.
    pub fn without_password(user: &str) -> Self {
        Self { user: user.to_owned(), password: None, authorities: None }
    }
}

/// Connects in the background, for ever: Plumbline goes on without the bus and uses it when it is there.
pub async fn connect(address: &str, login: &Login) -> Result<Client, ConnectError> {
    options(address, login)
        .retry_on_initial_connect()
        .reconnect_delay_callback(|attempts| {
            Duration::from_millis((50 << attempts.min(6)).min(2_000))
        })
        .event_callback(|event| async move {
            match event {
                Event::Connected => tracing::info!("the bus is there"),
                Event::Disconnected => tracing::warn!("the bus is away; going on from the log"),
                Event::ServerError(error) => tracing::warn!(%error, "the bus refused something"),
                other => tracing::debug!(event = %other, "the bus says"),
            }
        })
        .connect(servers(address))
        .await
        .map_err(|cause| ConnectError { cause })
}

/// What a server of the bus says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BusServer {
    /// Its version.
    pub version: String,
    /// Whether the connection to it is encrypted, and its certificate verified.
    pub encrypted: bool,
}

/// Why there is no server of the bus to speak with, in a sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoBusServer {
    /// It is away, or has no JetStream.
    #[error("{0}")]
    Away(String),
    /// It is there and not trusted, or does not encrypt. Another try changes nothing.
    #[error("{0}")]
    Untrusted(String),
}

/// Asks a server that is there now and has JetStream about itself.
pub async fn server(address: &str, login: &Login) -> Result<BusServer, NoBusServer> {
    let connected = options(address, login).connect(servers(address)).await;
    let client = connected.map_err(|error| match tls::untrusted(&error) {
        Some(why) => NoBusServer::Untrusted(why.to_string()),
        None => NoBusServer::Away(error.to_string()),
    })?;
    let jetstream = async_nats::jetstream::new(client.clone());
    // Not the account's figures: servers before 2.10 give them in another shape.
    let asked = jetstream.get_stream(crate::Hearers::Open.stream()).await;
    if let Some(error) = asked.err().filter(|error| !crate::stream::is_missing(error)) {
        return Err(NoBusServer::Away(format!("JetStream does not answer: {error}")));
    }
    let info = client.server_info();
    // A server that asks for TLS gets it also where the settings do not.
    let encrypted = login.authorities.is_some() || info.tls_required;
    Ok(BusServer { version: info.version, encrypted })
}

/// The servers that an address names, separated by commas; a client goes to another where one is away.
fn servers(address: &str) -> Vec<&str> {
    address.split(',').map(str::trim).collect()
}

/// A user that the address names goes before ours; async-nats itself leaves a URL's user and password out.
fn options(address: &str, login: &Login) -> ConnectOptions {
    let given = servers(address).first().and_then(|first| first.parse::<ServerAddr>().ok());
    let given = given.as_ref().and_then(|server| Some((server.username()?, server.password()?)));
    let given = given.or(login.password.as_deref().map(|password| (login.user.as_str(), password)));
    let options = match given {
        Some((user, password)) => {
            ConnectOptions::with_user_and_password(user.to_owned(), password.to_owned())
        }
        None => ConnectOptions::new(),
    };
    let options = match &login.authorities {
        Some(authorities) => options.require_tls(true).tls_client_config(authorities.client()),
        None => options,
    };
    options
        .name(format!("plumbline {}", login.user))
        .subscription_capacity(UNHEARD)
        .custom_inbox_prefix(crate::rights::inbox(&login.user))
}
