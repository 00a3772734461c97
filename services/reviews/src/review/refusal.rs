//! Why a review says no.

use contract::{Kind, Refusal};

/// Why a review says no.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum ReviewRefusal {
    #[error("There is no such review here.")]
    Unknown,
    #[error("A reviewer can't come from the school that is reviewed.")]
    ReviewerFromHost,
    #[error("A reviewer is named twice.")]
    ReviewerRepeated,
    #[error("A team needs exactly one lead reviewer.")]
    NoLead,
    #[error("No team has been matched yet.")]
    TeamNotMatched,
    #[error("It has already been agreed who receives the findings.")]
    DistributionAlreadyAgreed,
    #[error("It has to be agreed first who receives the findings.")]
    DistributionNotAgreed,
    #[error("The visit has already been recorded.")]
    AlreadyHeld,
    #[error("The visit has not been recorded yet.")]
    NotHeld,
    #[error("The review is completed.")]
    Completed,
    #[error("The review does not look at {0}.")]
    AreaNotInFocus(String),
    #[error("A review is completed with at least one finding.")]
    NoFindings,
    #[error("The review is not completed yet.")]
    NotCompleted,
    #[error("This review has no such finding.")]
    FindingUnknown,
    #[error("There is no such pairing here.")]
    PairingUnknown,
    #[error("Both schools have to take the pairing up before a review follows from it.")]
    PairingNotAccepted,
    #[error("The school is neither of the two of the pairing.")]
    HostNotInPairing,
    #[error("The review has to look at the area of the pairing.")]
    AreaNotInReview,
    #[error("The review was called off.")]
    Cancelled,
    #[error("A review is put off to a later term.")]
    TermNotLater,
    #[error("All of them receive the findings already.")]
    ReceivesAlready,
    #[error("The school has commented on this review so often that no more is taken.")]
    TooManyComments,
}

impl Refusal for ReviewRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::Unknown => (Kind::Unknown, "REVIEW_UNKNOWN"),
            Self::ReviewerFromHost => (Kind::State, "REVIEWER_FROM_HOST"),
            Self::ReviewerRepeated => (Kind::Malformed, "REVIEWER_REPEATED"),
            Self::NoLead => (Kind::Malformed, "NO_LEAD"),
            Self::TeamNotMatched => (Kind::State, "TEAM_NOT_MATCHED"),
            Self::DistributionAlreadyAgreed => (Kind::State, "DISTRIBUTION_ALREADY_AGREED"),
            Self::DistributionNotAgreed => (Kind::State, "DISTRIBUTION_NOT_AGREED"),
            Self::AlreadyHeld => (Kind::State, "ALREADY_HELD"),
            Self::NotHeld => (Kind::State, "REVIEW_NOT_HELD"),
            Self::Completed => (Kind::State, "REVIEW_COMPLETED"),
            Self::AreaNotInFocus(_) => (Kind::State, "AREA_NOT_IN_FOCUS"),
            Self::NoFindings => (Kind::State, "NO_FINDINGS"),
            Self::NotCompleted => (Kind::State, "REVIEW_NOT_COMPLETED"),
            Self::FindingUnknown => (Kind::Unknown, "FINDING_UNKNOWN"),
            Self::PairingUnknown => (Kind::Unknown, "PAIRING_UNKNOWN"),
            Self::PairingNotAccepted => (Kind::State, "PAIRING_NOT_ACCEPTED"),
            Self::HostNotInPairing => (Kind::State, "HOST_NOT_IN_PAIRING"),
            Self::AreaNotInReview => (Kind::State, "AREA_NOT_IN_REVIEW"),
            Self::Cancelled => (Kind::State, "REVIEW_CANCELLED"),
            Self::TermNotLater => (Kind::State, "TERM_NOT_LATER"),
            Self::ReceivesAlready => (Kind::State, "RECEIVES_ALREADY"),
            Self::TooManyComments => (Kind::State, "TOO_MANY_COMMENTS"),
        }
    }
}
