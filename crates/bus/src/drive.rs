//! Drives one follower: takes what its inbox holds, and tries again later what cannot be taken in now.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use eventlog::{FollowError, Follower, Recorded, trace};
use tracing::Span;
use uuid::Uuid;

use crate::inbox::{Delays, Due, Inbox};

/// Another process keeps these rows now, for some milliseconds as a rule; or an operator has paused them all.
const ELSEWHERE: Delays = Delays { first: Duration::from_millis(2), most: Duration::from_secs(1) };
/// The store is away, or an event cannot be taken in.
const FAILED: Delays = Delays { first: Duration::from_secs(1), most: Duration::from_secs(2) };

/// Takes in what comes, without end.
pub(crate) async fn drive(follower: Follower, inbox: Arc<Inbox>) {
    let mut complaints = Complaints::of(follower.name());
    while let Err(error) = follower.recall().await {
        complaints.hear(Uuid::nil(), Some(&error));
        tokio::time::sleep(FAILED.most).await;
    }
    complaints.hear(Uuid::nil(), None);
    loop {
        for (trust, due) in inbox.next().await {
            let outcome = take(&follower, trust, &due).await;
            complaints.hear(trust, outcome.as_ref().err());
            match outcome {
                Ok(reached) if reached >= due.until() => {}
                Ok(_) => inbox.put_back(trust, due, ELSEWHERE),
                Err(_) => inbox.put_back(trust, due, FAILED),
            }
        }
    }
}

async fn take(follower: &Follower, trust: Uuid, due: &Due) -> Result<u64, FollowError> {
    let events = due.events();
    let _spans = spans(follower.name(), &events);
    follower.advance(trust, &events, due.until()).await
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

/// Says a failure once, and again only when it becomes another or ends.
#[derive(Debug)]
struct Complaints {
    projection: &'static str,
    last: HashMap<Uuid, String>,
}

impl Complaints {
    fn of(projection: &'static str) -> Self {
        Self { projection, last: HashMap::new() }
    }

    fn hear(&mut self, trust: Uuid, error: Option<&FollowError>) {
        let projection = self.projection;
        let now = error.map(ToString::to_string);
        if now.as_ref() == self.last.get(&trust) {
            return;
        }
        match now {
            Some(error) => {
                tracing::warn!(projection, %trust, %error, "a projection does not get on");
                self.last.insert(trust, error);
            }
            None => {
                self.last.remove(&trust);
                tracing::info!(projection, %trust, "a projection gets on again");
            }
        }
    }
}
