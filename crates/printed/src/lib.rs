//! What may be printed of a survey. No other code counts answers, withholds a number or says one.
//!
//! It is pure: the same answers in any order, after the same earlier releases, give the same figures and rates. A release is
//! decided once and stored as an event, so every page, paper and call obeys it. docs/decisions/30-what-may-be-printed.md
//! names the rules and says why.

mod deduction;
mod draft;
mod earlier;
mod onlooker;
mod rules;
#[cfg(any(test, feature = "testing"))]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
pub mod samples;
mod tally;
mod took_part;
mod verdict;

use std::collections::BTreeMap;

use contract::surveys::v1::{
    Figure, HubResults, OptionCount, Question, Response, ResponseRate, ResultsReleased, Suppression,
};

use draft::{GroupRow, ReleaseDraft};
use tally::Tally;
use verdict::{PrintVerdict, hardly};

pub use earlier::EarlierRelease;
pub use rules::PrintRules;
pub use took_part::{TookPart, while_open};

/// The one sentence for every reason.
const NOT_SHOWN: &str = "not shown";
/// So many whole numbers a hidden one has to leave possible.
const LEAST_LEFT: i64 = 5;

/// A closed wave's answers, its questions, and the number of people asked.
#[derive(Clone, Copy, Debug)]
pub struct Answered<'a> {
    pub questions: &'a [Question],
    pub schools: &'a [String],
    /// People asked, by school.
    pub asked: &'a BTreeMap<String, u32>,
    /// Least number of answers a figure may rest on.
    pub floor: u32,
    pub responses: &'a [Response],
    /// The hubs of which rows are printed.
    pub hubs: &'a [HubOfWave],
    /// What was printed before of the same people.
    pub earlier: &'a [EarlierRelease],
    pub rules: PrintRules,
}

/// The schools of a wave that lie in a hub.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HubOfWave {
    pub hub_id: String,
    /// In the order of the wave.
    pub schools: Vec<String>,
}

/// What may be printed of a wave. Only the rules make one.
#[derive(Clone, Debug, PartialEq)]
pub struct Printed {
    rates: Vec<ResponseRate>,
    figures: Vec<Figure>,
    hubs: Vec<HubResults>,
}

impl Printed {
    /// Decides. Figures come first for the trust (an empty school id), then for each school, in the order of the questions. Rows of
    /// hubs stand by themselves. A question about who answers has no figure.
    pub fn of(wave: &Answered<'_>) -> Self {
        let draft = ReleaseDraft::of(wave);
        let (questions, whole) = (wave.questions, &draft.rows[0]);
        let mut figures = whole.figures(questions);
        let schools = draft.schools.iter().zip(&draft.counted.schools);
        for (school_id, (verdicts, tallies)) in wave.schools.iter().zip(schools) {
            figures.extend(DecidedRow { school_id, verdicts, tallies }.figures(questions));
        }
        let rates = wave.schools.iter().zip(&draft.rates).map(|(school, rate)| rate.said(school));
        let hub = |(hub, row): (&HubOfWave, &GroupRow)| HubResults {
            hub_id: hub.hub_id.clone(),
            school_ids: hub.schools.clone(),
            response_rate: Some(row.rate.said("")),
            figures: row.figures(questions),
        };
        Self {
            figures,
            rates: std::iter::once(whole.rate.said("")).chain(rates).collect(),
            hubs: wave.hubs.iter().zip(&draft.rows[1..]).map(hub).collect(),
        }
    }

    /// The event that prints it.
    pub fn released(self, wave_id: String) -> ResultsReleased {
        let Self { rates: response_rates, figures, hubs } = self;
        ResultsReleased { wave_id, response_rates, figures, hubs }
    }
}

/// One row as it was decided.
struct DecidedRow<'a> {
    /// Empty for the trust and for a hub.
    school_id: &'a str,
    /// `[question]`
    verdicts: &'a [PrintVerdict],
    tallies: &'a [Tally],
}

impl DecidedRow<'_> {
    /// In the order of the questions.
    fn figures(&self, questions: &[Question]) -> Vec<Figure> {
        let cells = questions.iter().zip(self.verdicts.iter().zip(self.tallies));
        // What people said about themselves is theirs: it decides who is asked more, and is no finding.
        let cells = cells.filter(|(question, _)| !question.about_you);
        let cells = cells.map(|(question, (verdict, tally))| PrintedCell {
            question,
            verdict: *verdict,
            tally,
        });
        cells.map(|cell| cell.figure(self.school_id)).collect()
    }
}

impl GroupRow {
    fn figures(&self, questions: &[Question]) -> Vec<Figure> {
        let (verdicts, tallies) = (&self.verdicts, &self.tallies);
        DecidedRow { school_id: "", verdicts, tallies }.figures(questions)
    }
}

/// Whether a row over these groups would show one of them: fewer than three, or one with more than 60% of all.
fn one_is_too_large(groups: impl Iterator<Item = u32>) -> bool {
    let groups: Vec<u64> = groups.filter(|count| *count > 0).map(u64::from).collect();
    let all: u64 = groups.iter().sum();
    groups.len() < 3 || groups.iter().any(|group| group * 10 > all * 6)
}

struct PrintedCell<'a> {
    question: &'a Question,
    verdict: PrintVerdict,
    tally: &'a Tally,
}

impl PrintedCell<'_> {
    fn figure(&self, school_id: &str) -> Figure {
        let Tally { positive, base, ref by_option } = *self.tally;
        let share = matches!(self.verdict, PrintVerdict::InFull | PrintVerdict::Share);
        let counts = self.question.options.iter().zip(by_option);
        let suppression = match self.verdict {
            PrintVerdict::InFull | PrintVerdict::Share => Suppression::None,
            PrintVerdict::Bounded => Suppression::Bounded,
            PrintVerdict::TooFew | PrintVerdict::Withheld => Suppression::NotShown,
        };
        Figure {
            school_id: school_id.to_owned(),
            question_id: self.question.question_id.clone(),
            suppression: suppression.into(),
            positive_percent: share.then(|| to_one_decimal(positive, base)),
            base: self.verdict.shows_base().then_some(base),
            words: self.words(),
            counts: counts
                .filter(|_| self.verdict == PrintVerdict::InFull)
                .map(|(option, count)| OptionCount {
                    option_id: option.option_id.clone(),
                    count: *count,
                })
                .collect(),
        }
    }

    fn words(&self) -> String {
        let Tally { positive, base, .. } = *self.tally;
        match self.verdict {
            PrintVerdict::InFull | PrintVerdict::Share => {
                format!("{}% of {base} answers", whole_percent(positive, base))
            }
            PrintVerdict::Bounded if hardly(self.tally) => format!("10% or less of {base} answers"),
            PrintVerdict::Bounded => format!("90% or more of {base} answers"),
            PrintVerdict::TooFew | PrintVerdict::Withheld => NOT_SHOWN.to_owned(),
        }
    }
}

/// Halves go up: 1 of 16 is 6.3%.
fn to_one_decimal(positive: u32, base: u32) -> f64 {
    let thousandths = (u64::from(positive) * 2_000 + u64::from(base)) / (u64::from(base) * 2);
    thousandths as f64 / 10.0
}

/// Halves go up, but only all are 100% and only none are 0%.
fn whole_percent(positive: u32, base: u32) -> u64 {
    let (positive, base) = (u64::from(positive), u64::from(base));
    let rounded = (positive * 200 + base) / (base * 2);
    if positive == 0 || positive == base { rounded } else { rounded.clamp(1, 99) }
}

#[cfg(test)]
mod auditor;
#[cfg(test)]
mod tests;
