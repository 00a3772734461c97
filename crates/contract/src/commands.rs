//! The commands of each aggregate: the requests of its rpcs.

use uuid::Uuid;

use crate::Asks;
use crate::rules::Rules;

/// What one aggregate can be asked to do.
pub trait Command: Send + Sync {
    /// Id of the thing that the command is for; `None` where it begins one.
    fn thing(&self) -> Option<&str>;
}

/// A request that changes something: by one command, or by many in one act.
pub trait Gives: Asks + Rules + Clone + Send + Sync {
    /// The id by which a repeat is recognised.
    fn command_id(&self) -> &str;
}

/// A request that gives a command to an aggregate.
pub trait Tells: Gives + Into<Self::Command> {
    /// What it becomes.
    type Command: Command;
}

/// A request whose answer holds nothing but the position and ids.
pub trait Answered: Tells {
    /// The message that answers it.
    type Answer;

    /// The answer.
    fn answer(told: &Told) -> Self::Answer;
}

/// A command that is in the log, as its answer needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Position of its last event.
    pub position: u64,
    /// Id of the thing that was told.
    pub id: String,
    /// The command's id.
    pub command_id: Uuid,
}

impl Told {
    /// The id of a thing that a command brings into being. `what` tells several apart.
    pub fn new_id(&self, what: &str) -> String {
        new_id(self.command_id, what).to_string()
    }
}

/// The id of a thing that a command brings into being: a repeat of the command names the same.
pub fn new_id(command_id: Uuid, what: &str) -> Uuid {
    Uuid::new_v5(&command_id, what.as_bytes())
}

#[allow(
    clippy::enum_variant_names,
    clippy::large_enum_variant,
    reason = "variants are named for their rpcs, and requests are held one at a time"
)]
mod generated {
    use super::{Answered, Command, Gives, Tells, Told};
    include!(concat!(env!("OUT_DIR"), "/commands.rs"));
}

pub use generated::*;
