//! Lists: found in, narrowed, sorted and turned page by page in the address, and taken away as a file.
//!
//! A page hands over its whole table, in the order in which it stands. What the address asks for is done here. So an address can be
//! kept or sent, and all of it works without a script. A reader keeps an address as a view under a name.

mod file;
mod own;
mod page_table;
mod sent;
mod taking;
#[cfg(test)]
pub(crate) mod testing;
mod view;

use maud::{Markup, html};

pub(crate) use file::harmless;
pub(crate) use own::all_views;
pub(crate) use page_table::PageTable;
pub(crate) use sent::{AskedList, routes};
pub(crate) use taking::{framed, take, takes_a_list, without_marks};
#[cfg(test)]
pub(crate) use view::RefusedView;
pub(crate) use view::{ListView, OwnViews};

use crate::components::{
    Cell, ColumnHeading, Field, Select, SortKey, Table, button_submit, input, pagination, select,
};

/// A list that is no longer has no fields above it: it is seen at a glance.
const SHORT: usize = 10;

/// A list of a page. A page has one.
#[derive(Debug)]
pub(crate) struct PageListing<'a> {
    /// Names the file, for example `reviews`.
    pub name: &'static str,
    pub table: Table<'a>,
    /// The columns by whose words a reader narrows the list, as their heads say them.
    pub narrowed_by: &'static [&'static str],
    /// What a reader of the file has to know of its figures, for example which are left out; empty: nothing.
    pub note: &'static str,
    /// What of the page narrows the list before it is found in, each a line of the file: for example a period.
    pub about: Vec<String>,
}

impl<'a> PageListing<'a> {
    /// A list of rows that the first cell names, and that turn into cards on a phone. No column holds numbers.
    pub(crate) fn new<const N: usize>(
        name: &'static str,
        head: [&'a str; N],
        rows: Vec<Vec<Cell>>,
    ) -> Self {
        let head = head.map(|words| (words, false)).to_vec();
        let table = Table { head, rows, first_is_header: true, stacks: true, ..Table::default() };
        Self::of(name, table)
    }

    /// A list of a table that is made otherwise.
    pub(crate) fn of(name: &'static str, table: Table<'a>) -> Self {
        Self { name, table, narrowed_by: &[], note: "", about: Vec::new() }
    }

    pub(crate) fn narrowed_by(self, columns: &'static [&'static str]) -> Self {
        Self { narrowed_by: columns, ..self }
    }

    pub(crate) fn noting(self, note: &'static str) -> Self {
        Self { note, ..self }
    }

    pub(crate) fn about(self, about: Vec<String>) -> Self {
        Self { about, ..self }
    }

