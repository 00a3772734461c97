//! What a decision reads of other streams than its own.

use std::sync::{Mutex, PoisonError};

use contract::events::StoredEvent as _;
use tonic::Status;
use uuid::Uuid;

use crate::execute::replay;
use crate::{Decider, Envelope, Log, ReadError, Stream, StreamRead};

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
#[derive(Debug)]
pub struct Lookup<'a> {
    log: &'a Log,
    /// Of the command that is to be decided.
    pub envelope: &'a Envelope,
    reads: Mutex<Vec<StreamRead>>,
}

impl<'a> Lookup<'a> {
    pub(crate) fn new(log: &'a Log, envelope: &'a Envelope) -> Self {
        Self { log, envelope, reads: Mutex::default() }
    }

    /// The aggregate as it stands now; its first state where nothing happened to it. The append refuses the command as a
    /// conflict where the aggregate has moved on meanwhile.
    pub async fn load<A: Decider>(&self, id: impl std::fmt::Display) -> Result<A, ReadError> {
        let stream = Stream::new(A::Event::CATEGORY, id);
        let (aggregate, version) = replay(&self.log.load(self.trust(), &stream).await?)?;
        let mut reads = self.reads.lock().unwrap_or_else(PoisonError::into_inner);
        reads.push(StreamRead { stream, version });
        Ok(aggregate)
    }

    /// What was read, but for the stream that the command is for: its version is compared anyway.
    pub(crate) fn reads(&self, own: &Stream) -> Vec<StreamRead> {
        let reads = self.reads.lock().unwrap_or_else(PoisonError::into_inner);
        reads.iter().filter(|read| read.stream != *own).cloned().collect()
    }

    /// The trust whose log it is.
    pub fn trust(&self) -> Uuid {
        self.envelope.trust()
    }
}
