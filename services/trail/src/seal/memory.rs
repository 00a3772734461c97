//! What was signed last of each log, kept outside the store: a store that has gone back cannot take it along.

use std::collections::HashMap;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use proof::{Checkpoint, Policy};
use uuid::Uuid;

/// What was signed last of a log, and on which line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LastSeal {
    pub(super) line: u32,
    pub(super) checkpoint: Checkpoint,
}

/// The memory of this process, and the folder that outlives it where there is one.
#[derive(Debug, Default)]
pub(super) struct SealMemory {
    folder: Option<PathBuf>,
    signed: Mutex<HashMap<Uuid, LastSeal>>,
}

impl SealMemory {
    /// Remembers in a folder, which is made where it is missing.
    pub(super) fn try_in(folder: PathBuf) -> io::Result<Self> {
        std::fs::create_dir_all(&folder)?;
        Ok(Self { folder: Some(folder), signed: Mutex::default() })
    }

    /// What was signed last, by this process or by an earlier one; `None` where nothing was. Fails with `InvalidData` where a note
    /// in the folder is believed by no key of the policy.
    pub(super) fn last(&self, trust: Uuid, policy: &Policy) -> io::Result<Option<LastSeal>> {
        if let Some(last) = self.signed().get(&trust) {
            return Ok(Some(last.clone()));
        }
        let Some(folder) = &self.folder else { return Ok(None) };
        let Some((line, note)) = newest(folder, trust)? else { return Ok(None) };
        let believed = Checkpoint::verify(&note, policy);
        let checkpoint =
            believed.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        let last = LastSeal { line, checkpoint };
        self.signed().insert(trust, last.clone());
        Ok(Some(last))
    }

    /// Remembers a signed note.
    pub(super) fn keep(&self, trust: Uuid, last: LastSeal, note: &str) -> io::Result<()> {
        if let Some(folder) = &self.folder {
            let unfinished = folder.join(format!("{trust}.unfinished"));
            let mut file = std::fs::File::create(&unfinished)?;
            file.write_all(note.as_bytes())?;
            file.sync_all()?;
            std::fs::rename(unfinished, folder.join(file_name(trust, last.line)))?;
        }
        self.signed().insert(trust, last);
        Ok(())
    }

    fn signed(&self) -> MutexGuard<'_, HashMap<Uuid, LastSeal>> {
        self.signed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One file for each line, so that the last seal of an earlier line is still there to be shown.
fn file_name(trust: Uuid, line: u32) -> String {
    format!("{trust}.{line}")
}

/// The note of the latest line, with the line's number.
fn newest(folder: &Path, trust: Uuid) -> io::Result<Option<(u32, String)>> {
    let trust = trust.to_string();
    let mut latest = None;
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name();
        let line = name.to_str().and_then(|name| name.strip_prefix(trust.as_str()));
        let line = line.and_then(|rest| rest.strip_prefix('.')?.parse::<u32>().ok());
        latest = latest.max(line);
    }
    let Some(line) = latest else { return Ok(None) };
    let note = std::fs::read_to_string(folder.join(format!("{trust}.{line}")))?;
    Ok(Some((line, note)))
}
