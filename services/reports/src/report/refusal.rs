//! What a report can say no with.

use contract::{Kind, Refusal};

/// Why a report says no.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ReportRefusal {
    #[error("The report went to the committee and never changes; issue a correction instead.")]
    AlreadyIssued,
    #[error("Only {shared} of {areas} areas were shared with the committee; share them all first.")]
    NotAllShared { shared: usize, areas: usize },
    #[error("Nothing was drafted for this school and term yet.")]
    NotDrafted,
    #[error("The report is approved already; draft it again to change it.")]
    AlreadyApproved,
    #[error("The report was not approved yet.")]
    NotApproved,
    #[error("The draft changed while it was being issued; approve it again.")]
    DraftChanged,
    #[error("The report was not issued yet.")]
    NotIssued,
    #[error("The report has no such paragraph; ask about one it has, or about the whole.")]
    ParagraphUnknown,
    #[error("There is no such question on this report.")]
    QuestionUnknown,
    #[error("The question was answered before.")]
    AlreadyAnswered,
    #[error("The question was not answered yet.")]
    NotAnswered,
    #[error("The committee had no further question about it.")]
    QuestionClosed,
    #[error("Name the governor for whom you ask.")]
    ForWhomMissing,
    #[error("This paragraph is another person's; ask the improvement lead to change it.")]
    NotYours,
    #[error("The paragraph is the first already.")]
    AlreadyFirst,
    #[error("The committee is not asked to decide this.")]
    ItemUnknown,
    #[error("The draft was sent for approval as it stands.")]
    AlreadySent,
    #[error("The draft was not sent for approval.")]
    NotSent,
    #[error("The report does not print this figure.")]
    FigureNotPrinted,
}

impl Refusal for ReportRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::AlreadyIssued => (Kind::State, "ALREADY_ISSUED"),
            Self::NotAllShared { .. } => (Kind::State, "NOT_ALL_SHARED"),
            Self::NotDrafted => (Kind::State, "NOT_DRAFTED"),
            Self::AlreadyApproved => (Kind::State, "ALREADY_APPROVED"),
            Self::NotApproved | Self::DraftChanged => (Kind::State, "NOT_APPROVED"),
            Self::NotIssued => (Kind::State, "NOT_ISSUED"),
            Self::ParagraphUnknown => (Kind::Unknown, "PARAGRAPH_UNKNOWN"),
            Self::QuestionUnknown => (Kind::Unknown, "QUESTION_UNKNOWN"),
            Self::AlreadyAnswered => (Kind::State, "ALREADY_ANSWERED"),
            Self::NotAnswered => (Kind::State, "NOT_ANSWERED"),
            Self::QuestionClosed => (Kind::State, "QUESTION_CLOSED"),
            Self::ForWhomMissing => (Kind::State, "FOR_WHOM_MISSING"),
            Self::NotYours => (Kind::State, "NOT_YOURS"),
            Self::AlreadyFirst => (Kind::State, "ALREADY_FIRST"),
            Self::ItemUnknown => (Kind::Unknown, "ITEM_UNKNOWN"),
            Self::AlreadySent => (Kind::State, "ALREADY_SENT"),
            Self::NotSent => (Kind::State, "NOT_SENT"),
            Self::FigureNotPrinted => (Kind::Unknown, "FIGURE_NOT_PRINTED"),
        }
    }
}
