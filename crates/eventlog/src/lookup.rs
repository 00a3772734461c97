//! What a decision reads of other streams than its own.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use contract::events::StoredEvent as _;
use jiff::civil::Date;
use tonic::Status;
use uuid::Uuid;

use crate::execute::replay;
use crate::{Decider, Envelope, Happened, Log, ReadError, Recorded, Stream, StreamRead};

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

/// The doors of a service have nothing to look up for these aggregates.
#[macro_export]
macro_rules! knows_nothing {
    ($doors:ty: $($aggregate:ty),+) => {$(
        #[::tonic::async_trait]
        impl $crate::Knows<$aggregate> for $doors {
            async fn facts(
                &self,
                _: &<$aggregate as $crate::Decider>::Command,
                _: &$crate::Lookup<'_>,
            ) -> Result<(), ::tonic::Status> {
                Ok(())
            }
        }
    )+};
}

/// Facts that were found before, for a service that looks them up or makes them itself.
#[derive(Clone, Copy, Debug)]
pub struct FoundBefore<F>(pub F);

#[async_trait::async_trait]
impl<A: Decider> Knows<A> for FoundBefore<A::Facts>
where
    A::Facts: Clone,
{
    async fn facts(&self, _: &A::Command, _: &Lookup<'_>) -> Result<A::Facts, Status> {
        Ok(self.0.clone())
    }
}

/// Loads aggregates for one decision.
#[derive(Debug)]
pub struct Lookup<'a> {
    log: &'a Log,
    /// Of the command that is to be decided.
    pub envelope: &'a Envelope,
    read: Mutex<HashMap<Stream, Arc<[Happened]>>>,
}

impl<'a> Lookup<'a> {
    pub(crate) fn new(log: &'a Log, envelope: &'a Envelope) -> Self {
        Self { log, envelope, read: Mutex::default() }
    }

    /// Reads many streams at once, for what is loaded after this.
    pub async fn read_ahead(&self, streams: &[Stream]) -> Result<(), ReadError> {
        let names: Vec<&str> = streams.iter().map(Stream::as_str).collect();
        let mut found = self.log.load_each(self.trust(), &names).await?;
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        for stream in streams {
            let history = found.remove(stream.as_str()).unwrap_or_default();
            read.entry(stream.clone()).or_insert_with(|| history.into());
        }
        Ok(())
    }

    /// The aggregate as it stands now; its first state where nothing happened to it. The append refuses the command as a
    /// conflict where the aggregate has moved on meanwhile.
    pub async fn load<A: Decider>(&self, id: impl std::fmt::Display) -> Result<A, ReadError> {
        let history = self.happened(&Stream::new(A::Event::CATEGORY, id)).await?;
        Ok(replay(&history)?.0)
    }

    /// The events of a stream, oldest first, each with its actor. One decision reads a stream once.
    pub async fn happened(&self, stream: &Stream) -> Result<Arc<[Happened]>, ReadError> {
        if let Some(history) = self.known(stream) {
            return Ok(history);
        }
        let history: Arc<[Happened]> = self.log.load(self.trust(), stream).await?.into();
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Arc::clone(read.entry(stream.clone()).or_insert(history)))
    }

    /// The event at a position of the trust's log, of any service; `None` where the log does not reach so far.
    pub async fn at(&self, position: u64) -> Result<Option<Recorded>, ReadError> {
        let Some(before) = position.checked_sub(1) else { return Ok(None) };
        let found = self.log.read(self.trust(), before, 1).await?;
        Ok(found.into_iter().find(|recorded| recorded.position == position))
    }

    fn known(&self, stream: &Stream) -> Option<Arc<[Happened]>> {
        let read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.get(stream).cloned()
    }

    /// What was read, but for the streams that are written: their versions are compared anyway.
    pub(crate) fn reads(&self, written: &[&Stream]) -> Vec<StreamRead> {
        let read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let others = read.iter().filter(|(stream, _)| !written.contains(stream));
        let reads = others.map(|(stream, history)| StreamRead {
            stream: stream.clone(),
            version: history.last().map_or(0, Happened::version),
        });
        reads.collect()
    }

    /// The day of the command that is to be decided, British time.
    pub fn today(&self) -> Date {
        self.envelope.context.today()
    }

    /// The trust whose log it is.
    pub fn trust(&self) -> Uuid {
        self.envelope.trust()
    }
}
