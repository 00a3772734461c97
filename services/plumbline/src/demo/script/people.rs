//! Everyone with a name, and the reviews they hold.

use jiff::civil::Date;
use serde::Deserialize;

use crate::demo::script::TermKey;

/// A person.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonScript {
    /// The person's key in the story.
    pub key: String,
    /// Invented.
    pub name: String,
    /// The person's roles; the person acts in the first.
    pub roles: Vec<RoleScript>,
}

/// A role over a scope.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleScript {
    /// For example `headteacher`.
    pub role: String,
    /// `trust`, `hub:<slug>`, `school:<slug>` or `committee:<slug of its school>`.
    pub scope: String,
    /// Last day of the term of office; none: open.
    pub until: Option<Date>,
    /// The day it ended early.
    pub ends: Option<Date>,
    /// Why it ended early.
    #[serde(default)]
    pub reason: String,
}

/// A peer review.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewScript {
    /// The term of the review.
    pub term: TermKey,
    /// Slug of the school.
    pub host: String,
    /// Area ids.
    pub areas: Vec<String>,
    /// The questions of the host.
    pub focus: String,
    /// `<person>@<school>`, the lead first.
    pub reviewers: Vec<String>,
    /// What was found, in two sentences.
    pub summary: String,
    /// What was found, one by one.
    pub findings: Vec<FindingScript>,
    /// What became of it.
    #[serde(default)]
    pub follow_ups: Vec<FollowUpScript>,
}

/// A finding.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindingScript {
    /// Area ids.
    pub areas: Vec<String>,
    /// Whether it is a strength.
    pub kind: FindingKey,
    /// What was found; it names no person.
    pub text: String,
}

/// What a finding says.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum FindingKey {
    /// Something others could learn from.
    Strength,
    /// Something to work on.
    ToImprove,
}

/// A later look at a finding, in the term after.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUpScript {
    /// Place of the finding, from 0.
    pub finding: usize,
    /// The day.
    pub on: Date,
    /// What became of it.
    pub outcome: String,
    /// Whether for the better.
    pub improved: bool,
}
