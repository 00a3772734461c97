//! The whole system for a test: a store, a bus, and every unit in a process of its own. With it come people, browsers and
//! identity providers.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod asked;
mod browser;
mod builds;
mod disk;
mod everybody;
pub mod faults;
mod people;
mod ports;
mod post;
mod raw;
mod remote_store;
mod requests;
mod rpcs;
mod stand;
mod unit;
mod words_fields;
mod world;

pub use asked::{Asked, refused};
pub use browser::{Answer, Browser};
pub use everybody::{Asker, TODAY, TestTrust, YESTERDAY, grant_of};
pub use people::{Appointed, appoint, appoint_until, invite};
pub use ports::free_address;
pub use post::{PostOffice, PostedLetter};
pub use raw::RawEvent;
pub use remote_store::StoreShape;
pub use requests::{Contract, Filling, Plausible, Wild};
pub use rpcs::{Rpc, Subject, Things};
pub use stand::{BROWSER_FOLDER, Stand, TENANT};
pub use unit::Unit;
pub use words_fields::WordsField;
pub use world::{Disk, Shape, World, bus_user, two_days};
