//! The running record of a school: a strength, something to develop that was corrected, and its correction.

use contract::evidence::v1::{ListRecordEntriesResponse, RecordEntry, RecordKind, RecordSource};

use crate::pages::record::RecordLoaded;
use crate::sample::{self, words};
use crate::shown::Shown;

/// The page with them.
pub(crate) fn record_page() -> RecordLoaded {
    let entries = record_entries();
    let found = u32::try_from(entries.len()).unwrap();
    let as_of = sample::as_of(412);
    let record = ListRecordEntriesResponse { as_of, entries, found, next_page: 2 };
    RecordLoaded { ground: sample::ground(), record: Shown::All(record) }
}

/// The page of one of them.
pub(crate) fn record_entry_page() -> RecordLoaded {
    let RecordLoaded { ground, record } = record_page();
    let first = |found: ListRecordEntriesResponse| ListRecordEntriesResponse {
        entries: found.entries.into_iter().take(1).collect(),
        ..found
    };
    RecordLoaded { ground, record: record.map(first) }
}

/// The latest day first.
pub(crate) fn record_entries() -> Vec<RecordEntry> {
    let of = |position: u64, on: &str, text: &str| RecordEntry {
        record_entry_id: format!("entry-{position}"),
        school_id: sample::MARYS.to_owned(),
        on: on.to_owned(),
        added_on: "2025-11-19".to_owned(),
        text: Some(words(text).into()),
        author_id: sample::HEAD.to_owned(),
        position,
        ..RecordEntry::default()
    };
    vec![
        RecordEntry {
            source: RecordSource::Observation.into(),
            kind: RecordKind::Strength.into(),
            areas: vec!["behaviour-and-attendance".to_owned()],
            ..of(
                403,
                "2025-11-18",
                "Corridors are calm between lessons, also <b>without</b> adults.",
            )
        },
        RecordEntry {
            source: RecordSource::Conversation.into(),
            corrects_id: "entry-398".to_owned(),
            ..of(402, "2025-11-14", "The reading club meets on Thursdays.")
        },
        RecordEntry {
            source: RecordSource::Parent.into(),
            kind: RecordKind::Development.into(),
            areas: vec!["governance".to_owned(), "behaviour-and-attendance".to_owned()],
            corrected_by_id: "entry-402".to_owned(),
            ..of(398, "2025-11-14", "The reading club does not meet any more.")
        },
    ]
}
