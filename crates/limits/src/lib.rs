//! How much a client may ask of a server, and how slowly: sizes, rates, places, and patience with slow clients.

mod body;
mod client;
mod connections;
mod gate;
mod guarded;
mod incoming;
mod pace;
mod places;
mod rate;
mod refusal;
mod serve;
mod settings;
#[cfg(feature = "testing")]
pub mod testing;

pub use body::{Inbound, Outbound, Trouble};
pub use client::{Networks, ProxyHeader, client, group};
pub use connections::{Connection, Connections};
pub use gate::{Gate, Pass, Visit};
pub use guarded::Guarded;
pub use incoming::incoming;
pub use rate::Rate;
pub use refusal::Refusal;
pub use serve::serve;
pub use settings::Limits;
