//! What this build cannot read of the events that roles are made of: it closes the trust they are of, and no other.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use contract::events::{AnyEvent, DecodeError};
use contract::unavailable;
use eventlog::Recorded;
use metrics::gauge;
use tokio::sync::watch;
use tonic::Status;
use uuid::Uuid;

/// A grant that cannot be read gives nobody a right, so all else in its trust may go on.
const GRANT: &str = "plumbline.schools.v1.RoleGranted";

/// The first event of each trust that could not be read.
#[derive(Debug, Default)]
pub(super) struct UnreadableRoles {
    found: Mutex<BTreeMap<Uuid, UnreadableEvent>>,
    said: watch::Sender<String>,
}

#[derive(Debug)]
struct UnreadableEvent {
    position: u64,
    why: String,
    /// Whether nothing may be decided in the trust, since what follows could have taken a right away.
    closes: bool,
}

/// Events that could be read, in order.
#[derive(Debug)]
pub(super) struct ReadableEvents {
    pub(super) events: Vec<AnyEvent>,
    /// The position of one that could not, and closes its trust.
    pub(super) closed_at: Option<u64>,
}

impl UnreadableRoles {
    /// The events up to the first that cannot be read and may have taken a right away.
    pub(super) fn readable(&self, told: &[Recorded]) -> ReadableEvents {
        let mut events = Vec::with_capacity(told.len());
        for recorded in told {
            match recorded.event() {
                Ok(event) => events.push(event),
                Err(error) if self.note(recorded, &error) => {
                    return ReadableEvents { events, closed_at: Some(recorded.position) };
                }
                Err(_) => {}
            }
        }
        ReadableEvents { events, closed_at: None }
    }

    /// Notes an event that cannot be read. Returns whether that closes its trust.
    fn note(&self, event: &Recorded, error: &DecodeError) -> bool {
        let closes = event.kind != GRANT;
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let before = found.get(&event.trust);
        if before.is_none_or(|before| closes && !before.closes) {
            let (position, why) = (event.position, error.to_string());
            tracing::error!(trust = %event.trust, position, why, closes, "roles could not be read");
            found.insert(event.trust, UnreadableEvent { position, why, closes });
            self.tell(&found);
        }
        closes
    }

    /// Forgets what was found in a trust whose log is read anew.
    pub(super) fn forget(&self, trust: Uuid) {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if found.remove(&trust).is_some() {
            self.tell(&found);
        }
    }

    /// UNAVAILABLE in a trust that is closed: an upgrade opens it.
    pub(super) fn admit(&self, trust: Uuid) -> Result<(), Status> {
        const SENTENCE: &str = "The record of this trust holds something that this version of Plumbline cannot read, \
            so nobody's rights are sure. The people who run Plumbline are told. Please try again later.";
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        #[cfg(feature = "sabotage")]
        if eventlog::sabotaged("one-bad-trust-closes-all") && found.values().any(|one| one.closes) {
            return Err(unavailable(SENTENCE));
        }
        match found.get(&trust) {
            Some(UnreadableEvent { closes: true, .. }) => Err(unavailable(SENTENCE)),
            Some(_) | None => Ok(()),
        }
    }

    /// What could not be read, a sentence each; empty where all could.
    pub(super) fn said(&self) -> watch::Receiver<String> {
        self.said.subscribe()
    }

    fn tell(&self, found: &BTreeMap<Uuid, UnreadableEvent>) {
        let closed = found.values().filter(|event| event.closes).count();
        gauge!("plumbline_trusts_closed").set(closed as f64);
        let sentence = |(trust, event): (&Uuid, &UnreadableEvent)| {
            let UnreadableEvent { position, why, closes } = event;
            let so = match closes {
                true => "so the trust is closed until a build that can is installed",
                false => "so that grant gives no right",
            };
            format!("trust {trust}: the event at position {position} cannot be read ({why}), {so}")
        };
        let sentences: Vec<String> = found.iter().map(sentence).collect();
        self.said.send_replace(sentences.join("; "));
    }
}

#[cfg(test)]
mod tests;
