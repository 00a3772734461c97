//! Publishes a window of events in their order, each in the largest form that the server takes.

use async_nats::header::{NATS_EXPECTED_LAST_MESSAGE_ID, NATS_EXPECTED_LAST_SEQUENCE};
use async_nats::jetstream::context::{PublishError, PublishErrorKind};
use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::publish::PublishAck;
use async_nats::jetstream::{self, Context, ErrorCode};
use eventlog::{Recorded, trace};
use tracing::Span;
use uuid::Uuid;

use crate::hearers::Hearers;
use crate::message::{CarryError, MessageAudience, MessageForm, Outgoing};
use crate::relay::RelayError;
use crate::stream::{self, StreamError, StreamKeeping};

/// Where the stream of some hearers ends, and how it goes on.
#[derive(Debug)]
pub(crate) struct Publisher {
    jetstream: Context,
    audience: MessageAudience,
    keeping: StreamKeeping,
    /// Number of the stream's last message.
    end: u64,
}

/// The place a message has to come to: behind this number, and behind this message where there is one.
#[derive(Clone, Copy)]
struct StreamEnd<'a> {
    expected: u64,
    before: Option<&'a str>,
}

/// Why the server did not take a message.
enum PublishRefused {
    /// It is larger than the server or the stream allows, for good.
    TooLarge,
    Other(RelayError),
}

impl Publisher {
    /// Makes the stream where it is missing, and goes on at its end.
    pub(crate) async fn start(
        jetstream: Context,
        audience: MessageAudience,
        keeping: StreamKeeping,
    ) -> Result<Self, StreamError> {
        let stream = stream::ensure(&jetstream, audience.hearers, keeping).await?;
        let end = stream.cached_info().state.last_sequence;
        Ok(Self { jetstream, audience, keeping, end })
    }

    /// Tells the hearers of a trust that its log goes on after a position, on the line of this publisher.
    pub(crate) async fn announce(&mut self, trust: Uuid, after: u64) -> Result<(), RelayError> {
        match self.acknowledged(Outgoing::line_begun(trust, self.audience, after)).await {
            Ok(ack) => {
                self.end = self.end.max(ack.sequence);
                Ok(())
            }
            Err(PublishRefused::TooLarge) => Err(RelayError::NoRoom(after)),
            Err(PublishRefused::Other(error)) => Err(error),
        }
    }

    /// Publishes a window and waits until the last of it is there. Each message is taken only behind the one before it, by
    /// number and by id. So the last is there only when all are, and two relays never weave their messages together.
    pub(crate) async fn publish(&mut self, events: &[Recorded]) -> Result<(), RelayError> {
        // They end when the bus has acknowledged, or not.
        let _spans = self.spans(events);
        let Some((last, others)) = events.split_last() else { return Ok(()) };
        let bus = self.jetstream.client();
        let (mut expected, mut before) = (self.end, None::<String>);
        for event in others {
            let message = self.fitting(event, StreamEnd { expected, before: before.as_deref() })?;
            bus.publish_with_headers(message.subject, message.headers, message.payload.into())
                .await
                .map_err(StreamError::away)?;
            (expected, before) = (expected + 1, Some(message.id));
        }
        let last = self.fitting(last, StreamEnd { expected, before: before.as_deref() })?;
        match self.acknowledged(last).await {
            Ok(ack) if !ack.duplicate => {
                self.end = ack.sequence;
                Ok(())
            }
            // The bus had it already, refused one, or something else came between; who knows what else.
            Ok(_) | Err(PublishRefused::TooLarge | PublishRefused::Other(RelayError::Fenced)) => {
                self.one_by_one(events).await
            }
            Err(PublishRefused::Other(error)) => Err(error),
        }
    }

