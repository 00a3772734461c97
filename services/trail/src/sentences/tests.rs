use contract::events::{EVENT_TYPES, EventType};
use contract::log::v1::Words;

use super::*;

/// A sentence ends with a stop, and its braces hold ids of the six kinds and nothing else.
pub(super) fn reads_well(sentence: &str) {
    assert!(sentence.ends_with(['.', '?', '!', '”', '…', '}']), "{sentence}");
    assert!(!sentence.contains(['"', '\n', '[', '_']), "{sentence}");
    assert!(!sentence.contains("  ") && !sentence.contains(" ."), "{sentence}");
    for (place, part) in sentence.split('{').enumerate() {
        if place > 0 {
            let (name, rest) = part.split_once('}').expect(sentence);
            let kind = name.split(':').next().unwrap();
            assert!(
                ["school", "person", "area", "region", "words", "quote"].contains(&kind),
                "{sentence}"
            );
            assert!(!rest.contains('}'), "{sentence}");
        } else {
            assert!(!part.contains('}'), "{sentence}");
        }
    }
}

/// What an event holds for a text.
pub(super) fn sealed() -> Option<Words> {
    Some(Words { commitment: "c0".into(), ..Words::default() })
}

/// The contract's stored text of an event.
pub(super) fn golden(kind: &EventType) -> String {
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/../../crates/contract/tests/golden");
    let body = std::fs::read_to_string(format!("{golden}/{}.json", kind.name)).unwrap();
    body.trim().to_owned()
}

#[test]
fn every_registered_event_has_a_sentence_even_with_nothing_in_it() {
    for kind in EVENT_TYPES {
        let event = AnyEvent::decode(kind.name, "{}").unwrap();
        let line = sentence(&event, &Known::default());
        assert!(line.sentence.len() > 10, "{}: {}", kind.name, line.sentence);
        reads_well(&line.sentence);
    }
}

/// Tells the contract's stored text of every event, in the order of the registry.
#[test]
fn the_book_of_every_event_reads_well() {
    let mut events = Vec::new();
    for kind in EVENT_TYPES {
        events.push((kind, AnyEvent::decode(kind.name, &golden(kind)).unwrap()));
    }
    let mut known = Known::default();
    for (_, event) in &events {
        known.take(event);
    }
    let mut book = String::new();
    for (kind, event) in &events {
        let line = sentence(event, &known);
        reads_well(&line.sentence);
        book.push_str(&format!("{}\n  {}\n", kind.short(), line.sentence));
    }
    insta::assert_snapshot!(book);
}
