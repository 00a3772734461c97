//! Asks what a person may do once, and keeps the answer until the day ends or roles may have changed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use contract::Caller;
use contract::schools::v1::ListMayRequest;
use jiff::Timestamp;
use tonic::{Code, Status};
use uuid::Uuid;

use crate::dates;
use crate::may::May;
use crate::services::{Services, ask};

/// How long an answer is kept. The services refuse at once what a role no longer allows; this is how long a page may
/// still offer it.
const KEPT_FOR: Duration = Duration::from_secs(20);
const MOST: usize = 10_000;

/// Answers kept, by trust and person.
#[derive(Debug, Default)]
pub(crate) struct Mays {
    kept: Mutex<HashMap<(Uuid, Uuid), Kept>>,
}

#[derive(Clone, Debug)]
struct Kept {
    may: Arc<May>,
    since: Instant,
}

impl Mays {
    /// What a caller may do at a time. A person without a role today may nothing.
    pub(crate) async fn of(
        &self,
        services: &Services,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Arc<May>, Status> {
        let key = (caller.trust, caller.actor);
        if let Some(known) = self.find(&key, &dates::british_day(now).to_string()) {
            return Ok(known);
        }
        let answer = services.schools().list_may(ask(caller, ListMayRequest::default())).await;
        let may = match answer {
            Ok(answer) => May::read(answer.into_inner()),
            Err(status) if status.code() == Code::PermissionDenied => May::default(),
            Err(status) => return Err(status),
        };
        let may = Arc::new(may);
        self.keep(key, may.clone());
        Ok(may)
    }

    fn find(&self, key: &(Uuid, Uuid), today: &str) -> Option<Arc<May>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.get(key).filter(|kept| kept.since.elapsed() < KEPT_FOR)?;
        (found.may.until == today).then(|| found.may.clone())
    }

    fn keep(&self, key: (Uuid, Uuid), may: Arc<May>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.retain(|_, kept| kept.since.elapsed() < KEPT_FOR);
        }
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(key, Kept { may, since: Instant::now() });
    }
}

#[cfg(test)]
mod tests;