    /// The slow way after a crash, a second relay or a refusal: each message with the end that the bus itself reports.
    async fn one_by_one(&mut self, events: &[Recorded]) -> Result<(), RelayError> {
        let mut stream =
            stream::ensure(&self.jetstream, self.audience.hearers, self.keeping).await?;
        self.end = stream.info().await.map_err(StreamError::away)?.state.last_sequence;
        for event in events {
            let ack = self.in_some_form(event).await?;
            if !ack.duplicate {
                self.end = ack.sequence;
            }
        }
        Ok(())
    }

    /// Publishes one event, in a smaller form where the server refuses a larger one.
    async fn in_some_form(&self, event: &Recorded) -> Result<PublishAck, RelayError> {
        let mut form = MessageForm::Whole;
        loop {
            let message =
                self.placed(event, form, StreamEnd { expected: self.end, before: None })?;
            match (self.acknowledged(message).await, form.smaller()) {
                (Ok(ack), _) => return Ok(ack),
                #[cfg(feature = "sabotage")]
                (Err(PublishRefused::TooLarge), _)
                    if eventlog::sabotaged("one-message-stops-the-relay") =>
                {
                    return Err(RelayError::NoRoom(event.position));
                }
                (Err(PublishRefused::TooLarge), Some(smaller)) => form = smaller,
                (Err(PublishRefused::TooLarge), None) => {
                    return Err(RelayError::NoRoom(event.position));
                }
                (Err(PublishRefused::Other(error)), _) => return Err(error),
            }
        }
    }

    /// An event in the largest form that the server takes by what it says of itself.
    fn fitting(&self, event: &Recorded, place: StreamEnd<'_>) -> Result<Outgoing, CarryError> {
        let most = self.jetstream.client().server_info().max_payload;
        let mut form = MessageForm::Whole;
        loop {
            let message = self.placed(event, form, place)?;
            match form.smaller() {
                Some(smaller) if message.size() > most => form = smaller,
                _ => return Ok(message),
            }
        }
    }

    /// An event as a message that is taken at its place only.
    fn placed(
        &self,
        event: &Recorded,
        form: MessageForm,
        place: StreamEnd<'_>,
    ) -> Result<Outgoing, CarryError> {
        let mut message = Outgoing::of(event, self.audience, form)?;
        message.headers.insert(NATS_EXPECTED_LAST_SEQUENCE, place.expected.to_string());
        if let Some(before) = place.before {
            message.headers.insert(NATS_EXPECTED_LAST_MESSAGE_ID, before);
        }
        Ok(message)
    }

    /// Publishes one message and waits for what the bus says to it.
    async fn acknowledged(&self, message: Outgoing) -> Result<PublishAck, PublishRefused> {
        let Outgoing { subject, headers, payload, .. } = message;
        let message = PublishMessage::build().headers(headers).payload(payload.into());
        let sent = self.jetstream.send_publish(subject, message).await.map_err(refused)?;
        sent.await.map_err(refused)
    }

    /// The trace of a call goes on in what the services hear.
    fn spans(&self, events: &[Recorded]) -> Vec<Span> {
        let traced = if self.audience.hearers == Hearers::House { events } else { &[] };
        trace::event_spans(traced, |event| {
            tracing::info_span!(
                "relay",
                otel.kind = "producer",
                event.kind = %event.kind,
                event.position = event.position
            )
        })
    }
}

fn refused(error: PublishError) -> PublishRefused {
    let cause = std::error::Error::source(&error);
    let code = cause.and_then(|cause| Some(cause.downcast_ref::<jetstream::Error>()?.error_code()));
    match (error.kind(), code) {
        (PublishErrorKind::MaxPayloadExceeded, _)
        | (_, Some(ErrorCode::STREAM_MESSAGE_EXCEEDS_MAXIMUM)) => PublishRefused::TooLarge,
        (PublishErrorKind::WrongLastSequence | PublishErrorKind::WrongLastMessageId, _) => {
            PublishRefused::Other(RelayError::Fenced)
        }
        _ => PublishRefused::Other(StreamError::away(error).into()),
    }
}
