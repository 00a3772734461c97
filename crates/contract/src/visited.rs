//! The words for notes of visits.

use crate::evidence::v1::{
    RevisitOutcome, StrengthOfEvidence, VisitKind, VisitNoteState, VisitReader,
};

impl VisitKind {
    /// Every kind, in the order of the contract.
    pub const ALL: [Self; 9] = [
        Self::CoreVisit,
        Self::HealthCheck,
        Self::QualityAssurance,
        Self::SeoVerification,
        Self::Support,
        Self::LearningWalk,
        Self::Diocese,
        Self::FollowUp,
        Self::Governor,
    ];

    /// For example `Health check`; empty for the value that stands for nothing.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unspecified => "",
            Self::CoreVisit => "Core visit",
            Self::HealthCheck => "Health check",
            Self::QualityAssurance => "Quality assurance",
            Self::SeoVerification => "Verification by the local authority",
            Self::Support => "Support",
            Self::LearningWalk => "Learning walk",
            Self::Diocese => "Visit of the diocese",
            Self::FollowUp => "Follow-up",
            Self::Governor => "Governor’s visit",
        }
    }
}

impl StrengthOfEvidence {
    /// Every strength, the strongest first.
    pub const ALL: [Self; 3] = [Self::Strong, Self::Some, Self::Limited];

    /// For example `Strong evidence`; empty for the value that stands for nothing.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unspecified => "",
            Self::Strong => "Strong evidence",
            Self::Some => "Some evidence",
            Self::Limited => "Limited evidence",
        }
    }
}

impl VisitReader {
    /// Every group of readers, the nearest to the school first.
    pub const ALL: [Self; 3] = [Self::School, Self::Committee, Self::Trust];

    /// For example `The school’s leaders and staff`; empty for the value that stands for nothing.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unspecified => "",
            Self::School => "The school’s leaders and staff with a role here",
            Self::Committee => "The school’s chair and governors",
            Self::Trust => "The chief executive, the central team and the trustees",
        }
    }
}

impl VisitNoteState {
    /// For example `With the headteacher`; empty for the value that stands for nothing.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unspecified => "",
            Self::Draft => "Draft",
            Self::Sent => "With the headteacher",
            Self::Commented => "Commented by the headteacher",
            Self::Agreed => "Agreed",
            Self::Issued => "Issued",
        }
    }
}

impl RevisitOutcome {
    /// Both outcomes.
    pub const ALL: [Self; 2] = [Self::Improved, Self::NotImproved];

    /// `Improved` or `Not improved`; empty for the value that stands for nothing.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unspecified => "",
            Self::Improved => "Improved",
            Self::NotImproved => "Not improved",
        }
    }
}

#[cfg(test)]
mod tests;
