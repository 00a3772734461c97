//! Which column of a file holds what: asked of a file whose columns are of no known shape.

use axum::extract::Path;
use axum::response::Redirect;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contract::evidence::v1::{FigureFileRow, FigureMapping, MappedMeasure, Measure, ShareWritten};
use jiff::civil::Date;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::figure_file::{ImportFigures, STATUS, YEAR, may_import};
use super::figure_forms::{statuses, years};
use crate::components::{Cell, Field, Select, Table, button_submit, select};
use crate::failure::Failure;
use crate::form::{Act as _, Choice, Fields, Query, address};
use crate::routes::Routes;
use crate::visitor::Visitor;

/// Where it is found.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/figures/import/{file}/{said}/columns", choose)
}

/// Columns that the form asks about; a wider file is copied into the template.
const MOST_COLUMNS: usize = 60;
/// Begins the name of the field beside a column.
const MEASURE: &str = "measure";
const OF_ONE: &str = "of-one";
const OF_HUNDRED: &str = "of-hundred";
/// Names in the address what was chosen and is too little yet.
const CHOSEN: &str = "chosen";
/// Said where too little was chosen.
pub(super) const WANTED: &str =
    "Choose the column with the URN, and a measure for at least one column";

/// What a person says of a file, as it stands in the address of its page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct SaidOfImport {
    /// Empty where the file says it.
    pub year: String,
    /// Likewise.
    pub status: String,
    pub mapping: Option<FigureMapping>,
    /// The sheet of a workbook; empty for the first one.
    pub sheet: String,
}

impl SaidOfImport {
    /// As a part of an address.
    pub(super) fn encoded(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    /// What an address says; nothing where it was not written by `encoded`.
    pub(super) fn read(encoded: &str) -> Self {
        let bytes = URL_SAFE_NO_PAD.decode(encoded).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }
}

/// `GET /figures/import/{file}/{said}/columns`: takes what was chosen into the address of the preview.
pub(crate) async fn choose(
    visitor: Visitor,
    Path(act): Path<ImportFigures>,
    Query(query): Query,
) -> Result<Redirect, Failure> {
    may_import(&visitor)?;
    let said = said_by(&query, SaidOfImport::read(&act.said));
    let mapping = said.mapping.clone().unwrap_or_default();
    if mapping.school.is_empty() || mapping.measures.is_empty() {
        let chosen = said.encoded();
        let back = [("wrong", "columns"), (CHOSEN, chosen.as_str())];
        return Ok(Redirect::to(&address(&act.page(), &back)));
    }
    Ok(Redirect::to(&ImportFigures { said: said.encoded(), ..act }.page()))
}

/// What was chosen and was too little, where the address says so.
pub(super) fn too_little(query: &Fields) -> Option<SaidOfImport> {
    (query.get("wrong") == "columns").then(|| SaidOfImport::read(query.get(CHOSEN)))
}

fn said_by(query: &Fields, before: SaidOfImport) -> SaidOfImport {
    let column = |name: &str| query.get(name).to_owned();
    let taken = |name: &str, before: String| if query.has(name) { column(name) } else { before };
    let written = match query.get("written") {
        OF_ONE => ShareWritten::OfOne,
        _ => ShareWritten::OfHundred,
    };
    let measured = query.each(MEASURE).map(|(column, measure_id)| MappedMeasure {
        column: column.to_owned(),
        measure_id: measure_id.to_owned(),
        written: written.into(),
        ..MappedMeasure::default()
    });
    let mapping = FigureMapping {
        school: column("school"),
        period: column("period"),
        part: column("part"),
        cohort: column("cohort"),
        measures: measured.collect(),
        // So that it is known again before a measure is chosen.
        written: written.into(),
        ..FigureMapping::default()
    };
    SaidOfImport {
        year: taken(YEAR, before.year),
        status: taken(STATUS, before.status),
        mapping: Some(mapping),
        sheet: before.sheet,
    }
}

/// The fields for what a file may not say itself.
pub(super) fn year_and_status(said: &SaidOfImport, today: Date) -> Markup {
    let listed = |choices: Vec<Choice>| {
        let items = choices.into_iter().map(|one| (one.value, one.words));
        let none = (String::new(), "The file says it".to_owned());
        std::iter::once(none).chain(items).collect::<Vec<_>>()
    };
    let hint =
        "For files that do not say it, such as performance tables, pupil premium and Parent View";
    let year = Select {
        field: Field {
            name: YEAR,
            label: "Academic year",
            hint: Some(hint),
            value: &said.year,
            ..Field::default()
        },
        items: listed(years(today)),
    };
    let status = Select {
        field: Field {
            name: STATUS,
            label: "How far is it settled?",
            hint: Some("For files that do not say it"),
            value: &said.status,
            ..Field::default()
        },
        items: listed(statuses()),
    };
    html! { (select(&year)) (select(&status)) }
}

/// The columns of a file that are asked about.
#[derive(Clone, Copy, Debug)]
pub(super) struct AskedColumns<'a> {
    pub columns: &'a [String],
    /// The first rows below the heading, by column.
    pub first_rows: &'a [FigureFileRow],
    pub measures: &'a [Measure],
    pub today: Date,
}

