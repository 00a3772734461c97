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

#[test]
fn a_repeat_brings_the_same_words_unless_they_were_erased() {
    let (first, event) = declined("Too far.");
    let commitment = event.reason.unwrap().commitment;
    let kept = |text: Option<&str>| {
        let kept = KeptText {
            text: text.map(str::to_owned),
            class: WordsClass::Trust,
            removed_on: String::new(),
            classed: false,
            author: None,
        };
        HashMap::from([(commitment.clone(), kept)])
    };
    assert!(first.repeats(&kept(Some("Too far."))));
    assert!(!declined("Too near.").0.repeats(&kept(Some("Too far."))));
    assert!(declined("Anything.").0.repeats(&kept(None)), "nobody can tell any more");
    assert!(!first.repeats(&HashMap::new()), "the first try had none");
}
