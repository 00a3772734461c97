use std::collections::BTreeSet;

use super::*;

fn all_differ<const N: usize>(words: [&str; N]) -> bool {
    words.iter().all(|words| !words.is_empty()) && BTreeSet::from(words).len() == N
}

#[test]
fn every_value_has_words_of_its_own_and_none_is_left_out() {
    assert!(all_differ(RequirementKind::ALL.map(RequirementKind::words)));
    assert!(all_differ(Obligation::ALL.map(Obligation::words)));
    assert!(all_differ(RequirementRhythm::ALL.map(RequirementRhythm::words)));
    assert!(RequirementKind::try_from(RequirementKind::ALL.len() as i32 + 1).is_err());
    assert!(Obligation::try_from(Obligation::ALL.len() as i32 + 1).is_err());
    assert!(RequirementRhythm::try_from(RequirementRhythm::ALL.len() as i32 + 1).is_err());
    let changes = [RegisterChange::New, RegisterChange::Changed, RegisterChange::Dropped];
    assert!(all_differ(changes.map(RegisterChange::words)));
    assert!(all_differ([AdoptionState::Adopted, AdoptionState::Waived].map(AdoptionState::words)));
}
