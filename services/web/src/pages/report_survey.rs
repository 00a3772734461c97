//! What people told the school, as the report's page shows it.

use contract::reports::v1::{SurveyRow, SurveySection};
use maud::{Markup, html};

use super::report_data::{Reader, ask_about};
use crate::access::Behind;
use crate::chart;
use crate::components::{Cell, Table, tag};

pub(super) fn a_survey(reader: &Reader<'_>, survey: &SurveySection) -> Markup {
    let hub = !survey.hub_name.is_empty();
    let mut head =
        vec!["Question", "Positive answers", "Here", "Last time", "The trust’s other schools"];
    if hub {
        head.push("The hub");
    }
    html! {
        section id=(survey.anchor) {
            (Table {
                caption: Some(&survey.title),
                head: head.into_iter().map(|words| (words, false)).collect(),
                rows: survey.rows.iter().map(|row| survey_row(row, hub)).collect(),
                first_is_header: true,
                stacks: true,
            }.render())
            p.pl-note {
                "Took part: " (survey.response_rate_words)
                @if !survey.trust_response_rate_words.is_empty() { " (the trust, this school included: " (survey.trust_response_rate_words) ")" }
                @if hub { ". The hub " (survey.hub_name) ": " (survey.hub_response_rate_words) }
                @if survey.first_time { ". Asked for the first time" }
                ". Figures rest on at least " (survey.floor) " answers. Released in " (reader.event(Behind::Released, survey.released_position)) "."
            }
            (ask_about(reader, &survey.anchor, &survey.title))
        }
    }
}

fn survey_row(row: &SurveyRow, hub: bool) -> Vec<Cell> {
    let drawn = chart::bar(row.percent, &row.text, &row.words);
    let mut cells = vec![
        Cell::new(
            html! { (row.text) @if let Some(words) = asked_anew(row) { " " (tag(words, "grey")) } },
        ),
        Cell::new(html! { div.pl-bar-cell { (drawn) } }),
        Cell::text(&row.words),
        Cell::text(last_time(row)),
        Cell::new(beside(row)),
    ];
    if hub {
        cells.push(Cell::text(&row.hub_words));
    }
    cells
}

/// Why there is nothing to compare a row with.
fn asked_anew(row: &SurveyRow) -> Option<&'static str> {
    match (row.reworded, row.first_time) {
        (true, _) => Some("Asked in new words"),
        (false, true) => Some("Asked for the first time"),
        (false, false) => None,
    }
}

/// The trust without this school, where what was released tells it; otherwise all of the trust.
fn beside(row: &SurveyRow) -> Markup {
    html! {
        @if !row.others_words.is_empty() { (row.others_words) }
        @else {
            (row.trust_words)
            @if row.trust_percent.is_some() { br; span.pl-quiet { "this school included" } }
        }
    }
}

/// The figure when it was asked last, with the term it was asked in.
fn last_time(row: &SurveyRow) -> String {
    match (row.last_words.is_empty(), row.last_term_words.is_empty()) {
        (true, _) => String::new(),
        (false, true) => row.last_words.clone(),
        (false, false) => format!("{} ({})", row.last_words, row.last_term_words),
    }
}
