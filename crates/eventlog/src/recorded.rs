//! An event as the log keeps it.

use std::borrow::Cow;
use std::fmt;

use contract::events::{AnyEvent, DecodeError, EventType};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio_postgres::Row;
use uuid::Uuid;

use crate::json_text::JsonText;

/// What an event belongs to, written `<category>-<id>`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Stream(String);

impl Stream {
    /// A stream of a category; the id may hold letters, digits, `.`, `_` and `-`.
    pub fn new(category: &str, id: impl fmt::Display) -> Self {
        Self(format!("{category}-{id}"))
    }

    /// The text form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Stream {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// Who gave the command an event came from, when, and what had led to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// The person's random id, or the nil id for Plumbline itself.
    pub actor: Uuid,
    /// The role the person acted in.
    pub role: String,
    /// The command.
    pub command_id: Uuid,
    /// First command of the chain this one belongs to.
    pub correlation: Uuid,
    /// The event that led to the command, where one did.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub causation: Option<Uuid>,
    /// W3C trace context of the request.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub traceparent: Option<String>,
    /// The time the service acted on; differs from `recorded_at` only under a given clock.
    pub at: Timestamp,
}

/// An event with its place in the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// Whose log.
    pub trust: Uuid,
    /// 1, 2, 3 ... without a gap.
    pub position: u64,
    /// What it belongs to.
    pub stream: String,
    /// Place within the stream, from 1.
    pub version: u64,
    /// Random id, also the bus's message id.
    pub event_id: Uuid,
    /// Full proto name.
    pub kind: String,
    /// The stored proto3-JSON text, byte for byte; empty where a projection does not read this type.
    pub body: String,
    /// The stored metadata text, byte for byte.
    pub metadata: String,
    /// The database's clock.
    pub recorded_at: Timestamp,
}

impl Recorded {
    pub(crate) fn from_row(row: &Row) -> Result<Self, tokio_postgres::Error> {
        let at: std::time::SystemTime = row.try_get(8)?;
        Ok(Self {
            trust: row.try_get(0)?,
            position: row.try_get::<_, i64>(1)?.unsigned_abs(),
            stream: row.try_get(2)?,
            version: row.try_get::<_, i64>(3)?.unsigned_abs(),
            event_id: row.try_get(4)?,
            kind: row.try_get(5)?,
            body: row
                .try_get::<_, Option<JsonText>>(6)?
                .map_or_else(String::new, |text| text.0.to_owned()),
            metadata: row.try_get::<_, JsonText>(7)?.0.to_owned(),
            recorded_at: timestamp(at),
        })
    }

    /// The event itself; refuses a type that does not belong into its stream.
    pub fn event(&self) -> Result<AnyEvent, DecodeError> {
        let known = EventType::find(&self.kind);
        if known.is_some_and(|kind| !kind.belongs_into(&self.stream)) {
            let (kind, stream) = (self.kind.clone(), self.stream.clone());
            return Err(DecodeError::Foreign { kind, stream });
        }
        AnyEvent::decode(&self.kind, &self.body)
    }

    /// Who, by which command, caused by what.
    pub fn metadata(&self) -> Result<Metadata, DecodeError> {
        self.told()
    }

    /// The metadata, or as much of it as `T` wants.
    fn told<'a, T: Deserialize<'a>>(&'a self) -> Result<T, DecodeError> {
        serde_json::from_str(&self.metadata).map_err(|cause| DecodeError::Malformed {
            kind: format!("metadata of {}", self.kind),
            cause,
        })
    }

    /// The time the service acted on; the rest of the metadata stays unread.
    pub fn at(&self) -> Result<Timestamp, DecodeError> {
        #[derive(Deserialize)]
        struct Timed {
            at: Timestamp,
        }
        Ok(self.told::<Timed>()?.at)
    }

    /// Who gave the command, letter for letter; the rest of the metadata stays unread.
    pub(crate) fn actor_text(&self) -> Result<Cow<'_, str>, DecodeError> {
        #[derive(Deserialize)]
        struct Acting<'a> {
            #[serde(borrow)]
            actor: Cow<'a, str>,
        }
        Ok(self.told::<Acting<'_>>()?.actor)
    }

    /// W3C trace context of the request it came from, where one was kept; the rest of the metadata stays unread.
    pub fn traceparent(&self) -> Option<String> {
        #[derive(Deserialize)]
        struct Traced {
            traceparent: Option<String>,
        }
        self.told::<Traced>().ok()?.traceparent
    }
}

/// PostgreSQL keeps years 4713 BC to 294276; a `recorded_at` outside jiff's range can't have been written by us.
pub(crate) fn timestamp(at: std::time::SystemTime) -> Timestamp {
    Timestamp::try_from(at).unwrap_or(Timestamp::MIN)
}

/// The other way round; every time in a log comes from PostgreSQL and so fits.
pub(crate) fn system_time(at: Timestamp) -> std::time::SystemTime {
    std::time::SystemTime::try_from(at).unwrap_or(std::time::SystemTime::UNIX_EPOCH)
}
