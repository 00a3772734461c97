//! The proof that one leaf is in the tree of a checkpoint, as a `.tlog-proof` text.

use tlog_tiles::Hash as TreeHash;
use tlog_tiles::tlog::{check_record, prove_record};

use crate::tiles::{Kept, Tiles};
use crate::{Checkpoint, CheckpointError, Hash, Policy, path};

/// A proof that verifies on its own: place, path, and the signed checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion {
    /// Place of the leaf, from 0: its position less one.
    pub index: u64,
    /// From the leaf's sibling up.
    pub path: Vec<Hash>,
    /// The signed note.
    pub checkpoint: String,
}

/// Why a leaf is not proved to be in the log.
#[derive(Debug, thiserror::Error)]
pub enum InclusionError {
    /// Not the format.
    #[error("the proof cannot be read")]
    Malformed,
    /// The path does not lead from the leaf to the root.
    #[error("the event is not the one that was sealed at this place")]
    NotIncluded,
    /// The place is past the checkpoint's end.
    #[error("event {0} is not sealed yet")]
    NotSealed(u64),
    /// A kept tile is missing or altered.
    #[error("the kept tiles do not agree with the sealed root: {0}")]
    Tiles(String),
    /// The checkpoint is not believed.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
}

const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// Proves a leaf from the tiles that [`crate::tiles_needed`] names.
pub fn prove(
    index: u64,
    checkpoint: &Checkpoint,
    note: &str,
    tiles: &Tiles,
) -> Result<Inclusion, InclusionError> {
    if index >= checkpoint.size {
        return Err(InclusionError::NotSealed(index + 1));
    }
    let kept = Kept::new(tiles);
    let path = prove_record(checkpoint.size, index, &kept.hashes(checkpoint))
        .map_err(|error| InclusionError::Tiles(error.to_string()))?;
    let path = path.into_iter().map(|hash| hash.0).collect();
    Ok(Inclusion { index, path, checkpoint: note.to_owned() })
}

impl Inclusion {
    /// The text of a `.tlog-proof` file.
    pub fn file(&self) -> String {
        let path = path::written(&self.path);
        format!("{HEADER}\nindex {}\n{path}\n{}", self.index, self.checkpoint)
    }

    /// Reads a `.tlog-proof` file; nothing in it is believed yet.
    pub fn parse(file: &str) -> Result<Self, InclusionError> {
        let (head, checkpoint) = file.split_once("\n\n").ok_or(InclusionError::Malformed)?;
        let mut lines = head.lines().filter(|line| !line.starts_with("extra "));
        if lines.next() != Some(HEADER) {
            return Err(InclusionError::Malformed);
        }
        let index = path::number(lines.next(), "index ");
        Ok(Self {
            index: index.ok_or(InclusionError::Malformed)?,
            path: path::read(lines).ok_or(InclusionError::Malformed)?,
            checkpoint: checkpoint.to_owned(),
        })
    }

    /// Whether a leaf is in the log at this proof's place, sealed by a key of the policy. Returns the checkpoint.
    pub fn verify(&self, leaf: Hash, policy: &Policy) -> Result<Checkpoint, InclusionError> {
        let checkpoint = Checkpoint::verify(&self.checkpoint, policy)?;
        if self.index >= checkpoint.size {
            return Err(InclusionError::NotIncluded);
        }
        let path = self.path.iter().map(|hash| TreeHash(*hash)).collect();
        check_record(&path, checkpoint.size, TreeHash(checkpoint.root), self.index, TreeHash(leaf))
            .map_err(|_| InclusionError::NotIncluded)?;
        Ok(checkpoint)
    }
}
