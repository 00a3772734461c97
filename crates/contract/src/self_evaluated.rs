//! The words for self-evaluations of schools, and the id of the one of a term.

use uuid::Uuid;

use crate::evidence::v1::SelfEvaluationState;

impl SelfEvaluationState {
    /// For example `Signed off`; empty for the value that stands for nothing.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unspecified => "",
            Self::Draft => "Draft",
            Self::Signed => "Signed off",
        }
    }
}

/// The id of a school's self-evaluation of a term, for example `2025-26-autumn`. A school has one a term.
pub fn self_evaluation_of(trust: Uuid, school_id: &str, term: &str) -> Uuid {
    Uuid::new_v5(&trust, format!("self-evaluation/{school_id}/{term}").as_bytes())
}

#[cfg(test)]
mod tests;
