//! A role that a person holds: over what, and on which days.

use contract::schools::v1::Scope;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The days a role is held, both inclusive; open where there is no last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Option<Date>,
}

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

    /// Whether any day is in both periods. A grant that ended on its first day was held on none.
    pub(super) fn overlaps(&self, period: &Period) -> bool {
        let begins_in_time = self.until.is_empty() || period.from.to_string() <= self.until;
        let ends_in_time = period.until.is_none_or(|last| self.from <= last.to_string());
        let held_at_all = self.until.is_empty() || self.from <= self.until;
        begins_in_time && ends_in_time && held_at_all
    }
}
