//! Trees, checkpoints and proofs against another implementation, and against tampering.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::HashMap;

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use proof::{
    Checkpoint, Consistency, ConsistencyError, Edge, Hash, Inclusion, Policy, SealKey, Tiles,
    prove, prove_consistency, tiles_needed,
};
use proptest::prelude::*;
use sha2::{Digest as _, Sha256};

fn data(number: u64) -> Vec<u8> {
    number.to_be_bytes().to_vec()
}

fn leaf(number: u64) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update([0]);
    hasher.update(data(number));
    hasher.finalize().into()
}

/// A tree of `size` leaves, grown in steps, with every tile it has.
fn grown(size: u64, step: usize) -> (Edge, Tiles) {
    let mut edge = Edge::default();
    let mut tiles = HashMap::new();
    let leaves: Vec<u64> = (0..size).collect();
    for some in leaves.chunks(step) {
        for tile in edge.grow(some.iter().map(|number| leaf(*number))) {
            tiles.insert((tile.level, tile.number), tile.hashes);
        }
        edge = Edge::try_new(edge.size(), edge.levels().to_vec()).unwrap();
    }
    for (level, hashes) in edge.levels().iter().enumerate().filter(|(_, hashes)| !hashes.is_empty())
    {
        tiles.insert((level as u8, size >> (8 * (level + 1))), hashes.clone());
    }
    (edge, tiles)
}

fn sealed(size: u64, step: usize) -> (Checkpoint, String, Policy, Tiles) {
    let (edge, tiles) = grown(size, step);
    let key = SealKey::try_generate("plumbline.example/a-trust").unwrap();
    let checkpoint = Checkpoint { origin: key.name().to_owned(), size, root: edge.root() };
    let note = checkpoint.sign(&[&key]).unwrap();
    (checkpoint, note, Policy::new(vec![key.public().to_owned()]), tiles)
}

fn proved(index: u64, size: u64) -> (Inclusion, Policy) {
    let (checkpoint, note, policy, tiles) = sealed(size, 1_000);
    let needed = tiles_needed(index, size);
    let tiles = tiles.into_iter().filter(|(place, _)| needed.contains(place)).collect();
    (prove(index, &checkpoint, &note, &tiles).unwrap(), policy)
}

#[test]
fn roots_are_those_of_another_implementation() {
    let mut theirs = MemoryBackedTree::<Sha256, Vec<u8>>::new();
    let mut ours = Edge::default();
    for size in 0..1_200_u64 {
        // Every size up to two tiles, then those around the ends of blocks.
        if size < 520 || size % 64 < 2 {
            assert_eq!(ours.root().as_slice(), theirs.root().as_bytes().as_slice(), "{size}");
        }
        ours.grow([leaf(size)]);
        theirs.push(data(size));
    }
}

#[test]
fn a_tree_over_three_levels_of_tiles_proves_its_leaves() {
    let size = 70_000;
    let (checkpoint, note, policy, tiles) = sealed(size, 9_999);
    for index in [0, 1, 255, 256, 65_535, 65_536, 69_999] {
        let needed = tiles_needed(index, size);
        assert!(needed.len() <= 6, "{needed:?}");
        let tiles = tiles.iter().filter(|(place, _)| needed.contains(place));
        let tiles = tiles.map(|(place, hashes)| (*place, hashes.clone())).collect();
        let inclusion = prove(index, &checkpoint, &note, &tiles).unwrap();
        let read = Inclusion::parse(&inclusion.file()).unwrap();
        assert_eq!(read.verify(leaf(index), &policy).unwrap(), checkpoint);
        assert!(read.verify(leaf(index + 1), &policy).is_err());
    }
}

#[track_caller]
fn no_flipped_bit_passes(file: &str, passes: impl Fn(&str) -> bool) {
    for place in 0..file.len() {
        let bit = place % 7;
        let mut altered = file.as_bytes().to_vec();
        altered[place] ^= 1 << bit;
        let Ok(altered) = String::from_utf8(altered) else { continue };
        assert!(!passes(&altered), "byte {place}, bit {bit}");
    }
}

#[test]
fn a_flipped_bit_anywhere_in_a_proof_is_seen() {
    let (inclusion, policy) = proved(300, 777);
    no_flipped_bit_passes(&inclusion.file(), |altered| {
        Inclusion::parse(altered).and_then(|read| read.verify(leaf(300), &policy)).is_ok()
    });
}

#[test]
fn a_key_that_the_policy_does_not_name_proves_nothing() {
    let (inclusion, _) = proved(5, 10);
    let stranger = SealKey::try_generate("plumbline.example/a-trust").unwrap();
    assert!(inclusion.verify(leaf(5), &Policy::new(vec![stranger.public().to_owned()])).is_err());
}

