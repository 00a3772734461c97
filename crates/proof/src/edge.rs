//! The right edge of a growing tree: all that is needed to add leaves and know the root.

use tlog_tiles::tlog::node_hash;
use tlog_tiles::{Hash as TreeHash, Tile};

use crate::{Hash, TILE_WIDTH};

/// A tile; one that became full never changes again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FullTile {
    /// 0 for the leaves.
    pub level: u8,
    /// Place within the level.
    pub number: u64,
    /// At most 256 hashes of 32 bytes.
    pub hashes: Vec<u8>,
}

/// The unfinished tile of each level.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Edge {
    size: u64,
    /// Concatenated hashes, fewer than 256 at each level.
    levels: Vec<Vec<u8>>,
}

/// Unfinished tiles that don't belong to a tree of the size.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the kept tiles are not those of a tree of {0} leaves")]
pub struct EdgeError(u64);

const HASH_SIZE: usize = 32;

impl Edge {
    /// The edge of a tree of `size` leaves from its unfinished tiles, lowest level first.
    pub fn try_new(size: u64, levels: Vec<Vec<u8>>) -> Result<Self, EdgeError> {
        let mut rest = size;
        for level in &levels {
            if level.len() as u64 != (rest % TILE_WIDTH) * HASH_SIZE as u64 {
                return Err(EdgeError(size));
            }
            rest /= TILE_WIDTH;
        }
        if rest != 0 {
            return Err(EdgeError(size));
        }
        Ok(Self { size, levels })
    }

    /// Leaves in the tree.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Unfinished tiles, lowest level first.
    pub fn levels(&self) -> &[Vec<u8>] {
        &self.levels
    }

    /// Adds leaf hashes; returns the tiles that became full, in the order they did.
    pub fn grow(&mut self, leaves: impl IntoIterator<Item = Hash>) -> Vec<FullTile> {
        let mut full = Vec::new();
        for leaf in leaves {
            self.size += 1;
            self.put(0, leaf, &mut full);
        }
        full
    }

    fn put(&mut self, level: usize, hash: Hash, full: &mut Vec<FullTile>) {
        if self.levels.len() == level {
            self.levels.push(Vec::with_capacity(TILE_WIDTH as usize * HASH_SIZE));
        }
        let tile = &mut self.levels[level];
        tile.extend_from_slice(&hash);
        if tile.len() == TILE_WIDTH as usize * HASH_SIZE {
            let hashes = std::mem::take(tile);
            let above = Tile::subtree_hash(&hashes);
            let number = (self.size - 1) >> (8 * (level + 1));
            full.push(FullTile { level: level as u8, number, hashes });
            self.put(level + 1, above.0, full);
        }
    }

    /// The tiles that are not full yet, lowest level first.
    pub fn unfinished(&self) -> impl Iterator<Item = FullTile> {
        let levels = self.levels.iter().zip(0_u8..).filter(|(hashes, _)| !hashes.is_empty());
        levels.map(|(hashes, level)| FullTile {
            level,
            number: self.size >> (8 * (u32::from(level) + 1)),
            hashes: hashes.clone(),
        })
    }

    /// Root of the tree; of nothing, the hash of nothing.
    pub fn root(&self) -> Hash {
        use sha2::{Digest as _, Sha256};
        let mut blocks = Vec::new();
        for tile in self.levels.iter().rev() {
            let mut rest = tile.as_slice();
            while !rest.is_empty() {
                let width = 1 << (rest.len() / HASH_SIZE).ilog2();
                let (block, after) = rest.split_at(width * HASH_SIZE);
                blocks.push(Tile::subtree_hash(block));
                rest = after;
            }
        }
        let root = blocks.into_iter().rev().reduce(|right: TreeHash, left| node_hash(left, right));
        root.map_or_else(|| Sha256::digest([]).into(), |root| root.0)
    }
}
