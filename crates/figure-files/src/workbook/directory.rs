//! How much of an archive is read before its directory is known: a directory that is a bomb itself ends early.

use std::cell::Cell;
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;

/// Bytes that are read until the directory is known. Of 2,000 parts it has about 300 kilobytes, and some of them are read twice.
const MOST_READ: u64 = 4 * 1024 * 1024;

/// How much may still be read; `None` once the directory is known.
#[derive(Clone, Debug)]
pub(super) struct DirectoryBudget(Rc<Cell<Option<u64>>>);

impl DirectoryBudget {
    pub(super) fn new() -> Self {
        Self(Rc::new(Cell::new(Some(MOST_READ))))
    }

    /// Whether all of it was read and the directory is still not known.
    pub(super) fn is_spent(&self) -> bool {
        self.0.get() == Some(0)
    }

    /// From here on everything is read that is asked for.
    pub(super) fn lift(&self) {
        self.0.set(None);
    }
}

/// A file that is read within a budget.
pub(crate) struct DirectoryFile<R> {
    file: R,
    budget: DirectoryBudget,
}

impl<R> DirectoryFile<R> {
    pub(super) fn new(file: R, budget: DirectoryBudget) -> Self {
        Self { file, budget }
    }
}

impl<R: Read> Read for DirectoryFile<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let Some(left) = self.budget.0.get() else { return self.file.read(into) };
        if left == 0 {
            return Err(io::Error::other("the directory of the archive is too large"));
        }
        let most = into.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let read = self.file.read(&mut into[..most])?;
        self.budget.0.set(Some(left.saturating_sub(read as u64)));
        Ok(read)
    }
}

impl<R: Seek> Seek for DirectoryFile<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}
