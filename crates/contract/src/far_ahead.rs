//! How far ahead a day may lie that a person enters: a slip of the year is told before it stands in the record.

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::{Kind, Refusal};

/// Why a day is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The day {0} is more than two years ahead. Look whether the year is right.")]
pub struct FarAheadRefusal(pub String);

impl FarAheadRefusal {
    /// Refuses a day, ISO 8601, that is more than two years after today. What is no day is not ahead.
    pub fn check(day: &str, today: Date) -> Result<(), Self> {
        match day.parse::<Date>() {
            Ok(on) if on > today.saturating_add(2.years()) => Err(Self(day.to_owned())),
            _ => Ok(()),
        }
    }
}

impl Refusal for FarAheadRefusal {
    fn code(&self) -> (Kind, &'static str) {
        (Kind::State, "DAY_FAR_AHEAD")
    }
}

#[cfg(test)]
mod tests;
