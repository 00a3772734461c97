//! Sentences about the running record. They say that an entry was added and what it is about; its words stand in the record.

use contract::events::RecordEntryEvent;
use contract::evidence::v1::{RecordKind, RecordSource};

use super::Line;
use super::words::{areas, school, when};

pub(super) fn record_entry(event: &RecordEntryEvent) -> Line {
    match event {
        RecordEntryEvent::RecordEntryAdded(added) => {
            let sentence = format!(
                "An entry{} was added to the running record of {}{}{}, {}.",
                when("of", &added.on),
                school(&added.school_id),
                shown(added.kind()),
                about(&added.areas),
                source(added.source())
            );
            Line::new(sentence).about([&added.school_id]).in_areas(&added.areas)
        }
        RecordEntryEvent::RecordEntryCorrected(corrected) => {
            let sentence = format!(
                "An entry of the running record of {} was corrected by a further one{}{}{}, {}.",
                school(&corrected.school_id),
                when("of", &corrected.on),
                shown(corrected.kind()),
                about(&corrected.areas),
                source(corrected.source())
            );
            Line::new(sentence).about([&corrected.school_id]).in_areas(&corrected.areas)
        }
    }
}

/// What an entry shows, where it is of a kind.
fn shown(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Unspecified => "",
        RecordKind::Strength => " as a strength",
        RecordKind::Development => " as something to develop",
    }
}

fn source(source: RecordSource) -> &'static str {
    match source {
        RecordSource::Unspecified | RecordSource::Other => "from another source",
        RecordSource::Observation => "from an observation",
        RecordSource::Conversation => "from a conversation",
        RecordSource::Document => "from a document",
        RecordSource::Data => "from data",
        RecordSource::Governor => "from a governor",
        RecordSource::Parent => "from a parent",
        RecordSource::Pupil => "from a pupil",
    }
}

/// The areas, where there are any.
fn about(ids: &[String]) -> String {
    if ids.is_empty() { String::new() } else { format!(", about {}", areas(ids)) }
}

#[cfg(test)]
mod tests;
