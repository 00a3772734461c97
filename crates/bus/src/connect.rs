//! The connection to NATS, which comes back by itself.

use std::time::Duration;

use async_nats::{Client, ConnectErrorKind, ConnectOptions, Event, ServerAddr};
use tls::Authorities;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::net::TcpStream;

use crate::stream::StreamFill;

/// Messages that may stand unheard in this process; more are lost, and found missing by their position.
const UNHEARD: usize = 4_096;
/// How long a server may take to greet. One that speaks TLS from the first byte says nothing.
const PATIENCE: Duration = Duration::from_secs(2);
/// Bytes of a greeting that are read.
const GREETING: u64 = 1 << 16;

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
    /// How full the stream for other systems is, where it is there. No user but the relay may ask about that of the services.
    pub open: Option<StreamFill>,
}

/// Why there is no server of the bus to speak with, in a sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoBusServer {
    /// It is away, or has no JetStream.
    #[error("{0}")]
    Away(String),
    /// It is there and not trusted, or does not encrypt where the settings ask for it. Another try changes nothing.
    #[error("{0}")]
    Untrusted(String),
    /// It is there and does not let this user in. Another try changes nothing.
    #[error("the bus's server {address} refuses the login of {user}")]
    Refused {
        /// Who logged in.
        user: String,
        /// The servers asked, without what the address says of users.
        address: String,
    },
}

/// Asks a server that is there now and has JetStream about itself.
pub async fn server(address: &str, login: &Login) -> Result<BusServer, NoBusServer> {
    let client = reached(address, login).await?;
    let jetstream = async_nats::jetstream::new(client.clone());
    // Not the account's figures: servers before 2.10 give them in another shape.
    let asked = jetstream.get_stream(crate::Hearers::Open.stream()).await;
    let open = match asked {
        Ok(stream) => Some(StreamFill::of(&stream)),
        Err(error) if crate::stream::is_missing(&error) => None,
        Err(error) => {
            return Err(NoBusServer::Away(format!("JetStream does not answer: {error}")));
        }
    };
    let info = client.server_info();
    // A server that asks for TLS gets it also where the settings do not.
    let encrypted = login.authorities.is_some() || info.tls_required;
    Ok(BusServer { version: info.version, encrypted, open })
}

/// Says in the process's log where a server is there and the settings do not fit it. One that is away is no fault of theirs.
pub async fn check_at_start(address: String, login: Login) {
    match reached(&address, &login).await {
        Ok(_) | Err(NoBusServer::Away(_)) => {}
        Err(error @ (NoBusServer::Untrusted(_) | NoBusServer::Refused { .. })) => {
            tracing::error!(%error, "the settings of the bus do not fit it; going on from the log");
        }
    }
}

/// A connection to a server that is there now.
async fn reached(address: &str, login: &Login) -> Result<Client, NoBusServer> {
    let error = match options(address, login).connect(servers(address)).await {
        Ok(client) => return Ok(client),
        Err(error) => error,
    };
    if let Some(why) = tls::untrusted(&error) {
        return Err(NoBusServer::Untrusted(why.to_string()));
    }
    if matches!(
        error.kind(),
        ConnectErrorKind::AuthorizationViolation | ConnectErrorKind::Authentication
    ) {
        return Err(refused(address, login));
    }
    let away = NoBusServer::Away(error.to_string());
    Err(match &login.authorities {
        Some(_) => unencrypted(address).await.unwrap_or(away),
        None => away,
    })
}

/// Who is refused, and by which servers. A password in the address is not repeated.
fn refused(address: &str, login: &Login) -> NoBusServer {
    let user = match given_login(address, login) {
        Some((user, _)) => user,
        None => "a client without a user".to_owned(),
    };
    let named = servers(address).into_iter().filter_map(|one| one.parse::<ServerAddr>().ok());
    let named: Vec<String> =
        named.map(|server| format!("{}:{}", server.host(), server.port())).collect();
    NoBusServer::Refused { user, address: named.join(", ") }
}

/// The first server that is there and offers no encryption. A client that asks for it learns only that the handshake failed.
async fn unencrypted(address: &str) -> Option<NoBusServer> {
    for server in servers(address) {
        let Ok(server) = server.parse::<ServerAddr>() else { continue };
        let Ok(Ok(greeting)) = tokio::time::timeout(PATIENCE, greeting(&server)).await else {
            continue;
        };
        if offers_no_tls(&greeting) {
            let (host, port) = (server.host(), server.port());
            return Some(NoBusServer::Untrusted(format!(
                "the bus's server {host}:{port} does not encrypt, and the settings ask for it"
            )));
        }
    }
    None
}

/// What a server says first, before anything is encrypted. It hears nothing of ours.
async fn greeting(server: &ServerAddr) -> std::io::Result<String> {
    let stream = TcpStream::connect((server.host(), server.port())).await?;
    let mut line = String::new();
    BufReader::new(stream.take(GREETING)).read_line(&mut line).await?;
    Ok(line)
}

/// Whether a greeting is one of nats-server, and has no word of TLS.
fn offers_no_tls(greeting: &str) -> bool {
    let info = greeting.strip_prefix("INFO ").map(serde_json::from_str::<serde_json::Value>);
    let Some(Ok(info)) = info else { return false };
    info["tls_required"] != true && info["tls_available"] != true
}

/// The servers that an address names, separated by commas; a client goes to another where one is away.
fn servers(address: &str) -> Vec<&str> {
    address.split(',').map(str::trim).collect()
}

/// User and password. A user that the address names goes before ours.
fn given_login(address: &str, login: &Login) -> Option<(String, String)> {
    let first = servers(address).first().and_then(|first| first.parse::<ServerAddr>().ok());
    let named = first.as_ref().and_then(|server| Some((server.username()?, server.password()?)));
    let ours = login.password.as_deref().map(|password| (login.user.as_str(), password));
    let (user, password) = named.or(ours)?;
    Some((user.to_owned(), password.to_owned()))
}

/// The user is said here, since async-nats leaves a URL's user and password out.
fn options(address: &str, login: &Login) -> ConnectOptions {
    let options = match given_login(address, login) {
        Some((user, password)) => ConnectOptions::with_user_and_password(user, password),
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
