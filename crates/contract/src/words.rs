//! Words of persons: what stands for them in an event, and what a reader sees.

use std::borrow::Cow;

use jiff::civil::Date;

use crate::log::v1::Words;

/// A message that may hold words.
pub trait Spoken {
    /// Visits all of them.
    fn words(&mut self, visit: &mut dyn FnMut(&mut Words));
}

impl Spoken for Words {
    fn words(&mut self, visit: &mut dyn FnMut(&mut Words)) {
        visit(self);
    }
}

impl<M: Spoken> Spoken for [M] {
    fn words(&mut self, visit: &mut dyn FnMut(&mut Words)) {
        self.iter_mut().for_each(|one| one.words(visit));
    }
}

impl<M: Spoken> Spoken for Option<M> {
    fn words(&mut self, visit: &mut dyn FnMut(&mut Words)) {
        self.iter_mut().for_each(|one| one.words(visit));
    }
}

/// What a reader sees of words.
pub trait Said {
    /// The text, or a sentence that it was removed. Empty where there is none, or where the reader may not see it.
    fn said(&self) -> Cow<'_, str>;
}

impl Said for Words {
    fn said(&self) -> Cow<'_, str> {
        if self.removed_on.is_empty() {
            return Cow::Borrowed(&self.text);
        }
        let on = self.removed_on.parse().map_or_else(
            |_| self.removed_on.clone(),
            |on: Date| on.strftime("%-d %B %Y").to_string(),
        );
        Cow::Owned(format!("Removed on {on}, at a person's request."))
    }
}

impl Said for Option<Words> {
    fn said(&self) -> Cow<'_, str> {
        self.as_ref().map_or(Cow::Borrowed(""), Words::said)
    }
}

/// Words as a reader sees them, for samples and tests; what commits to them is left out.
impl From<&str> for Words {
    fn from(text: &str) -> Self {
        Self { text: text.to_owned(), ..Self::default() }
    }
}

impl From<String> for Words {
    fn from(text: String) -> Self {
        Self { text, ..Self::default() }
    }
}

mod generated {
    use super::{Spoken, Words};
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::categories::v1::{Category, Step};
    use crate::categories::v1::{CategoryDecided, Evidence, ListCategoriesResponse};

    #[test]
    fn a_reader_sees_the_text_or_that_it_was_removed() {
        let removed = Words { removed_on: "2026-03-03".to_owned(), ..Words::default() };
        assert_eq!(removed.said(), "Removed on 3 March 2026, at a person's request.");
        assert_eq!(Some(Words::from("Too far.")).said(), "Too far.");
        assert_eq!(None::<Words>.said(), "");
    }

    #[test]
    fn words_are_visited_however_deep_they_stand() {
        let step = Step {
            reason: Some("a".into()),
            evidence: vec![Evidence { says: Some("b".into()), ..Evidence::default() }],
            ..Step::default()
        };
        let category = Category { decision: Some(step), ..Category::default() };
        let mut answer =
            ListCategoriesResponse { categories: vec![category], ..Default::default() };
        let mut heard = Vec::new();
        answer.words(&mut |words| heard.push(words.text.clone()));
        assert_eq!(heard, ["a", "b"]);
        let mut decided = CategoryDecided { reason: Some("c".into()), ..Default::default() };
        decided.words(&mut |words| words.text.clear());
        assert_eq!(decided.reason.said(), "");
    }
}
