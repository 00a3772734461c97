//! The key a service signs with, in a file of its own, and the public keys it believes.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use ed25519_dalek::Signer as _;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{
    DecodePrivateKey as _, DecodePublicKey as _, EncodePrivateKey as _, EncodePublicKey as _,
};
use rand_core::OsRng;
use sha2::{Digest as _, Sha256};

/// A private key. `Debug` does not show it.
#[derive(Clone)]
pub struct SigningKey {
    key: ed25519_dalek::SigningKey,
    public: PublicKey,
}

/// A public key with its id.
#[derive(Clone)]
pub struct PublicKey {
    id: String,
    key: ed25519_dalek::VerifyingKey,
}

/// A file that holds a private key: PKCS #8 in PEM, readable by its owner only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKeyFile {
    path: PathBuf,
}

/// Why a key file can't be made or used.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The file system reports an error.
    #[error("the key file {path}: {cause}")]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// Other accounts can read the file.
    #[error(
        "the key file {0} can be read by others; make it readable by its owner only (chmod 600)"
    )]
    Open(PathBuf),
    /// Not a key.
    #[error("there is no Ed25519 key in PEM form in {0}")]
    NoKey(String),
}

impl SigningKeyFile {
    /// Makes a key and writes it to a new file. A file that is already there stays as it is.
    pub fn generate(path: &Path) -> Result<Self, KeyFileError> {
        let failed = |cause| KeyFileError::File { path: path.to_owned(), cause };
        let key = ed25519_dalek::SigningKey::generate(&mut OsRng);
        let pem = key.to_pkcs8_pem(LineEnding::LF).map_err(|_| no_key(path))?;
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
            .map_err(failed)?;
        file.write_all(pem.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
        Ok(Self { path: path.to_owned() })
    }

    /// The file at a path; it was made earlier.
    pub fn new(path: &Path) -> Self {
        Self { path: path.to_owned() }
    }

    /// Reads the key; refuses a file that others can read.
    pub fn open(&self) -> Result<SigningKey, KeyFileError> {
        let failed = |cause| KeyFileError::File { path: self.path.clone(), cause };
        let mode = fs::metadata(&self.path).map_err(failed)?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(KeyFileError::Open(self.path.clone()));
        }
        let pem = fs::read_to_string(&self.path).map_err(failed)?;
        let key =
            ed25519_dalek::SigningKey::from_pkcs8_pem(&pem).map_err(|_| no_key(&self.path))?;
        let public = PublicKey::of(key.verifying_key());
        Ok(SigningKey { key, public })
    }
}

impl SigningKey {
    /// Its public key.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    pub(super) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }
}

impl PublicKey {
    /// Reads a public key in PEM.
    pub fn parse(pem: &str) -> Result<Self, KeyFileError> {
        let key = ed25519_dalek::VerifyingKey::from_public_key_pem(pem);
        Ok(Self::of(key.map_err(|_| KeyFileError::NoKey("the public key".to_owned()))?))
    }

    /// The key in PEM, for the processes that shall believe it.
    pub fn pem(&self) -> Result<String, KeyFileError> {
        let pem = self.key.to_public_key_pem(LineEnding::LF);
        pem.map_err(|_| KeyFileError::NoKey("the public key".to_owned()))
    }

    /// Reads a public key from one line of base64: the text between the first and the last line of its PEM.
    pub fn from_line(line: &str) -> Result<Self, KeyFileError> {
        Self::parse(&format!("-----BEGIN PUBLIC KEY-----\n{line}\n-----END PUBLIC KEY-----\n"))
    }

    /// The key in one line of base64.
    pub fn line(&self) -> Result<String, KeyFileError> {
        let pem = self.pem()?;
        Ok(pem.lines().filter(|line| !line.starts_with('-')).collect())
    }

    /// The first 16 hex digits of its SHA-256.
    pub fn id(&self) -> &str {
        &self.id
    }

    fn of(key: ed25519_dalek::VerifyingKey) -> Self {
        let digest = Sha256::digest(key.as_bytes());
        let id = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Self { id, key }
    }

    /// Whether a signature is this key's. Only the canonical form counts, not others that a lax reader would take.
    pub(super) fn signed(&self, message: &[u8], signature: &[u8]) -> bool {
        let signature = ed25519_dalek::Signature::from_slice(signature);
        signature.is_ok_and(|signature| self.key.verify_strict(message, &signature).is_ok())
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("SigningKey").field("public", &self.public).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("PublicKey").field("id", &self.id).finish_non_exhaustive()
    }
}

fn no_key(path: &Path) -> KeyFileError {
    KeyFileError::NoKey(path.display().to_string())
}
