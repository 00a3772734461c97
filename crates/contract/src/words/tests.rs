use super::*;
use crate::categories::v1::{Category, Step};
use crate::categories::v1::{CategoryDecided, Evidence, ListCategoriesResponse};

#[test]
fn a_reader_sees_the_text_or_that_it_was_removed() {
    let removed = Words { removed_on: "2026-03-03".to_owned(), ..Words::default() };
    assert_eq!(removed.said(), "Removed on 3 March 2026, at a person's request.");
    assert_eq!(Some(Words::from("Too far.")).said(), "Too far.");
    assert_eq!(None::<Words>.said(), "");
}

#[test]
fn each_role_reads_up_to_its_circle() {
    let reads = |role: &str, class: WordsClass| class.is_read_up_to(WordsClass::of_readers(role));
    assert!(reads("governor", WordsClass::Governors) && !reads("governor", WordsClass::School));
    assert!(reads("headteacher", WordsClass::School) && !reads("headteacher", WordsClass::Trust));
    let lead = "improvement_lead";
    assert!(reads(lead, WordsClass::Trust) && !reads(lead, WordsClass::Author));
    assert!(reads("account", WordsClass::Open) && !reads("account", WordsClass::Governors));
    assert!(reads("system", WordsClass::Author));
}

#[test]
fn of_two_classes_one_is_for_more_readers() {
    let (school, trust) = (WordsClass::School, WordsClass::Trust);
    for (one, other) in [(school, trust), (trust, school)] {
        assert_eq!((one.wider(other), one.narrower(other)), (school, trust));
    }
    assert_eq!((trust.wider(trust), trust.narrower(trust)), (trust, trust));
}

#[test]
fn a_reader_is_told_that_a_text_is_kept_for_fewer() {
    let kept_back = Words { kept_back: true, ..Words::default() };
    assert_eq!(kept_back.said(), "Not shown: this text is kept for fewer readers.");
}

#[test]
fn words_are_visited_however_deep_they_stand() {
    let step = Step {
        reason: Some("a".into()),
        evidence: vec![Evidence { says: Some("b".into()), ..Evidence::default() }],
        ..Step::default()
    };
    let category = Category { decision: Some(step), ..Category::default() };
    let mut answer = ListCategoriesResponse { categories: vec![category], ..Default::default() };
    let mut heard = Vec::new();
    answer.words(&mut |words| heard.push(words.text.clone()));
    assert_eq!(heard, ["a", "b"]);
    let mut decided = CategoryDecided { reason: Some("c".into()), ..Default::default() };
    decided.words(&mut |words| words.text.clear());
    assert_eq!(decided.reason.said(), "");
}
