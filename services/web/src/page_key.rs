//! The key that all web processes of an installation share: it seals what browsers keep for them, and proves a form theirs.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;

const SECRET: usize = 32;

/// Seals and proves.
pub struct PageKey {
    seal: LessSafeKey,
    proof: hmac::Key,
}

/// Why a key of the pages cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PageKeyError {
    /// The file system reports an error.
    #[error("the key of the pages {path}: {cause}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// Other accounts can read the file.
    #[error(
        "the key of the pages {0} can be read by others; make it readable by its owner only (chmod 600)"
    )]
    Open(PathBuf),
    /// Not a key.
    #[error("there is no key of the pages in {0}; `plumbline keys pages` makes one")]
    NoKey(PathBuf),
}

impl std::fmt::Debug for PageKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("PageKey(…)")
    }
}

impl PageKey {
    /// A key of this process alone. What it sealed cannot be read after a restart.
    pub(crate) fn draw() -> Self {
        Self::of(&rand::random())
    }

    /// Writes a new key to a new file, readable by its owner only.
    pub fn generate(path: &Path) -> Result<(), PageKeyError> {
        let failed = |cause| PageKeyError::File { path: path.to_owned(), cause };
        let text = URL_SAFE_NO_PAD.encode(rand::random::<[u8; SECRET]>());
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
        let file = file.as_mut().map_err(|error| failed(io::Error::from(error.kind())))?;
        writeln!(file, "{text}").and_then(|()| file.sync_all()).map_err(failed)
    }

    /// Reads a key; refuses a file that others can read.
    pub fn read(path: &Path) -> Result<Self, PageKeyError> {
        let failed = |cause| PageKeyError::File { path: path.to_owned(), cause };
        let mode = fs::metadata(path).map_err(failed)?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(PageKeyError::Open(path.to_owned()));
        }
        let text = fs::read_to_string(path).map_err(failed)?;
        let secret = URL_SAFE_NO_PAD.decode(text.trim()).ok();
        let secret = secret.and_then(|bytes| <[u8; SECRET]>::try_from(bytes).ok());
        secret.map(|secret| Self::of(&secret)).ok_or_else(|| PageKeyError::NoKey(path.to_owned()))
    }

    fn of(secret: &[u8; SECRET]) -> Self {
        let whole = hmac::Key::new(hmac::HMAC_SHA256, secret);
        let derived = |purpose: &[u8]| hmac::sign(&whole, purpose);
        let seal = UnboundKey::new(&CHACHA20_POLY1305, derived(b"seal").as_ref())
            .expect("a SHA-256 is as long as the key");
        let proof = hmac::Key::new(hmac::HMAC_SHA256, derived(b"proof").as_ref());
        Self { seal: LessSafeKey::new(seal), proof }
    }

    /// 43 letters that follow from a text and that only a holder of the key can make.
    pub(crate) fn proof(&self, of: &str) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.proof, of.as_bytes()))
    }

    /// Seals bytes so that they open for the same matter only.
    pub(crate) fn seal(&self, matter: &str, bytes: &[u8]) -> String {
        let nonce: [u8; NONCE_LEN] = rand::random();
        let mut sealed = bytes.to_vec();
        let aad = Aad::from(matter.as_bytes());
        self.seal
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut sealed)
            .expect("what a browser keeps is far below the longest message");
        URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat())
    }

    /// What was sealed for a matter; nothing where it was not, or was changed.
    pub(crate) fn open(&self, matter: &str, sealed: &str) -> Option<Vec<u8>> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_LEN>()?;
        let mut sealed = sealed.to_vec();
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let aad = Aad::from(matter.as_bytes());
        self.seal.open_in_place(nonce, aad, &mut sealed).ok().map(|bytes| bytes.to_vec())
    }
}

/// 256 random bits in hex.
pub(crate) fn secret() -> String {
    format!("{:032x}{:032x}", rand::random::<u128>(), rand::random::<u128>())
}

#[cfg(test)]
mod tests;
