use super::*;

fn key() -> Key {
    let (school_id, measure, period) = ("s".into(), "m".into(), "p".into());
    Key { school_id, measure, period, compared_since: 0 }
}

fn said(words: &str) -> Said {
    Said::in_words(words, String::new())
}

fn spans(fold: &Fold) -> Vec<(&str, u64, u64)> {
    fold.rows.iter().map(|row| (row.said.words.as_str(), row.from, row.until)).collect()
}

#[test]
fn a_later_statement_ends_the_earlier_one_of_the_same_batch() {
    let mut fold = Fold::default();
    fold.holds(3, key(), said("first"));
    fold.holds(5, key(), said("second"));
    assert_eq!(spans(&fold), [("first", 3, 5), ("second", 5, 0)]);
    assert_eq!(fold.ended, HashMap::from([(key(), 3)]));
}

#[test]
fn what_has_ended_does_not_end_again() {
    let mut fold = Fold::default();
    fold.holds(3, key(), said("first"));
    fold.ends(4, &key());
    fold.ends(5, &key());
    fold.holds(6, key(), said("second"));
    assert_eq!(spans(&fold), [("first", 3, 4), ("second", 6, 0)]);
}

#[test]
fn a_row_from_before_the_batch_ends_at_the_first_mention() {
    let mut fold = Fold::default();
    fold.ends(4, &key());
    fold.ends(5, &key());
    fold.holds(6, key(), said("new"));
    assert_eq!(fold.ended, HashMap::from([(key(), 4)]));
}

#[test]
fn the_last_word_of_one_event_is_meant() {
    let mut fold = Fold::default();
    fold.holds(3, key(), said("slip"));
    fold.holds(3, key(), said("meant"));
    assert_eq!(spans(&fold), [("meant", 3, 0)]);
}
