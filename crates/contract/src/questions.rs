//! What a question of a survey asks, and what its figure counts.

use crate::surveys::v1::{Counting, Question};

impl Question {
    /// All that a respondent reads of it: the stem, if it has one, and its own words.
    pub fn asked(&self) -> String {
        match self.stem.as_str() {
            "" => self.text.clone(),
            stem => format!("{stem} {}", self.text),
        }
    }

    /// The answers that the percentage of its figure counts, for example `“Strongly agree” or “Agree”`; empty where none counts.
    pub fn counts(&self) -> String {
        let positive = self.options.iter().filter(|one| one.counting() == Counting::Positive);
        positive.map(|one| format!("“{}”", one.label)).collect::<Vec<_>>().join(" or ")
    }
}

#[cfg(test)]
mod tests;
