//! What earlier releases printed of the same people: those of the same schools who were asked the same set of questions.

use std::collections::{BTreeMap, HashMap};

use contract::surveys::v1::{Figure, Question, ResponseRate};

use super::deduction::Between;
use super::onlooker::bounded;
use super::took_part::SaidRate;

/// A release as it was printed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct EarlierRelease {
    asked: BTreeMap<String, u32>,
    figures: HashMap<(String, String), Figure>,
    /// How many answered as far as it was said, by school; the trust has no id.
    answered: BTreeMap<String, Between>,
}

impl EarlierRelease {
    pub(crate) fn of(
        asked: BTreeMap<String, u32>,
        figures: Vec<Figure>,
        rates: &[ResponseRate],
    ) -> Self {
        let about = |figure: &Figure| (figure.school_id.clone(), figure.question_id.clone());
        let all = asked.values().sum();
        let answered = rates.iter().map(|rate| {
            let asked = asked.get(&rate.school_id).copied().unwrap_or(all);
            (rate.school_id.clone(), SaidRate::heard(&rate.words, asked))
        });
        Self {
            answered: answered.collect(),
            figures: figures.into_iter().map(|figure| (about(&figure), figure)).collect(),
            asked,
        }
    }

    /// What it says of how many answered in a school, or in the trust where there is no id.
    pub(super) fn answered(&self, school: &str) -> Between {
        let roll = Between::new(0, self.asked(school));
        let all = if school.is_empty() { Between::NOT_NEGATIVE } else { roll };
        self.answered.get(school).copied().unwrap_or(all)
    }

    /// Whether it prints how many answered any question of a school.
    pub(super) fn shows_base_of(&self, school: &str) -> bool {
        self.figures.values().any(|figure| figure.school_id == school && figure.base.is_some())
    }

    pub(super) fn schools(&self) -> impl Iterator<Item = &String> {
        self.asked.keys()
    }

    pub(super) fn asked(&self, school: &str) -> u32 {
        self.asked.get(school).copied().unwrap_or(0)
    }

    /// The figure of a school, or of the trust where there is no id.
    pub(super) fn figure(&self, school: &str, question: &str) -> Option<&Figure> {
        self.figures.get(&(school.to_owned(), question.to_owned()))
    }

    /// Whether it hides a school's figure behind the trust's row.
    pub(super) fn covers(&self, school: &str, question: &str) -> bool {
        let base = |school: &str| self.figure(school, question).map(|figure| figure.base);
        base("").is_some_and(|base| base.is_some()) && base(school) == Some(None)
    }

    /// The numbers that a figure prints, in the order of the onlooker's cells.
    pub(super) fn numbers(figure: &Figure, question: &Question) -> Vec<Between> {
        let Some(base) = figure.base else { return Vec::new() };
        let Some(percent) = figure.positive_percent else {
            return bounded(base, figure.words.starts_with("10%"));
        };
        let positive = (percent * f64::from(base) / 100.0).round() as u32;
        let mut numbers: Vec<Between> =
            [base, positive, base - positive.min(base)].map(Between::exactly).into();
        if !figure.counts.is_empty() {
            let counts = question.options.iter().map(|option| {
                let counted =
                    figure.counts.iter().find(|count| count.option_id == option.option_id);
                Between::exactly(counted.map_or(0, |count| count.count))
            });
            numbers.extend(counts);
        }
        numbers
    }
}
