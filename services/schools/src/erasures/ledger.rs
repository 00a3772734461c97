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
    /// A text, where these are the 64 hex digits that can commit to one.
    pub fn of_commitment(text: &str) -> Option<Self> {
        let is_commitment = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
        is_commitment.then(|| Self::Words(text.to_owned()))
    }

    /// A person's id, or the 64 hex digits that commit to a text.
    fn read(text: &str) -> Option<Self> {
        match Uuid::try_parse(text) {
            Ok(person) => Some(Self::Person(person)),
            Err(_) => Self::of_commitment(text),
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

/// A line has the trust's id, the person's id or the text's commitment, and a word: `intended`, `withdrawn`, or none where it is
/// erased. Lines are only ever added, since two processes write.
#[derive(Debug)]
pub struct Ledger {
    path: PathBuf,
    file: File,
}

/// How far an erasure came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErasureStanding {
    /// It was erased.
    Erased,
    /// It was to be erased, and the ledger does not say what became of that: no answer came, or the process ended before it.
    Intended,
}

/// An erasure of a trust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErasedLine {
    /// The trust.
    pub trust: Uuid,
    /// What was erased, or was to be.
    pub erased: ErasedThing,
    /// How far it came.
    pub standing: ErasureStanding,
}

/// The word of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LedgerWord {
    Intended,
    Withdrawn,
    Erased,
}

impl LedgerWord {
    fn of(text: Option<&str>) -> Option<Self> {
        match text {
            None => Some(Self::Erased),
            Some("intended") => Some(Self::Intended),
            Some("withdrawn") => Some(Self::Withdrawn),
            Some(_) => None,
        }
    }

    fn ending(self) -> &'static str {
        match self {
            Self::Intended => " intended",
            Self::Withdrawn => " withdrawn",
            Self::Erased => "",
        }
    }
}

/// What a ledger says of one thing.
#[derive(Debug)]
struct LedgerTally {
    trust: Uuid,
    erased: ErasedThing,
    /// Intents that no line withdrew.
    open: usize,
    done: bool,
}

impl LedgerTally {
    fn take(&mut self, word: LedgerWord) {
        match word {
            LedgerWord::Intended => self.open += 1,
            LedgerWord::Withdrawn => self.open = self.open.saturating_sub(1),
            LedgerWord::Erased => self.done = true,
        }
    }

    fn is_about(&self, other: &Self) -> bool {
        self.trust == other.trust && self.erased == other.erased
    }

    fn line(self) -> Option<ErasedLine> {
        let standing = match (self.done, self.open) {
            (true, _) => ErasureStanding::Erased,
            (false, 0) => return None,
            (false, _) => ErasureStanding::Intended,
        };
        Some(ErasedLine { trust: self.trust, erased: self.erased, standing })
    }
}

/// Reads a line into what is said of its thing so far; `None` where the line holds something else.
fn take_line(line: &str, tallies: &mut Vec<LedgerTally>) -> Option<()> {
    let mut parts = line.split_whitespace();
    let trust = Uuid::try_parse(parts.next()?).ok()?;
    let erased = ErasedThing::read(parts.next()?)?;
    let word = LedgerWord::of(parts.next())?;
    if parts.next().is_some() {
        return None;
    }
    let mut tally = LedgerTally { trust, erased, open: 0, done: false };
    match tallies.iter_mut().find(|known| known.is_about(&tally)) {
        Some(known) => known.take(word),
        None => {
            tally.take(word);
            tallies.push(tally);
        }
    }
    Some(())
}

impl Ledger {
    /// Opens the file for adding; makes it if there is none.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        let file = OpenOptions::new().create(true).append(true).open(path);
        let file = file.map_err(|error| LedgerError::Closed(path.to_owned(), error))?;
        Ok(Self { path: path.to_owned(), file })
    }

    /// Says that something is to be erased. The line is on the disk when this returns.
    pub fn intend(&mut self, trust: Uuid, erased: &ErasedThing) -> Result<(), LedgerError> {
        let line = line(trust, erased, LedgerWord::Intended);
        self.write(&line).map_err(|error| LedgerError::Closed(self.path.clone(), error))
    }

    /// Says that it was refused. Where the line cannot be written the intent stands, and a replay completes it by the rules.
    pub fn withdraw(&mut self, trust: Uuid, erased: &ErasedThing) -> Result<(), std::io::Error> {
        self.write(&line(trust, erased, LedgerWord::Withdrawn))
    }

    /// Adds an erasure, unless its line is there. The line is on the disk when this returns.
    pub fn add(&mut self, trust: Uuid, erased: &ErasedThing) -> Result<(), LedgerError> {
        let line = line(trust, erased, LedgerWord::Erased);
        let known = std::fs::read_to_string(&self.path).unwrap_or_default();
        if known.lines().any(|known| known.trim() == line) {
            return Ok(());
        }
        self.write(&line).map_err(|error| LedgerError::NotAdded(self.path.clone(), error, line))
    }

    fn write(&mut self, line: &str) -> Result<(), std::io::Error> {
        self.file.write_all(format!("{line}\n").as_bytes())?;
        self.file.sync_all()
    }

    /// What some files say, each thing once. Of what was not erased the later file knows more.
    pub fn read(paths: &[PathBuf]) -> Result<Vec<ErasedLine>, LedgerError> {
        let mut all: Vec<LedgerTally> = Vec::new();
        for path in paths {
            for said in Self::tallies(path)? {
                match all.iter_mut().find(|known| known.is_about(&said)) {
                    Some(known) => {
                        known.open = said.open;
                        known.done |= said.done;
                    }
                    None => all.push(said),
                }
            }
        }
        Ok(all.into_iter().filter_map(LedgerTally::line).collect())
    }

    fn tallies(path: &Path) -> Result<Vec<LedgerTally>, LedgerError> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| LedgerError::Unread(path.to_owned(), error))?;
        let mut tallies = Vec::new();
        let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
        for (number, line) in lines {
            take_line(line, &mut tallies)
                .ok_or_else(|| LedgerError::Malformed(path.to_owned(), number))?;
        }
        Ok(tallies)
    }
}

fn line(trust: Uuid, erased: &ErasedThing, word: LedgerWord) -> String {
    format!("{trust} {erased}{}", word.ending())
}

#[cfg(test)]
mod tests;
