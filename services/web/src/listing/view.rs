//! What an address asks of a list.

use crate::form::{ENTERED, Fields, address};

pub(super) const FIND: &str = "find";
pub(super) const SORT: &str = "sort";
pub(super) const TAKE: &str = "take";
const PAGE: &str = "page";
const ONLY: &str = "only-";

/// The address of a page, as far as its list reads it.
#[derive(Clone, Debug, Default)]
pub(crate) struct ListView {
    path: String,
    fields: Fields,
}

/// A column's name in an address: `Took part` is `took-part`.
pub(super) fn named(words: &str) -> String {
    words.to_lowercase().replace(|letter: char| !letter.is_ascii_alphanumeric(), "-")
}

/// The name by which an address narrows a column.
pub(super) fn only(words: &str) -> String {
    format!("{ONLY}{}", named(words))
}

impl ListView {
    pub(crate) fn of(path: &str, fields: &Fields) -> Self {
        Self { path: path.to_owned(), fields: fields.clone() }
    }

    pub(super) fn path(&self) -> &str {
        &self.path
    }

    pub(super) fn get(&self, name: &str) -> &str {
        self.fields.get(name)
    }

    /// The words that each row shown has to hold.
    pub(super) fn find(&self) -> &str {
        self.get(FIND)
    }

    /// The words that a column has to say; empty: any.
    pub(super) fn only(&self, column: &str) -> &str {
        self.get(&only(column))
    }

    /// The column's name, and whether it descends.
    pub(super) fn sort(&self) -> (&str, bool) {
        let given = self.get(SORT);
        given.strip_prefix('-').map_or((given, false), |column| (column, true))
    }

    /// Counts from one.
    pub(super) fn page(&self) -> usize {
        self.get(PAGE).parse().unwrap_or(1).max(1)
    }

    pub(super) fn sorted(&self, column: &str) -> String {
        self.with(&[PAGE], &[(SORT, column)])
    }

    pub(super) fn turned(&self, page: usize) -> String {
        self.with(&[], &[(PAGE, &page.to_string())])
    }

    pub(super) fn taken(&self, kind: &str) -> String {
        self.with(&[PAGE], &[(TAKE, kind)])
    }

    /// The list with all its rows.
    pub(super) fn whole<'a>(&self, columns: impl Iterator<Item = &'a str>) -> String {
        let names: Vec<_> = columns.map(only).collect();
        let mut without = vec![FIND, PAGE];
        without.extend(names.iter().map(String::as_str));
        self.with(&without, &[])
    }

    /// What else stands in the address and stays there when the fields above the list are sent.
    pub(super) fn kept<'a>(
        &'a self,
        columns: impl Iterator<Item = &'a str>,
    ) -> Vec<(&'a str, &'a str)> {
        let names: Vec<_> = columns.map(only).collect();
        let ours = |name: &str| {
            [FIND, SORT, PAGE, TAKE, ENTERED].contains(&name)
                || names.iter().any(|known| known == name)
        };
        let pairs = self.fields.0.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        pairs.filter(|(name, _)| !ours(name)).collect()
    }

    fn with(&self, without: &[&str], more: &[(&str, &str)]) -> String {
        let goes = |name: &str| {
            [TAKE, ENTERED].contains(&name)
                || without.contains(&name)
                || more.iter().any(|(given, _)| *given == name)
        };
        let pairs = self.fields.0.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let pairs: Vec<_> =
            pairs.filter(|(name, _)| !goes(name)).chain(more.iter().copied()).collect();
        address(&self.path, &pairs)
    }
}
