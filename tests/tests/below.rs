//! The second line below the services: who may do what in the store and on the bus. Every statement and every subject is
//! tried on real servers. Tables, roles and users come from the servers, so a new one is tried by itself.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "below/bus.rs"]
mod bus;
#[path = "below/document.rs"]
mod document;
#[path = "below/ground.rs"]
mod ground;
#[path = "below/statements.rs"]
mod statements;
#[path = "below/store.rs"]
mod store;
#[path = "below/trusts.rs"]
mod trusts;
