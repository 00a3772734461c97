//! Reads a trust's whole log and says whether every event is as it was recorded.

use std::collections::HashMap;

use uuid::Uuid;

use crate::{Log, ReadError, Recorded, leaf::leaf_hash};

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
    /// The event is not what its leaf hash says.
    #[error(
        "position {0}: the event does not agree with its leaf hash, so one of the two was altered"
    )]
    Leaf(u64),
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

/// Recomputes every leaf hash, and checks positions, versions and times. Calls `seen` with the count now and then.
pub async fn verify(
    log: &Log,
    trust: Uuid,
    mut seen: impl FnMut(u64),
) -> Result<Verdict, ReadError> {
    let head = log.head(trust).await?.unwrap_or(0);
    let mut versions = HashMap::new();
    let mut last: Option<Recorded> = None;
    let mut good = 0;
    while good < head {
        let events = log.read(trust, good, CHUNK).await?;
        if events.is_empty() {
            return Ok(Verdict { good, fault: Some(Fault::Missing(good + 1)) });
        }
        for event in events {
            if let Some(fault) = fault(&event, good + 1, last.as_ref(), &mut versions) {
                return Ok(Verdict { good, fault: Some(fault) });
            }
            good += 1;
            last = Some(event);
        }
        seen(good);
    }
    Ok(Verdict { good, fault: None })
}

fn fault(
    event: &Recorded,
    position: u64,
    before: Option<&Recorded>,
    versions: &mut HashMap<String, u64>,
) -> Option<Fault> {
    if event.position != position {
        return Some(Fault::Missing(position));
    }
    let Ok(metadata) = event.metadata() else { return Some(Fault::Metadata(position)) };
    let leaf = leaf_hash(&event.leaf(metadata.actor));
    if event.leaf_hash != Some(leaf) {
        return Some(Fault::Leaf(position));
    }
    let version = versions.entry(event.stream.clone()).or_insert(0);
    *version += 1;
    if event.version != *version {
        let (stream, found, expected) = (event.stream.clone(), event.version, *version);
        return Some(Fault::Version { position, stream, found, expected });
    }
    before
        .is_some_and(|before| before.recorded_at > event.recorded_at)
        .then_some(Fault::Time(position))
}
