//! What a browser sends and an address carries, as names and values; and the names that every form of these pages has.

use form_urlencoded::Serializer;
use maud::{Markup, html};

/// Largest form, unless its act says more.
pub(crate) const LARGEST_FORM: usize = 64 * 1024;

/// Name in the address of a page under which it finds what was entered before.
pub(crate) const ENTERED: &str = "entered";
/// Name of the hidden field that says whom a form was drawn for.
pub(crate) const MARK: &str = "mark";

/// Name of the hidden field that proves a form was ours.
pub(crate) const TOKEN: &str = "form-token";

/// Name of the hidden field that makes a form sent twice one command.
pub(crate) const COMMAND: &str = "command-id";

/// Names and values in the order they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields(pub Vec<(String, String)>);

impl Fields {
    pub(crate) fn parse(text: &[u8]) -> Self {
        let pairs = form_urlencoded::parse(text);
        Self(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())
    }

    /// The trimmed value of a field; empty where there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
    }

    /// Every value of a field, trimmed, those that are empty left out.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let of = self.0.iter().filter(move |(key, _)| key == name);
        of.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// What was entered beside each of several things: the thing's id and the trimmed text, where there is any.
    pub(crate) fn each<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0.iter().filter_map(move |(key, value)| {
            let of = key.strip_prefix(name)?.strip_prefix('-')?;
            (!value.trim().is_empty()).then(|| (of, value.trim()))
        })
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }
}

/// Pairs as a query string or form body.
pub(crate) fn encoded(pairs: &[(&str, &str)]) -> String {
    Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// An address with those pairs that have a value.
pub(crate) fn address(path: &str, pairs: &[(&str, &str)]) -> String {
    let given: Vec<_> = pairs.iter().filter(|(_, value)| !value.is_empty()).copied().collect();
    if given.is_empty() { path.to_owned() } else { format!("{path}?{}", encoded(&given)) }
}

/// The hidden field that proves the form was ours.
pub(crate) fn token_field(token: &str) -> Markup {
    html! { input type="hidden" name=(TOKEN) value=(token); }
}

/// Compares without saying by its speed where two texts differ.
pub(crate) fn same(given: &str, wanted: &str) -> bool {
    let differences = given.bytes().zip(wanted.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
    given.len() == wanted.len() && !wanted.is_empty() && differences == 0
}
