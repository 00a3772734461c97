//! What an address asks of a list.

use crate::form::{ENTERED, Fields, address, encoded};
use crate::saved_views::SavedView;

pub(super) const FIND: &str = "find";
pub(super) const SORT: &str = "sort";
pub(super) const TAKE: &str = "take";
/// Which of the page's tables is taken; its list where the address names none.
pub(super) const TABLE: &str = "table";
pub(super) const SIZE: &str = "rows";
/// The id of what was typed into the form that saves a view, where it was refused.
pub(super) const REFUSED: &str = "refused-view";
const PAGE: &str = "page";
const ONLY: &str = "only-";

/// Rows on one page of a list, where the address does not say how many.
const ROWS: usize = 50;
/// How many rows a page can have.
pub(super) const SIZES: [usize; 4] = [25, ROWS, 100, 200];

/// The address of a page, as far as its list reads it.
#[derive(Clone, Debug, Default)]
pub(crate) struct ListView {
    path: String,
    fields: Fields,
    /// What the reader saved of this list; nothing where views cannot be saved.
    own: Option<OwnViews>,
}

/// What a reader saved of the list of a page, and what its forms need.
#[derive(Clone, Debug, Default)]
pub(crate) struct OwnViews {
    /// By name.
    pub views: Vec<SavedView>,
    /// Proves that a form was ours.
    pub token: String,
    /// Says whom a form was drawn for.
    pub mark: String,
    /// What the form before did.
    pub done: Option<String>,
    pub refused: Option<RefusedView>,
}

/// A name that was typed and not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RefusedView {
    pub name: String,
    /// Why not.
    pub sentence: String,
}

/// A column's name in an address: `Took part` is `took-part`.
pub(super) fn named(words: &str) -> String {
    words.to_lowercase().replace(|letter: char| !letter.is_ascii_alphanumeric(), "-")
}

/// The name by which an address narrows a column.
pub(super) fn only(words: &str) -> String {
    format!("{ONLY}{}", named(words))
}

/// The part of a query that a view keeps: all but the page turned to, the file asked for, and what a form left.
pub(super) fn kept_of(fields: &Fields) -> String {
    let goes = |name: &str| [PAGE, TAKE, TABLE, ENTERED, REFUSED].contains(&name);
    let pairs = fields.0.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let pairs: Vec<_> = pairs.filter(|(name, value)| !goes(name) && !value.is_empty()).collect();
    encoded(&pairs)
}

impl ListView {
    pub(crate) fn of(path: &str, fields: &Fields) -> Self {
        Self { path: path.to_owned(), fields: fields.clone(), own: None }
    }

    /// The same with what the reader saved of the list.
    pub(crate) fn with_own(self, own: Option<OwnViews>) -> Self {
        Self { own, ..self }
    }

    pub(super) fn own(&self) -> Option<&OwnViews> {
        self.own.as_ref()
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
    pub(crate) fn page(&self) -> usize {
        self.get(PAGE).parse().unwrap_or(1).max(1)
    }

    /// Rows on one page.
    pub(super) fn rows(&self) -> usize {
        let given = self.get(SIZE).parse().unwrap_or(ROWS);
        if SIZES.contains(&given) { given } else { ROWS }
    }

    /// What a view of this address keeps.
    pub(super) fn query(&self) -> String {
        kept_of(&self.fields)
    }

    pub(super) fn sorted(&self, column: &str) -> String {
        self.with(&[PAGE], &[(SORT, column)])
    }

    pub(crate) fn turned(&self, page: usize) -> String {
        self.with(&[], &[(PAGE, &page.to_string())])
    }

    pub(super) fn taken(&self, kind: &str) -> String {
        self.with(&[PAGE], &[(TAKE, kind)])
    }

    /// The same of a table that is no list.
    pub(super) fn table_taken(&self, table: &str, kind: &str) -> String {
        self.with(&[PAGE], &[(TAKE, kind), (TABLE, table)])
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
            [FIND, SORT, PAGE, SIZE, TAKE, TABLE, ENTERED, REFUSED].contains(&name)
                || names.iter().any(|known| known == name)
        };
        let pairs = self.fields.0.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        pairs.filter(|(name, _)| !ours(name)).collect()
    }

    fn with(&self, without: &[&str], more: &[(&str, &str)]) -> String {
        let goes = |name: &str| {
            [TAKE, TABLE, ENTERED, REFUSED].contains(&name)
                || without.contains(&name)
                || more.iter().any(|(given, _)| *given == name)
        };
        let pairs = self.fields.0.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let pairs: Vec<_> =
            pairs.filter(|(name, _)| !goes(name)).chain(more.iter().copied()).collect();
        address(&self.path, &pairs)
    }
}
