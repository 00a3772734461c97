//! A school, with everything that it says and that is said about it in the story.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use crate::demo::script::{AudienceKey, PerTerm};

/// A school, with everything that it says and that is said about it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchoolScript {
    /// The school's key in the story.
    pub slug: String,
    /// An invented one.
    pub urn: String,
    /// As in the register.
    pub name: String,
    /// Slug of its hub.
    pub hub: String,
    /// The committee's name.
    pub committee: String,
    /// What the school says makes it unlike the others.
    pub uniqueness: String,
    /// One sentence of last summer's results.
    pub key_stage_2: String,
    /// When the committee meets.
    pub meetings: PerTerm<Date>,
    /// One sentence of attendance.
    pub attendance: PerTerm<String>,
    /// Number of people asked.
    pub asked: Asked,
    /// Number of people who answer the term's wave.
    pub answered: PerTerm<usize>,
    /// Share of positive answers by topic; `usual` for all other topics.
    pub shares: PerTerm<BTreeMap<String, f64>>,
    /// Each area's judgements.
    pub areas: BTreeMap<String, PerTerm<CellScript>>,
    /// Each term's report.
    pub reports: PerTerm<ReportScript>,
}

/// Number of people of a school who are asked.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Families.
    pub parents: u32,
    /// Colleagues.
    pub staff: u32,
}

impl Asked {
    /// Number of people of an audience.
    pub fn of(self, audience: AudienceKey) -> u32 {
        match audience {
            AudienceKey::Parents => self.parents,
            AudienceKey::Staff => self.staff,
        }
    }
}

/// One judgement: a school in an area in a term.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CellScript {
    /// What is decided.
    pub region: String,
    /// The school's own view, if it differs from the decision.
    view: Option<String>,
    /// The proposal, if it differs from the decision.
    proposed: Option<String>,
    /// The head's reason.
    pub head: String,
    /// The improvement lead's reason; `{parents:behaved}` stands for a released figure.
    pub lead: String,
    /// What was seen on a visit, in a meeting or in papers.
    pub seen: Option<String>,
    /// The head's challenge.
    pub challenge: Option<ChallengeScript>,
    /// The outcome of moderation.
    pub moderation: Option<String>,
    /// The executive's reason, if it is not the lead's.
    pub decision: Option<String>,
}

impl CellScript {
    /// The school's own view.
    pub fn view(&self) -> &str {
        self.view.as_deref().unwrap_or(&self.region)
    }

    /// What is proposed.
    pub fn proposed(&self) -> &str {
        self.proposed.as_deref().unwrap_or(&self.region)
    }
}

/// A head's challenge.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChallengeScript {
    /// The region that the head asks for.
    pub region: String,
    /// Why.
    pub reason: String,
    /// The head gives leave to print the reason in the committee's report.
    #[serde(default)]
    pub in_report: bool,
}

/// What people add to a term's report.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportScript {
    /// The lead's paragraphs.
    pub commentary: Vec<String>,
    /// What governors ask.
    #[serde(default)]
    pub questions: Vec<QuestionScript>,
    /// A correction of what proved wrong.
    pub correction: Option<CorrectionScript>,
}

/// A governor's question with its answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionScript {
    /// Key of the person who asks.
    pub by: String,
    /// Anchor of the paragraph.
    pub paragraph: String,
    /// The question.
    pub text: String,
    /// Key of the person who answers.
    pub answered_by: String,
    /// The answer.
    pub answer: String,
}

/// A correction beside an issued report.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorrectionScript {
    /// What the report says.
    pub stood: String,
    /// What is right.
    pub text: String,
    /// Why it was wrong.
    pub reason: String,
}
