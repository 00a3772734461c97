use super::*;

#[test]
fn days_terms_and_numbers_are_said_as_people_say_them() {
    assert_eq!(day("2025-11-05"), "5 November 2025");
    assert_eq!(term("2025-26-autumn"), "Autumn 2025-26");
    assert_eq!(count(1, "school", "schools"), "1 school");
    assert_eq!(count(12_345, "answer", "answers"), "12,345 answers");
    assert_eq!(list(["a".to_owned(), "b".to_owned(), "c".to_owned()]), "a, b and c");
}

#[test]
fn a_reason_ends_the_sentence_once() {
    let words = Words { commitment: "c0".to_owned(), ..Words::default() };
    assert_eq!(because(&Some(words)), ": {words:c0}");
    assert_eq!(because(&None), ".");
    assert_eq!(
        (stopped("They asked."), stopped("They asked")),
        ("They asked.".to_owned(), "They asked.".to_owned())
    );
}

#[test]
fn a_long_text_is_shortened_and_says_so() {
    let said = plain(&"word ".repeat(200));
    assert!(said.ends_with("word…"), "{said}");
    assert!(said.chars().count() <= LONGEST + 1);
}
