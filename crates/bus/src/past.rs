//! Compares what left the building with the log, before any more of it leaves: a store may have gone back.

use std::collections::BTreeSet;

use async_nats::jetstream::Context;
use async_nats::jetstream::stream::Stream;
use eventlog::tokio_postgres::Client;
use eventlog::{Log, LogLine, Recorded};
use futures::{StreamExt as _, TryStreamExt as _};
use uuid::Uuid;

use crate::hearers::Hearers;
use crate::message::MessagePlace;
use crate::relay::RelayError;
use crate::stream::{self, StreamError};

/// Why nothing more may leave the building until an operator has decided.
#[derive(Debug, thiserror::Error)]
pub enum PastError {
    /// The log does not hold what was published.
    #[error(
        "the store has gone back: event {position} of trust {trust} was published and is not in the log. Nothing more is \
         published. If the store is the right one, begin a new line: plumbline line begin"
    )]
    Lost {
        /// Whose log.
        trust: Uuid,
        /// The last position that was published.
        position: u64,
    },
    /// The store is another server, and the bus holds nothing of this line.
    #[error(
        "the store is on another server than before, and the bus holds nothing to compare it with. Nothing is published. \
         Say what is true: `plumbline line stays` if no event was lost, `plumbline line begin` if some were"
    )]
    NothingToCompare,
    /// What was published stands on a later line than the store.
    #[error(
        "the store is on line {here} of the log, and line {heard} was published: it is a store from before. Nothing is \
         published. If it is the right one, begin a new line: plumbline line begin"
    )]
    LaterLine {
        /// The store's.
        here: u32,
        /// The bus's.
        heard: u32,
    },
}

/// What a relay goes on from.
#[derive(Debug)]
pub(crate) struct ComparedPast {
    /// The line that the store stands on.
    pub(crate) line: u32,
    /// The trusts whose hearers heard something on an earlier line last.
    pub(crate) heard_before: BTreeSet<Uuid>,
}

/// Questions to the bus at a time.
const AT_ONCE: usize = 32;

/// What the relay for some hearers goes on from, once nothing that was published on the store's line is missing from the log.
/// A store that moved to another server is noted there, if the bus shows that it lost nothing.
pub(crate) async fn compare(
    log: &Log,
    client: &Client,
    jetstream: &Context,
    own: Hearers,
) -> Result<ComparedPast, RelayError> {
    let line = LogLine::current(client).await?;
    let mut past = ComparedPast { line: line.number, heard_before: BTreeSet::new() };
    let mut compared = 0;
    for hearers in Hearers::ALL {
        let stream = stream::existing(jetstream, hearers).await?;
        let Some(stream) = stream else { continue };
        let trusts = trusts(&stream, hearers).await?;
        let last = trusts.into_iter().map(|trust| last_of(&stream, hearers, trust));
        let mut last = futures::stream::iter(last).buffer_unordered(AT_ONCE);
        while let Some(heard) = last.try_next().await? {
            let Some(heard) = heard else { continue };
            if heard.line > line.number {
                let (here, heard) = (line.number, heard.line);
                return Err(PastError::LaterLine { here, heard }.into());
            }
            if heard.line == line.number {
                agree(log, heard).await?;
                compared += 1;
            } else if hearers == own {
                past.heard_before.insert(heard.trust);
            }
        }
    }
    if line.stands_here {
        return Ok(past);
    }
    if compared == 0 && !log.heads().await?.is_empty() {
        return Err(PastError::NothingToCompare.into());
    }
    LogLine::stays(client).await?;
    tracing::warn!(
        line = line.number,
        compared,
        "the store is on another server than before, and holds all that was published"
    );
    Ok(past)
}

/// Fails where the log does not hold what was heard.
async fn agree(log: &Log, heard: MessagePlace) -> Result<(), RelayError> {
    let MessagePlace { trust, position, event, .. } = heard;
    if position == 0 {
        return Ok(());
    }
    let kept = log.read(trust, position - 1, 1).await?;
    // What stands for an event has no id of its own.
    let agrees = |kept: &Recorded| event.is_none_or(|event| event == kept.event_id);
    if kept.first().is_some_and(agrees) {
        return Ok(());
    }
    Err(PastError::Lost { trust, position }.into())
}

/// The trusts of which the bus still holds something.
async fn trusts(stream: &Stream, hearers: Hearers) -> Result<BTreeSet<Uuid>, StreamError> {
    let mut subjects =
        stream.info_with_subjects(hearers.subjects()).await.map_err(StreamError::away)?;
    let mut trusts = BTreeSet::new();
    while let Some((subject, _)) = subjects.try_next().await.map_err(StreamError::away)? {
        trusts.extend(subject.split('.').nth(1).and_then(|trust| trust.parse::<Uuid>().ok()));
    }
    Ok(trusts)
}

/// What the bus heard last of a trust; nothing where it is none of ours, or gone since.
async fn last_of(
    stream: &Stream,
    hearers: Hearers,
    trust: Uuid,
) -> Result<Option<MessagePlace>, RelayError> {
    use async_nats::jetstream::stream::LastRawMessageErrorKind;
    match stream.get_last_raw_message_by_subject(&hearers.of_trust(trust)).await {
        Ok(message) => Ok(MessagePlace::of(&message.headers)),
        Err(error) if error.kind() == LastRawMessageErrorKind::NoMessageFound => Ok(None),
        Err(error) => Err(StreamError::away(error).into()),
    }
}
