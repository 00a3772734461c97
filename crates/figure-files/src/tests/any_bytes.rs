//! Any bytes lead to figures or to faults, and to nothing else.

use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let found = read_bytes(&bytes, &year("2024-25"));
        prop_assert!(found.reading.shape.is_some() || !found.reading.faults.is_empty());
    }

    #[test]
    fn a_published_file_with_any_byte_changed_is_read_or_refused(at in 0..KS2.len(), byte in any::<u8>()) {
        let mut bytes = KS2.as_bytes().to_vec();
        bytes[at] = byte;
        let found = read_bytes(&bytes, &SaidOfFile::default());
        let reading = &found.reading;
        let counted = reading.of_schools + reading.of_others + reading.benchmarks;
        prop_assert!(!reading.faults.is_empty() || reading.lines >= counted);
    }
}
