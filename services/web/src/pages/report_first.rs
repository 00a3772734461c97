//! What a report opens with: what is to be decided, what was asked before and what became of it, and the school in figures.

use contract::Said as _;
use contract::reports::v1::{KeyFigure, ReportData};
use maud::{Markup, html};

use super::report_data::{Reader, ask_about};
use crate::components::{Cell, Table};
use crate::listing::PageTable;

/// What was asked about earlier reports, and what became of it.
pub(super) fn asked(reader: &Reader<'_>, data: &ReportData) -> Markup {
    html! {
        @if !data.earlier_questions.is_empty() {
            h2.govuk-heading-m { "What you asked, and what became of it" }
            ul.pl-evidence {
                @for question in &data.earlier_questions {
                    li id=(question.anchor) {
                        p.pl-wrap { strong { (question.text.said()) } " " span.pl-quiet { (question.term_words) } }
                        @if question.answer.is_none() { p.pl-quiet { "Not answered yet." } }
                        @else { p.pl-wrap { @if question.at_meeting { "At the meeting: " } (question.answer.said()) } }
                        @for text in &question.follow_ups { p.pl-wrap { "What became of it: " (text.said()) } }
                        @if question.closed { p.pl-quiet { "The committee had nothing further to ask." } }
                        (ask_about(reader, &question.anchor, &question.text.said()))
                    }
                }
            }
        }
    }
}

/// What the committee is asked to decide.
pub(super) fn decisions(reader: &Reader<'_>, data: &ReportData) -> Markup {
    html! {
        @if !data.decisions.is_empty() {
            h2.govuk-heading-m { "For decision" }
            ol class="govuk-list govuk-list--number" {
                @for item in &data.decisions {
                    li.pl-wrap id=(item.anchor) {
                        (item.text.said())
                        (ask_about(reader, &item.anchor, &item.text.said()))
                    }
                }
            }
        }
    }
}

/// What a reader of the file has to know of figures that rest on few pupils.
const FEW: &str = "A figure of five pupils or fewer is not shown in a report";

/// The school's published figures; nothing where the paper prints none.
pub(super) fn figures(reader: &Reader<'_>, data: &ReportData) -> Markup {
    let says = "The school in figures";
    let table = Table {
        head: ["Figure", "Period", "This school", "In the last report", "Other schools"]
            .map(|head| (head, false))
            .to_vec(),
        rows: data
            .key_figures
            .iter()
            .map(|figure| a_figure(asked_about(reader, figure), figure))
            .collect(),
        first_is_header: true,
        stacks: true,
        ..Table::default()
    };
    let taken = PageTable::of("key-figures", says, &table).about(vec![FEW.to_owned()]);
    let rows = || {
        let figures = data.key_figures.iter();
        figures.map(|figure| a_figure(Cell::text(&figure.title), figure)).collect::<Vec<_>>()
    };
    html! {
        @if !data.key_figures.is_empty() {
            h2.govuk-heading-m { (says) }
            (table.render())
            (taken.ways(reader.view(), rows))
        }
    }
}

/// The name of a figure, with the way to ask about it.
fn asked_about(reader: &Reader<'_>, figure: &KeyFigure) -> Cell {
    let KeyFigure { anchor, title, .. } = figure;
    Cell::new(html! { span id=(anchor) { (title) } (ask_about(reader, anchor, title)) })
}

fn a_figure(named: Cell, figure: &KeyFigure) -> Vec<Cell> {
    let KeyFigure { period_words, words, cohort, status_words, three_years_words, .. } = figure;
    let last = match figure.last_words.as_str() {
        "" => String::new(),
        last => format!("{last}, {}", figure.last_period_words),
    };
    vec![
        named,
        Cell::text(format!("{period_words}, {status_words}")),
        Cell::new(html! {
            (words) @if let Some(cohort) = cohort { ", n " (cohort) }
            @if !three_years_words.is_empty() { br; "Together " (three_years_words) }
        }),
        Cell::text(last),
        Cell::text(&figure.others_words),
    ]
}
