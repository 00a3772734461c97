use super::*;

#[test]
fn a_person_who_signs_in_gets_a_new_link_by_letter_only() {
    let Failure::Refused(refused) = letter_only("Ada Byron") else { panic!() };
    assert!(refused.sentence.contains("Ada Byron signs in already"), "{}", refused.sentence);
}

#[test]
fn a_link_that_no_letter_carries_is_shown_once_with_whom_it_is_for() {
    let told = |written| told_of("Ada Byron", ("ada@example.org", written), "link".into(), 7);
    assert_eq!(told(false).once.as_deref(), Some("link"));
    assert!(told(false).sentence.contains("Ada Byron and nobody else"));
    assert!(told(true).once.is_none() && told(true).sentence.contains("ada@example.org"));
}
