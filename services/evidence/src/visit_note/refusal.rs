//! Why a note of a visit says no.

use contract::{Kind, Refusal};
use jiff::civil::Date;

/// Why a note of a visit says no.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum VisitNoteRefusal {
    #[error("{0} has not come yet. Write the note once the visit was made.")]
    Ahead(Date),
    #[error("The chair and governors write notes of governors' visits.")]
    KindNotYours,
    #[error("You have no such note of a visit to this school.")]
    Unknown,
    #[error(
        "The note is with the headteacher. It can be changed once the headteacher has commented."
    )]
    WithTheHead,
    #[error("The note is agreed and does not change any more.")]
    Agreed,
    #[error("A note of a visit holds at most {0} {1}.")]
    Full(usize, &'static str),
    #[error("This note has no such finding.")]
    FindingUnknown,
    #[error("This note has no such action.")]
    ActionUnknown,
    #[error("Name the person who does it or the role, and not both.")]
    WithoutOwner,
    #[error("An action can't be due on {0}, before the visit on {1}.")]
    DueTooEarly(Date, Date),
    #[error("Write down at least one finding before you send the note.")]
    Empty,
    #[error("The note is not with the headteacher.")]
    NotSent,
    #[error(
        "The headteacher has not agreed to the note. Without an answer it can be issued from {0}."
    )]
    NotAgreed(Date),
    #[error("The note has already been issued.")]
    Issued,
    #[error("The note is not issued yet.")]
    NotIssued,
    #[error("An action can't be visited again on {0}, before the visit on {1}.")]
    RevisitTooEarly(Date, Date),
}

impl Refusal for VisitNoteRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::Ahead(_) => (Kind::Malformed, "VISIT_AHEAD"),
            Self::KindNotYours => (Kind::State, "VISIT_KIND_NOT_YOURS"),
            Self::Unknown => (Kind::Unknown, "VISIT_NOTE_UNKNOWN"),
            Self::WithTheHead => (Kind::State, "VISIT_NOTE_WITH_THE_HEAD"),
            Self::Agreed => (Kind::State, "VISIT_NOTE_AGREED"),
            Self::Full(..) => (Kind::State, "VISIT_NOTE_FULL"),
            Self::FindingUnknown => (Kind::Unknown, "VISIT_FINDING_UNKNOWN"),
            Self::ActionUnknown => (Kind::Unknown, "VISIT_ACTION_UNKNOWN"),
            Self::WithoutOwner => (Kind::Malformed, "VISIT_ACTION_WITHOUT_OWNER"),
            Self::DueTooEarly(..) => (Kind::Malformed, "VISIT_ACTION_DUE_TOO_EARLY"),
            Self::Empty => (Kind::State, "VISIT_NOTE_EMPTY"),
            Self::NotSent => (Kind::State, "VISIT_NOTE_NOT_SENT"),
            Self::NotAgreed(_) => (Kind::State, "VISIT_NOTE_NOT_AGREED"),
            Self::Issued => (Kind::State, "VISIT_NOTE_ISSUED"),
            Self::NotIssued => (Kind::State, "VISIT_NOTE_NOT_ISSUED"),
            Self::RevisitTooEarly(..) => (Kind::Malformed, "REVISIT_TOO_EARLY"),
        }
    }
}
