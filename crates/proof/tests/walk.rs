//! A walk through a log finds what is not as it was sealed, and nothing where all is.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::LazyLock;

use proof::{Altered, Edge, Hash, Seals, Tiles, Walk};

/// Two full tiles of tiles and some more, so that the tree has three levels.
const LEAVES: u64 = 2 * 256 * 256 + 600;
const SIZES: [u64; 5] = [1, 255, 257, 66_000, LEAVES];

#[derive(Clone)]
struct Kept {
    leaves: Vec<Hash>,
    tiles: Tiles,
    seals: Seals,
    root: Hash,
}

fn leaf(number: u64) -> Hash {
    let mut leaf = [7; 32];
    leaf[..8].copy_from_slice(&number.to_be_bytes());
    leaf
}

fn kept() -> Kept {
    static KEPT: LazyLock<Kept> = LazyLock::new(make);
    KEPT.clone()
}

fn make() -> Kept {
    let leaves: Vec<Hash> = (0..LEAVES).map(leaf).collect();
    let mut edge = Edge::default();
    let (mut tiles, mut seals) = (Tiles::new(), Seals::new());
    for leaf in &leaves {
        for tile in edge.grow([*leaf]) {
            tiles.insert((tile.level, tile.number), tile.hashes);
        }
        if SIZES.contains(&edge.size()) {
            seals.insert(edge.size(), edge.root());
        }
    }
    tiles.extend(edge.unfinished().map(|tile| ((tile.level, tile.number), tile.hashes)));
    Kept { leaves, tiles, seals, root: edge.root() }
}

impl Kept {
    /// Walks in steps, with the tiles that a step names and no others, as a store would be asked.
    fn walk(&self) -> Result<(), Altered> {
        let mut walk = Walk::new(LEAVES);
        let mut last = Tiles::new();
        for leaves in self.leaves.chunks(3_000) {
            let needed = walk.tiles_of(leaves.len() as u64);
            last = needed
                .into_iter()
                .filter_map(|place| Some((place, self.tiles.get(&place)?.clone())))
                .collect();
            walk.take(leaves, &last, &self.seals)?;
        }
        assert_eq!((walk.size(), walk.root()), (LEAVES, self.root));
        walk.finish(&self.root, &last)
    }
}

#[test]
fn what_is_as_it_was_sealed_is_walked_to_the_end() {
    kept().walk().unwrap();
}

#[test]
fn a_leaf_that_is_another_is_named() {
    for position in [1, 257, 65_537, LEAVES] {
        let mut kept = kept();
        kept.leaves[position as usize - 1] = [1; 32];
        assert_eq!(kept.walk(), Err(Altered::Event(position)));
    }
}

#[test]
fn a_tile_that_is_another_or_gone_is_named() {
    let mut gone = kept();
    gone.tiles.remove(&(0, 3));
    assert_eq!(gone.walk(), Err(Altered::Leaf(3 * 256 + 1)));
    for (place, first, last) in
        [((1, 0), 1, 65_536), ((1, 1), 65_537, 131_072), ((2, 0), 1, 131_072)]
    {
        let mut altered = kept();
        altered.tiles.get_mut(&place).unwrap()[33] ^= 1;
        assert_eq!(altered.walk(), Err(Altered::Tree { first, last }), "{place:?}");
    }
}

#[test]
fn a_root_that_is_another_leaves_only_what_came_since_the_one_before() {
    let mut other = kept();
    other.seals.insert(66_000, [1; 32]);
    assert_eq!(other.walk(), Err(Altered::Between { first: 258, last: 66_000 }));
    let mut unsigned = kept();
    unsigned.seals.clear();
    unsigned.leaves[9] = [1; 32];
    unsigned.root = {
        let mut edge = Edge::default();
        edge.grow(unsigned.leaves.iter().copied());
        edge.root()
    };
    assert_eq!(unsigned.walk(), Err(Altered::EventOrLeaf(10)));
}
