//! The keys of open waves: one small file each, in a folder outside the store that all processes of the service share.
//!
//! A key makes a wave's links, its receipts and its nullifiers. It is made when the wave opens and destroyed at the close.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use contract::{Kind, Refusal};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use uuid::Uuid;

use crate::code::{Code, CodeHash};

/// The folder of keys. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct WaveKeys {
    folder: Option<Arc<Path>>,
    /// What a test leaves out, to see that its attacker notices.
    #[cfg(test)]
    pub(crate) left_out: Option<Measure>,
}

/// One of the measures that keep answers and links apart.
#[cfg(test)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Measure {
    /// A nullifier is an HMAC under the key, not a hash.
    KeyedNullifiers,
    /// Links are stored in the order of their hashes, not in the order in which they are handed out.
    OrderOfHashes,
    /// Answers are shuffled before they are fixed, and do not lie in a batch as the store hands them over.
    Shuffle,
}

/// The key of one wave.
#[derive(Clone)]
pub(crate) struct WaveKey {
    id: Uuid,
    secret: [u8; 32],
    #[cfg(test)]
    left_out: Option<Measure>,
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeyTrouble {
    #[error(
        "The key of this survey is lost, so it can take no more answers and show no more links. It can only be closed; what was answered before is counted."
    )]
    Lost,
    #[error(
        "This installation has no folder for the keys of surveys, so none can be opened. Ask the administrator to set PLUMBLINE_WAVE_KEYS."
    )]
    NoFolder,
    #[error("The folder of wave keys cannot be used: {0}.")]
    Folder(#[from] io::Error),
}

impl Refusal for KeyTrouble {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::Lost => (Kind::State, "WAVE_KEY_LOST"),
            Self::NoFolder | Self::Folder(_) => (Kind::State, "KEY_FOLDER_UNUSABLE"),
        }
    }
}

impl WaveKeys {
    pub(crate) fn in_folder(folder: Option<&Path>) -> Self {
        Self {
            folder: folder.map(Arc::from),
            #[cfg(test)]
            left_out: None,
        }
    }

    /// The key of a wave, made now unless an earlier try or another process has made it.
    pub(crate) fn make(&self, wave: Uuid) -> Result<WaveKey, KeyTrouble> {
        let file = self.file(wave).ok_or(KeyTrouble::NoFolder)?;
        let folder = file.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let secret: [u8; 32] = rand::random();
        let text = format!("{}\n{}\n", Uuid::new_v4(), eventlog::hex(&secret));
        let beside = folder.join(format!("{}.new", Uuid::new_v4()));
        let mut new = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
        new.write_all(text.as_bytes())?;
        new.sync_all()?;
        // A link is refused where the name is taken: of two processes the first one's key stands.
        let linked = fs::hard_link(&beside, &file);
        fs::remove_file(&beside)?;
        match linked {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error.into()),
            _ => File::open(folder)?.sync_all()?,
        }
        self.read(&file)?.ok_or(KeyTrouble::Lost)
    }

    /// The key that a wave was opened with; refuses where it is gone, or where another key stands in its place.
    pub(crate) fn find(&self, wave: Uuid, id: Uuid) -> Result<WaveKey, KeyTrouble> {
        let file = self.file(wave).ok_or(KeyTrouble::Lost)?;
        let found = self.read(&file)?;
        found.filter(|key| key.id == id).ok_or(KeyTrouble::Lost)
    }

    /// Destroys a key, if it is there: overwritten first, then removed.
    pub(crate) fn destroy(&self, wave: Uuid) -> io::Result<()> {
        let Some(file) = self.file(wave) else { return Ok(()) };
        let overwritten = OpenOptions::new().write(true).open(&file).and_then(|mut old| {
            old.write_all(&[b'0'; 102])?;
            old.sync_all()
        });
        match overwritten.and_then(|()| fs::remove_file(&file)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            outcome => outcome,
        }
    }

    fn file(&self, wave: Uuid) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.join(format!("{wave}.key")))
    }

    fn read(&self, file: &Path) -> Result<Option<WaveKey>, KeyTrouble> {
        let text = match fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let read = text.split_once('\n').and_then(|(id, secret)| {
            let id = id.parse().ok()?;
            let secret: [u8; 32] = eventlog::unhex(secret.trim_end())?.try_into().ok()?;
            Some((id, secret))
        });
        Ok(read.map(|(id, secret)| WaveKey {
            id,
            secret,
            #[cfg(test)]
            left_out: self.left_out,
        }))
    }
}

impl WaveKey {
    /// The name under which `WaveOpened` speaks of it.
    pub(crate) fn id(&self) -> Uuid {
        self.id
    }

    /// A link of a school, by its number: a repeat gives the same.
    pub(crate) fn link(&self, school: Uuid, number: u32) -> Code {
        Code::of(self.derive("link", &[school.as_bytes(), &number.to_be_bytes()]))
    }

    /// The receipt of the answer given with this link.
    pub(crate) fn receipt(&self, link: &CodeHash) -> Code {
        Code::of(self.derive("receipt", &[link]))
    }

    /// What makes a link count once. Without the key it leads to no link.
    pub(crate) fn nullifier(&self, link: &CodeHash) -> [u8; 32] {
        #[cfg(test)]
        if self.left_out == Some(Measure::KeyedNullifiers) {
            use sha2::Digest as _;
            return Sha256::digest(link).into();
        }
        self.derive("nullifier", &[link])
    }

    /// Hashes in the order in which they are stored.
    pub(crate) fn in_order<T>(&self, hashes: &mut [(CodeHash, T)]) {
        #[cfg(test)]
        if self.left_out == Some(Measure::OrderOfHashes) {
            return;
        }
        hashes.sort_by_key(|(hash, _)| *hash);
    }

    fn derive(&self, what: &str, from: &[&[u8]]) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret).expect("any length is a key");
        mac.update(what.as_bytes());
        mac.update(&[0]);
        for part in from {
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

/// A key must not reach a log line.
impl std::fmt::Debug for WaveKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "WaveKey({})", self.id)
    }
}

#[cfg(test)]
mod tests;
