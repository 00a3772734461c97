//! The connection to NATS, which comes back by itself.

use std::time::Duration;

use async_nats::{Client, ConnectOptions, Event, ServerAddr};

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
}

impl Login {
    /// A user without a password; one in the address goes before it.
    pub fn without_password(user: &str) -> Self {
        Self { user: user.to_owned(), password: None }
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

/// The version of a server that is there now and has JetStream; a sentence where it is not or has not.
pub async fn version(address: &str, login: &Login) -> Result<String, String> {
    let client = options(address, login)
        .connect(servers(address))
        .await
        .map_err(|error| error.to_string())?;
    let jetstream = async_nats::jetstream::new(client.clone());
    // Not the account's figures: servers before 2.10 give them in another shape.
    let asked = jetstream.get_stream(crate::Hearers::Open.stream()).await;
    if let Some(error) = asked.err().filter(|error| !crate::stream::is_missing(error)) {
        return Err(format!("JetStream does not answer: {error}"));
    }
    Ok(client.server_info().version)
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
    options
        .name(format!("plumbline {}", login.user))
        .subscription_capacity(UNHEARD)
        .custom_inbox_prefix(crate::rights::inbox(&login.user))
}
