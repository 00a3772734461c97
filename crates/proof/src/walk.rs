//! Goes through the leaves of a log in order and compares them with all that is kept of its tree.

use std::collections::BTreeMap;

use crate::{Edge, FullTile, Hash, TILE_WIDTH, Tiles};

/// Roots that were signed, by the size they were signed for.
pub type Seals = BTreeMap<u64, Hash>;

/// The first thing by which a log is not what was sealed. Numbers are positions, from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Altered {
    /// The leaf of the row is not the one in the tree, and the signed root agrees with the tree.
    #[error("position {0}: the event is not the one that was sealed")]
    Event(u64),
    /// The leaf of the row is not the one in the tree, and the signed root agrees with the row.
    #[error(
        "position {0}: the kept tree has another leaf than the event, and the signed root agrees with the event"
    )]
    Leaf(u64),
    /// The leaf of the row is not the one in the tree, and no root was signed since.
    #[error(
        "position {0}: the event and the kept tree do not agree, so one of the two was altered"
    )]
    EventOrLeaf(u64),
    /// Rows and tree agree with each other and not with the root that was signed.
    #[error(
        "positions {first} to {last}: the events do not give the root that was signed, so at least one of them was altered"
    )]
    Between {
        /// The first that may be another.
        first: u64,
        /// The last that may be another: the size that was signed.
        last: u64,
    },
    /// A kept tile above the leaves is not what the leaves give.
    #[error("positions {first} to {last}: the kept tree does not hang together above these events")]
    Tree {
        /// The first leaf below the tile.
        first: u64,
        /// The last leaf below the tile.
        last: u64,
    },
}

impl Altered {
    /// The first position that may be bad.
    pub fn first(&self) -> u64 {
        match self {
            Self::Event(position) | Self::Leaf(position) | Self::EventOrLeaf(position) => *position,
            Self::Between { first, .. } | Self::Tree { first, .. } => *first,
        }
    }
}

/// How far a log was compared with its tree.
#[derive(Clone, Debug)]
pub struct Walk {
    edge: Edge,
    sealed: u64,
    signed: u64,
    suspect: Option<u64>,
}

impl Walk {
    /// Begins at the first leaf; `sealed` leaves are in the kept tree.
    pub fn new(sealed: u64) -> Self {
        Self { edge: Edge::default(), sealed, signed: 0, suspect: None }
    }

    /// Leaves taken.
    pub fn size(&self) -> u64 {
        self.edge.size()
    }

    /// Root of the leaves taken.
    pub fn root(&self) -> Hash {
        self.edge.root()
    }

    /// Takes the leaves that come next. `tiles` are those that [`Walk::tiles_of`] names, `seals` the roots signed for the
    /// sizes that these leaves reach.
    pub fn take(&mut self, leaves: &[Hash], tiles: &Tiles, seals: &Seals) -> Result<(), Altered> {
        for leaf in leaves {
            self.next(*leaf, tiles)?;
            if let Some(root) = seals.get(&self.size()) {
                self.compare(root)?;
            }
        }
        Ok(())
    }

    /// The tiles that taking `leaves` more leaves is compared with.
    pub fn tiles_of(&self, leaves: u64) -> Vec<(u8, u64)> {
        let (mut first, mut end) = (self.size(), (self.size() + leaves).min(self.sealed));
        let mut needed = Vec::new();
        for level in 0.. {
            if end == 0 {
                break;
            }
            let tiles = first / TILE_WIDTH..=(end - 1) / TILE_WIDTH;
            needed.extend(tiles.map(|number| (level, number)));
            (first, end) = (first / TILE_WIDTH, end / TILE_WIDTH);
        }
        needed
    }

    fn next(&mut self, leaf: Hash, tiles: &Tiles) -> Result<(), Altered> {
        let index = self.size();
        if index < self.sealed && kept_leaf(tiles, index) != Some(leaf.as_slice()) {
            self.suspect.get_or_insert(index + 1);
        }
        for tile in self.edge.grow([leaf]) {
            let above = tile.level > 0 && self.suspect.is_none() && self.size() <= self.sealed;
            if above && tiles.get(&(tile.level, tile.number)) != Some(&tile.hashes) {
                return Err(below(&tile));
            }
        }
        Ok(())
    }

    fn compare(&mut self, signed: &Hash) -> Result<(), Altered> {
        match (self.root() == *signed, self.suspect) {
            (true, None) => self.signed = self.size(),
            (true, Some(position)) => return Err(Altered::Leaf(position)),
            (false, Some(position)) => return Err(Altered::Event(position)),
            (false, None) => {
                return Err(Altered::Between { first: self.signed + 1, last: self.size() });
            }
        }
        Ok(())
    }

    /// A leaf that is not the one in the tree, where no seal has yet said which of the two was altered.
    pub fn doubt(&self) -> Option<Altered> {
        self.suspect.map(Altered::EventOrLeaf)
    }

    /// To be called when all leaves of the kept tree were taken. `root` is the kept tree's, `tiles` those of the last leaves.
    pub fn finish(&self, root: &Hash, tiles: &Tiles) -> Result<(), Altered> {
        if let Some(doubt) = self.doubt() {
            return Err(doubt);
        }
        for tile in self.edge.unfinished() {
            let kept = tiles.get(&(tile.level, tile.number));
            if !kept.is_some_and(|kept| kept.starts_with(&tile.hashes)) {
                return Err(below(&tile));
            }
        }
        if self.root() != *root {
            return Err(Altered::Tree { first: 1, last: self.sealed });
        }
        Ok(())
    }
}

fn kept_leaf(tiles: &Tiles, index: u64) -> Option<&[u8]> {
    let place = (index % TILE_WIDTH) as usize * size_of::<Hash>();
    tiles.get(&(0, index / TILE_WIDTH))?.get(place..place + size_of::<Hash>())
}

fn below(tile: &FullTile) -> Altered {
    let leaves = TILE_WIDTH.pow(u32::from(tile.level));
    let first = tile.number * TILE_WIDTH * leaves;
    let hashes = (tile.hashes.len() / size_of::<Hash>()) as u64;
    Altered::Tree { first: first + 1, last: first + hashes * leaves }
}
