//! What a decision reads of other streams than its own.

use std::sync::{Mutex, PoisonError};

use contract::events::StoredEvent as _;
use tonic::Status;
use uuid::Uuid;

use crate::{Decider, Envelope, Log, ReadError, Stream};

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

/// Loads aggregates for one decision, and notes at which version it found each.
#[derive(Debug)]
pub struct Lookup<'a> {
    log: &'a Log,
    /// Of the command that is to be decided.
    pub envelope: &'a Envelope,
    read: Mutex<Vec<Read>>,
}

/// A stream that a decision has read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// Which one.
    pub stream: Stream,
    /// Its version then; 0 where there was none.
    pub version: u64,
}

impl<'a> Lookup<'a> {
    pub(crate) fn new(log: &'a Log, envelope: &'a Envelope) -> Self {
        Self { log, envelope, read: Mutex::default() }
    }

    /// The aggregate as it stands now; its first state where nothing happened to it.
    pub async fn load<A: Decider>(&self, id: impl std::fmt::Display) -> Result<A, ReadError> {
        let stream = Stream::new(A::Event::CATEGORY, id);
        let (aggregate, version) = crate::execute::at(self.log, self.trust(), &stream).await?;
        self.read.lock().unwrap_or_else(PoisonError::into_inner).push(Read { stream, version });
        Ok(aggregate)
    }

    /// The trust whose log it is.
    pub fn trust(&self) -> Uuid {
        self.envelope.trust()
    }
}
