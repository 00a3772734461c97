//! Which kept tiles a proof reads, and reading them.

use std::collections::HashMap;

use tlog_tiles::{Error as TreeError, Hash as TreeHash, Tile, TileHashReader, TileReader};

use crate::{Checkpoint, TILE_WIDTH};

const HEIGHT: u8 = 8;

/// Level and number of each tile that a proof reads.
pub type TilesNeeded = Vec<(u8, u64)>;

/// Tiles by level and number: concatenated hashes. One that has grown since is fine.
pub type Tiles = HashMap<(u8, u64), Vec<u8>>;

/// The tiles a proof about the leaf at `index` in a tree of `size` leaves reads: its own way up, and the right edge. The
/// same lead from a tree that ends with this leaf to the larger one.
pub fn tiles_needed(index: u64, size: u64) -> TilesNeeded {
    let mut needed = Vec::new();
    let (mut place, mut nodes) = (index, size);
    for level in 0.. {
        if nodes == 0 {
            break;
        }
        place /= TILE_WIDTH;
        let last = (nodes - 1) / TILE_WIDTH;
        for number in [place, last, nodes / TILE_WIDTH] {
            if number * TILE_WIDTH < nodes && !needed.contains(&(level, number)) {
                needed.push((level, number));
            }
        }
        nodes /= TILE_WIDTH;
    }
    needed
}

pub(crate) struct Kept<'a>(&'a Tiles);

impl<'a> Kept<'a> {
    pub(crate) fn new(tiles: &'a Tiles) -> Self {
        Self(tiles)
    }

    /// Hashes of the tree of a checkpoint; tiles that do not lead to its root are refused.
    pub(crate) fn hashes(&self, checkpoint: &Checkpoint) -> TileHashReader<'_> {
        TileHashReader::new(checkpoint.size, TreeHash(checkpoint.root), self)
    }
}

impl TileReader for Kept<'_> {
    fn height(&self) -> u8 {
        HEIGHT
    }

    fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, TreeError> {
        let read = |tile: &Tile| {
            let bytes = self.0.get(&(tile.level(), tile.level_index()))?;
            bytes.get(..tile.width() as usize * 32).map(<[u8]>::to_vec)
        };
        tiles.iter().map(|tile| read(tile).ok_or(TreeError::InconsistentTile)).collect()
    }

    fn save_tiles(&self, _: &[Tile], _: &[Vec<u8>]) {}
}