    /// The part of the list that the address asks for, with the fields above it and the ways below it.
    pub(crate) fn draw(&self, view: &ListView) -> Markup {
        let found = self.found(view);
        taking::keep(self, view, &found);
        let size = view.rows();
        let pages = found.len().div_ceil(size).max(1);
        let page = view.page().min(pages);
        let rows: Vec<_> = found.iter().skip((page - 1) * size).take(size).copied().collect();
        html! {
            section.pl-listing #list {
                @if let Some(own) = view.own() { (own.draw(view, self.asks(view))) }
                (self.fields(view))
                (self.told(view, found.len()))
                (self.table.drawn(&rows, &|place| self.heading(view, place)))
                @if pages > 1 { (turned(view, page, pages)) }
                (page_table::ways(&html! { "this list" }, |kind| view.taken(kind)))
            }
        }
    }

    /// The rows that match, sorted as asked.
    fn found(&self, view: &ListView) -> Vec<&Vec<Cell>> {
        let wanted: Vec<_> = view.find().split_whitespace().map(str::to_lowercase).collect();
        let holds = |row: &[Cell]| {
            let text = row.iter().map(Cell::words).collect::<Vec<_>>().join(" ").to_lowercase();
            wanted.iter().all(|word| text.contains(word))
        };
        let matches =
            |row: &&Vec<Cell>| (wanted.is_empty() || holds(row)) && self.is_among(view, row);
        let found = self.table.rows.iter().filter(matches);
        let (column, descends) = view.sort();
        let Some(place) = self.place(column) else { return found.collect() };
        let mut keyed: Vec<_> =
            found.map(|row| (row.get(place).and_then(Cell::key), row)).collect();
        keyed.sort_by(|(one, _), (other, _)| {
            SortKey::sorted(one.as_ref(), other.as_ref(), descends)
        });
        keyed.into_iter().map(|(_, row)| row).collect()
    }

    fn is_among(&self, view: &ListView, row: &[Cell]) -> bool {
        self.narrowed().all(|(place, words)| {
            let only = view.only(words);
            only.is_empty() || row.get(place).is_some_and(|cell| cell.words() == only)
        })
    }

    /// Place and words of each column that narrows.
    fn narrowed(&self) -> impl Iterator<Item = (usize, &str)> {
        let heads = self.table.head.iter().map(|(words, _)| *words).enumerate();
        heads.filter(move |(_, words)| self.narrowed_by.contains(words))
    }

    fn place(&self, column: &str) -> Option<usize> {
        let named = |(words, _): &(&str, bool)| view::named(words) == column;
        self.table.head.iter().position(named).filter(|_| !column.is_empty())
    }

    /// Whether the address asks for less than the whole list.
    fn is_narrow(&self, view: &ListView) -> bool {
        !view.find().is_empty() || self.narrowed().any(|(_, words)| !view.only(words).is_empty())
    }

    fn heading(&self, view: &ListView, place: usize) -> ColumnHeading {
        let words = self.table.head.get(place).map_or("", |(words, _)| *words);
        if words.is_empty() || self.table.rows.len() < 2 {
            return ColumnHeading::plain(words);
        }
        let column = view::named(words);
        let (sorted, descends) = view.sort();
        let here = sorted == column;
        let next = if here && !descends { format!("-{column}") } else { column.clone() };
        ColumnHeading {
            content: html! { a.pl-listing__sort href=(view.sorted(&next)) { (words) } },
            sort: here.then_some(if descends { "descending" } else { "ascending" }),
        }
    }

    /// Whether there is enough in the list to find something in.
    fn asks(&self, view: &ListView) -> bool {
        self.table.rows.len() > SHORT || self.is_narrow(view)
    }

    fn fields(&self, view: &ListView) -> Markup {
        if !self.asks(view) {
            return html! {};
        }
        let find = Field {
            name: view::FIND,
            label: "Find in this list",
            value: view.find(),
            ..Field::default()
        };
        html! {
            form.pl-filter method="get" action=(view.path()) novalidate {
                @for (name, value) in view.kept(self.narrowed().map(|(_, words)| words)) {
                    input type="hidden" name=(name) value=(value);
                }
                div.pl-filter__fields {
                    (input(&find, "search"))
                    @for (place, words) in self.narrowed() { (self.choice(view, place, words)) }
                    (self.order(view))
                    (sizes(view))
                }
                (button_submit("Show"))
            }
        }
    }

    /// The words of a column, each once.
    fn choice(&self, view: &ListView, place: usize, words: &str) -> Markup {
        let cells = self.table.rows.iter().filter_map(|row| row.get(place));
        let mut values: Vec<_> = cells.map(|cell| (cell.key(), cell.words())).collect();
        values.sort_by(|(one, _), (other, _)| SortKey::sorted(one.as_ref(), other.as_ref(), false));
        let mut values: Vec<_> = values.into_iter().map(|(_, words)| words).collect();
        values.dedup();
        let items = values.into_iter().filter(|value| !value.is_empty());
        let items = items.map(|value| (value.clone(), value));
        let items = std::iter::once((String::new(), "All".to_owned())).chain(items).collect();
        let name = view::only(words);
        let field =
            Field { name: &name, label: words, value: view.only(words), ..Field::default() };
        select(&Select { field, items })
    }

    /// How the list is sorted: on a phone no heads are seen that could be pressed.
    fn order(&self, view: &ListView) -> Markup {
        let heads = self.table.head.iter().map(|(words, _)| *words);
        let each = heads.filter(|words| !words.is_empty()).flat_map(|words| {
            let column = view::named(words);
            [
                (column.clone(), words.to_owned()),
                (format!("-{column}"), format!("{words}, from the last")),
            ]
        });
        let items = std::iter::once((String::new(), "As it stands".to_owned())).chain(each);
        let value = view.get(view::SORT);
        let field = Field { name: view::SORT, label: "Sorted by", value, ..Field::default() };
        select(&Select { field, items: items.collect() })
    }

    /// How much of the list is shown and what narrows it, where something does.
    fn told(&self, view: &ListView, found: usize) -> Markup {
        let narrow = self.is_narrow(view);
        html! {
            @if narrow {
                p.govuk-body role="status" {
                    (found) " of " (self.table.rows.len()) " match"
                    @for line in self.narrow_words(view) { "; " (line) }
                    ". " a.govuk-link href=(view.whole(self.narrowed().map(|(_, words)| words))) { "Show the whole list" }
                }
            }
        }
    }

    /// What narrows the list, each in words.
    fn narrow_words(&self, view: &ListView) -> Vec<String> {
        let found = (!view.find().is_empty()).then(|| format!("with “{}”", view.find()));
        let only = self.narrowed().filter_map(|(_, words)| {
            let only = view.only(words);
            (!only.is_empty()).then(|| format!("{words}: {only}"))
        });
        found.into_iter().chain(only).collect()
    }
}

/// How many rows a page has.
fn sizes(view: &ListView) -> Markup {
    let items = view::SIZES.map(|size| (size.to_string(), size.to_string())).into();
    let value = view.rows().to_string();
    let field =
        Field { name: view::SIZE, label: "Rows on a page", value: &value, ..Field::default() };
    select(&Select { field, items })
}

fn turned(view: &ListView, page: usize, pages: usize) -> Markup {
    let earlier = (page > 1).then(|| view.turned(page - 1));
    let later = (page < pages).then(|| view.turned(page + 1));
    html! {
        p.pl-note { "Page " (page) " of " (pages) }
        (pagination(
            earlier.as_deref().map(|address| ("Page before", address)),
            later.as_deref().map(|address| ("Page after", address)),
        ))
    }
}

#[cfg(test)]
mod tests;
