//! Runs a process of Plumbline: settings, telemetry, gRPC server, followers, relay, health, shutdown.

mod admin;
mod backups;
mod call_times;
pub mod child;
mod health;
mod log_stamps;
mod prometheus;
mod reflection;
pub mod secrets;
mod serve;
mod service;
mod settings;
mod telemetry;

pub use serve::{Host, ServeError};
pub use service::{OpenError, Opened, Parts, Service, Task};
pub use settings::{Settings, SettingsError};
pub use telemetry::{Telemetry, TelemetryError};

pub use bus::{
    CONNECTIONS as RELAY_CONNECTIONS, Hearers, NoBusServer, Rights as BusRights, SUBSCRIBER,
    StreamFill, configuration as bus_configuration, relayed, server as bus_server,
};

#[doc(hidden)]
pub use tokio_util::sync::CancellationToken;
