//! Carries the log to NATS JetStream and back: the relay publishes every event, a process's feed brings it home.
//!
//! NATS is never a place where the only copy of a fact lives: what is lost, doubled or out of order on the
//! way is put right by position, from the log.

mod connect;
mod drive;
mod feed;
mod inbox;
mod message;
mod relay;
mod rights;
mod stream;

pub use async_nats::Client;
pub use connect::{ConnectError, Login, connect, version};
pub use feed::feed;
pub use message::{CarryError, subject};
pub use relay::{CONNECTIONS, Relay, RelayError, relayed};
pub use rights::{RELAY, Rights, SUBSCRIBER, configuration};
pub use stream::{STREAM, StreamError};
