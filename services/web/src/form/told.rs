//! What a page has to tell from the form before: that it was done, or what kept it from being done.

use maud::{Markup, html};

use super::Kind;
use super::entry::id;
use super::keeping::Again;
use crate::components::{error_summary, inset, success, warning};

/// Something done, told on the next page; and how far the record must be read to show it.
#[derive(Clone, Debug)]
pub(crate) struct Notice {
    pub sentence: String,
    pub position: u64,
    /// Something that is shown this once and kept nowhere.
    pub once: Option<String>,
}

impl Notice {
    pub(crate) fn new(sentence: impl Into<String>, position: u64) -> Self {
        Self { sentence: sentence.into(), position, once: None }
    }
}

/// What the form before left.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    pub notice: Option<Notice>,
    pub again: Option<Again>,
}

impl Told {
    /// How far the record must be read to show what was done.
    pub(crate) fn at_least(&self) -> u64 {
        self.notice.as_ref().map_or(0, |notice| notice.position)
    }

    /// Whether the page tells of an error.
    pub(crate) fn is_problem(&self) -> bool {
        self.again.as_ref().is_some_and(|again| !again.entered.problems.is_empty())
    }

    /// What was entered into the form that is sent there.
    pub(crate) fn of(&self, address: &str) -> Option<&Again> {
        self.again.as_ref().filter(|again| again.address == address)
    }

    /// Stands above everything else on the page.
    pub(crate) fn above(&self) -> Markup {
        let errors = self.again.as_ref().map(errors).unwrap_or_default();
        html! {
            @if !errors.is_empty() { (error_summary(&errors)) }
            @if let Some(notice) = &self.notice {
                @match &notice.once {
                    Some(once) => {
                        (warning(&notice.sentence))
                        (inset(&html! { p.pl-mono #once { (once) } }))
                    }
                    None => (success(&notice.sentence)),
                }
            }
        }
    }
}

/// What was wrong, each with the id of its field: for the summary above the page.
pub(crate) fn errors(again: &Again) -> Vec<(String, Option<String>)> {
    let problems = again.entered.problems.iter();
    let told = problems.map(|problem| {
        let mut entries = again.entered.entries().iter();
        let entry = entries.find(|entry| Some(entry.name) == problem.field);
        let id = entry.map(|entry| match entry.kind {
            Kind::Day => format!("{}-day", id(&again.key, entry)),
            _ => id(&again.key, entry),
        });
        (problem.sentence.clone(), id)
    });
    told.collect()
}
