//! A role that a person holds: over what, and on which days.

use contract::schools::v1::Scope;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::days::day_before;

/// A role over a scope for a time.
#[derive(Debug, Serialize, Deserialize)]
pub struct Grant {
    pub(super) role: i32,
    pub(super) scope: Option<Scope>,
    pub(super) from: String,
    /// Last day as it was given, inclusive; empty for an open term.
    pub(super) until: String,
    /// First day without the role, where it was ended.
    pub(super) ended: Option<String>,
    /// It was told that its first day came.
    pub(super) took_effect: bool,
    /// It was told that its last day is over.
    pub(super) ran_out: bool,
}

impl Grant {
    /// The last day, inclusive; empty for an open term.
    fn last(&self) -> String {
        match &self.ended {
            Some(on) => day_before(on).unwrap_or_else(|| on.clone()),
            None => self.until.clone(),
        }
    }

    /// First day without the role; nothing for an open term.
    pub(super) fn ends_on(&self) -> Option<String> {
        let after = |last: &String| {
            let last: Date = last.parse().ok()?;
            last.tomorrow().ok().map(|day| day.to_string())
        };
        self.ended.clone().or_else(|| after(&self.until))
    }

    /// Whether it is held on a day at all. One that was ended on its first day is not.
    pub(super) fn is_held_at_all(&self) -> bool {
        let last = self.last();
        last.is_empty() || self.from <= last
    }

    /// Whether the role is held on a day or will be after it.
    pub(super) fn holds_from(&self, day: Date) -> bool {
        let last = self.last();
        last.is_empty() || (last >= day.to_string() && self.from <= last)
    }

    /// Whether the role was held on a day from `from` to `until`, both ISO 8601 and inclusive; an empty `until` has no end.
    pub(super) fn overlaps(&self, from: &str, until: &str) -> bool {
        let last = self.last();
        let begins_in_time = last.is_empty() || from <= last.as_str();
        let ends_in_time = until.is_empty() || self.from.as_str() <= until;
        begins_in_time && ends_in_time && self.is_held_at_all()
    }
}
