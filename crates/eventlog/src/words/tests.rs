use contract::categories::v1::{CellDecision, DecideCategoriesRequest};
use contract::reviews::v1::{DeclinePairingRequest, PairingDeclined};

use super::*;

fn declined(text: &str) -> (SealedWords, PairingDeclined) {
    let mut request =
        DeclinePairingRequest { reason: text.to_owned(), ..DeclinePairingRequest::default() };
    let sealed = SealedWords::of(&mut request);
    let reason = sealed.words(&request.reason);
    (sealed, PairingDeclined { reason, ..PairingDeclined::default() })
}

#[test]
fn what_an_event_holds_says_nothing_of_the_text() {
    let (one, event) = declined("Too far.");
    let (_, again) = declined("Too far.");
    let words = event.reason.clone().unwrap();
    assert_eq!(words.class(), WordsClass::School);
    assert_eq!((words.text.as_str(), words.commitment.len()), ("", 64));
    assert_ne!(event.reason, again.reason, "the salt is random");
    assert!(!format!("{one:?}").contains("far"));
    let sealed = &one.texts[0];
    assert_eq!(hex(&digest(&sealed.salt, "Too far.")), words.commitment);
}

/// The interests that a meeting declared are for fewer readers than the reason of its decision.
#[test]
fn the_same_text_in_two_fields_is_for_the_wider_circle() {
    let text = |text: &str| text.to_owned();
    let of = |interests: &str| {
        let decision = CellDecision { reason: text("None."), ..CellDecision::default() };
        let mut request = DecideCategoriesRequest {
            interests: text(interests),
            cells: vec![decision],
            ..DecideCategoriesRequest::default()
        };
        SealedWords::of(&mut request)
    };
    let class = |sealed: &SealedWords, text: &str| sealed.words(text).unwrap().class();
    let same = of("None.");
    assert_eq!(same.texts.len(), 1);
    assert_eq!(class(&same, "None."), WordsClass::Governors);
    let other = of("A cousin.");
    assert_eq!(class(&other, "A cousin."), WordsClass::Trust);
    assert_eq!(class(&other, "None."), WordsClass::Governors);
}

#[test]
fn a_repeat_brings_the_same_words_unless_they_were_erased() {
    let (first, event) = declined("Too far.");
    let commitment = event.reason.unwrap().commitment;
    let kept = |text: Option<&str>| {
        let kept = KeptText {
            text: text.map(str::to_owned),
            class: WordsClass::Trust,
            removed_on: String::new(),
            author: None,
        };
        HashMap::from([(commitment.clone(), kept)])
    };
    assert!(first.repeats(&kept(Some("Too far."))));
    assert!(!declined("Too near.").0.repeats(&kept(Some("Too far."))));
    assert!(declined("Anything.").0.repeats(&kept(None)), "nobody can tell any more");
    assert!(!first.repeats(&HashMap::new()), "the first try had none");
}
