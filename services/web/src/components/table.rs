//! Tables: real ones, with a caption and headers; on a phone each row can turn into a card.

use std::cmp::Ordering;

use maud::{Markup, html};

use crate::dates;

/// What stands in a cell.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    content: Markup,
    numeric: bool,
    empty: bool,
    /// What the cell is sorted by, where its words would sort wrongly.
    order: Option<String>,
    /// Whether it holds buttons and ways alone, which a list neither finds nor gives away.
    unsaid: bool,
}

/// What a cell is sorted by: numbers come before words.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum SortKey {
    Number(f64),
    Words(String),
}

impl SortKey {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(one), Self::Number(other)) => one.total_cmp(other),
            (Self::Words(one), Self::Words(other)) => one.cmp(other),
            (Self::Number(_), Self::Words(_)) => Ordering::Less,
            (Self::Words(_), Self::Number(_)) => Ordering::Greater,
        }
    }

    /// Which of two cells stands first. What says nothing stands last, whichever way the others are sorted.
    pub(crate) fn sorted(one: Option<&Self>, other: Option<&Self>, descends: bool) -> Ordering {
        match (one, other) {
            (Some(one), Some(other)) if descends => other.cmp(one),
            (Some(one), Some(other)) => one.cmp(other),
            (one, other) => other.is_some().cmp(&one.is_some()),
        }
    }
}

/// What a file holds of a cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Words(String),
    Number(f64),
}

impl Cell {
    pub(crate) fn new(content: Markup) -> Self {
        Self { content, numeric: false, empty: false, order: None, unsaid: false }
    }

    pub(crate) fn text(text: impl AsRef<str>) -> Self {
        let text = text.as_ref();
        Self { empty: text.is_empty(), ..Self::new(html! { (text) }) }
    }

    pub(crate) fn number(text: impl AsRef<str>) -> Self {
        Self { numeric: true, ..Self::text(text) }
    }

    /// A day in words, sorted by its date (ISO 8601).
    pub(crate) fn day(iso: &str) -> Self {
        Self::text(dates::day(iso)).by(iso)
    }

    /// A term in words, sorted by when it is.
    pub(crate) fn term(term: &str) -> Self {
        Self::text(dates::term(term)).by(term)
    }

    /// The same, sorted by this.
    pub(crate) fn by(self, order: impl Into<String>) -> Self {
        Self { order: Some(order.into()), ..self }
    }

    /// Buttons and ways, which say nothing of the row.
    pub(crate) fn ways(content: Markup) -> Self {
        Self { unsaid: true, ..Self::new(content) }
    }

    /// What the cell says, without what it looks like.
    pub(crate) fn words(&self) -> String {
        if self.unsaid {
            return String::new();
        }
        let mut words = String::new();
        for part in without_drawings(&self.content.0).split('<') {
            // Before the first tag, or behind the end of one.
            let (tag, text) = part.split_once('>').unwrap_or(("", part));
            let name = tag.trim_start_matches('/').split(' ').next().unwrap_or_default();
            if !INLINE.contains(&name) {
                words.push(' ');
            }
            words.push_str(text);
        }
        let words = words.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
        let words = words.replace("&amp;", "&");
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The same for a file: a number where it is one, and without the marks that keep names of other scripts in order.
    pub(crate) fn taken(&self) -> Value {
        let words = self.words().replace(['\u{2068}', '\u{2069}'], "");
        match words.parse() {
            Ok(number) if self.numeric => Value::Number(number),
            _ => Value::Words(words),
        }
    }

    /// What the cell is sorted by; nothing where it says nothing.
    pub(crate) fn key(&self) -> Option<SortKey> {
        if self.unsaid {
            return None;
        }
        let order = self.order();
        let number = leading(&order).map(SortKey::Number);
        (!order.is_empty()).then(|| number.unwrap_or(SortKey::Words(order)))
    }

    fn order(&self) -> String {
        self.order.clone().unwrap_or_else(|| self.words().to_lowercase())
    }
}

/// The same without what is drawn: words stand beside it.
fn without_drawings(markup: &str) -> String {
    let mut parts = markup.split("<svg");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |kept, part| kept + part.split_once("</svg>").map_or("", |(_, after)| after))
}

/// Tags within a word or a sentence.
const INLINE: [&str; 7] = ["", "a", "b", "bdi", "span", "strong", "em"];

