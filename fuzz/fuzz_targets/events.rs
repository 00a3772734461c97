//! Reads a stored event of any bytes. The first line is its type, the rest its text.
#![no_main]

use contract::events::AnyEvent;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    if let Some((kind, body)) = text.split_once('\n') {
        let _ = AnyEvent::decode(kind, body);
    }
});
