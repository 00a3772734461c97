//! Reference data: published figures of England, its authorities and schools, and what the national register says of schools. It
//! stands once an installation and outside the logs.
//!
//! An operator loads files as they are published. Services read them and write nothing (`migrations/V32__reference.sql`).

mod collect;
mod establishments;
mod file;
mod found;
mod registered;
mod school_rows;
mod store;

use contract::Period;
use contract::evidence::v1::FigureStatus;

pub use file::{ReferenceFile, read};
pub(crate) use found::{FoundReference, ReferenceAsked, ReferenceFigure, ReferenceKey, find};
pub(crate) use registered::{
    CandidatesAsked, EstablishmentAsked, FoundRegister, FoundSpread, SpreadAsked, candidates,
    register, spread,
};
pub use store::{KeptReference, LoadedRelease, ReferenceError, keep, list, take_out};

/// What an operator says of a file that does not say it itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SaidOfReference {
    /// Which release of the document it is, for example `December 2019`.
    pub release: String,
    /// Of which period its figures are.
    pub period: Option<Period>,
    /// How far they are settled.
    pub status: Option<FigureStatus>,
}

/// Whom a figure of reference data is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum ReferenceScope {
    School,
    Authority,
    England,
}

impl ReferenceScope {
    /// As the store has it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::School => "school",
            Self::Authority => "authority",
            Self::England => "england",
        }
    }
}

#[cfg(test)]
mod tests;
