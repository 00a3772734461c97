//! The file that remembers, outside the store and its backups, which ids were erased. It holds random ids only.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::Failure;

/// One line an erasure: the trust's id and the person's.
#[derive(Debug)]
pub(super) struct Ledger {
    path: PathBuf,
    file: File,
}

impl Ledger {
    /// Opens the file for adding; makes it if there is none.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let file = OpenOptions::new().create(true).append(true).open(path);
        let file = file.map_err(|error| {
            Failure::Input(format!("{} cannot be written: {error}", path.display()))
        })?;
        Ok(Self { path: path.to_owned(), file })
    }

    /// Adds a person. The line is on the disk when this returns.
    pub(super) fn add(&mut self, trust: Uuid, person: Uuid) -> Result<(), Failure> {
        let line = format!("{trust} {person}\n");
        let written = self.file.write_all(line.as_bytes()).and_then(|()| self.file.sync_all());
        written.map_err(|error| {
            let path = self.path.display();
            Failure::Failed(format!(
                "The name is erased, but {path} could not be written ({error}); add this line to it: {}",
                line.trim_end()
            ))
        })
    }
}

/// Every trust and person in the file.
pub(super) fn read(path: &Path) -> Result<Vec<(Uuid, Uuid)>, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::Input(format!("{} cannot be read: {error}", path.display())))?;
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            let ids = line.trim().split_once(' ');
            let ids = ids.and_then(|(trust, person)| {
                Some((Uuid::try_parse(trust).ok()?, Uuid::try_parse(person).ok()?))
            });
            ids.ok_or_else(|| {
                Failure::Input(format!("{}, line {number}: no two ids", path.display()))
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_read_again_and_a_broken_line_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("erasures");
        let (trust, person) = (Uuid::from_u128(1), Uuid::from_u128(2));
        Ledger::open(&path).unwrap().add(trust, person).unwrap();
        Ledger::open(&path).unwrap().add(person, trust).unwrap();
        assert_eq!(read(&path).unwrap(), [(trust, person), (person, trust)]);
        std::fs::write(&path, format!("{trust} {person}\nnonsense\n")).unwrap();
        assert!(read(&path).unwrap_err().to_string().contains("line 2"));
    }
}
