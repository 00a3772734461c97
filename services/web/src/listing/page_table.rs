//! Tables of a page that are no lists: nothing is found in them or sorted. Each is taken as a file as a list is.

use maud::{Markup, html};

use super::{ListView, taking};
use crate::components::{Cell, Table};
use crate::shown::Shown;

/// A table that a page shows whole. Its file holds what the page shows, and no more.
#[derive(Debug)]
pub(crate) struct PageTable<'a> {
    /// Names the file, and the table in the page's address, for example `heat-map`. No two of a page have one name.
    pub name: &'static str,
    /// What the table says, as the file says it above the head.
    pub says: &'a str,
    /// What narrows it, and from when on its figures are shown; each a line of the file.
    pub about: Vec<String>,
    pub head: Vec<&'a str>,
}

impl<'a> PageTable<'a> {
    pub(crate) fn new<const N: usize>(
        name: &'static str,
        says: &'a str,
        head: [&'a str; N],
    ) -> Self {
        Self { name, says, about: Vec::new(), head: head.to_vec() }
    }

    /// A table that its file holds with the head it is drawn with.
    pub(crate) fn of(name: &'static str, says: &'a str, table: &Table<'a>) -> Self {
        let head = table.head.iter().map(|(words, _)| *words).collect();
        Self { name, says, about: Vec::new(), head }
    }

    pub(crate) fn about(self, about: Vec<String>) -> Self {
        Self { about, ..self }
    }

    /// The same with why the reader is not shown all, where it is so.
    pub(crate) fn shown_as<T>(self, shown: &Shown<T>) -> Self {
        let why = shown.why_not_all().map(str::to_owned);
        Self { about: self.about.into_iter().chain(why).collect(), ..self }
    }

    /// The ways to take the table. `rows` is asked only where it is being taken. A page draws this above or below the table, before
    /// its frame.
    pub(crate) fn ways(&self, view: &ListView, rows: impl FnOnce() -> Vec<Vec<Cell>>) -> Markup {
        taking::keep_table(self, view, rows);
        let what = html! { "this table" span.govuk-visually-hidden { ", " (self.says) } };
        ways(&what, |kind| view.table_taken(self.name, kind))
    }

    /// The table with the ways to take it as it stands.
    pub(crate) fn drawn(&self, view: &ListView, table: &Table<'_>) -> Markup {
        html! {
            (table.render())
            (self.ways(view, || table.rows.clone()))
        }
    }
}

/// The ways to take a list or a table, by the kind of file.
pub(super) fn ways(what: &Markup, way: impl Fn(&str) -> String) -> Markup {
    html! {
        p.pl-note.pl-not-printed {
            "Take " (what) " away: "
            a.govuk-link href=(way("csv")) { "as CSV" } ", "
            a.govuk-link href=(way("xlsx")) { "as a spreadsheet (XLSX)" }
        }
    }
}

#[cfg(test)]
mod tests;
