//! Keys, tokens and certificates: how a process shows who it is, and what it can believe of others.

mod settings;
pub mod token;

pub use settings::{Identity, IdentityError, IdentitySettings};
