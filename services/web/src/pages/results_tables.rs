//! The tables of a survey's results that are no lists: who took part, what hubs heard, and the answers in numbers.

use contract::surveys::v1::{
    GetResultsResponse, HubResults, Question, ResponseRate, Suppression, WaveState,
};
use maud::{Markup, html};

use super::results::{Loaded, chosen, of_wave};
use crate::components::{Cell, Table};
use crate::listing::PageTable;
use crate::visitor::Visitor;

/// Rates that the reader is shown, the trust's first.
pub(super) fn participation(visitor: &Visitor, loaded: &Loaded) -> Markup {
    let shown = |rate: &&ResponseRate| {
        rate.school_id.is_empty() || visitor.sees_answers_of(&rate.school_id)
    };
    let row = |rate: &ResponseRate| {
        let school = if rate.school_id.is_empty() {
            "The trust, with every school that was asked".to_owned()
        } else {
            loaded.ground.names.school(&rate.school_id)
        };
        vec![Cell::text(school), Cell::text(&rate.words)]
    };
    let rows: Vec<_> = loaded.rates.iter().filter(shown).map(row).collect();
    let caption = match loaded.wave.state() {
        WaveState::Open => "Who took part, as at last midnight",
        _ => "Who took part",
    };
    let head = ["School", "Share of those asked"];
    let table = Table {
        caption: Some(caption),
        head: head.map(|words| (words, false)).to_vec(),
        rows,
        first_is_header: true,
        stacks: false,
    };
    html! {
        @if !table.rows.is_empty() {
            (table.render())
            (PageTable::new("who-took-part", caption, head)
                .about(of_wave(&loaded.wave))
                .ways(&visitor.view, || table.rows.clone()))
        }
    }
}

/// The hubs of which the page tells: for the trust all that the reader is shown, for a school those it lay in.
fn told_of<'a>(
    results: &'a GetResultsResponse,
    school: &'a str,
) -> impl Iterator<Item = &'a HubResults> {
    let lies_in = move |hub: &&HubResults| {
        school.is_empty() || hub.school_ids.iter().any(|member| member == school)
    };
    results.hubs.iter().filter(lies_in)
}

/// A row a question of which a hub has a figure: the question, and what it says.
fn of_hub(results: &GetResultsResponse, hub: &HubResults) -> Vec<Vec<Cell>> {
    let said = |question: &Question| {
        let mut figures = hub.figures.iter();
        let figure = figures.find(|figure| figure.question_id == question.question_id);
        figure.map(|figure| {
            let (asked, counted) = (Cell::text(question.asked()), Cell::text(question.counts()));
            vec![asked, Cell::text(&figure.words), counted]
        })
    };
    results.questions.iter().filter_map(said).collect()
}

/// A row that says first what it is about.
fn headed(about: &str, row: Vec<Cell>) -> Vec<Cell> {
    std::iter::once(Cell::text(about)).chain(row).collect()
}

/// What hubs heard.
pub(super) fn hubs(
    visitor: &Visitor,
    loaded: &Loaded,
    results: &GetResultsResponse,
    school: &str,
) -> Markup {
    let names = &loaded.ground.names;
    let name = |hub: &HubResults| names.hub(&hub.hub_id).unwrap_or("A hub").to_owned();
    let rows = || {
        let of = |hub: &HubResults| {
            let rows = of_hub(results, hub).into_iter();
            rows.map(|row| headed(&name(hub), row)).collect::<Vec<_>>()
        };
        told_of(results, school).flat_map(of).collect::<Vec<_>>()
    };
    html! {
        @for hub in told_of(results, school) {
            (Table {
                caption: Some(&format!("{}: what its schools heard together", name(hub))),
                head: vec![("Question", false), ("Positive answers", false), ("Counted as positive", false)],
                rows: of_hub(results, hub),
                first_is_header: true,
                stacks: true,
            }.render())
            @if let Some(rate) = &hub.response_rate {
                p.pl-note { "Took part in the schools of the hub: " (rate.words) "." }
            }
        }
        @if told_of(results, school).next().is_some() {
            (PageTable::new("hub-results", "What the schools of a hub heard together", ["Hub", "Question", "Positive answers", "Counted as positive"])
                .about(of_wave(&loaded.wave))
                .ways(&visitor.view, rows))
        }
    }
}

/// The ways to take the answers in numbers, of the questions of which the page shows them.
pub(super) fn answers_taken(
    visitor: &Visitor,
    loaded: &Loaded,
    results: &GetResultsResponse,
    school: &str,
) -> Markup {
    let counted = || {
        let figures = results.figures.iter().filter(move |figure| figure.school_id == school);
        figures.filter(|one| one.suppression() == Suppression::None && !one.counts.is_empty())
    };
    let rows = || {
        let of = |question: &Question| {
            let figure = counted().find(|figure| figure.question_id == question.question_id);
            let rows = figure.into_iter().flat_map(|figure| chosen(question, figure));
            rows.map(|row| headed(&question.asked(), row)).collect::<Vec<_>>()
        };
        results.questions.iter().flat_map(of).collect::<Vec<_>>()
    };
    let about = match school {
        "" => "The trust as a whole".to_owned(),
        school => loaded.ground.names.school(school),
    };
    let about = std::iter::once(about).chain(of_wave(&loaded.wave)).collect();
    html! {
        @if counted().next().is_some() {
            (PageTable::new("answers-in-numbers", "Answers in numbers", ["Question", "Answer", "Chosen"])
                .about(about)
                .ways(&visitor.view, rows))
        }
    }
}

#[cfg(test)]
mod tests;
