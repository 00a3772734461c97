//! Proves that an event is in a trust's log as it was sealed: Merkle tree (RFC 6962), signed checkpoints and
//! proofs in C2SP's formats, so that any verifier of these will do.
//!
//! What is proved is that a change after sealing can be shown; nothing here makes a change impossible.

mod checkpoint;
mod consistency;
mod edge;
mod inclusion;
mod key;
mod path;
mod tiles;
mod walk;

pub use checkpoint::{Checkpoint, CheckpointError};
pub use consistency::{Consistency, ConsistencyError, continues, prove_consistency};
pub use edge::{Edge, EdgeError, FullTile};
pub use inclusion::{Inclusion, InclusionError, prove};
pub use key::{KeyError, Policy, SealKey, public_of_log};
pub use tiles::{Tiles, TilesNeeded, tiles_needed};
pub use walk::{Altered, Seals, Walk};

/// A node of the tree.
pub type Hash = [u8; 32];

/// Hashes a full tile holds; C2SP's tiles are eight levels high.
pub const TILE_WIDTH: u64 = 256;
