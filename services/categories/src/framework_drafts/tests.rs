use contract::categories::v1::Descriptor;
use contract::log::v1::Words;

use super::*;
use crate::default_framework;

#[test]
fn a_draft_with_every_word_at_length_fits_into_a_document() {
    let mut framework = default_framework();
    let at_length = |said: &mut Descriptor| said.text = "w".repeat(1_500);
    framework.descriptors.iter_mut().for_each(at_length);
    eventlog::testing::fits::<FrameworkDraftsList>(&FrameworkDraft {
        framework: Some(framework),
        reason: Some(Words { commitment: "5c".repeat(32), ..Words::default() }),
        ..FrameworkDraft::default()
    });
}
