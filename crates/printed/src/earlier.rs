//! What earlier releases printed of the same people: those of the same schools who were asked the same set of questions.

use std::collections::{BTreeMap, HashMap};

use contract::surveys::v1::{Figure, Question, ResponseRate, ResultsReleased};

use super::deduction::Between;
use super::onlooker::bounded;
use super::took_part::SaidRate;

/// A release as it was printed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EarlierRelease {
    asked: BTreeMap<String, u32>,
    figures: HashMap<(String, String), Figure>,
    /// How many answered as far as it was said, by school.
    answered: BTreeMap<String, Between>,
    rows: Vec<EarlierRow>,
}

/// A row over several schools as it was printed: of the trust, or of a hub.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct EarlierRow {
    pub(super) schools: Vec<String>,
    /// How many answered as far as it was said.
    pub(super) answered: Between,
    /// By question.
    figures: HashMap<String, Figure>,
}

impl EarlierRow {
    fn of(
        schools: Vec<String>,
        rate: Option<&ResponseRate>,
        asked: &BTreeMap<String, u32>,
        figures: impl Iterator<Item = Figure>,
    ) -> Self {
        let all = schools.iter().filter_map(|school| asked.get(school)).sum();
        let answered = rate.map(|rate| SaidRate::heard(&rate.words, all));
        Self {
            schools,
            answered: answered.unwrap_or(Between::NOT_NEGATIVE),
            figures: figures.map(|figure| (figure.question_id.clone(), figure)).collect(),
        }
    }

    pub(super) fn figure(&self, question: &str) -> Option<&Figure> {
        self.figures.get(question)
    }
}

impl EarlierRelease {
    pub fn of(asked: BTreeMap<String, u32>, released: ResultsReleased) -> Self {
        let ResultsReleased { figures, response_rates, hubs, .. } = released;
        let (of_all, of_schools): (Vec<Figure>, Vec<Figure>) =
            figures.into_iter().partition(|figure| figure.school_id.is_empty());
        let whole = response_rates.iter().find(|rate| rate.school_id.is_empty());
        let everywhere = asked.keys().cloned().collect();
        let mut rows = vec![EarlierRow::of(everywhere, whole, &asked, of_all.into_iter())];
        rows.extend(hubs.into_iter().map(|hub| {
            let (rate, figures) = (hub.response_rate, hub.figures.into_iter());
            EarlierRow::of(hub.school_ids, rate.as_ref(), &asked, figures)
        }));
        let about = |figure: &Figure| (figure.school_id.clone(), figure.question_id.clone());
        let answered = response_rates.iter().filter_map(|rate| {
            let asked = asked.get(&rate.school_id)?;
            Some((rate.school_id.clone(), SaidRate::heard(&rate.words, *asked)))
        });
        Self {
            answered: answered.collect(),
            figures: of_schools.into_iter().map(|figure| (about(&figure), figure)).collect(),
            rows,
            asked,
        }
    }

    /// What it says of how many answered in a school.
    pub(super) fn answered(&self, school: &str) -> Between {
        let roll = Between::new(0, self.asked(school));
        self.answered.get(school).copied().unwrap_or(roll)
    }

    /// The rows over several schools, the trust's first.
    pub(super) fn rows(&self) -> impl Iterator<Item = &EarlierRow> {
        self.rows.iter()
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

    /// The figure of a school.
    pub(super) fn figure(&self, school: &str, question: &str) -> Option<&Figure> {
        self.figures.get(&(school.to_owned(), question.to_owned()))
    }

    /// Whether it hides a school's figure behind a row of the trust or of a hub.
    pub(super) fn covers(&self, school: &str, question: &str) -> bool {
        let is_hidden = |figure: &Figure| figure.base.is_none();
        let printed = |row: &EarlierRow| row.figure(question).is_some_and(|one| one.base.is_some());
        let lies_in = |row: &EarlierRow| row.schools.iter().any(|one| one == school);
        self.figure(school, question).is_some_and(is_hidden)
            && self.rows.iter().any(|row| lies_in(row) && printed(row))
    }

    /// The numbers that a figure prints, in the order of the onlooker's cells.
    pub(super) fn numbers(figure: &Figure, question: &Question) -> Vec<Between> {
        let Some(base) = figure.base else { return Vec::new() };
        let mut numbers: Vec<Between> = match figure.positive_percent {
            // An earlier version counted its answers. None counts now, so only what it says of each option still holds.
            _ if question.about_you => vec![Between::NOTHING; 3],
            None => return bounded(base, figure.words.starts_with("10%")),
            Some(percent) => {
                let positive = (percent * f64::from(base) / 100.0).round() as u32;
                [base, positive, base - positive.min(base)].map(Between::exactly).into()
            }
        };
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
