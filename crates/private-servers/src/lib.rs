//! Starts a PostgreSQL and a nats-server of one's own in a folder, and stops them with the process.
//!
//! For the demo, a small installation on one machine, and tests. Production points at servers by URL.

mod child;
mod nats;
mod nats_cluster;
mod place;
mod postgres;
mod users;
mod wire;

pub use nats::Nats;
pub use nats_cluster::NatsCluster;
pub use place::{StartError, installed};
pub use postgres::{Durability, Postgres, ServerCertificate};
pub use users::nats_users;
pub use wire::Wire;
