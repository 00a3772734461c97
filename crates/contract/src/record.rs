//! The words for entries of a running record, and the id of the entry that corrects one.

use uuid::Uuid;

use crate::evidence::v1::{RecordKind, RecordSource};

impl RecordSource {
    /// Every source, in the order of the contract.
    pub const ALL: [Self; 8] = [
        Self::Observation,
        Self::Conversation,
        Self::Document,
        Self::Data,
        Self::Governor,
        Self::Parent,
        Self::Pupil,
        Self::Other,
    ];

    /// For example `Observation`; empty for the value that stands for nothing.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unspecified => "",
            Self::Observation => "Observation",
            Self::Conversation => "Conversation",
            Self::Document => "Document",
            Self::Data => "Data",
            Self::Governor => "A governor",
            Self::Parent => "A parent",
            Self::Pupil => "A pupil",
            Self::Other => "Something else",
        }
    }
}

impl RecordKind {
    /// Both kinds.
    pub const ALL: [Self; 2] = [Self::Strength, Self::Development];

    /// For example `Strength`; empty where an entry is of neither kind.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unspecified => "",
            Self::Strength => "Strength",
            Self::Development => "To develop",
        }
    }
}

/// The id of the entry that corrects an entry of a trust's running records. One entry is corrected once; a second correction
/// corrects the first.
pub fn correction_of(trust: Uuid, record_entry_id: &str) -> Uuid {
    Uuid::new_v5(&trust, format!("record-entry/corrects/{record_entry_id}").as_bytes())
}

#[cfg(test)]
mod tests;
