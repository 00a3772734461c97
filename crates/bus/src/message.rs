//! One event as one message: CloudEvents 1.0 binary mode, the stored bytes as payload.

use async_nats::{HeaderMap, Message};
use contract::events::EventType;
use eventlog::Recorded;
use uuid::Uuid;

/// A message that is not one of ours, or an event that has no place on the bus.
#[derive(Debug, thiserror::Error)]
pub enum CarryError {
    /// The event's type is not in this build's registry.
    #[error("this build does not know events of type {0}")]
    UnknownType(String),
    /// A header is missing or malformed.
    #[error("the message has no usable header {0}")]
    Header(&'static str),
    /// The payload is no UTF-8.
    #[error("the message's payload is no text")]
    Payload,
}

const ID: &str = "ce-id";
const TYPE: &str = "ce-type";
const SOURCE: &str = "ce-source";
const TIME: &str = "ce-time";
const SUBJECT: &str = "ce-subject";
const SPEC: &str = "ce-specversion";
const CONTENT: &str = "content-type";
const TRUST: &str = "ce-plumblinetrust";
const POSITION: &str = "ce-plumblineposition";
const VERSION: &str = "ce-plumblineversion";
const METADATA: &str = "plumbline-metadata";
const OMITTED: &str = "plumbline-omitted";
const TRACE: &str = "traceparent";

/// NATS refuses messages of more than 1 MiB unless told otherwise; headers need some room too.
const MOST_BYTES: usize = 900 << 10;

/// `plumbline.<trust>.<service>.<EventName>`.
pub fn subject(trust: Uuid, kind: &EventType) -> String {
    format!("plumbline.{trust}.{}.{}", kind.service, kind.short())
}

/// An event's line in the registry; without one it has no place on the bus.
pub(crate) fn event_type(event: &Recorded) -> Result<&'static EventType, CarryError> {
    EventType::find(&event.kind).ok_or_else(|| CarryError::UnknownType(event.kind.clone()))
}

/// Subject, headers and payload for an event. A body too large for the bus is left out and said to be;
/// whoever follows by position reads it from the log.
pub(crate) fn outgoing(event: &Recorded) -> Result<(String, HeaderMap, Vec<u8>), CarryError> {
    let kind = event_type(event)?;
    let mut headers = HeaderMap::new();
    let trust = event.trust;
    headers.insert(SPEC, "1.0");
    headers.insert(ID, event.event_id.to_string());
    headers.insert(TYPE, event.kind.as_str());
    headers.insert(SOURCE, format!("/plumbline/{trust}/{}", kind.service));
    headers.insert(SUBJECT, event.stream.as_str());
    headers.insert(TIME, event.recorded_at.to_string());
    headers.insert(CONTENT, "application/json");
    headers.insert(TRUST, trust.to_string());
    headers.insert(POSITION, event.position.to_string());
    headers.insert(VERSION, event.version.to_string());
    headers.insert(METADATA, event.metadata.as_str());
    if let Some(trace) = event.traceparent() {
        headers.insert(TRACE, trace);
    }
    let fits = event.body.len() + event.metadata.len() <= MOST_BYTES;
    if !fits {
        headers.insert(OMITTED, "body");
    }
    let payload = if fits { event.body.clone().into_bytes() } else { Vec::new() };
    Ok((subject(trust, kind), headers, payload))
}

/// The event a message carries; `None` where its body was left out.
pub(crate) fn incoming(message: &Message) -> Result<Option<Recorded>, CarryError> {
    let none = HeaderMap::new();
    let headers = message.headers.as_ref().unwrap_or(&none);
    let text = |name: &'static str| {
        headers.get(name).map(|value| value.as_str()).ok_or(CarryError::Header(name))
    };
    if headers.get(OMITTED).is_some() {
        return Ok(None);
    }
    fn parsed<T: std::str::FromStr>(name: &'static str, text: &str) -> Result<T, CarryError> {
        text.parse().map_err(|_| CarryError::Header(name))
    }
    Ok(Some(Recorded {
        trust: parsed(TRUST, text(TRUST)?)?,
        position: parsed(POSITION, text(POSITION)?)?,
        stream: text(SUBJECT)?.to_owned(),
        version: parsed(VERSION, text(VERSION)?)?,
        event_id: parsed(ID, text(ID)?)?,
        kind: text(TYPE)?.to_owned(),
        body: std::str::from_utf8(&message.payload).map_err(|_| CarryError::Payload)?.to_owned(),
        metadata: text(METADATA)?.to_owned(),
        recorded_at: parsed(TIME, text(TIME)?)?,
    }))
}

/// The trust and position a message is about, even where its body was left out.
pub(crate) fn place(message: &Message) -> Option<(Uuid, u64)> {
    let headers = message.headers.as_ref()?;
    Some((
        headers.get(TRUST)?.as_str().parse().ok()?,
        headers.get(POSITION)?.as_str().parse().ok()?,
    ))
}
