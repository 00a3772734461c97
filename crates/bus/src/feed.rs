//! Brings events home to every follower of a process: from the bus when it is there, from the log always.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use async_nats::{Message, Subscriber};
use eventlog::{Follower, Heads, Log, Recorded};
use futures::StreamExt as _;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;
use uuid::Uuid;

use crate::drive::drive;
use crate::hearers::Hearers;
use crate::inbox::Inbox;
use crate::message::{MessagePlace, incoming};

const MOST_AT_ONCE: usize = 500;
/// How often the log is looked at whether or not the bus brings anything.
const LOOK: Duration = Duration::from_secs(2);
/// A look that takes longer is given up; the bus is heard meanwhile in any case.
const PATIENCE: Duration = Duration::from_secs(10);

/// Feeds all followers of a process until shutdown: one subscription, one look at the log, however many they are. What
/// cannot be done is logged once each time it changes, and tried again.
pub async fn feed(
    followers: Vec<Follower>,
    log: Log,
    bus: Option<async_nats::Client>,
    shutdown: CancellationToken,
) {
    let (inboxes, driven): (Vec<_>, Vec<_>) = followers.into_iter().map(start).unzip();
    let line = CurrentLine::default();
    let work = async { tokio::join!(hear(&inboxes, bus, &line), look(&inboxes, log, &line)) };
    tokio::select! {
        _ = work => {}
        () = shutdown.cancelled() => {}
    }
    drop(driven);
}

/// The line that the log stands on, as of the last look; 0 before the first. What the bus says of another line is passed over.
type CurrentLine = AtomicU32;

/// A follower at work, and where it is given what to take in.
fn start(follower: Follower) -> (Arc<Inbox>, AbortOnDropHandle<()>) {
    let inbox = Arc::<Inbox>::default();
    let driven = tokio::spawn(drive(follower, Arc::clone(&inbox)));
    (inbox, AbortOnDropHandle::new(driven))
}

/// Offers what the bus says to all. Plain messages, not kept for us: what is missed shows as a gap, or at the next look.
async fn hear(inboxes: &[Arc<Inbox>], bus: Option<async_nats::Client>, line: &CurrentLine) {
    let Some(bus) = bus else { return };
    loop {
        match bus.subscribe(Hearers::House.subjects()).await {
            Ok(messages) => offer_all(inboxes, messages, line).await,
            Err(error) => tracing::debug!(%error, "no subscription to the bus"),
        }
        tokio::time::sleep(LOOK).await;
    }
}

async fn offer_all(inboxes: &[Arc<Inbox>], messages: Subscriber, line: &CurrentLine) {
    let mut chunks = messages.ready_chunks(MOST_AT_ONCE);
    while let Some(messages) = chunks.next().await {
        for (trust, brought) in by_trust(&messages, line.load(Ordering::Relaxed)) {
            for inbox in inboxes {
                match &brought {
                    Brought::Events(events) => inbox.offer(trust, events),
                    Brought::Word(until) => inbox.reaches(trust, *until),
                }
            }
        }
    }
}

/// Tells all, now and then, which logs have grown: what was appended before the bus was heard, or without it.
async fn look(inboxes: &[Arc<Inbox>], log: Log, line: &CurrentLine) {
    let mut heads = Heads::default();
    let mut due = tokio::time::interval(LOOK);
    due.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        due.tick().await;
        let looked = async {
            let now = log.line_number().await?;
            let before = line.swap(now, Ordering::Relaxed);
            if before != now && before != 0 {
                tracing::warn!(
                    before,
                    now,
                    "the log stands on another line; what was heard is forgotten"
                );
                heads = Heads::default();
                inboxes.iter().for_each(|inbox| inbox.forget());
            }
            log.grown(&mut heads).await
        };
        match tokio::time::timeout(PATIENCE, looked).await {
            Ok(Ok(grown)) => {
                for inbox in inboxes {
                    grown.iter().for_each(|grown| inbox.reaches(grown.trust, grown.head));
                }
            }
            Ok(Err(error)) => tracing::debug!(%error, "the log could not be looked at"),
            Err(_) => tracing::debug!("the log could not be looked at in time"),
        }
    }
}

/// What messages bring of one trust.
#[derive(Debug)]
enum Brought {
    /// Its events, in order.
    Events(Arc<[Recorded]>),
    /// How far its log reaches: an event could not be read, or came without its body.
    Word(u64),
}

fn by_trust(messages: &[Message], on: u32) -> Vec<(Uuid, Brought)> {
    let mut trusts = BTreeMap::<Uuid, (u64, Option<Vec<Recorded>>)>::new();
    for message in messages {
        let place = message.headers.as_ref().and_then(MessagePlace::of);
        let Some(MessagePlace { trust, position, line, .. }) = place else {
            tracing::warn!(subject = %message.subject, "a message that is none of ours was passed over");
            continue;
        };
        if line != on {
            continue;
        }
        let (until, events) = trusts.entry(trust).or_insert((0, Some(Vec::new())));
        *until = position.max(*until);
        match (incoming(message).ok().flatten(), &mut *events) {
            (Some(event), Some(events)) => events.push(event),
            _ => *events = None,
        }
    }
    trusts.into_iter().map(|(trust, (until, events))| (trust, brought(until, events))).collect()
}

fn brought(until: u64, events: Option<Vec<Recorded>>) -> Brought {
    let Some(mut events) = events else { return Brought::Word(until) };
    events.sort_by_key(|event| event.position);
    events.dedup_by_key(|event| event.position);
    Brought::Events(events.into())
}
