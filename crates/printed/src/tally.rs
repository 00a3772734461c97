//! Counts answers. What is counted here is printed by nothing but [`super::Printed`].

use std::collections::HashMap;

use contract::surveys::v1::{Counting, Question, Response};

use super::Answered;

/// Answers to one question in one group.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    pub(super) by_option: Vec<u32>,
    pub(super) base: u32,
    pub(super) positive: u32,
}

impl Tally {
    /// The answers to one question in several groups together.
    fn of_all<'a>(groups: impl Iterator<Item = &'a Self>) -> Self {
        groups.fold(Self::default(), |all, group| {
            let longest = all.by_option.len().max(group.by_option.len());
            let count = |tally: &Self, option: usize| tally.by_option.get(option).copied();
            let both =
                |option| count(&all, option).unwrap_or(0) + count(group, option).unwrap_or(0);
            Self {
                by_option: (0..longest).map(both).collect(),
                base: all.base + group.base,
                positive: all.positive + group.positive,
            }
        })
    }

    fn add(&mut self, question: &Question, option: usize) {
        self.by_option[option] += 1;
        match question.options[option].counting() {
            Counting::Positive => {
                self.base += 1;
                self.positive += 1;
            }
            Counting::Negative | Counting::Neither => self.base += 1,
            Counting::OutsideBase | Counting::Unspecified => {}
        }
    }
}

/// The answers of a wave, counted.
#[derive(Clone, Debug)]
pub(super) struct Counted {
    /// `[school][question]`
    pub(super) schools: Vec<Vec<Tally>>,
    /// People who answered, by school.
    pub(super) answered: Vec<u32>,
}

impl Counted {
    pub(super) fn of(wave: &Answered<'_>) -> Self {
        let empty = |question: &Question| Tally {
            by_option: vec![0; question.options.len()],
            ..Tally::default()
        };
        let mut counted = Self {
            schools: vec![wave.questions.iter().map(empty).collect(); wave.schools.len()],
            answered: vec![0; wave.schools.len()],
        };
        let schools: HashMap<&str, usize> =
            wave.schools.iter().enumerate().map(|(at, school)| (school.as_str(), at)).collect();
        for response in wave.responses {
            if let Some(school) = schools.get(response.school_id.as_str()) {
                counted.add(wave.questions, *school, response);
            }
        }
        counted
    }

    /// The answers of some schools together, by question.
    pub(super) fn together(&self, schools: &[usize], questions: usize) -> Vec<Tally> {
        let of = |place: usize| Tally::of_all(schools.iter().map(|at| &self.schools[*at][place]));
        (0..questions).map(of).collect()
    }

    fn add(&mut self, questions: &[Question], school: usize, response: &Response) {
        self.answered[school] += 1;
        let given: HashMap<&str, &str> = response
            .answers
            .iter()
            .map(|answer| (answer.question_id.as_str(), answer.option_id.as_str()))
            .collect();
        for (place, question) in questions.iter().enumerate() {
            let asked = question.only_if.as_ref().is_none_or(|condition| {
                given.get(condition.question_id.as_str()) == Some(&condition.option_id.as_str())
            });
            let option = given.get(question.question_id.as_str()).and_then(|given| {
                question.options.iter().position(|option| option.option_id == *given)
            });
            if let (true, Some(option)) = (asked, option) {
                self.schools[school][place].add(question, option);
            }
        }
    }
}
