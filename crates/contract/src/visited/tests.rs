use std::collections::BTreeSet;

use super::*;

fn all_differ<const N: usize>(words: [&str; N]) -> bool {
    words.iter().all(|words| !words.is_empty()) && BTreeSet::from(words).len() == N
}

#[test]
fn every_value_has_words_of_its_own() {
    assert!(all_differ(VisitKind::ALL.map(VisitKind::words)));
    assert!(all_differ(StrengthOfEvidence::ALL.map(StrengthOfEvidence::words)));
    assert!(all_differ(VisitReader::ALL.map(VisitReader::words)));
    assert!(all_differ(RevisitOutcome::ALL.map(RevisitOutcome::words)));
    let states = (1..).map_while(|number| VisitNoteState::try_from(number).ok());
    let states: BTreeSet<_> = states.map(VisitNoteState::words).collect();
    assert!(states.len() == 5 && !states.contains(""));
}

#[test]
fn no_value_of_the_contract_is_left_out() {
    assert!(VisitKind::try_from(VisitKind::ALL.len() as i32 + 1).is_err());
    assert!(StrengthOfEvidence::try_from(StrengthOfEvidence::ALL.len() as i32 + 1).is_err());
    assert!(VisitReader::try_from(VisitReader::ALL.len() as i32 + 1).is_err());
    assert!(RevisitOutcome::try_from(RevisitOutcome::ALL.len() as i32 + 1).is_err());
}
