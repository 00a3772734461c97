//! What holds of a report that is attached to a record, whatever the record is of.

use contract::evidence::v1::AttachedReport;
use contract::{Kind, Refusal};

/// Why a report is not attached to a record, or not found at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AttachmentRefusal {
    #[error("A report is attached already. Detach it before you attach another.")]
    IsAttached,
    #[error("No report is attached here.")]
    NotAttached,
}

impl Refusal for AttachmentRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::IsAttached => (Kind::State, "REPORT_IS_ATTACHED"),
            Self::NotAttached => (Kind::Unknown, "REPORT_NOT_ATTACHED"),
        }
    }
}

/// The report that is attached to a record beside which none stands yet. `before` is the hash of the one that stands.
pub(crate) fn attach(
    before: &Option<String>,
    read: &AttachedReport,
) -> Result<AttachedReport, AttachmentRefusal> {
    match before {
        Some(_) => Err(AttachmentRefusal::IsAttached),
        None => Ok(read.clone()),
    }
}

/// The hash of the report that is detached.
pub(crate) fn detach(before: &Option<String>) -> Result<String, AttachmentRefusal> {
    before.clone().ok_or(AttachmentRefusal::NotAttached)
}

/// The hash by which a record remembers its report.
pub(crate) fn hash(report: &Option<AttachedReport>) -> Option<String> {
    report.as_ref().map(|report| report.sha256.clone())
}
