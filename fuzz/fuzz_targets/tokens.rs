//! Reads a token of any bytes. No key is known, so no token may be believed.
#![no_main]

use identity::token::verify;
use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let token = String::from_utf8_lossy(bytes);
    assert!(verify(&[], &token, "surveys", Timestamp::UNIX_EPOCH).is_err());
});
