//! Between services: forged tokens, wrong certificates, services that speak for a caller they may not, other systems. All
//! are tried at the doors of real processes.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "between/accounts.rs"]
mod accounts;
#[path = "between/arranged.rs"]
mod arranged;
#[path = "between/attacker.rs"]
mod attacker;
#[path = "between/certificates.rs"]
mod certificates;
#[path = "between/forged.rs"]
mod forged;
#[path = "between/secrets.rs"]
mod secrets;
#[path = "between/speaking.rs"]
mod speaking;
#[path = "between/stand.rs"]
mod stand;
#[path = "between/start.rs"]
mod start;
