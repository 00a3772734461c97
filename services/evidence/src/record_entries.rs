//! What stands in the running record of each school, and who added it?

use contract::british_day;
use contract::events::RecordEntryEvent;
use contract::evidence::v1::RecordEntry;
use eventlog::{At, Document, ListColumns};

/// The entries of the running records of a trust's schools.
#[derive(Debug)]
pub(crate) struct RecordEntriesList;

impl Document for RecordEntriesList {
    const NAME: &'static str = "evidence_record_entries";
    type Body = RecordEntry;
    type Event = RecordEntryEvent;

    fn columns(entry: &RecordEntry) -> ListColumns<'_> {
        ListColumns::new().within("school_id", &entry.school_id)
    }

    fn fold(entry: &mut RecordEntry, event: &RecordEntryEvent, at: &At) {
        *entry = match event {
            RecordEntryEvent::RecordEntryAdded(added) => RecordEntry {
                record_entry_id: added.record_entry_id.clone(),
                school_id: added.school_id.clone(),
                on: added.on.clone(),
                source: added.source,
                areas: added.areas.clone(),
                kind: added.kind,
                text: added.text.clone(),
                ..of(at)
            },
            RecordEntryEvent::RecordEntryCorrected(corrected) => RecordEntry {
                record_entry_id: corrected.record_entry_id.clone(),
                school_id: corrected.school_id.clone(),
                on: corrected.on.clone(),
                source: corrected.source,
                areas: corrected.areas.clone(),
                kind: corrected.kind,
                text: corrected.text.clone(),
                corrects_id: corrected.corrects_id.clone(),
                ..of(at)
            },
        };
    }
}

/// What the moment of an event says of its entry.
fn of(at: &At) -> RecordEntry {
    RecordEntry {
        author_id: at.actor.to_string(),
        added_on: british_day(at.time).to_string(),
        position: at.position,
        ..RecordEntry::default()
    }
}