/// The number that a text is, but for a percent sign.
fn leading(text: &str) -> Option<f64> {
    let number = text.starts_with(|letter: char| letter.is_ascii_digit() || letter == '-');
    number.then(|| text.trim_end_matches('%').replace(',', "").parse::<f64>().ok()).flatten()
}

/// A table; the first cell of a row may be its header.
#[derive(Debug, Default)]
pub(crate) struct Table<'a> {
    pub caption: Option<&'a str>,
    /// Words of the head and whether the column holds numbers; empty: no head.
    pub head: Vec<(&'a str, bool)>,
    pub rows: Vec<Vec<Cell>>,
    pub first_is_header: bool,
    /// Whether rows turn into cards on a phone.
    pub stacks: bool,
}

/// The head of a column.
#[derive(Debug)]
pub(crate) struct ColumnHeading {
    pub content: Markup,
    /// Which way the rows are sorted by it (`ascending`, `descending`); nothing where they are not.
    pub sort: Option<&'static str>,
}

impl ColumnHeading {
    pub(crate) fn plain(words: &str) -> Self {
        Self { content: html! { (words) }, sort: None }
    }
}

impl Table<'_> {
    pub(crate) fn render(&self) -> Markup {
        let rows: Vec<_> = self.rows.iter().collect();
        self.drawn(&rows, &|place| {
            ColumnHeading::plain(self.head.get(place).map_or("", |(words, _)| *words))
        })
    }

    /// The table with some of its rows, and with heads that lead somewhere.
    pub(crate) fn drawn(
        &self,
        rows: &[&Vec<Cell>],
        heading: &dyn Fn(usize) -> ColumnHeading,
    ) -> Markup {
        let class = if self.stacks { "govuk-table pl-stack" } else { "govuk-table" };
        html! {
            table class=(class) role=[self.role("table")] {
                @if let Some(caption) = self.caption {
                    caption class="govuk-table__caption govuk-table__caption--m" { (caption) }
                }
                @if !self.head.is_empty() {
                    thead.govuk-table__head role=[self.role("rowgroup")] {
                        tr.govuk-table__row role=[self.role("row")] {
                            @for place in 0..self.head.len() {
                                (self.head_cell(heading(place), self.holds_numbers(place)))
                            }
                        }
                    }
                }
                tbody.govuk-table__body role=[self.role("rowgroup")] {
                    @for row in rows {
                        tr.govuk-table__row role=[self.role("row")] {
                            @for (place, cell) in row.iter().enumerate() { (self.cell(place, cell)) }
                        }
                    }
                }
            }
        }
    }

    /// Whether the head of a column stands over figures: it says so, or a cell below it is one.
    fn holds_numbers(&self, place: usize) -> bool {
        let is_number = |row: &Vec<Cell>| row.get(place).is_some_and(|cell| cell.numeric);
        self.head.get(place).is_some_and(|(_, numeric)| *numeric) || self.rows.iter().any(is_number)
    }

    fn head_cell(&self, heading: ColumnHeading, numeric: bool) -> Markup {
        html! {
            th scope="col" class=(head_class(numeric)) role=[self.role("columnheader")] aria-sort=[heading.sort] {
                (heading.content)
            }
        }
    }

    /// Rows drawn as blocks stop being rows for a screen reader unless it is told.
    fn role(&self, role: &'static str) -> Option<&'static str> {
        self.stacks.then_some(role)
    }

    fn cell(&self, place: usize, cell: &Cell) -> Markup {
        let empty = if self.stacks && cell.empty { " pl-stack__empty" } else { "" };
        if self.first_is_header && place == 0 {
            return html! {
                th scope="row" class={"govuk-table__header" (empty)} role=[self.role("rowheader")] {
                    (cell.content)
                }
            };
        }
        let numeric = if cell.numeric { " govuk-table__cell--numeric" } else { "" };
        let label = self.head.get(place).filter(|_| self.stacks).map(|(words, _)| words);
        html! {
            td class={"govuk-table__cell" (numeric) (empty)} role=[self.role("cell")] {
                @if let Some(label) = label { span.pl-stack__label aria-hidden="true" { (label) } }
                (cell.content)
            }
        }
    }
}

fn head_class(numeric: bool) -> &'static str {
    if numeric { "govuk-table__header govuk-table__header--numeric" } else { "govuk-table__header" }
}
