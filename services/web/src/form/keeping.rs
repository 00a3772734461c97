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
use crate::sessions::secret;

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
mod tests {
    use super::*;

    fn again() -> Again {
        let (address, key) = ("/form".to_owned(), String::new());
        Again { address, key, entered: Entered::nothing(&[]) }
    }

    #[test]
    fn what_was_entered_is_found_by_its_person_only_and_more_than_once() {
        let (keeping, ada) = (Keeping::default(), Whose::Person(Uuid::from_u128(1)));
        let id = keeping.keep(ada, again());
        assert!(keeping.find(&id, ada).is_some() && keeping.find(&id, ada).is_some());
        assert!(keeping.find(&id, Whose::Person(Uuid::from_u128(2))).is_none());
        assert!(keeping.find(&id, Whose::Bearer).is_none());
        assert!(keeping.find("guessed", ada).is_none());
    }

    #[test]
    fn the_oldest_gives_way() {
        let keeping = Keeping::default();
        let first = keeping.keep(Whose::Bearer, again());
        for _ in 0..MOST {
            keeping.keep(Whose::Bearer, again());
        }
        assert!(keeping.find(&first, Whose::Bearer).is_none());
        assert_eq!(keeping.kept().by_id.len(), MOST);
    }

    #[test]
    fn a_mark_is_ours_or_nobodys() {
        let ada = Uuid::from_u128(1);
        assert_eq!(marked("secret", &mark("secret", ada)), Some(ada));
        assert_eq!(marked("other", &mark("secret", ada)), None);
        assert_eq!(marked("secret", &ada.to_string()), None);
        assert_eq!(marked("secret", ""), None);
    }
}
