//! Carries the log to NATS JetStream and back: a relay publishes every event for the services, another one what other
//! systems may hear, and a process's feed brings events home.
//!
//! NATS is never a place where the only copy of a fact lives: what is lost, doubled or out of order on the
//! way is put right by position, from the log.

mod connect;
mod drive;
mod feed;
mod hearers;
mod inbox;
mod message;
mod past;
mod publish;
mod relay;
mod rights;
mod stream;

pub use async_nats::Client;
pub use connect::{BusServer, ConnectError, Login, NoBusServer, check_at_start, connect, server};
pub use feed::feed;
pub use hearers::Hearers;
pub use message::CarryError;
pub use past::PastError;
pub use relay::{CONNECTIONS, Relay, RelayError, relayed};
pub use rights::{RELAY, Rights, SUBSCRIBER, configuration};
pub use stream::{STREAM_MEGABYTES, StreamError, StreamFill};
