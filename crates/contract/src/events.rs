//! The registry: every event of the contract by its stored name.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::log::v1::Words;

/// An event that has a place in the log.
pub trait StoredEvent: Clone + std::fmt::Debug + PartialEq + Send + Sync + Sized + 'static {
    /// Stream category the event's aggregate writes to, for example `wave`.
    const CATEGORY: &'static str;

    /// Full proto name under which the event is stored; never renamed.
    fn type_name(&self) -> &'static str;

    /// The proto3-JSON text that is stored, byte for byte.
    fn to_json(&self) -> String;

    /// Reads a stored event back; fails for a name that is not of this category.
    fn decode(kind: &str, body: &str) -> Result<Self, DecodeError>;

    /// The id of the thing that its stream is of, as its field `<category>_id` says it; empty where it has no such field.
    fn thing_id(&self) -> &str;

    /// Visits what stands for words of persons in it.
    fn words(&mut self, visit: &mut dyn FnMut(&mut Words));
}

/// A stored event that this build cannot read.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// The name is not in the registry.
    #[error("this build does not know events of type {0}")]
    Unknown(String),
    /// The text is not what the type's message says.
    #[error("the stored text of a {kind} cannot be read: {cause}")]
    Malformed {
        /// Full proto name.
        kind: String,
        /// What the JSON reader said.
        cause: serde_json::Error,
    },
    /// The type belongs to streams of another category; no append of ours takes it.
    #[error("an event of type {kind} does not belong into the stream {stream}")]
    Foreign {
        /// Full proto name.
        kind: String,
        /// `<category>-<id>`.
        stream: String,
    },
}

impl DecodeError {
    fn unknown(kind: &str) -> Self {
        Self::Unknown(kind.to_owned())
    }
}

/// One line of the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventType {
    /// Full proto name, for example `plumbline.surveys.v1.WaveOpened`.
    pub name: &'static str,
    /// The service that says it, for example `surveys`.
    pub service: &'static str,
    /// The stream category it is written to, for example `wave`.
    pub category: &'static str,
    /// Whether other systems may hear it. What the contract does not call open is for the services alone.
    pub open: bool,
}

/// Full name of what stands for an event that other systems may not hear.
pub const WITHHELD: &str = "plumbline.log.v1.EventWithheld";

/// Full name of what says that a trust's log goes on from an earlier position.
pub const LINE_BEGUN: &str = "plumbline.log.v1.LineBegun";

/// Returns the full names of a stream category's events.
pub fn types_of(category: &str) -> &'static [&'static str] {
    static BY_CATEGORY: LazyLock<HashMap<&str, Vec<&str>>> = LazyLock::new(|| {
        let mut types = HashMap::<_, Vec<_>>::new();
        for kind in EVENT_TYPES {
            types.entry(kind.category).or_default().push(kind.name);
        }
        types
    });
    BY_CATEGORY.get(category).map(Vec::as_slice).unwrap_or_default()
}

impl EventType {
    /// The last part of the name, for example `WaveOpened`.
    pub fn short(&self) -> &'static str {
        self.name.rsplit('.').next().unwrap_or(self.name)
    }

    /// Finds a type by its full name.
    pub fn find(name: &str) -> Option<&'static EventType> {
        static BY_NAME: LazyLock<HashMap<&str, &EventType>> =
            LazyLock::new(|| EVENT_TYPES.iter().map(|kind| (kind.name, kind)).collect());
        BY_NAME.get(name).copied()
    }

    /// Whether an event of this type may stand in a stream, `<category>-<id>`.
    pub fn belongs_into(&self, stream: &str) -> bool {
        stream.split_once('-').is_some_and(|(category, _)| category == self.category)
    }
}

fn read<M: serde::de::DeserializeOwned>(kind: &str, body: &str) -> Result<M, DecodeError> {
    serde_json::from_str(body)
        .map_err(|cause| DecodeError::Malformed { kind: kind.to_owned(), cause })
}

mod generated {
    #![allow(clippy::all)]
    use super::{DecodeError, EventType, StoredEvent, Words, read};
    use crate::Spoken as _;
    include!(concat!(env!("OUT_DIR"), "/registry.rs"));
}

pub use generated::*;
