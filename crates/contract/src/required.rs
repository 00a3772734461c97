//! The words for requirements of a trust's register, and for what schools made of them.

use crate::evidence::v1::{
    AdoptionState, Obligation, RegisterChange, RequirementKind, RequirementRhythm,
};

impl RequirementKind {
    /// Both kinds.
    pub const ALL: [Self; 2] = [Self::Document, Self::Routine];

    /// `Document` or `Routine`; empty for the value that stands for nothing.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unspecified => "",
            Self::Document => "Document",
            Self::Routine => "Routine",
        }
    }
}

impl Obligation {
    /// Both, the stronger first.
    pub const ALL: [Self; 2] = [Self::Required, Self::Optional];

    /// `Required` or `Optional`; empty for the value that stands for nothing.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unspecified => "",
            Self::Required => "Required",
            Self::Optional => "Optional",
        }
    }
}

impl RequirementRhythm {
    /// Every rhythm, in the order of the contract.
    pub const ALL: [Self; 3] = [Self::OnDay, Self::EachTerm, Self::EachYear];

    /// For example `Each term`; empty for the value that stands for nothing.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unspecified => "",
            Self::OnDay => "By a day of each year",
            Self::EachTerm => "Each term",
            Self::EachYear => "Each year",
        }
    }
}

impl RegisterChange {
    /// For example `New`; empty where nothing was changed.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unspecified => "",
            Self::New => "New",
            Self::Changed => "Changed",
            Self::Dropped => "Taken off the register",
        }
    }
}

impl AdoptionState {
    /// `Adopted` or `Waived`; empty where it is open.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unspecified => "",
            Self::Adopted => "Adopted",
            Self::Waived => "Waived",
        }
    }
}

#[cfg(test)]
mod tests;
