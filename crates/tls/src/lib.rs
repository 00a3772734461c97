//! Verifies the servers that this process connects to, and says in words why it does not trust one.

mod authorities;
#[cfg(feature = "testing")]
pub mod testing;
mod verify;

pub use authorities::{Authorities, AuthoritiesError, of_nobody};
pub use rustls::ClientConfig;
pub use verify::{Untrusted, untrusted};
