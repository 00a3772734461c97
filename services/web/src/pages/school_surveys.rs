//! What surveys found of a school, as its page shows it.

use contract::schools::v1::School;
use contract::surveys::v1::{Figure, GetResultsResponse, Question, Wave};
use maud::{Markup, html};

use super::results::of_wave;
use super::school::Loaded;
use crate::chart::bar;
use crate::components::{Cell, Table, details};
use crate::dates;
use crate::listing::PageTable;
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;

pub(crate) fn surveys(loaded: &Loaded, visitor: &Visitor, school: &School) -> Markup {
    let none = Absence::of("No results have been released for this school yet.");
    let words = Words { what: "Survey results", none };
    let tables = |surveys: &Vec<GetResultsResponse>| {
        let tables = html! {
            @for survey in surveys { (survey_table(survey, &school.school_id, visitor)) }
            (taken(loaded, visitor, surveys, &school.school_id))
        };
        (!surveys.is_empty()).then_some(tables)
    };
    html! {
        section #surveys {
            h2.govuk-heading-m { "Surveys" }
            (loaded.surveys.draw(words, tables))
        }
    }
}

/// The ways to take what those surveys found that show something of the school.
fn taken(
    loaded: &Loaded,
    visitor: &Visitor,
    surveys: &[GetResultsResponse],
    school: &str,
) -> Markup {
    let found = surveys.iter().filter(|survey| figures_of(survey, school).next().is_some());
    let found: Vec<&GetResultsResponse> = found.collect();
    let about = found.iter().map(|survey| {
        let wave = survey.wave.clone().unwrap_or_default();
        let rate = survey.response_rates.iter().find(|rate| rate.school_id == school);
        let rate = rate.map(|rate| format!(". Took part: {}", rate.words)).unwrap_or_default();
        format!("{}: {}{rate}", wave.title, of_wave(&wave).join(". "))
    });
    let rows = || {
        let of = |survey: &&GetResultsResponse| {
            let title = titled(&survey.wave.clone().unwrap_or_default());
            let rows = figures_of(survey, school).map(|figure| {
                vec![
                    Cell::text(&title),
                    Cell::text(asked(survey, figure)),
                    Cell::text(&figure.words),
                    Cell::text(counts(survey, figure)),
                ]
            });
            rows.collect::<Vec<_>>()
        };
        found.iter().flat_map(of).collect::<Vec<_>>()
    };
    let head = ["Survey", "Question", "Positive answers", "Counted as positive"];
    let table = PageTable::new("surveys", "What surveys found of the school", head);
    html! {
        @if !found.is_empty() {
            (table.about(about.collect()).shown_as(&loaded.surveys).ways(&visitor.view, rows))
        }
    }
}

/// What a survey shows of a school.
fn figures_of<'a>(
    survey: &'a GetResultsResponse,
    school: &'a str,
) -> impl Iterator<Item = &'a Figure> {
    survey.figures.iter().filter(move |figure| figure.school_id == school)
}

/// For example `Parents’ survey, Autumn 2025-26`.
fn titled(wave: &Wave) -> String {
    format!("{}, {}", wave.title, dates::term(&wave.term))
}

/// The question that a figure answers.
fn question<'a>(survey: &'a GetResultsResponse, figure: &Figure) -> Option<&'a Question> {
    survey.questions.iter().find(|question| question.question_id == figure.question_id)
}

fn asked(survey: &GetResultsResponse, figure: &Figure) -> String {
    question(survey, figure).map_or_else(|| figure.question_id.clone(), Question::asked)
}

/// Which answers a figure counts.
fn counts(survey: &GetResultsResponse, figure: &Figure) -> String {
    question(survey, figure).map(Question::counts).unwrap_or_default()
}

const ASKED: Words<'_> = Words { what: "Answers", none: Absence::of("Nothing was asked here.") };

fn survey_table(survey: &GetResultsResponse, school: &str, visitor: &Visitor) -> Markup {
    let wave = survey.wave.clone().unwrap_or_default();
    let rows = figures_of(survey, school).map(|figure| {
        let text = asked(survey, figure);
        let drawn = bar(figure.positive_percent, &text, &figure.words);
        vec![
            Cell::text(&text),
            Cell::new(html! { div.pl-bar-cell { (drawn) } }),
            Cell::text(&figure.words),
            Cell::text(counts(survey, figure)),
        ]
    });
    let rate = survey.response_rates.iter().find(|rate| rate.school_id == school);
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return html! {
            h3.govuk-heading-s { (titled(&wave)) }
            (Shown::All(()).within(visitor.answers_of(school)).draw(ASKED, |()| None))
        };
    }
    let title = titled(&wave);
    let head = ["Question", "Positive answers", "In words", "Counted as positive"];
    let head = head.map(|words| (words, false)).to_vec();
    let table = Table { caption: None, head, rows, first_is_header: true, stacks: true };
    html! {
        h3.govuk-heading-s { (title) }
        (details(&format!("{title}, question by question"), &table.render()))
        p.pl-note {
            @if let Some(rate) = rate { "Took part: " (rate.words) ". " }
            a.govuk-link href={"/surveys/" (wave.wave_id) "?school=" (school)} { "All answers of " (wave.title) }
        }
    }
}
