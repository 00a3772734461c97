//! What a decision reads of other streams than its own.

use tonic::Status;
use uuid::Uuid;

use crate::{Decider, Envelope, Log, ReadError};

/// What a service knows that one of its aggregates has to know before it decides.
#[async_trait::async_trait]
pub trait Knows<A: Decider>: Send + Sync {
    /// The facts for one command.
    async fn facts(&self, command: &A::Command, lookup: &Lookup<'_>) -> Result<A::Facts, Status>;
}

/// For aggregates that decide from their own past alone.
#[derive(Clone, Copy, Debug)]
pub struct Nothing;

#[async_trait::async_trait]
impl<A: Decider<Facts = ()>> Knows<A> for Nothing {
    async fn facts(&self, _: &A::Command, _: &Lookup<'_>) -> Result<(), Status> {
        Ok(())
    }
}

/// Loads aggregates for one decision.
#[derive(Clone, Copy, Debug)]
pub struct Lookup<'a> {
    log: &'a Log,
    /// Of the command that is to be decided.
    pub envelope: &'a Envelope,
}

impl<'a> Lookup<'a> {
    pub(crate) fn new(log: &'a Log, envelope: &'a Envelope) -> Self {
        Self { log, envelope }
    }

    /// The aggregate as it stands now; its first state where nothing happened to it.
    pub async fn load<A: Decider>(&self, id: impl std::fmt::Display) -> Result<A, ReadError> {
        Ok(crate::load::<A>(self.log, self.trust(), id).await?.0)
    }

    /// The trust whose log it is.
    pub fn trust(&self) -> Uuid {
        self.envelope.trust()
    }
}
