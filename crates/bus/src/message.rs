//! One event as one message: CloudEvents 1.0 binary mode, the stored bytes as payload.

use async_nats::header::NATS_MESSAGE_ID;
use async_nats::{HeaderMap, Message};
use contract::events::{EventType, LINE_BEGUN, WITHHELD};
use contract::log::v1::{EventWithheld, LineBegun};
use eventlog::Recorded;
use uuid::Uuid;

use crate::hearers::Hearers;

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
const CONTENT: &str = "ce-datacontenttype";
const TRUST: &str = "ce-plumblinetrust";
const POSITION: &str = "ce-plumblineposition";
const LINE: &str = "ce-plumblineline";
const VERSION: &str = "ce-plumblineversion";
const METADATA: &str = "plumbline-metadata";
const OMITTED: &str = "plumbline-omitted";
const TRACE: &str = "traceparent";

/// How much of an event its message carries. Each form is smaller than the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MessageForm {
    Whole,
    /// Said to be without its body; a follower reads it from the log.
    WithoutBody,
    /// Trust and position alone.
    Marker,
}

impl MessageForm {
    /// The next smaller one.
    pub(crate) fn smaller(self) -> Option<Self> {
        match self {
            Self::Whole => Some(Self::WithoutBody),
            Self::WithoutBody => Some(Self::Marker),
            Self::Marker => None,
        }
    }
}

/// For whom a message is, and on which line of the log it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MessageAudience {
    pub(crate) hearers: Hearers,
    pub(crate) line: u32,
}

/// A message on its way to the bus.
#[derive(Debug)]
pub(crate) struct Outgoing {
    pub(crate) subject: String,
    pub(crate) headers: HeaderMap,
    pub(crate) payload: Vec<u8>,
    /// By which the bus knows a repeat.
    pub(crate) id: String,
}

impl Outgoing {
    /// An event as its hearers may hear it.
    pub(crate) fn of(
        event: &Recorded,
        audience: MessageAudience,
        form: MessageForm,
    ) -> Result<Self, CarryError> {
        let kind = event_type(event)?;
        let hearers = audience.hearers;
        let message = match hearers {
            _ if form == MessageForm::Marker => Self::marker(event, hearers),
            Hearers::Open if !kind.open => Self::marker(event, hearers),
            Hearers::Open => Self::event(event, kind, hearers).in_form(form),
            Hearers::House => Self::internal(event, kind).in_form(form),
        };
        Ok(message.on(audience.line))
    }

    /// Says that a trust's log goes on after a position, on a new line.
    pub(crate) fn line_begun(trust: Uuid, audience: MessageAudience, after: u64) -> Self {
        let begun =
            LineBegun { trust_id: trust.to_string(), line: audience.line, after_position: after };
        let place = LogPlace { trust, position: after, id: format!("{trust}:line") };
        Self::of_the_log(serde_json::to_vec(&begun), LINE_BEGUN, place, audience.hearers)
            .on(audience.line)
    }

    /// The line goes into the id by which the bus knows a repeat: what was said on one line may be said on the next.
    fn on(mut self, line: u32) -> Self {
        self.headers.insert(LINE, line.to_string());
        if line > FIRST_LINE {
            self.id = format!("{line}:{}", self.id);
        }
        self.headers.insert(NATS_MESSAGE_ID, self.id.as_str());
        self
    }

    fn in_form(mut self, form: MessageForm) -> Self {
        if form == MessageForm::WithoutBody {
            self.payload.clear();
            self.headers.insert(OMITTED, "body");
        }
        self
    }

    /// An event with nothing but what other systems may know: not who did it, nor why, nor how often its stream grew.
    fn event(event: &Recorded, kind: &EventType, hearers: Hearers) -> Self {
        let (trust, id) = (event.trust, event.event_id.to_string());
        let mut headers = cloud_event(trust, event.position, &id, kind.service);
        headers.insert(TYPE, event.kind.as_str());
        headers.insert(SUBJECT, event.stream.as_str());
        headers.insert(TIME, event.recorded_at.to_string());
        let subject = hearers.subject(trust, kind.service, kind.short());
        Self { subject, headers, payload: event.body.clone().into_bytes(), id }
    }

