//! An entry of a school's running record: what was seen, heard or read of it on a day. It never changes; a further entry corrects it.

use contract::commands::RecordEntryCommand;
use contract::events::RecordEntryEvent;
use contract::evidence::v1::{RecordEntryAdded, RecordEntryCorrected};
use contract::{Kind, Refusal, correction_of, field};
use eventlog::{Context, Decider};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Why the running record says no.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum RecordEntryRefusal {
    #[error("{0} has not come yet. Add what was seen or heard by today.")]
    Ahead(Date),
    #[error("There is no such entry in the running record of this school.")]
    Unknown,
    #[error("This entry has already been corrected. Correct the entry that took its place.")]
    Corrected,
}

impl Refusal for RecordEntryRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::Ahead(_) => (Kind::Malformed, "RECORD_ENTRY_AHEAD"),
            Self::Unknown => (Kind::Unknown, "RECORD_ENTRY_UNKNOWN"),
            Self::Corrected => (Kind::State, "RECORD_ENTRY_CORRECTED"),
        }
    }
}

/// The entry that a further one corrects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CorrectedEntry {
    /// Of which school it is; empty where there is no such entry, or none is corrected.
    pub school_id: String,
    /// ISO 8601 date of the entry.
    pub on: String,
}

/// Whether an entry was added, to the record of which school, and of which day.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) enum RecordEntry {
    /// It was not.
    #[default]
    Unknown,
    /// It was.
    Added {
        /// The school's id.
        school_id: String,
        /// ISO 8601 date.
        on: String,
    },
}

impl RecordEntry {
    /// What a further entry has to know of it.
    pub(crate) fn corrected(self) -> CorrectedEntry {
        match self {
            Self::Unknown => CorrectedEntry::default(),
            Self::Added { school_id, on } => CorrectedEntry { school_id, on },
        }
    }
}

impl Decider for RecordEntry {
    type Command = RecordEntryCommand;
    type Facts = CorrectedEntry;
    type Event = RecordEntryEvent;
    type Refusal = RecordEntryRefusal;

    fn decide(
        &self,
        command: &RecordEntryCommand,
        corrected: &CorrectedEntry,
        context: &Context,
    ) -> Result<Vec<RecordEntryEvent>, RecordEntryRefusal> {
        // A correction is of the day of what it corrects, unless it says another.
        let asked = if command.on().is_empty() { &corrected.on } else { command.on() };
        let on = by_today(asked, context)?;
        let event = match command.clone() {
            RecordEntryCommand::AddRecordEntry(asked) => RecordEntryAdded {
                record_entry_id: context.new_id("record_entry").to_string(),
                on,
                source: asked.source,
                kind: asked.kind().into(),
                text: context.words(&asked.text),
                school_id: asked.school_id,
                areas: asked.areas,
            }
            .into(),
            RecordEntryCommand::CorrectRecordEntry(asked) => {
                if corrected.school_id != asked.school_id {
                    return Err(RecordEntryRefusal::Unknown);
                }
                if matches!(self, Self::Added { .. }) {
                    return Err(RecordEntryRefusal::Corrected);
                }
                RecordEntryCorrected {
                    record_entry_id: correction_of(context.trust, &asked.corrects_id).to_string(),
                    on,
                    source: asked.source,
                    kind: asked.kind().into(),
                    text: context.words(&asked.text),
                    school_id: asked.school_id,
                    corrects_id: asked.corrects_id,
                    areas: asked.areas,
                }
                .into()
            }
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &RecordEntryEvent) {
        let (school_id, on) = match event {
            RecordEntryEvent::RecordEntryAdded(added) => (&added.school_id, &added.on),
            RecordEntryEvent::RecordEntryCorrected(corrected) => {
                (&corrected.school_id, &corrected.on)
            }
        };
        *self = Self::Added { school_id: school_id.clone(), on: on.clone() };
    }

    fn derived_id(command: &RecordEntryCommand, context: &Context) -> Option<String> {
        match command {
            RecordEntryCommand::AddRecordEntry(_) => None,
            RecordEntryCommand::CorrectRecordEntry(asked) => {
                Some(correction_of(context.trust, &asked.corrects_id).to_string())
            }
        }
    }
}

eventlog::aggregate_plug!(RecordEntry);

/// The day that was asked for, or today; refuses one that has not come.
fn by_today(asked: &str, context: &Context) -> Result<String, RecordEntryRefusal> {
    let today = context.today();
    match field::day(asked) {
        Some(day) if day > today => Err(RecordEntryRefusal::Ahead(day)),
        Some(day) => Ok(day.to_string()),
        None => Ok(today.to_string()),
    }
}

#[cfg(test)]
mod tests;
