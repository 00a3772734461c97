use contract::evidence::v1::{RecordEntryAdded, RecordEntryCorrected};

use super::*;
use crate::sentences::tests::{reads_well, sealed};

#[test]
fn an_entry_is_told_without_its_words() {
    let added = RecordEntryAdded {
        school_id: "s1".into(),
        on: "2026-04-20".into(),
        source: RecordSource::Parent.into(),
        areas: vec!["governance".into()],
        kind: RecordKind::Development.into(),
        text: sealed(),
        ..RecordEntryAdded::default()
    };
    let line = record_entry(&added.into());
    reads_well(&line.sentence);
    assert_eq!(
        line.sentence,
        "An entry of 20 April 2026 was added to the running record of {school:s1} as something to develop, about {area:governance}, from a parent."
    );
    assert_eq!((line.schools, line.areas), (vec!["s1".to_owned()], vec!["governance".to_owned()]));
}

#[test]
fn a_correction_says_that_an_entry_was_corrected() {
    let corrected = RecordEntryCorrected {
        school_id: "s1".into(),
        on: "2026-04-20".into(),
        source: RecordSource::Other.into(),
        text: sealed(),
        ..RecordEntryCorrected::default()
    };
    let line = record_entry(&corrected.into());
    reads_well(&line.sentence);
    assert_eq!(
        line.sentence,
        "An entry of the running record of {school:s1} was corrected by a further one of 20 April 2026, from another source."
    );
}
