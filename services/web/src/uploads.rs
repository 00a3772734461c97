//! Files that a person gave and has not acted on yet: in memory, for that person, for an hour.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use uuid::Uuid;

use crate::page_key::secret;

const KEPT_FOR: Duration = Duration::from_secs(60 * 60);
/// Bytes of all files kept at once; the oldest give way.
const MOST_BYTES: usize = 256 * 1024 * 1024;

/// A file as it came.
#[derive(Clone, Debug)]
struct UploadedFile {
    person: Uuid,
    id: String,
    bytes: Arc<[u8]>,
    since: Instant,
}

/// Every file that waits. A person has one; the next takes its place.
#[derive(Debug, Default)]
pub(crate) struct Uploads {
    kept: Mutex<Vec<UploadedFile>>,
}

impl Uploads {
    fn kept(&self) -> MutexGuard<'_, Vec<UploadedFile>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a file for its person; gives the id it is found by.
    pub(crate) fn keep(&self, person: Uuid, bytes: Vec<u8>) -> String {
        let (id, mut kept) = (secret(), self.kept());
        kept.retain(|file| file.person != person && file.since.elapsed() < KEPT_FOR);
        let size = |kept: &[UploadedFile]| kept.iter().map(|file| file.bytes.len()).sum::<usize>();
        while !kept.is_empty() && size(&kept) + bytes.len() > MOST_BYTES {
            kept.remove(0);
        }
        let (bytes, since) = (bytes.into(), Instant::now());
        kept.push(UploadedFile { person, id: id.clone(), bytes, since });
        id
    }

    /// The file, for the person who gave it.
    pub(crate) fn find(&self, person: Uuid, id: &str) -> Option<Arc<[u8]>> {
        let kept = self.kept();
        let found = kept.iter().find(|file| file.person == person && file.id == id);
        let found = found.filter(|file| file.since.elapsed() < KEPT_FOR);
        found.map(|file| Arc::clone(&file.bytes))
    }
}

/// The id of the one command that a file gives, however often and from how many tabs it is sent.
pub(crate) fn command_of(file: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, file.as_bytes())
}

#[cfg(test)]
mod tests;
