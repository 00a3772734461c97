//! The proof that a later checkpoint continues an earlier one: everything sealed then is sealed now, in the same places.

use tlog_tiles::Hash as TreeHash;
use tlog_tiles::tlog::{check_tree, prove_tree};

use crate::tiles::{Kept, Tiles};
use crate::{Checkpoint, CheckpointError, Hash, Policy, path};

/// A proof that verifies against the earlier checkpoint alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consistency {
    /// Leaves in the earlier tree.
    pub earlier_size: u64,
    /// RFC 6962, section 2.1.2.
    pub path: Vec<Hash>,
    /// The later checkpoint, a signed note.
    pub checkpoint: String,
}

/// Why a log is not proved to continue an earlier one.
#[derive(Debug, thiserror::Error)]
pub enum ConsistencyError {
    /// Not the format.
    #[error("the proof of consistency cannot be read")]
    Malformed,
    /// The proof begins at another checkpoint.
    #[error("the proof begins at event {0}, the earlier seal stands at event {1}")]
    OtherSize(u64, u64),
    /// The proof leads to another checkpoint.
    #[error("the proof leads to event {0}, the later seal stands at event {1}")]
    OtherEnd(u64, u64),
    /// The checkpoints are of two logs.
    #[error("these are two logs: {0} and {1}")]
    OtherLog(String, String),
    /// What was sealed then is not what is sealed now.
    #[error("the later log does not continue the earlier one: something sealed was changed since")]
    Changed,
    /// A kept tile is missing or altered.
    #[error("the kept tiles do not agree with the sealed root: {0}")]
    Tiles(String),
    /// The later checkpoint is not believed.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
}

/// Proves that the tree of a checkpoint begins with its own first `earlier_size` leaves as they were, from the tiles that
/// [`crate::tiles_needed`] names for the last of them.
pub fn prove_consistency(
    earlier_size: u64,
    checkpoint: &Checkpoint,
    note: &str,
    tiles: &Tiles,
) -> Result<Consistency, ConsistencyError> {
    let kept = Kept::new(tiles);
    let path = prove_tree(checkpoint.size, earlier_size, &kept.hashes(checkpoint))
        .map_err(|error| ConsistencyError::Tiles(error.to_string()))?;
    let path = path.into_iter().map(|hash| hash.0).collect();
    Ok(Consistency { earlier_size, path, checkpoint: note.to_owned() })
}

/// Whether the kept tree of the later size begins with the tree of the earlier one. Reads the same tiles as
/// [`prove_consistency`].
pub fn continues(
    earlier: &Checkpoint,
    later: &Checkpoint,
    tiles: &Tiles,
) -> Result<(), ConsistencyError> {
    if earlier.size == later.size {
        return if earlier.root == later.root { Ok(()) } else { Err(ConsistencyError::Changed) };
    }
    let kept = Kept::new(tiles);
    let path = prove_tree(later.size, earlier.size, &kept.hashes(later))
        .map_err(|error| ConsistencyError::Tiles(error.to_string()))?;
    let (was, is) = (TreeHash(earlier.root), TreeHash(later.root));
    check_tree(&path, later.size, is, earlier.size, was).map_err(|_| ConsistencyError::Changed)
}

impl Consistency {
    /// The text form: what C2SP's tlog-witness is sent to add a checkpoint.
    pub fn file(&self) -> String {
        format!("old {}\n{}\n{}", self.earlier_size, path::written(&self.path), self.checkpoint)
    }

    /// Reads the text form; nothing in it is believed yet.
    pub fn parse(file: &str) -> Result<Self, ConsistencyError> {
        let (head, checkpoint) = file.split_once("\n\n").ok_or(ConsistencyError::Malformed)?;
        let mut lines = head.lines();
        let earlier_size = path::number(lines.next(), "old ");
        Ok(Self {
            earlier_size: earlier_size.ok_or(ConsistencyError::Malformed)?,
            path: path::read(lines).ok_or(ConsistencyError::Malformed)?,
            checkpoint: checkpoint.to_owned(),
        })
    }

    /// Whether the later checkpoint, sealed by a key of the policy, continues an earlier one that is believed already.
    /// Returns the later one.
    pub fn verify(
        &self,
        earlier: &Checkpoint,
        policy: &Policy,
    ) -> Result<Checkpoint, ConsistencyError> {
        let later = Checkpoint::verify(&self.checkpoint, policy)?;
        if later.origin != earlier.origin {
            return Err(ConsistencyError::OtherLog(earlier.origin.clone(), later.origin));
        }
        if self.earlier_size != earlier.size {
            return Err(ConsistencyError::OtherSize(self.earlier_size, earlier.size));
        }
        let path = self.path.iter().map(|hash| TreeHash(*hash)).collect();
        let (was, is) = (TreeHash(earlier.root), TreeHash(later.root));
        check_tree(&path, later.size, is, earlier.size, was)
            .map_err(|_| ConsistencyError::Changed)?;
        Ok(later)
    }
}