/// The form that asks what each column holds.
pub(super) fn form(act: &ImportFigures, said: &SaidOfImport, asked: AskedColumns<'_>) -> Markup {
    let AskedColumns { columns, measures, today, .. } = asked;
    if columns.len() > MOST_COLUMNS {
        return html! {
            p.govuk-body { "The file has more than 60 columns. Copy its figures into the template." }
        };
    }
    let before = said.mapping.clone().unwrap_or_default();
    let column = |name: &str, label: &str, value: &str| {
        let items = columns.iter().map(|column| (column.clone(), column.clone()));
        let none = (String::new(), "None of them".to_owned());
        select(&Select {
            field: Field { name, label, value, ..Field::default() },
            items: std::iter::once(none).chain(items).collect(),
        })
    };
    let shares = [(OF_HUNDRED, "78 or 78%"), (OF_ONE, "0.78")];
    let written = match written_before(&before) {
        ShareWritten::OfOne => OF_ONE,
        ShareWritten::Unspecified | ShareWritten::OfHundred => OF_HUNDRED,
    };
    html! {
        h2.govuk-heading-m { "Say what each column holds" }
        (first_rows(asked))
        p.govuk-body { "What you choose is shown as a preview before anything is stored." }
        form method="get" action={ (act.page()) "/columns" } {
            (year_and_status(said, today))
            (column("school", "Which column holds the URN?", &before.school))
            (column("period", "Which column holds the period?", &before.period))
            (column("part", "Which column holds the id of the part of the pupils?", &before.part))
            (column("cohort", "Which column says how many pupils a figure rests on?", &before.cohort))
            (select(&Select {
                field: Field { name: "written", label: "How are percentages written?", value: written, ..Field::default() },
                items: shares.map(|(value, words)| (value.to_owned(), words.to_owned())).to_vec(),
            }))
            @for (number, name) in columns.iter().enumerate() {
                (measured(AskedColumn { number, name }, &before, measures))
            }
            (button_submit("Show what the file would change"))
        }
    }
}

/// The first rows of the file, a column of it in each row here: a file has more columns than a page is wide.
fn first_rows(asked: AskedColumns<'_>) -> Markup {
    let AskedColumns { columns, first_rows, .. } = asked;
    let names = ["First row", "Second row", "Third row", "Fourth row", "Fifth row"];
    let shown = &first_rows[..first_rows.len().min(names.len())];
    let head = names.iter().take(shown.len()).map(|name| (*name, false));
    let row = |(place, column): (usize, &String)| {
        let values = shown.iter().map(|row| row.values.get(place).map_or("", String::as_str));
        std::iter::once(column.as_str()).chain(values).map(Cell::text).collect::<Vec<_>>()
    };
    html! {
        @if !shown.is_empty() {
            (Table {
                caption: Some("What stands in the first rows"),
                head: std::iter::once(("Column", false)).chain(head).collect(),
                rows: columns.iter().enumerate().map(row).collect(),
                first_is_header: true,
                stacks: true,
            }.render())
        }
    }
}

/// How percentages were said to be written; all columns of the form have it alike.
fn written_before(before: &FigureMapping) -> ShareWritten {
    before.measures.first().map_or_else(|| before.written(), MappedMeasure::written)
}

/// A column, with its place among the others.
#[derive(Clone, Copy, Debug)]
struct AskedColumn<'a> {
    number: usize,
    name: &'a str,
}

fn measured(column: AskedColumn<'_>, before: &FigureMapping, measures: &[Measure]) -> Markup {
    let AskedColumn { number, name: column } = column;
    let chosen = before.measures.iter().find(|one| one.column == column);
    let mut items: Vec<(String, String)> = Vec::new();
    for measure in measures.iter().filter(|measure| measure.retired_on.is_empty()) {
        let title = measure.definition.as_ref().map_or("", |definition| definition.title.as_str());
        // The newest definition comes first.
        if items.last().is_none_or(|(id, _)| *id != measure.measure_id) {
            items.push((measure.measure_id.clone(), title.to_owned()));
        }
    }
    items.sort_by(|(_, one), (_, other)| one.cmp(other));
    items.insert(0, (String::new(), "Leave this column out".to_owned()));
    let label = format!("Which measure does the column “{column}” hold?");
    let value = chosen.map_or("", |one| one.measure_id.as_str());
    let name = format!("{MEASURE}-{column}");
    let id = format!("{MEASURE}-{number}");
    let field = Field { id: &id, name: &name, label: &label, value, ..Field::default() };
    select(&Select { field, items })
}

#[cfg(test)]
mod tests;
