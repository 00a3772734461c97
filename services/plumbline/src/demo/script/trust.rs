//! The trust with its calendar.

use jiff::civil::Date;
use serde::Deserialize;

use crate::demo::script::PerTerm;

/// The trust with its calendar.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustScript {
    /// Says that it is fictional.
    pub name: String,
    /// The day the trustees agreed the framework.
    pub framework_agreed_on: Date,
    /// The colour of its pages and papers.
    pub colour: String,
    /// The hubs the schools work in.
    pub hubs: Vec<HubScript>,
    /// The days on which schools joined.
    pub joined: Vec<Joined>,
    /// Term dates, of the trust and of schools that keep their own.
    pub years: Vec<YearScript>,
    /// The days on which each term's work is done.
    pub terms: PerTerm<TermDays>,
}

/// A hub.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HubScript {
    /// The hub's key in the story.
    pub slug: String,
    /// Its name.
    pub name: String,
}

/// Schools that joined on one day.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Joined {
    /// The day.
    pub on: Date,
    /// The schools.
    pub urns: Vec<String>,
}

/// The terms of an academic year, first and last day each.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearScript {
    /// For example `2025-26`.
    pub year: String,
    /// Empty: the trust's own.
    #[serde(default)]
    pub school: String,
    autumn: [Date; 2],
    spring: [Date; 2],
    summer: [Date; 2],
}

impl YearScript {
    /// Term name with first and last day.
    pub fn terms(&self) -> [(String, [Date; 2]); 3] {
        let term = |name: &str| format!("{}-{name}", self.year);
        [
            (term("autumn"), self.autumn),
            (term("spring"), self.spring),
            (term("summer"), self.summer),
        ]
    }
}

/// The days on which a term's work is done.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // Each is the day of what its name says.
pub struct TermDays {
    pub wave: AudienceKey,
    pub wave_scheduled: Date,
    pub wave_opens: Date,
    pub wave_closes: Date,
    pub wave_released: Date,
    pub review_requested: Date,
    pub review_matched: Date,
    pub review_agreed: Date,
    pub review_held: Date,
    pub review_completed: Date,
    pub round_opens: Date,
    pub views: Date,
    pub proposals: Date,
    pub answers: Date,
    pub moderation: Date,
    pub decisions: Date,
    pub shared: Date,
    pub commentary: Date,
    pub approved: Date,
    pub round_closes: Date,
}

/// The audience of a wave of the story.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
pub enum AudienceKey {
    /// By Parent View.
    Parents,
    /// By the staff workload survey.
    Staff,
}

impl AudienceKey {
    /// The shipped instrument that asks them.
    pub fn instrument_id(self) -> &'static str {
        match self {
            Self::Parents => "parent-view-2019-2025",
            Self::Staff => "dfe-staff-workload",
        }
    }
}