    /// An event with all that a service needs to take it in as if it had read the log.
    fn internal(event: &Recorded, kind: &EventType) -> Self {
        let mut message = Self::event(event, kind, Hearers::House);
        message.headers.insert(VERSION, event.version.to_string());
        message.headers.insert(METADATA, event.metadata.as_str());
        if let Some(trace) = event.traceparent() {
            message.headers.insert(TRACE, trace);
        }
        message
    }

    /// What stands for an event: where it is, and nothing of it.
    fn marker(event: &Recorded, hearers: Hearers) -> Self {
        let (trust, position) = (event.trust, event.position);
        let place = LogPlace { trust, position, id: format!("{trust}:{position}") };
        let body = EventWithheld { trust_id: trust.to_string(), position };
        Self::of_the_log(serde_json::to_vec(&body), WITHHELD, place, hearers)
    }

    /// A message that is no event of a service.
    fn of_the_log(
        body: serde_json::Result<Vec<u8>>,
        name: &'static str,
        place: LogPlace,
        hearers: Hearers,
    ) -> Self {
        let LogPlace { trust, position, id } = place;
        let mut headers = cloud_event(trust, position, &id, LOG);
        headers.insert(TYPE, name);
        let short = name.rsplit('.').next().unwrap_or(name);
        let payload = body.expect("a proto message always has a JSON form");
        Self { subject: hearers.subject(trust, LOG, short), headers, payload, id }
    }

    /// Bytes the server counts against its `max_payload`.
    pub(crate) fn size(&self) -> usize {
        const FRAME: usize = "NATS/1.0\r\n\r\n".len();
        let lines = self.headers.iter().flat_map(|(name, values)| {
            let name = name.to_string().len();
            values.iter().map(move |value| name + ": \r\n".len() + value.as_str().len())
        });
        FRAME + lines.sum::<usize>() + self.payload.len()
    }
}

/// Where a subject names a service, a marker names the log.
const LOG: &str = "log";
/// The line that an installation begins with.
const FIRST_LINE: u32 = 1;

/// Where in which log a message stands, and its id.
struct LogPlace {
    trust: Uuid,
    position: u64,
    id: String,
}

fn cloud_event(trust: Uuid, position: u64, id: &str, service: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(SPEC, "1.0");
    headers.insert(ID, id);
    headers.insert(SOURCE, format!("/plumbline/{trust}/{service}"));
    headers.insert(CONTENT, "application/json");
    headers.insert(TRUST, trust.to_string());
    headers.insert(POSITION, position.to_string());
    headers
}

/// An event's line in the registry; without one it has no place on the bus.
pub(crate) fn event_type(event: &Recorded) -> Result<&'static EventType, CarryError> {
    EventType::find(&event.kind).ok_or_else(|| CarryError::UnknownType(event.kind.clone()))
}

/// The event a message of the house carries; `None` where its body was left out, or the whole of it.
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

/// What a message is about, even where its body was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MessagePlace {
    pub(crate) trust: Uuid,
    pub(crate) position: u64,
    /// The first for a message of a build that knew no lines.
    pub(crate) line: u32,
    /// The event's id; none of what stands for an event.
    pub(crate) event: Option<Uuid>,
}

impl MessagePlace {
    /// Reads it from the headers; `None` where the message is none of ours.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let text = |name: &'static str| headers.get(name).map(|value| value.as_str());
        Some(Self {
            trust: text(TRUST)?.parse().ok()?,
            position: text(POSITION)?.parse().ok()?,
            line: text(LINE).map_or(Some(FIRST_LINE), |line| line.parse().ok())?,
            event: text(ID)?.parse().ok(),
        })
    }
}
