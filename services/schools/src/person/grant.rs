//! A role that a person holds: over what, and on which days.

use contract::schools::v1::Scope;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A role over a scope for a time.
#[derive(Debug, Serialize, Deserialize)]
pub struct Grant {
    pub(super) role: i32,
    pub(super) scope: Option<Scope>,
    pub(super) from: String,
    /// Last day, inclusive; empty for an open term.
    pub(super) until: String,
    pub(super) ended: bool,
}

impl Grant {
    /// Whether the role is held on a day or will be after it.
    pub(super) fn holds_from(&self, day: Date) -> bool {
        self.until.is_empty() || (self.until >= day.to_string() && self.from <= self.until)
    }

    /// Whether the role was held on a day from `from` to `until`, both ISO 8601 and inclusive; an empty `until` has no end. A grant
    /// that ended on its first day was held on none.
    pub(super) fn overlaps(&self, from: &str, until: &str) -> bool {
        let begins_in_time = self.until.is_empty() || from <= self.until.as_str();
        let ends_in_time = until.is_empty() || self.from.as_str() <= until;
        let held_at_all = self.until.is_empty() || self.from <= self.until;
        begins_in_time && ends_in_time && held_at_all
    }
}
