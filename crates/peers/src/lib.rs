//! Calls other services: where they are reached, and the token that says for whom each call is made.

mod channels;
mod connection;
mod sign_calls;

pub use channels::{Peers, UnknownPeer};
pub use connection::ServiceConnection;
pub use sign_calls::{CallSigner, Channel, RememberToken};
