//! Brings a projection's events home: from the bus when it is there, from the log whatever happens.

use std::time::Duration;

use async_nats::jetstream::consumer::pull;
use async_nats::jetstream::{self, Message};
use eventlog::{FollowError, Follower, Recorded, trace};
use futures::StreamExt as _;
use tokio_util::sync::CancellationToken;
use tracing::Span;
use uuid::Uuid;

use crate::message::{incoming, place};
use crate::stream::{self, StreamError};

const MOST_AT_ONCE: usize = 500;
/// How often the log is looked at whether or not the bus brings anything.
const LOOK: Duration = Duration::from_secs(2);
const BUS_RETRY: Duration = Duration::from_secs(1);

/// Drives a follower until shutdown. Failures are logged once each time they change, and tried again.
pub async fn feed(
    follower: Follower,
    bus: Option<async_nats::Client>,
    shutdown: CancellationToken,
) {
    let mut complaint = Complaint::default();
    let name = follower.name();
    let work = async {
        loop {
            complaint.hear(name, follower.catch_up_all().await);
            let Some(bus) = &bus else {
                tokio::time::sleep(LOOK).await;
                continue;
            };
            match from_bus(&follower, bus, &mut complaint).await {
                Ok(()) => {
                    tracing::debug!(projection = name, "the bus ended the delivery; starting again")
                }
                Err(error) => {
                    tracing::debug!(projection = name, %error, "no delivery from the bus")
                }
            }
            tokio::time::sleep(BUS_RETRY).await;
        }
    };
    tokio::select! {
        () = work => {}
        () = shutdown.cancelled() => {}
    }
}

async fn from_bus(
    follower: &Follower,
    bus: &async_nats::Client,
    complaint: &mut Complaint,
) -> Result<(), StreamError> {
    let mut look = tokio::time::interval(LOOK);
    look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    // A bus that is away takes seconds to say so; the log is looked at meanwhile.
    let delivery = delivery(bus, follower.name());
    tokio::pin!(delivery);
    let messages = loop {
        tokio::select! {
            messages = &mut delivery => break messages?,
            _ = look.tick() => complaint.hear(follower.name(), follower.catch_up_all().await),
        }
    };
    let mut chunks = messages.ready_chunks(MOST_AT_ONCE);
    // Whatever was appended before the consumer existed.
    complaint.hear(follower.name(), follower.catch_up_all().await);
    loop {
        tokio::select! {
            chunk = chunks.next() => {
                let Some(chunk) = chunk else { return Ok(()) };
                let messages = chunk.into_iter().collect::<Result<Vec<_>, _>>().map_err(StreamError::away)?;
                let outcome = take(follower, &messages).await;
                let taken = outcome.is_ok();
                complaint.hear(follower.name(), outcome);
                if taken {
                    acknowledge(&messages).await;
                }
            }
            _ = look.tick() => complaint.hear(follower.name(), follower.catch_up_all().await),
        }
    }
}

async fn delivery(bus: &async_nats::Client, projection: &str) -> Result<pull::Stream, StreamError> {
    let jetstream = jetstream::new(bus.clone());
    let stream = stream::find(&jetstream).await?;
    let consumer = stream::consumer(&stream, projection).await?;
    consumer
        .stream()
        .max_messages_per_batch(MOST_AT_ONCE)
        .messages()
        .await
        .map_err(StreamError::away)
}

async fn take(follower: &Follower, messages: &[Message]) -> Result<(), FollowError> {
    for (trust, events) in by_trust(messages) {
        match events {
            Some(events) => {
                let _spans = spans(follower.name(), &events);
                follower.offer(trust, &events).await?
            }
            None => follower.catch_up(trust).await?,
        };
    }
    Ok(())
}

/// One span a message, from its arrival to the end of its delivery, in the trace of the call that led to it.
fn spans(projection: &'static str, events: &[Recorded]) -> Vec<Span> {
    trace::event_spans(events, |event| {
        tracing::info_span!(
            "deliver",
            projection,
            otel.kind = "consumer",
            event.position = event.position
        )
    })
}

/// Messages of each trust in order; `None` for a trust where one could not be read or came without body,
/// so that the log is asked instead.
fn by_trust(messages: &[Message]) -> Vec<(Uuid, Option<Vec<Recorded>>)> {
    let mut trusts: Vec<(Uuid, Option<Vec<Recorded>>)> = Vec::new();
    for message in messages {
        let Some((trust, _)) = place(message) else {
            tracing::warn!(subject = %message.subject, "a message that is none of ours was passed over");
            continue;
        };
        let event = incoming(message).ok().flatten();
        let known = trusts.iter().position(|(known, _)| *known == trust);
        let index = known.unwrap_or_else(|| {
            trusts.push((trust, Some(Vec::new())));
            trusts.len() - 1
        });
        let events = &mut trusts[index].1;
        *events = match (events.take(), event) {
            (Some(mut events), Some(event)) => {
                events.push(event);
                Some(events)
            }
            _ => None,
        };
    }
    for (_, events) in &mut trusts {
        if let Some(events) = events {
            events.sort_by_key(|event| event.position);
            events.dedup_by_key(|event| event.position);
        }
    }
    trusts
}

/// Acknowledges the last message, and with it all before it; also those that a second runner of the projection was given
/// and has not taken in yet. Should it die with them, the position rule finds them in the log.
async fn acknowledge(messages: &[Message]) {
    if let Some(last) = messages.last() {
        // A lost acknowledgement costs a redelivery, which the position rule drops.
        let _ = last.ack().await;
    }
}

/// Says a failure once, and again only when it becomes another or ends.
#[derive(Default)]
struct Complaint {
    last: Option<String>,
}

impl Complaint {
    fn hear<T>(&mut self, projection: &str, outcome: Result<T, FollowError>) {
        let now = outcome.err().map(|error| error.to_string());
        if now == self.last {
            return;
        }
        match &now {
            Some(error) => tracing::warn!(projection, %error, "a projection does not get on"),
            None => tracing::info!(projection, "a projection gets on again"),
        }
        self.last = now;
    }
}