#[test]
fn two_keys_sign_while_one_follows_the_other() {
    let [old, new] = [(); 2].map(|()| SealKey::try_generate("plumbline.example/a-trust").unwrap());
    let checkpoint =
        Checkpoint { origin: old.name().to_owned(), size: 0, root: Edge::default().root() };
    let note = checkpoint.sign(&[&old, &new]).unwrap();
    for key in [&old, &new] {
        let policy = Policy::parse(&Policy::new(vec![key.public().to_owned()]).file()).unwrap();
        assert_eq!(Checkpoint::verify(&note, &policy).unwrap(), checkpoint);
    }
}

#[test]
fn a_key_file_is_read_back() {
    let key = SealKey::try_generate("plumbline.example/a-trust").unwrap();
    assert_eq!(SealKey::parse(&key.file()).unwrap().public(), key.public());
    assert!(!format!("{key:?}").contains("PRIVATE"));
    assert!(SealKey::parse("nonsense").is_err());
    assert!(SealKey::try_generate("two words").is_err());
}

/// The proof that a log of `later` leaves continues its first `earlier`; what the earlier one was, and the key.
fn continued(earlier: u64, later: u64) -> (Consistency, Checkpoint, Policy) {
    let (checkpoint, note, policy, tiles) = sealed(later, 1_000);
    let needed = tiles_needed(earlier - 1, later);
    let tiles = tiles.into_iter().filter(|(place, _)| needed.contains(place)).collect();
    let proof = prove_consistency(earlier, &checkpoint, &note, &tiles).unwrap();
    let was = Checkpoint { size: earlier, root: grown(earlier, 1_000).0.root(), ..checkpoint };
    (proof, was, policy)
}

#[test]
fn a_log_that_has_grown_is_proved_to_continue_what_it_was() {
    for (earlier, later) in
        [(1, 1), (1, 2), (255, 256), (256, 257), (777, 777), (300, 70_000), (65_536, 65_537)]
    {
        let (proof, was, policy) = continued(earlier, later);
        let read = Consistency::parse(&proof.file()).unwrap();
        assert_eq!(read, proof);
        assert_eq!(read.verify(&was, &policy).unwrap().size, later, "{earlier} to {later}");
    }
}

#[test]
fn the_path_of_a_continued_log_is_that_of_another_implementation() {
    let mut theirs = MemoryBackedTree::<Sha256, Vec<u8>>::new();
    for size in 0..700 {
        theirs.push(data(size));
    }
    for earlier in [1, 2, 3, 255, 256, 300, 512, 699] {
        let (proof, ..) = continued(earlier, 700);
        let path = theirs.prove_consistency((700 - earlier) as usize);
        assert_eq!(proof.path.concat(), path.as_bytes(), "{earlier}");
    }
}

#[test]
fn a_log_that_was_altered_or_is_another_continues_nothing() {
    let (proof, was, policy) = continued(300, 777);
    let altered = Checkpoint { root: [7; 32], ..was.clone() };
    assert!(matches!(proof.verify(&altered, &policy), Err(ConsistencyError::Changed)));
    let shorter = Checkpoint { size: 299, ..was.clone() };
    assert!(matches!(proof.verify(&shorter, &policy), Err(ConsistencyError::OtherSize(300, 299))));
    let other = Checkpoint { origin: "another.example/log".to_owned(), ..was.clone() };
    assert!(matches!(proof.verify(&other, &policy), Err(ConsistencyError::OtherLog(..))));
    let stranger = SealKey::try_generate("plumbline.example/a-trust").unwrap();
    let stranger = Policy::new(vec![stranger.public().to_owned()]);
    assert!(matches!(proof.verify(&was, &stranger), Err(ConsistencyError::Checkpoint(_))));
}

#[test]
fn a_flipped_bit_anywhere_in_a_proof_of_consistency_is_seen() {
    let (proof, was, policy) = continued(300, 777);
    no_flipped_bit_passes(&proof.file(), |altered| {
        Consistency::parse(altered).and_then(|read| read.verify(&was, &policy)).is_ok()
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn every_leaf_of_any_tree_is_proved(size in 1_u64..2_000, at in 0.0_f64..1.0) {
        let index = ((size as f64 - 1.0) * at) as u64;
        let (inclusion, policy) = proved(index, size);
        prop_assert!(inclusion.verify(leaf(index), &policy).is_ok());
    }

    #[test]
    fn any_tree_is_proved_to_continue_any_smaller_one(later in 1_u64..2_000, at in 0.0_f64..1.0) {
        let earlier = ((later as f64 - 1.0) * at) as u64 + 1;
        let (proof, was, policy) = continued(earlier, later);
        prop_assert!(proof.verify(&was, &policy).is_ok());
    }

    #[test]
    fn reading_a_proof_never_panics(file in ".*") {
        let _ = Inclusion::parse(&file);
        let _ = Consistency::parse(&file);
        let _ = Policy::parse(&file);
    }
}
