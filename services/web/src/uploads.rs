//! Files that a person gave and has not acted on yet: in memory, for that person, for an hour.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use uuid::Uuid;

use crate::sessions::secret;

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
mod tests {
    use super::*;

    #[test]
    fn a_file_is_its_persons_and_the_next_takes_its_place() {
        let (uploads, ada) = (Uploads::default(), Uuid::from_u128(1));
        let first = uploads.keep(ada, b"one".to_vec());
        assert_eq!(uploads.find(ada, &first).as_deref(), Some(b"one".as_slice()));
        assert!(uploads.find(Uuid::from_u128(2), &first).is_none());
        let second = uploads.keep(ada, b"two".to_vec());
        assert!(uploads.find(ada, &first).is_none() && uploads.find(ada, &second).is_some());
        assert_ne!(command_of(&first), command_of(&second));
    }

    #[test]
    fn the_oldest_files_give_way() {
        let uploads = Uploads::default();
        let third = MOST_BYTES / 3 + 1;
        let ids = [1, 2, 3].map(|person| uploads.keep(Uuid::from_u128(person), vec![0; third]));
        assert!(uploads.find(Uuid::from_u128(1), &ids[0]).is_none());
        assert!(uploads.find(Uuid::from_u128(3), &ids[2]).is_some());
    }
}
