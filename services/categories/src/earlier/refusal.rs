//! Why a judgement of an earlier year is not brought in, or not taken back.

use contract::{Kind, Refusal};
use jiff::civil::Date;

use crate::days::day_in_words;

/// Why the judgements of earlier years say no.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum EarlierRefusal {
    #[error("{} has not come yet; enter the day on which it was decided.", day_in_words(*.0))]
    Ahead(Date),
    #[error("The trust has not agreed this version of the framework.")]
    FrameworkUnknown,
    #[error("This version of the framework has no area {0}.")]
    AreaUnknown(String),
    #[error("This version of the framework has no region {0}.")]
    RegionUnknown(String),
    #[error(
        "Name areas and regions as the framework does, or name no framework and write them as the paper does."
    )]
    NamedOtherwise,
    #[error("In {area} the school was decided on in Plumbline on {}; only what was decided before that day is brought in.", day_in_words(*.on))]
    DecidedHere { area: String, on: Date },
    #[error("The school was first decided on in Plumbline on {}; only what was decided before that day is brought in by a paper’s own names.", day_in_words(*.0))]
    JudgedHere(Date),
    #[error("A judgement of {area} that was decided on {} was brought in before.", day_in_words(*.on))]
    Repeated { area: String, on: Date },
    #[error("No such judgement was brought in for this school, or it was taken back.")]
    Unknown,
}

impl Refusal for EarlierRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::Ahead(_) => (Kind::Malformed, "DECIDED_ON_AHEAD"),
            Self::FrameworkUnknown => (Kind::Unknown, "FRAMEWORK_UNKNOWN"),
            Self::AreaUnknown(_) => (Kind::Unknown, "AREA_UNKNOWN"),
            Self::RegionUnknown(_) => (Kind::Unknown, "REGION_UNKNOWN"),
            Self::NamedOtherwise => (Kind::Malformed, "NAMED_OTHERWISE"),
            Self::DecidedHere { .. } | Self::JudgedHere(_) => (Kind::State, "DECIDED_HERE_BEFORE"),
            Self::Repeated { .. } => (Kind::State, "BROUGHT_IN_BEFORE"),
            Self::Unknown => (Kind::Unknown, "BROUGHT_IN_UNKNOWN"),
        }
    }
}
