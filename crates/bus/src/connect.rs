//! The connection to NATS, which comes back by itself.

use std::time::Duration;

use async_nats::{Client, ConnectOptions, Event};

/// An address that is none, or credentials that cannot be read. A server that is away is no error here.
#[derive(Debug, thiserror::Error)]
#[error("the bus address {address} cannot be used: {cause}")]
pub struct ConnectError {
    address: String,
    cause: async_nats::ConnectError,
}

/// Connects in the background, for ever: Plumbline goes on without the bus and uses it when it is there.
pub async fn connect(address: &str, name: &str) -> Result<Client, ConnectError> {
    ConnectOptions::new()
        .name(name)
        .retry_on_initial_connect()
        .reconnect_delay_callback(|attempts| {
            Duration::from_millis((50 << attempts.min(6)).min(2_000))
        })
        .event_callback(|event| async move {
            match event {
                Event::Connected => tracing::info!("the bus is there"),
                Event::Disconnected => tracing::warn!("the bus is away; going on from the log"),
                other => tracing::debug!(event = %other, "the bus says"),
            }
        })
        .connect(address)
        .await
        .map_err(|cause| ConnectError { address: address.to_owned(), cause })
}

/// The version of a server that is there now and has JetStream; a sentence where it is not or has not.
pub async fn version(address: &str) -> Result<String, String> {
    let client = async_nats::connect(address).await.map_err(|error| error.to_string())?;
    let jetstream = async_nats::jetstream::new(client.clone());
    jetstream
        .query_account()
        .await
        .map_err(|error| format!("JetStream does not answer: {error}"))?;
    Ok(client.server_info().version)
}
