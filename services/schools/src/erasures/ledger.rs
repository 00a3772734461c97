//! The file that remembers, outside the store and its backups, what was erased. It holds random ids and commitments only.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use tonic::Status;
use uuid::Uuid;

/// What an erasure was of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErasedThing {
    /// A person's name and contacts.
    Person(Uuid),
    /// A text, by what commits to it.
    Words(String),
}

impl ErasedThing {
    /// A person's id, or the 64 hex digits that commit to a text.
    fn read(text: &str) -> Option<Self> {
        let is_commitment = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
        match Uuid::try_parse(text) {
            Ok(person) => Some(Self::Person(person)),
            Err(_) => is_commitment.then(|| Self::Words(text.to_owned())),
        }
    }
}

impl std::fmt::Display for ErasedThing {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Person(person) => person.fmt(out),
            Self::Words(commitment) => out.write_str(commitment),
        }
    }
}

/// Why the ledger cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// Nothing is erased without it.
    #[error("The ledger of erasures {0} cannot be written: {1}. Nothing was erased.")]
    Closed(PathBuf, std::io::Error),
    /// The erasure stands, but a restore would undo it.
    #[error("It is erased, but {0} could not be written ({1}); add this line to it: {2}")]
    NotAdded(PathBuf, std::io::Error, String),
    /// It cannot be read.
    #[error("{0} cannot be read: {1}")]
    Unread(PathBuf, std::io::Error),
    /// A line holds something else.
    #[error("{0}, line {1}: no trust and no erased id or commitment")]
    Malformed(PathBuf, usize),
}

impl From<LedgerError> for Status {
    fn from(error: LedgerError) -> Self {
        tracing::error!(%error, "the ledger of erasures");
        match error {
            LedgerError::NotAdded(..) => Self::internal(error.to_string()),
            LedgerError::Closed(..) | LedgerError::Unread(..) | LedgerError::Malformed(..) => {
                Self::unavailable("The ledger of erasures cannot be written. Nothing was erased.")
            }
        }
    }
}

/// One line an erasure: the trust's id, and the person's id or the text's commitment.
#[derive(Debug)]
pub struct Ledger {
    path: PathBuf,
    file: File,
}

/// An erasure of a trust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErasedLine {
    /// The trust.
    pub trust: Uuid,
    /// What was erased.
    pub erased: ErasedThing,
}

impl Ledger {
    /// Opens the file for adding; makes it if there is none.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        let file = OpenOptions::new().create(true).append(true).open(path);
        let file = file.map_err(|error| LedgerError::Closed(path.to_owned(), error))?;
        Ok(Self { path: path.to_owned(), file })
    }

    /// Adds an erasure, unless its line is there. The line is on the disk when this returns.
    pub fn add(&mut self, trust: Uuid, erased: &ErasedThing) -> Result<(), LedgerError> {
        let line = format!("{trust} {erased}");
        let known = std::fs::read_to_string(&self.path).unwrap_or_default();
        if known.lines().any(|known| known.trim() == line) {
            return Ok(());
        }
        let written = self.file.write_all(format!("{line}\n").as_bytes());
        let written = written.and_then(|()| self.file.sync_all());
        written.map_err(|error| LedgerError::NotAdded(self.path.clone(), error, line))
    }

    /// Every erasure in a file.
    pub fn read(path: &Path) -> Result<Vec<ErasedLine>, LedgerError> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| LedgerError::Unread(path.to_owned(), error))?;
        let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
        let erased = |line: &str| {
            let (trust, erased) = line.trim().split_once(' ')?;
            Some(ErasedLine {
                trust: Uuid::try_parse(trust).ok()?,
                erased: ErasedThing::read(erased)?,
            })
        };
        lines
            .map(|(number, line)| {
                erased(line).ok_or_else(|| LedgerError::Malformed(path.to_owned(), number))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;
