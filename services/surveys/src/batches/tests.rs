use super::*;
use crate::samples::{response, wave_id};

#[test]
fn how_many_batches_there_are_follows_from_how_many_were_asked() {
    for (asked, batches) in [(1, 1), (200, 1), (201, 2), (100_000, 500)] {
        assert_eq!(count([asked].into_iter()), batches);
    }
    assert_eq!(count([150, 150].into_iter()), 2);
}

#[test]
fn the_ranges_follow_each_other_and_begin_at_nothing() {
    for parts in [1, 2, 3, 500] {
        let bounds: Vec<Vec<u8>> = (0..=parts).map(|part| bound(part, parts)).collect();
        assert!(bounds.is_sorted() && bounds[0] == [0; 8]);
        assert_eq!(bounds[parts as usize], [255; 8]);
    }
}

#[test]
fn a_batch_of_the_same_answers_has_another_commitment_each_time() {
    let of = || KeptBatch::of(wave_id(), 1, vec![response(1, &[("q1", "yes")])]);
    let (one, other) = (of(), of());
    assert_eq!(one.text, other.text);
    assert_ne!(one.commitment(), other.commitment());
    assert_eq!(one.commitment(), one.clone().commitment());
}

#[test]
fn no_answer_is_lost_or_doubled_by_the_shuffle_and_the_order_changes() {
    let arrived: Vec<Response> = (0..200).map(|number| response(number, &[])).collect();
    let mut shuffled = arrived.clone();
    let (trust, key) = (Uuid::nil(), Uuid::nil());
    let end = WaveEnd { trust, wave: wave_id(), key, batches: 1, left_out: None };
    end.shuffle(&mut shuffled);
    assert_ne!(shuffled, arrived);
    shuffled.sort_by(|a, b| a.school_id.cmp(&b.school_id));
    assert_eq!(shuffled, arrived);
}
