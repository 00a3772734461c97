//! Files that are handed out to one person for an hour and written nowhere: the one-time links of a survey that was opened.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use uuid::Uuid;

const KEPT_FOR: Duration = Duration::from_secs(60 * 60);
/// Files kept at once; the oldest gives way.
const MOST: usize = 200;

/// What is handed out.
#[derive(Debug, Default)]
pub(crate) struct Handouts {
    /// By whose it is and of what.
    kept: Mutex<HashMap<(Uuid, String), (String, Instant)>>,
}

impl Handouts {
    fn kept(&self) -> MutexGuard<'_, HashMap<(Uuid, String), (String, Instant)>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a file for the person who may have it.
    pub(crate) fn keep(&self, person: Uuid, wave: &str, file: String) {
        let mut kept = self.kept();
        kept.retain(|_, (_, since)| since.elapsed() < KEPT_FOR);
        if kept.len() >= MOST {
            let oldest = kept.iter().min_by_key(|(_, (_, since))| *since);
            let oldest = oldest.map(|(owned, _)| owned.clone());
            oldest.and_then(|owned| kept.remove(&owned));
        }
        kept.insert((person, wave.to_owned()), (file, Instant::now()));
    }

    /// The file, for the person it was kept for, within the hour.
    pub(crate) fn find(&self, person: Uuid, wave: &str) -> Option<String> {
        let kept = self.kept();
        let found = kept.get(&(person, wave.to_owned()));
        let found = found.filter(|(_, since)| since.elapsed() < KEPT_FOR);
        found.map(|(file, _)| file.clone())
    }
}

#[cfg(test)]
mod tests;
