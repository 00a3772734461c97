//! What lists of documents filter by.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// Names and values of a document's columns. The same function gives those of a document and those of what is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListColumns<'a> {
    all: BTreeMap<&'static str, Cow<'a, str>>,
    within: Cow<'a, str>,
}

impl<'a> ListColumns<'a> {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a column. An empty value is left out: the document does not have it yet, or the request does not ask for it.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Cow<'a, str>>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            self.all.insert(name, value);
        }
        self
    }

    /// Adds the column that most lists ask for. It has an index, so that they do not look at every document of the trust.
    /// One column at most, and its value never changes.
    #[must_use]
    pub fn within(mut self, name: &'static str, value: impl Into<Cow<'a, str>>) -> Self {
        self.within = value.into();
        let value = self.within.clone();
        self.with(name, value)
    }

    /// Returns the value of the column that has an index; empty where there is none.
    pub(super) fn indexed(&self) -> &str {
        &self.within
    }

    /// Returns the JSON text that is stored and compared.
    pub(super) fn text(&self) -> String {
        serde_json::to_string(&self.all).expect("texts always have a JSON form")
    }
}
