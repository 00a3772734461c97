//! The one program: serves Plumbline's units, and has the operator's commands.

pub mod authority;
mod budget;
mod command;
pub mod demo;
mod failure;
pub mod key_folder;
pub mod paper;
mod rpc;
pub mod store;
mod units;

pub use budget::{Budget, Share};
pub use command::main;
pub use failure::Failure;
pub use units::services;
