use contract::log::v1::Words;

use super::*;

#[test]
fn a_judgement_with_every_word_at_length_fits_into_a_document() {
    let sealed = || Some(Words { commitment: "5c".repeat(32), ..Words::default() });
    eventlog::testing::fits::<BroughtIn>(&BroughtInDecision {
        area_name: "a".repeat(200),
        region_name: "r".repeat(200),
        paper: sealed(),
        decided_by: sealed(),
        taken_back_reason: sealed(),
        ..BroughtInDecision::default()
    });
}
