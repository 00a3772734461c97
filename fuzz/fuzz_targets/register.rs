//! Reads the national register's files of any bytes. A line of `====` stands between establishments and links.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    schools::read_register(bytes);
});
