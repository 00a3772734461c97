//! A signed statement: at this size the log of this name has this root.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use signed_note::{Note, Signer, Verifier, VerifierList};

use crate::{Hash, KeyError, Policy, SealKey};

/// What a checkpoint says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's name.
    pub origin: String,
    /// Leaves in the tree.
    pub size: u64,
    /// Root of the tree.
    pub root: Hash,
}

/// Why a checkpoint is not believed.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// Not the format.
    #[error("the checkpoint cannot be read")]
    Malformed,
    /// Not signed by a key that the policy names, or altered after it was signed.
    #[error("the checkpoint's signature does not hold: {0}")]
    Signature(String),
    /// A key can't be used.
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl Checkpoint {
    fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, BASE64_STANDARD.encode(self.root))
    }

    /// The signed note (C2SP tlog-checkpoint); with several keys, while one follows another.
    pub fn sign(&self, keys: &[&SealKey]) -> Result<String, CheckpointError> {
        let mut note =
            Note::new(self.text().as_bytes(), &[]).map_err(|_| CheckpointError::Malformed)?;
        let signers = keys.iter().map(|key| key.signer()).collect::<Result<Vec<_>, _>>()?;
        let signers: Vec<&dyn Signer> =
            signers.iter().map(|signer| signer as &dyn Signer).collect();
        note.add_sigs(&signers).map_err(|error| CheckpointError::Signature(error.to_string()))?;
        String::from_utf8(note.to_bytes()).map_err(|_| CheckpointError::Malformed)
    }

    /// Reads a signed note, if one of the policy's keys signed it.
    pub fn verify(note: &str, policy: &Policy) -> Result<Self, CheckpointError> {
        let parsed = Note::from_bytes(note.as_bytes()).map_err(|_| CheckpointError::Malformed)?;
        let verifiers = policy.verifiers()?;
        let known =
            verifiers.into_iter().map(|verifier| Box::new(verifier) as Box<dyn Verifier>).collect();
        let (signed, _) = parsed
            .verify(&VerifierList::new(known))
            .map_err(|error| CheckpointError::Signature(error.to_string()))?;
        let checkpoint = Self::read(parsed.text()).ok_or(CheckpointError::Malformed)?;
        // A key speaks for the log of its own name only.
        if signed.iter().any(|signature| signature.name() == checkpoint.origin) {
            return Ok(checkpoint);
        }
        Err(CheckpointError::Signature(format!(
            "no key of the policy speaks for {}",
            checkpoint.origin
        )))
    }

    /// Reads a signed note on its word alone.
    pub fn read_unverified(note: &str) -> Option<Self> {
        Self::read(Note::from_bytes(note.as_bytes()).ok()?.text())
    }

    fn read(text: &[u8]) -> Option<Self> {
        let read = tlog_tiles::Checkpoint::from_bytes(text).ok()?;
        Some(Self { origin: read.origin().to_owned(), size: read.size(), root: read.hash().0 })
    }
}
