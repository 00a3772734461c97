//! The whole system for a test: a store, a bus, and every unit in a process of its own.

mod disk;
pub mod faults;
mod people;
mod ports;
mod unit;
mod world;

pub use people::{Appointed, appoint, appoint_until};
pub use ports::free_address;
pub use unit::Unit;
pub use world::{Disk, Shape, World, bus_operator, two_days};
