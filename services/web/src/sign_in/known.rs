//! Whose session, draft or view something is.

use uuid::Uuid;

/// A person of a trust.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    pub trust: Uuid,
    pub person: Uuid,
}
