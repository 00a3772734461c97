//! Reads a trust's whole log and says whether its events follow each other as they must.
//!
//! Whether each is as it was recorded, only the sealed tree can say: the crate `proof` and the trail service compare them.

use std::collections::HashMap;

use contract::events::EventType;
use jiff::Timestamp;
use uuid::Uuid;

use crate::{Log, ReadError, Recorded};

/// The first thing wrong with a log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A position is missing.
    #[error("position {0} is missing")]
    Missing(u64),
    /// A stream's versions are not 1, 2, 3 ...
    #[error("position {position}: {stream} has version {found} where {expected} was due")]
    Version {
        /// Where.
        position: u64,
        /// Which stream.
        stream: String,
        /// What is there.
        found: u64,
        /// What should be.
        expected: u64,
    },
    /// The type does not belong into the stream.
    #[error("position {position}: a {kind} does not belong into {stream}")]
    Foreign {
        /// Where.
        position: u64,
        /// What is there.
        kind: String,
        /// Which stream.
        stream: String,
    },
    /// The time went backwards.
    #[error("position {0}: recorded before the event it follows")]
    Time(u64),
    /// The metadata cannot be read.
    #[error("position {0}: the metadata cannot be read")]
    Metadata(u64),
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Events found good, from position 1 on.
    pub good: u64,
    /// The first bad one, if any.
    pub fault: Option<Fault>,
}

const CHUNK: u32 = 2_000;

/// Checks positions, versions, types and times of a whole log.
pub async fn verify(log: &Log, trust: Uuid) -> Result<Verdict, ReadError> {
    let head = log.head(trust).await?.unwrap_or(0);
    let mut sequence = Sequence::default();
    while sequence.good() < head {
        let events = log.read(trust, sequence.good(), CHUNK).await?;
        if let Err(fault) = sequence.take(&events) {
            return Ok(Verdict { good: sequence.good(), fault: Some(fault) });
        }
    }
    Ok(Verdict { good: sequence.good(), fault: None })
}

/// The events of one log as far as they were taken, each after the one before it.
#[derive(Debug, Default)]
pub struct Sequence {
    good: u64,
    versions: HashMap<String, u64>,
    recorded_at: Option<Timestamp>,
}

impl Sequence {
    /// Events found good, from position 1 on.
    pub fn good(&self) -> u64 {
        self.good
    }

    /// Takes the events that come next, at least one; ends at the first that must not stand there.
    pub fn take(&mut self, events: &[Recorded]) -> Result<(), Fault> {
        if events.is_empty() {
            return Err(Fault::Missing(self.good + 1));
        }
        for event in events {
            self.next(event)?;
            self.good += 1;
        }
        Ok(())
    }

    fn next(&mut self, event: &Recorded) -> Result<(), Fault> {
        let position = self.good + 1;
        if event.position != position {
            return Err(Fault::Missing(position));
        }
        if event.metadata().is_err() {
            return Err(Fault::Metadata(position));
        }
        let (kind, stream) = (event.kind.clone(), event.stream.clone());
        if EventType::find(&kind).is_some_and(|known| !known.belongs_into(&stream)) {
            return Err(Fault::Foreign { position, kind, stream });
        }
        let version = self.versions.entry(stream.clone()).or_insert(0);
        *version += 1;
        if event.version != *version {
            let (found, expected) = (event.version, *version);
            return Err(Fault::Version { position, stream, found, expected });
        }
        if self.recorded_at.is_some_and(|before| before > event.recorded_at) {
            return Err(Fault::Time(position));
        }
        self.recorded_at = Some(event.recorded_at);
        Ok(())
    }
}
