//! Tables: real ones, with a caption and headers; on a phone each row can turn into a card.

use maud::{Markup, html};

/// What stands in a cell.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    content: Markup,
    numeric: bool,
    empty: bool,
}

impl Cell {
    pub(crate) fn new(content: Markup) -> Self {
        Self { content, numeric: false, empty: false }
    }

    pub(crate) fn text(text: impl AsRef<str>) -> Self {
        let text = text.as_ref();
        Self { content: html! { (text) }, numeric: false, empty: text.is_empty() }
    }

    pub(crate) fn number(text: impl AsRef<str>) -> Self {
        Self { numeric: true, ..Self::text(text) }
    }
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

impl Table<'_> {
    pub(crate) fn render(&self) -> Markup {
        let class = if self.stacks { "govuk-table pl-stack" } else { "govuk-table" };
        html! {
            table class=(class) role=[self.role("table")] {
                @if let Some(caption) = self.caption {
                    caption class="govuk-table__caption govuk-table__caption--m" { (caption) }
                }
                @if !self.head.is_empty() {
                    thead.govuk-table__head role=[self.role("rowgroup")] {
                        tr.govuk-table__row role=[self.role("row")] {
                            @for (words, numeric) in &self.head {
                                th scope="col" class=(head_class(*numeric)) role=[self.role("columnheader")] {
                                    (words)
                                }
                            }
                        }
                    }
                }
                tbody.govuk-table__body role=[self.role("rowgroup")] {
                    @for row in &self.rows {
                        tr.govuk-table__row role=[self.role("row")] {
                            @for (place, cell) in row.iter().enumerate() { (self.cell(place, cell)) }
                        }
                    }
                }
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
