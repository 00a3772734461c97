//! What a report can say no with.

use contract::{Kind, Refusal};

/// Why a report says no.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ReportRefusal {
    #[error("the report went to the committee and never changes; issue a correction instead")]
    AlreadyIssued,
    #[error("only {shared} of {areas} areas were shared with the committee; share them all first")]
    NotAllShared { shared: usize, areas: usize },
    #[error("nothing was drafted for this school and term yet")]
    NotDrafted,
    #[error("the report is approved already; draft it again to change it")]
    AlreadyApproved,
    #[error("the text is empty")]
    TextEmpty,
    #[error("the report was not approved yet")]
    NotApproved,
    #[error("the draft changed while it was being issued; approve it again")]
    DraftChanged,
    #[error("the report was not issued yet")]
    NotIssued,
    #[error("the report has no such paragraph; ask about one it has, or about the whole")]
    ParagraphUnknown,
    #[error("there is no such question on this report")]
    QuestionUnknown,
    #[error("the question was answered before")]
    AlreadyAnswered,
    #[error("a correction needs a reason")]
    ReasonEmpty,
}

impl Refusal for ReportRefusal {
    fn reason(&self) -> &'static str {
        match self {
            Self::AlreadyIssued => "ALREADY_ISSUED",
            Self::NotAllShared { .. } => "NOT_ALL_SHARED",
            Self::NotDrafted => "NOT_DRAFTED",
            Self::AlreadyApproved => "ALREADY_APPROVED",
            Self::TextEmpty => "TEXT_EMPTY",
            Self::NotApproved | Self::DraftChanged => "NOT_APPROVED",
            Self::NotIssued => "NOT_ISSUED",
            Self::ParagraphUnknown => "PARAGRAPH_UNKNOWN",
            Self::QuestionUnknown => "QUESTION_UNKNOWN",
            Self::AlreadyAnswered => "ALREADY_ANSWERED",
            Self::ReasonEmpty => "REASON_EMPTY",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::TextEmpty | Self::ReasonEmpty => Kind::Malformed,
            Self::ParagraphUnknown | Self::QuestionUnknown => Kind::Unknown,
            Self::AlreadyIssued
            | Self::NotAllShared { .. }
            | Self::NotDrafted
            | Self::AlreadyApproved
            | Self::NotApproved
            | Self::DraftChanged
            | Self::NotIssued
            | Self::AlreadyAnswered => Kind::State,
        }
    }
}
