//! The two JetStream streams, in the shape Plumbline wants and nothing a server ignores.

use std::time::Duration;

use async_nats::jetstream::context::{GetStreamError, GetStreamErrorKind};
use async_nats::jetstream::stream::{Config, DiscardPolicy, RetentionPolicy, StorageType, Stream};
use async_nats::jetstream::{Context, ErrorCode};

use crate::hearers::Hearers;

/// The log keeps everything; the bus keeps what a consumer that was away for a week would want.
const KEEP: Duration = Duration::from_secs(7 * 24 * 60 * 60);
const DUPLICATES: Duration = Duration::from_secs(120);
/// How large a stream gets unless said: about half a million events.
pub const STREAM_MEGABYTES: u32 = 1024;

/// On what a stream is kept, and how much of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StreamKeeping {
    /// On how many servers of a cluster.
    pub(crate) replicas: usize,
    /// How large it gets. Then its oldest messages go before their week is over, so that the server's disk does not fill up.
    pub(crate) megabytes: u32,
}

impl Default for StreamKeeping {
    fn default() -> Self {
        Self { replicas: 1, megabytes: STREAM_MEGABYTES }
    }
}

/// How full a stream is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamFill {
    /// What it holds.
    pub bytes: u64,
    /// What it may hold; `None` where nothing limits it.
    pub most: Option<u64>,
}

impl StreamFill {
    pub(crate) fn of(stream: &Stream) -> Self {
        let info = stream.cached_info();
        let most = u64::try_from(info.config.max_bytes).ok().filter(|most| *most > 0);
        Self { bytes: info.state.bytes, most }
    }
}

/// Why the stream is not there as wanted.
#[derive(Debug, thiserror::Error)]
pub enum StreamError {
    /// The server is away or said no.
    #[error("the bus could not answer: {0}")]
    Away(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The server silently made something else of it.
    #[error("the bus made {what} with {found} where {wanted} was asked for")]
    Other {
        /// Which setting.
        what: &'static str,
        /// What is there.
        found: String,
        /// What was asked for.
        wanted: String,
    },
}

impl StreamError {
    pub(crate) fn away(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Away(Box::new(error))
    }
}

fn agree<T: PartialEq + std::fmt::Debug>(
    what: &'static str,
    found: &T,
    wanted: &T,
) -> Result<(), StreamError> {
    if found == wanted {
        return Ok(());
    }
    Err(StreamError::Other { what, found: format!("{found:?}"), wanted: format!("{wanted:?}") })
}

/// Makes the stream of some hearers where it is missing, or is kept otherwise, and compares what there is with what is wanted. For
/// their relay, which alone may make it.
pub(crate) async fn ensure(
    jetstream: &Context,
    hearers: Hearers,
    keeping: StreamKeeping,
) -> Result<Stream, StreamError> {
    let wanted = wanted(hearers, keeping);
    let mut stream =
        jetstream.get_or_create_stream(wanted.clone()).await.map_err(StreamError::away)?;
    let found = &stream.cached_info().config;
    if found.num_replicas != wanted.num_replicas || found.max_bytes != wanted.max_bytes {
        jetstream.update_stream(wanted.clone()).await.map_err(StreamError::away)?;
        stream.info().await.map_err(StreamError::away)?;
    }
    let found = &stream.cached_info().config;
    agree("the stream's replicas", &found.num_replicas, &wanted.num_replicas)?;
    agree("the stream's size", &found.max_bytes, &wanted.max_bytes)?;
    agree("the stream's subjects", &found.subjects, &wanted.subjects)?;
    agree("the stream's storage", &found.storage, &wanted.storage)?;
    agree("the stream's retention", &found.retention, &wanted.retention)?;
    Ok(stream)
}

/// The stream of some hearers where it is there.
pub(crate) async fn existing(
    jetstream: &Context,
    hearers: Hearers,
) -> Result<Option<Stream>, StreamError> {
    match jetstream.get_stream(hearers.stream()).await {
        Ok(stream) => Ok(Some(stream)),
        Err(error) if is_missing(&error) => Ok(None),
        Err(error) => Err(StreamError::away(error)),
    }
}

/// Whether the server says that it has no such stream.
pub(crate) fn is_missing(error: &GetStreamError) -> bool {
    matches!(error.kind(), GetStreamErrorKind::JetStream(cause)
        if cause.error_code() == ErrorCode::STREAM_NOT_FOUND)
}

fn wanted(hearers: Hearers, keeping: StreamKeeping) -> Config {
    Config {
        name: hearers.stream().to_owned(),
        subjects: vec![hearers.subjects().to_owned()],
        retention: RetentionPolicy::Limits,
        discard: DiscardPolicy::Old,
        storage: StorageType::File,
        max_age: KEEP,
        max_bytes: i64::from(keeping.megabytes) << 20,
        duplicate_window: DUPLICATES,
        num_replicas: keeping.replicas,
        ..Config::default()
    }
}
