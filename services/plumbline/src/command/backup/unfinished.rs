//! A folder that is being filled.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use crate::Failure;

/// A folder beside the one that was asked for. Only a whole one gets that name, and nothing is left of any other.
#[derive(Debug)]
pub(in crate::command) struct Unfinished {
    folder: PathBuf,
    finished: PathBuf,
    whole: bool,
}

impl Unfinished {
    /// Makes it for this account alone: it will hold names and typed texts.
    pub(in crate::command) fn beside(finished: &Path) -> Result<Self, Failure> {
        let folder = finished.with_extension("unfinished");
        DirBuilder::new().mode(0o700).create(&folder).map_err(|error| {
            let rest = match error.kind() {
                std::io::ErrorKind::AlreadyExists => ". Remove it where no other run is filling it",
                _ => "",
            };
            Failure::Input(format!("{} cannot be made: {error}{rest}.", folder.display()))
        })?;
        Ok(Self { folder, finished: finished.to_owned(), whole: false })
    }

    pub(in crate::command) fn path(&self) -> &Path {
        &self.folder
    }

    /// Gives it the name that was asked for.
    pub(in crate::command) fn finish(mut self) -> Result<(), Failure> {
        std::fs::rename(&self.folder, &self.finished).map_err(Failure::failed)?;
        self.whole = true;
        Ok(())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.whole {
            // Where it cannot be removed, the next run names it.
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}
