use contract::categories::v1::DecisionMeeting;

use super::*;

#[test]
fn a_category_with_every_step_at_length_fits_into_a_document() {
    let words = Some(Words { commitment: "5c".repeat(32), ..Words::default() });
    // A sentence of the longest names and question: more than a commitment.
    let evidence = vec![Evidence { shows: "s".repeat(220), ..Evidence::default() }; 10];
    let held = DecisionMeeting {
        present_ids: vec!["5c".repeat(18); 30],
        interests: words.clone(),
        ..DecisionMeeting::default()
    };
    let reason = words;
    let taken = Some(Step { reason, evidence, ..Step::default() });
    eventlog::testing::fits::<Cells>(&Category {
        school_view: taken.clone(),
        proposal: taken.clone(),
        challenge: taken.clone(),
        moderation: taken.clone(),
        decision: taken.clone(),
        reopening: taken.clone(),
        view_not_given: taken.clone(),
        withdrawal: taken,
        moderation_meeting: Some(held.clone()),
        meeting: Some(held),
        ..Category::default()
    });
}
