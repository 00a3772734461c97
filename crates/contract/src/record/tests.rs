use super::*;

#[test]
fn every_source_and_kind_has_words_of_its_own() {
    let sources: std::collections::BTreeSet<_> =
        RecordSource::ALL.iter().map(|source| source.words()).collect();
    assert_eq!(sources.len(), RecordSource::ALL.len());
    assert!(sources.iter().all(|words| !words.is_empty()));
    assert_eq!(
        RecordSource::try_from(RecordSource::ALL.len() as i32 + 1).ok(),
        None,
        "all of them"
    );
    assert_ne!(RecordKind::Strength.words(), RecordKind::Development.words());
}

#[test]
fn an_entry_has_one_correction_in_its_trust() {
    let (trust, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    assert_eq!(correction_of(trust, "a"), correction_of(trust, "a"));
    assert_ne!(correction_of(trust, "a"), correction_of(trust, "b"));
    assert_ne!(correction_of(trust, "a"), correction_of(other, "a"));
}
