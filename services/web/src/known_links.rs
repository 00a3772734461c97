//! The survey links that have led to a survey in this process, so that a respondent is no stranger who guesses.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use sha2::{Digest as _, Sha256};

const MOST: usize = 20_000;
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// Links by their hash, with the time they were last used.
#[derive(Debug, Default)]
pub(crate) struct KnownLinks {
    used: Mutex<HashMap<[u8; 32], Instant>>,
}

impl KnownLinks {
    fn used(&self) -> MutexGuard<'_, HashMap<[u8; 32], Instant>> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps in mind that the surveys service knows a link.
    pub(crate) fn learn(&self, link: &str) {
        let mut used = self.used();
        if !used.contains_key(&key(link)) && used.len() >= MOST {
            make_room(&mut used);
        }
        used.insert(key(link), Instant::now());
    }

    /// Whether a link has led to a survey in this process, in the last day.
    pub(crate) fn knows(&self, link: &str) -> bool {
        self.used().get(&key(link)).is_some_and(|used| used.elapsed() <= LONGEST)
    }
}

fn key(link: &str) -> [u8; 32] {
    Sha256::digest(link).into()
}

/// The old ones go; where none is old, the one longest unused.
fn make_room(used: &mut HashMap<[u8; 32], Instant>) {
    used.retain(|_, used| used.elapsed() <= LONGEST);
    if used.len() >= MOST {
        let oldest = used.iter().min_by_key(|(_, used)| **used).map(|(link, _)| *link);
        oldest.and_then(|link| used.remove(&link));
    }
}

#[cfg(test)]
mod tests;
