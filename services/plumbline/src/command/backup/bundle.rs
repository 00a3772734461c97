//! The folder of a backup: its files, and a manifest that says what they have to be.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::Failure;

/// What a backup holds, as its `manifest.json` says it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(in crate::command) struct Manifest {
    /// The version of the program that made the backup.
    pub(in crate::command) program: String,
    /// The number of the store's last migration.
    pub(in crate::command) migration: i32,
    /// When the backup began.
    pub(in crate::command) taken: Timestamp,
    /// The name of the database.
    pub(in crate::command) database: String,
    /// Each trust with the length of its log. The database holds at least so much.
    pub(in crate::command) trusts: Vec<TrustHead>,
    /// SHA-256 of each file, in hexadecimal digits.
    pub(in crate::command) files: BTreeMap<String, String>,
}

/// How long a trust's log was.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(in crate::command) struct TrustHead {
    /// The trust.
    pub(in crate::command) trust: Uuid,
    /// The position of its last event.
    pub(in crate::command) events: u64,
}

/// The folder.
#[derive(Clone, Debug)]
pub(in crate::command) struct Bundle {
    folder: PathBuf,
}

impl Bundle {
    /// The database, as `pg_dump --format=custom` writes it.
    pub(in crate::command) const STORE: &str = "store.dump";
    /// The roles, their memberships and settings, and who may connect. No password.
    pub(in crate::command) const ROLES: &str = "roles.sql";
    /// The ids of persons who were erased.
    pub(in crate::command) const ERASURES: &str = "erasures";
    /// What the folder has to hold.
    pub(in crate::command) const MANIFEST: &str = "manifest.json";

    pub(in crate::command) fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// The file of a trust's last checkpoint.
    pub(in crate::command) fn checkpoint(trust: Uuid) -> String {
        format!("{trust}.checkpoint")
    }

    pub(in crate::command) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub(in crate::command) fn add(&self, name: &str, content: &[u8]) -> Result<(), Failure> {
        std::fs::write(self.path(name), content).map_err(Failure::failed)
    }

    pub(in crate::command) fn write(&self, manifest: &Manifest) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(manifest).map_err(Failure::failed)?;
        self.add(Self::MANIFEST, text.as_bytes())
    }

    /// The first entry of the folder that is no plain file, but a link, a folder or a pipe. Opens nothing.
    pub(in crate::command) fn no_plain_file(&self) -> Result<Option<String>, Failure> {
        let entries = std::fs::read_dir(&self.folder).map_err(|error| {
            Failure::Input(format!("{} cannot be read: {error}", self.folder.display()))
        })?;
        for entry in entries {
            let entry = entry.map_err(Failure::failed)?;
            if !entry.file_type().map_err(Failure::failed)?.is_file() {
                return Ok(Some(entry.file_name().to_string_lossy().into_owned()));
            }
        }
        Ok(None)
    }

    /// SHA-256 of every file but the manifest.
    pub(in crate::command) fn hashes(&self) -> Result<BTreeMap<String, String>, Failure> {
        let mut hashes = BTreeMap::new();
        for entry in std::fs::read_dir(&self.folder).map_err(Failure::failed)? {
            let name = entry.map_err(Failure::failed)?.file_name().to_string_lossy().into_owned();
            if name != Self::MANIFEST {
                hashes.insert(name.clone(), self.hash(&name)?);
            }
        }
        Ok(hashes)
    }

    /// SHA-256 of a file, in hexadecimal digits.
    pub(in crate::command) fn hash(&self, name: &str) -> Result<String, Failure> {
        let mut file = std::fs::File::open(self.path(name)).map_err(|error| {
            Failure::Failed(format!("{} cannot be read: {error}", self.path(name).display()))
        })?;
        let mut digest = Sha256::new();
        let mut piece = vec![0; 1 << 20];
        loop {
            match file.read(&mut piece).map_err(Failure::failed)? {
                0 => break,
                read => digest.update(&piece[..read]),
            }
        }
        Ok(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// The first file that is missing, added or altered, where the files are to have these hashes.
    pub(in crate::command) fn altered(
        &self,
        files: &BTreeMap<String, String>,
    ) -> Result<Option<String>, Failure> {
        let found = self.hashes()?;
        let mut names = files.keys().chain(found.keys());
        Ok(names.find(|name| files.get(*name) != found.get(*name)).cloned())
    }

    /// Reads the manifest. Refuses a backup of which a file is missing, added or altered.
    pub(in crate::command) fn read(&self) -> Result<Manifest, Failure> {
        let path = self.path(Self::MANIFEST);
        let text = std::fs::read_to_string(&path).map_err(|error| {
            Failure::Input(format!("{} cannot be read: {error}", path.display()))
        })?;
        let manifest: Manifest = serde_json::from_str(&text)
            .map_err(|error| Failure::Input(format!("{}: {error}", path.display())))?;
        match self.altered(&manifest.files)? {
            None => Ok(manifest),
            Some(name) => Err(Failure::Failed(format!(
                "The backup is not as it was made: {name} is missing, added or altered."
            ))),
        }
    }
}

#[cfg(test)]
mod tests;
