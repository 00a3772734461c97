//! Decides who may do what, on which school, in which role, until when. Every rpc asks.
//!
//! The rules are in `policies/`, in words a trust's clerk can read. The tables in `docs/access/` show what they allow.
//! What no rule allows is refused. A trust may add rules of its own, which can only forbid.

mod action;
mod decide;
mod explain;
mod may;
mod policy;
mod reach;
mod role;
mod roles;
mod scope;
mod shows;
mod subject;
mod vocabulary;

pub use action::Action;
pub use decide::{Access, Actor, Decision, Question, Standing};
pub use policy::{PolicyError, Rule};
pub use reach::Reach;
pub use role::{Held, Place, all_roles, kind_words, places_of, role_name, role_words};
pub use roles::{KnownVisit, Roles};
pub use scope::{Scope, Scopes};
pub use shows::{Shows, Sight};
pub use subject::Subject;
