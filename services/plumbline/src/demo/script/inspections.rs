//! What the story says inspectorates published, in their words.

use std::collections::BTreeMap;

use contract::evidence::v1::{
    CategoryOfConcern, GradedInspection, GradedJudgement, InspectionOutcome, KeyJudgement,
    OfstedGrade, ReportCard, ReportCardArea, ReportCardGrade, ReportCardJudgement,
    SafeguardingStandards, SiamsInspection, SiamsOutcome,
};
use jiff::civil::Date;
use serde::Deserialize;

use super::TermKey;

/// An inspection of a school of the story.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InspectionScript {
    /// The school's slug.
    pub school: String,
    /// Its first day.
    pub on: Date,
    /// The day of the report, where it is known.
    pub published: Option<Date>,
    /// The term in which the trust records it; when it is set up, where nothing is said.
    pub recorded: Option<TermKey>,
    overall: Option<String>,
    concern: Option<String>,
    siams: Option<String>,
    #[serde(default)]
    card: BTreeMap<String, String>,
    #[serde(default)]
    grades: BTreeMap<String, String>,
}

/// What a scheme awarded a school of the story.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccreditationScript {
    /// The school's slug.
    pub school: String,
    /// For example `Artsmark`.
    pub scheme: String,
    /// For example `Silver`.
    pub level: String,
    /// The day of the award.
    pub awarded: Date,
    /// The last day on which it holds.
    pub expires: Date,
    /// The day on which it ended before that, and why.
    pub ended: Option<Date>,
    /// Why it ended; empty where it did not.
    #[serde(default)]
    pub because: String,
}

impl InspectionScript {
    /// As the contract has it. Words that no framework publishes give nothing: a test reads the shipped story.
    pub fn outcome(&self) -> InspectionOutcome {
        let published_on = self.published.map(|day| day.to_string()).unwrap_or_default();
        InspectionOutcome {
            published_on,
            report_card: (!self.card.is_empty()).then(|| self.report_card()),
            graded: (!self.grades.is_empty()).then(|| self.graded()),
            siams: self.siams.as_deref().map(|outcome| SiamsInspection {
                outcome: value(SiamsOutcome::PUBLISHED, SiamsOutcome::words, outcome),
            }),
        }
    }

    fn report_card(&self) -> ReportCard {
        let judgements = self.card.iter().map(|(area, grade)| ReportCardJudgement {
            area: value(ReportCardArea::PUBLISHED, ReportCardArea::words, area),
            grade: value(ReportCardGrade::PUBLISHED, ReportCardGrade::words, grade),
        });
        ReportCard {
            judgements: in_order(judgements, |judgement| judgement.area),
            safeguarding: SafeguardingStandards::Met.into(),
            concern: self.concern(),
        }
    }

    fn graded(&self) -> GradedInspection {
        let grade = |words: &str| value(OfstedGrade::PUBLISHED, OfstedGrade::words, words);
        let judgements = self.grades.iter().map(|(judgement, words)| GradedJudgement {
            judgement: value(KeyJudgement::PUBLISHED, KeyJudgement::words, judgement),
            grade: grade(words),
        });
        GradedInspection {
            overall: self.overall.as_deref().map(grade).unwrap_or_default(),
            judgements: in_order(judgements, |judgement| judgement.judgement),
            safeguarding: SafeguardingStandards::Met.into(),
            concern: self.concern(),
        }
    }

    fn concern(&self) -> i32 {
        let words = self.concern.as_deref().unwrap_or_default();
        value(CategoryOfConcern::PUBLISHED, CategoryOfConcern::words, words)
    }
}

/// The number of the value that has these words; 0 where none has.
fn value<V: Copy + Into<i32>>(values: &[V], words_of: fn(V) -> &'static str, words: &str) -> i32 {
    let found = values.iter().find(|value| words_of(**value) == words);
    found.map(|value| (*value).into()).unwrap_or_default()
}

/// In the order in which the framework lists them.
fn in_order<J>(judgements: impl Iterator<Item = J>, place: fn(&J) -> i32) -> Vec<J> {
    let mut judgements: Vec<J> = judgements.collect();
    judgements.sort_by_key(place);
    judgements
}
