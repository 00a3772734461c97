//! Ids of events as the rows keep them.

use eventlog::ApplyError;
use uuid::Uuid;

/// An id as a column; an event with anything else contradicts the contract.
pub fn id(text: &str) -> Result<Uuid, ApplyError> {
    Uuid::try_parse(text).map_err(|_| ApplyError::Contradiction(format!("{text:?} is no UUID")))
}

/// A count as a column.
pub fn count(number: Option<u32>) -> Option<i64> {
    number.map(i64::from)
}
