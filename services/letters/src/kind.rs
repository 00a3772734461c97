//! The kinds of letter: who gets one, and where its link leads.

use contract::letters::v1::LetterKind;
use contract::schools::v1::Role;

/// The roles whose holders get a letter of this kind; none where it goes to a person for another reason.
pub(crate) fn roles_of(kind: LetterKind) -> &'static [Role] {
    match kind {
        LetterKind::ProposalSent | LetterKind::AnswerDue => &[Role::Headteacher],
        LetterKind::ReportIssued => &[Role::GovernanceChair, Role::Governor, Role::Clerk],
        LetterKind::QuestionAsked => &[Role::Headteacher, Role::ImprovementLead],
        LetterKind::QuestionAnswered
        | LetterKind::ReportCorrected
        | LetterKind::Digest
        | LetterKind::Unspecified => &[],
    }
}

/// The roles whose holders read an issued report of the school, as the access rules say.
pub(crate) const READ_REPORTS: [Role; 7] = [
    Role::Trustee,
    Role::ChiefExecutive,
    Role::ImprovementLead,
    Role::Headteacher,
    Role::GovernanceChair,
    Role::Governor,
    Role::Clerk,
];

/// The page that a letter leads to.
pub(crate) fn path_of(kind: LetterKind, school_id: &str, thing_id: &str) -> String {
    match kind {
        LetterKind::ProposalSent | LetterKind::AnswerDue => {
            format!("/rounds/{thing_id}/schools/{school_id}/answers")
        }
        LetterKind::ReportIssued
        | LetterKind::ReportCorrected
        | LetterKind::QuestionAsked
        | LetterKind::QuestionAnswered => format!("/reports/{thing_id}"),
        LetterKind::Digest | LetterKind::Unspecified => "/".to_owned(),
    }
}

#[cfg(test)]
mod tests;
