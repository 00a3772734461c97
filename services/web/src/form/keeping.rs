//! What was entered and could not be done, until it is shown again: after an error, or after signing in again.
//!
//! A form is never answered with a page, so that Back never asks to send it again. What was entered waits here, in memory,
//! for the person it belongs to. The address of the page that shows it has its random id.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::Entered;
use crate::page_key::secret;

/// Forms kept at once; the oldest gives way.
const MOST: usize = 2_000;
/// Signing in again may take a while.
const KEPT_FOR: Duration = Duration::from_secs(4 * 60 * 60);

/// What was entered into one form of a page.
#[derive(Clone, Debug)]
pub(crate) struct Again {
    /// Where the form is sent.
    pub address: String,
    /// What the ids of its fields begin with.
    pub key: String,
    pub entered: Entered,
}

/// Everything that waits to be shown again.
#[derive(Debug, Default)]
pub(crate) struct Keeping {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    by_id: HashMap<String, Waiting>,
    order: VecDeque<String>,
}

#[derive(Debug)]
struct Waiting {
    whose: Whose,
    again: Again,
    since: Instant,
}

/// Whom an entry belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    /// A person who signed in.
    Person(Uuid),
    /// All who have the page's address.
    Bearer,
}

impl Keeping {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps what was entered; gives the id it is found by.
    pub(crate) fn keep(&self, whose: Whose, again: Again) -> String {
        let (id, mut kept) = (secret(), self.kept());
        while kept.by_id.len() >= MOST {
            let Some(oldest) = kept.order.pop_front() else { break };
            kept.by_id.remove(&oldest);
        }
        kept.order.push_back(id.clone());
        kept.by_id.insert(id.clone(), Waiting { whose, again, since: Instant::now() });
        id
    }

    /// What was entered, for the person it belongs to. It can be looked at again.
    pub(crate) fn find(&self, id: &str, whose: Whose) -> Option<Again> {
        let kept = self.kept();
        let waiting = kept.by_id.get(id).filter(|waiting| waiting.whose == whose)?;
        (waiting.since.elapsed() < KEPT_FOR).then(|| waiting.again.clone())
    }
}

/// In every form: whom it was drawn for, so that it finds its person again when the session has ended meanwhile. Only we can
/// make it.
pub(crate) fn mark(secret: &str, person: Uuid) -> String {
    let digest = Sha256::new().chain_update(secret).chain_update(person.as_bytes()).finalize();
    let proof: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{person}.{proof}")
}

/// The person a mark was made for.
pub(crate) fn marked(secret: &str, given: &str) -> Option<Uuid> {
    let person = Uuid::try_parse(given.split('.').next()?).ok()?;
    super::same(given, &mark(secret, person)).then_some(person)
}

#[cfg(test)]
mod tests;
