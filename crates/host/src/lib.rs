//! Starts a unit of Plumbline: settings, clock, peers, telemetry, gRPC server, projection runners, shutdown.

mod admin;
mod belief;
mod calls;
pub mod child;
mod clock;
mod disclosures;
mod door;
mod exchange;
mod holding;
mod identity;
mod limited;
mod measures;
mod peers;
mod permissions;
mod reaching;
pub mod secrets;
mod serve;
mod service;
mod settings;
mod speaking;
mod telemetry;
mod telling;
mod tend;

pub use clock::Clock;
pub use disclosures::Disclosures;
pub use door::{Door, LONGEST_WHY, Reading};
pub use identity::{BeliefSettings, IdentityError, IdentitySettings};
pub use peers::{Peers, UnknownPeer};
pub use permissions::{Allowed, Asked, Permissions};
pub use reaching::Reaching;
pub use serve::{Host, ServeError};
pub use service::{OpenError, Opened, Parts, Service, Task};
pub use settings::{Settings, SettingsError};
pub use speaking::{Channel, Speaking};
pub use telemetry::{Telemetry, TelemetryError};
pub use telling::fingerprint;

pub use access::token;
pub use access::{
    Access, Actor, Reach, Roles, Scope, Scopes, Shows, Sight, Subject, kind_words, places_of,
    role_words,
};

pub use bus::{
    CONNECTIONS as RELAY_CONNECTIONS, Hearers, Rights as BusRights, SUBSCRIBER,
    configuration as bus_configuration, relayed, version as bus_version,
};

pub use limits::Limits;

#[doc(hidden)]
pub use tokio_util::sync::CancellationToken;
