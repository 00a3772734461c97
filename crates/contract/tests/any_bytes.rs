//! Whatever stands in the log, reading it ends with an event or an error, never with a panic.
#![allow(clippy::unwrap_used, reason = "a test can do nothing better than panic")]

use std::path::Path;

use contract::events::{AnyEvent, EVENT_TYPES};

#[path = "../../../fuzz/mutate.rs"]
mod mutate;

/// The first line is the type, the rest the text.
fn read(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let parts = text.split_once('\n');
    parts.is_some_and(|(kind, body)| AnyEvent::decode(kind, body).is_ok())
}

#[test]
fn a_spoilt_event_is_an_error_and_no_panic() {
    let corpus =
        mutate::corpus(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/events"));
    assert!(corpus.iter().filter(|bytes| read(bytes)).count() >= 5, "the corpus is of use");
    let read = mutate::spoilt(&corpus, 20_260_801, 20_000).filter(|bytes| read(bytes)).count();
    assert!(read > 0, "some of them are still whole");
}

#[test]
fn a_text_nested_without_end_is_not_followed() {
    for kind in EVENT_TYPES {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let nested = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
            if open == "[" {
                assert!(AnyEvent::decode(kind.name, &nested).is_err(), "{}", kind.name);
            }
            // A field this build does not know is passed over, however deep, and takes no stack.
            let unknown = format!("{{\"laterField\":{nested}}}");
            let flat = AnyEvent::decode(kind.name, "{\"laterField\":1}").is_ok();
            assert_eq!(AnyEvent::decode(kind.name, &unknown).is_ok(), flat, "{}", kind.name);
        }
    }
}
