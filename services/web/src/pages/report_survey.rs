//! What people told the school, as the report's page shows it.

use contract::reports::v1::{SurveyRow, SurveySection};
use maud::{Markup, html};

use super::report_data::{Reader, ask_about};
use crate::access::Behind;
use crate::chart;
use crate::components::{Cell, Table, tag};
use crate::listing::PageTable;

/// Every survey of the report, and the ways to take what all of them found.
pub(super) fn surveys(reader: &Reader<'_>, surveys: &[SurveySection]) -> Markup {
    let about = surveys.iter().map(|survey| format!("{}. {}", survey.title, took_part(survey)));
    let rows = || {
        let of = |survey: &SurveySection| {
            let rows = survey.rows.iter().map(|row| {
                let mut cells = vec![Cell::text(&survey.title), asked(row)];
                cells.extend(said(row));
                // As on the page: without a hub there is nothing to say of one.
                let has_hub = !survey.hub_name.is_empty();
                cells.push(Cell::text(if has_hub { row.hub_words.as_str() } else { "" }));
                cells
            });
            rows.collect::<Vec<_>>()
        };
        surveys.iter().flat_map(of).collect::<Vec<_>>()
    };
    let [question, here, last, others] = SAID;
    let head = ["Survey", question, here, last, others, HUB];
    let taken = PageTable::new("surveys", "What people told the school", head);
    html! {
        @for survey in surveys { (a_survey(reader, survey)) }
        @if surveys.iter().any(|survey| !survey.rows.is_empty()) {
            (taken.about(about.collect()).ways(reader.view(), rows))
        }
    }
}

/// The columns of a survey, the drawing apart.
const SAID: [&str; 4] = ["Question", "Here", "Last time", "The trust’s other schools"];
const HUB: &str = "The hub";

fn a_survey(reader: &Reader<'_>, survey: &SurveySection) -> Markup {
    let hub = !survey.hub_name.is_empty();
    let [question, here, last, others] = SAID;
    let mut head = vec![question, "Positive answers", here, last, others];
    if hub {
        head.push(HUB);
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
                (took_part(survey)) ". Released in " (reader.event(Behind::Released, survey.released_position)) "."
            }
            (ask_about(reader, &survey.anchor, &survey.title))
        }
    }
}

/// Who took part, and on how many answers a figure rests.
fn took_part(survey: &SurveySection) -> String {
    let SurveySection { hub_name, floor, .. } = survey;
    let trust = match survey.trust_response_rate_words.as_str() {
        "" => String::new(),
        trust => format!(" (the trust, this school included: {trust})"),
    };
    let hub = match hub_name.as_str() {
        "" => String::new(),
        hub => format!(". The hub {hub}: {}", survey.hub_response_rate_words),
    };
    let first = if survey.first_time { ". Asked for the first time" } else { "" };
    let here = &survey.response_rate_words;
    format!("Took part: {here}{trust}{hub}{first}. Figures rest on at least {floor} answers")
}

fn survey_row(row: &SurveyRow, hub: bool) -> Vec<Cell> {
    let drawn = chart::bar(row.percent, &row.text, &row.words);
    let mut cells = vec![asked(row), Cell::new(html! { div.pl-bar-cell { (drawn) } })];
    cells.extend(said(row));
    if hub {
        cells.push(Cell::text(&row.hub_words));
    }
    cells
}

/// The question of a row.
fn asked(row: &SurveyRow) -> Cell {
    Cell::new(
        html! { (row.text) @if let Some(words) = asked_anew(row) { " " (tag(words, "grey")) } },
    )
}

/// What a row says in words: here, last time, and of the trust.
fn said(row: &SurveyRow) -> [Cell; 3] {
    [Cell::new(here(row)), Cell::text(last_time(row)), Cell::new(beside(row))]
}

/// The school's figure, and which answers its percentage counts.
fn here(row: &SurveyRow) -> Markup {
    html! {
        (row.words)
        @if row.n.is_some() && !row.counts.is_empty() {
            br; span.pl-quiet { "counts " (row.counts) }
        }
    }
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
