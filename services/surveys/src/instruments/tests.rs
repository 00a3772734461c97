#[test]
fn an_instrument_of_twice_what_is_shipped_fits_into_a_document() {
    for mut instrument in crate::shipped_instruments() {
        instrument.questions.extend_from_within(..);
        eventlog::testing::fits::<super::Instruments>(&instrument);
    }
}
