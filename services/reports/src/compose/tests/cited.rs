//! What a decision rests on, as the paper tells it.

use super::*;

#[test]
fn an_entry_of_the_running_record_is_cited_without_its_words() {
    let cites = |position| Evidence {
        kind: EvidenceKind::RunningRecord.into(),
        id: "entry".into(),
        says: Some("The board asks hard questions.".into()),
        position,
        ..Evidence::default()
    };
    let told = |position| {
        let mut sources = sources();
        let category = &mut sources.round.as_mut().unwrap().categories[1];
        category.decision.as_mut().unwrap().evidence = vec![cites(position)];
        canonical::text(&compose(&sources, term())).contains("hard questions")
    };
    assert!(!told(50), "the entry is for the school and the trust");
    assert!(told(0), "a statement in words was written for the decision");
}

#[test]
fn what_the_record_shows_of_a_cited_thing_is_printed() {
    let cites = Evidence {
        kind: EvidenceKind::Inspection.into(),
        id: "inspection".into(),
        shows: "SIAMS inspection, 6 February 2024: J1".to_owned(),
        position: 50,
        ..Evidence::default()
    };
    let mut sources = sources();
    let category = &mut sources.round.as_mut().unwrap().categories[1];
    category.decision.as_mut().unwrap().evidence = vec![cites];
    let printed = canonical::text(&compose(&sources, term()));
    assert!(printed.contains("SIAMS inspection, 6 February 2024: J1"), "{printed}");
}
