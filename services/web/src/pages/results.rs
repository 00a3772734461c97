//! What a survey found, for the trust or one school: every question with its distribution, in words and drawn.

use axum::extract::{Path, State};
use contract::field::isolated;
use contract::surveys::v1::{
    Counting, Figure, GetParticipationRequest, GetResultsRequest, GetResultsResponse,
    ListWavesRequest, Question, ResponseRate, Suppression, Wave, WaveState,
};
use maud::{Markup, html};

use super::results_tables::{answers_taken, hubs, participation};
use super::surveys::{audience, wave_state};
use super::{event_link, state, wave_desk};
use crate::access::Behind;
use crate::chart::{Likert, Part, Tone, bar, likert};
use crate::components::{Cell, Field, Select, Table, button_submit, details, select};
use crate::dates;
use crate::failure::Failure;
use crate::form::{Query, Told};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::listing::PageListing;
use crate::routes::Routes;
use crate::services::ask;
use crate::shown::Extent;
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/surveys/{wave}", show)
}

/// Answers on which a figure of a sensitive question rests at least, however low the survey's own floor is.
const SENSITIVE_FLOOR: u32 = 20;

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub ground: Ground,
    pub wave: Wave,
    /// Nothing before release.
    pub results: Option<GetResultsResponse>,
    /// Participation before release.
    pub rates: Vec<ResponseRate>,
    /// Whether the one-time links wait to be taken by this person.
    pub links: bool,
}

/// `GET /surveys/{wave}`, with `?school=` for one school.
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(wave): Path<String>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let ground = Ground::load(&web.services, &visitor).await?;
    let school = query.get("school").to_owned();
    if !school.is_empty() {
        ground.school(&school, &visitor)?;
        if !visitor.sees_answers_of(&school) {
            return Err(Failure::Forbidden(
                "A school’s own answers are shown to that school and to the trust.".to_owned(),
            ));
        }
    }
    let told = Told::on(&web, &visitor, &query);
    let loaded =
        load(&web, &visitor, ground, WaveAsked { wave: &wave, at_least: told.at_least() }).await?;
    Ok(render(&visitor, &loaded, &school, &told))
}

/// Which survey is asked for, and how far the record must be read for it.
#[derive(Clone, Copy, Debug)]
struct WaveAsked<'a> {
    wave: &'a str,
    at_least: u64,
}

async fn load(
    web: &Web,
    visitor: &Visitor,
    ground: Ground,
    asked: WaveAsked<'_>,
) -> Result<Loaded, Failure> {
    let mut client = web.services.surveys();
    let WaveAsked { wave, at_least } = asked;
    let wanted = ListWavesRequest { at_least, ..Default::default() };
    let listed = client.list_waves(ask(&visitor.caller(), wanted)).await?.into_inner();
    let links = web.handouts.find(visitor.actor, wave).is_some();
    let found = listed.waves.into_iter().find(|known| known.wave_id == wave);
    let wave =
        found.ok_or_else(|| Failure::NotFound("This trust has no such survey.".to_owned()))?;
    if wave.state() == WaveState::Released {
        let wave_id = wave.wave_id.clone();
        let wanted = GetResultsRequest { at_least, wave_id, ..Default::default() };
        let results = client.get_results(ask(&visitor.caller(), wanted)).await?.into_inner();
        let rates = results.response_rates.clone();
        return Ok(Loaded { ground, wave, results: Some(results), rates, links });
    }
    let wanted = GetParticipationRequest { wave_id: wave.wave_id.clone(), at_least: 0 };
    let rates =
        match client.get_participation(ask(&visitor.caller(), wanted)).await.map_err(Failure::from)
        {
            Ok(answer) => answer.into_inner().rates,
            Err(Failure::Refused(_) | Failure::NotFound(_) | Failure::Forbidden(_)) => Vec::new(),
            Err(other) => return Err(other),
        };
    Ok(Loaded { ground, wave, results: None, rates, links })
}

pub(crate) fn render(visitor: &Visitor, loaded: &Loaded, school: &str, told: &Told) -> Markup {
    let wave = &loaded.wave;
    let about = if school.is_empty() {
        isolated(&visitor.trust_name)
    } else {
        loaded.ground.names.school(school)
    };
    let body = html! {
        (told.above())
        span class="govuk-caption-l" { (dates::term(&wave.term)) ", " (audience(wave.audience())) }
        h1.govuk-heading-l { (wave.title) }
        p.pl-lead {
            (state(wave_state(wave.state()))) " "
            "Open from " (dates::day(&wave.opens_on)) " to " (dates::day(&wave.closes_on)) ". "
            "A figure is shown when it rests on at least " (wave.floor) " answers."
        }
        @if let Some(steps) = wave_desk::steps(visitor, loaded, told) { (steps) }
        @match &loaded.results {
            None => {
                p.govuk-body { "No results are shown before the survey is closed and its results are released." }
                (participation(visitor, loaded))
            }
            Some(results) => {
                (picker(visitor, loaded, school))
                h2.govuk-heading-m { "What " (about) " heard" }
                (rate(&loaded.rates, school))
                @for question in results.questions.iter().filter(|one| !one.about_you) { (asked(question, results, visitor, school)) }
                (answers_taken(visitor, loaded, results, school))
                (hubs(visitor, loaded, results, school))
                (participation(visitor, loaded))
                (in_rows(visitor, loaded, results))
                p.pl-note { "These figures were released in " (event_link(visitor, Behind::Released, results.released_at)) " and do not change." }
            }
        }
    };
    let crumbs = vec![("Surveys".to_owned(), "/surveys".to_owned())];
    let frame = Frame {
        title: &wave.title,
        place: Place::Surveys,
        visitor,
        crumbs: &crumbs,
        as_of: loaded.results.as_ref().and_then(|results| results.as_of.clone()),
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

/// Every figure that the reader is shown, a row each; nothing where that is none.
fn in_rows(visitor: &Visitor, loaded: &Loaded, results: &GetResultsResponse) -> Markup {
    let name = |school: &str| match school {
        "" => "The trust as a whole".to_owned(),
        school => loaded.ground.names.school(school),
    };
    let of = |question: &Question| {
        let of_question =
            results.figures.iter().filter(|figure| figure.question_id == question.question_id);
        let row = |figure: &Figure| {
            vec![
                Cell::text(name(&figure.school_id)),
                Cell::text(question.asked()),
                Cell::text(&figure.words).by(percent(figure)),
                Cell::text(question.counts()),
            ]
        };
        of_question.map(row).collect::<Vec<_>>()
    };
    let rows: Vec<_> = results.questions.iter().flat_map(of).collect();
    if rows.is_empty() {
        return html! {};
    }
    let head = ["School", "Question", "Positive answers", "Counted as positive"];
    let listing = PageListing::new("survey-results", head, rows)
        .narrowed_by(&["School", "Question"])
        .about(of_wave(&loaded.wave))
        .noting(FEW);
    html! {
        h2.govuk-heading-m { "Every figure of this survey" }
        (listing.draw(&visitor.view))
    }
}

/// What a file of a survey says above its figures: which survey it is, and from how many answers on a figure is shown.
pub(super) fn of_wave(wave: &Wave) -> Vec<String> {
    let (floor, sensitive) = (wave.floor, wave.floor.max(SENSITIVE_FLOOR));
    let floor = format!(
        "A figure is shown when it rests on at least {floor} answers; of a sensitive question on at least {sensitive}"
    );
    vec![format!("{}, {}", dates::term(&wave.term), audience(wave.audience())), floor]
}

/// What a figure is sorted by: its percentage, where one is shown.
fn percent(figure: &Figure) -> String {
    figure.positive_percent.map(|percent| percent.to_string()).unwrap_or_default()
}

/// What a reader of the file has to know of figures that rest on few answers.
const FEW: &str =
    "Where a figure would rest on too few answers, the row says so in place of the figure.";

fn picker(visitor: &Visitor, loaded: &Loaded, school: &str) -> Markup {
    let asked_here = |id: &str| loaded.wave.school_ids.iter().any(|asked| asked == id);
    let schools = loaded.ground.schools_seen(visitor).filter(|school| {
        asked_here(&school.school_id) && visitor.sees_answers_of(&school.school_id)
    });
    let items = std::iter::once((String::new(), "The trust as a whole".to_owned()))
        .chain(schools.map(|school| (school.school_id.clone(), school.name.clone())));
    html! {
        form.pl-filter method="get" action={"/surveys/" (loaded.wave.wave_id)} {
            (select(&Select {
                field: Field { name: "school", label: "Show the answers of", value: school, ..Field::default() },
                items: items.collect(),
            }))
            (button_submit("Show"))
        }
    }
}

fn rate(rates: &[ResponseRate], school: &str) -> Markup {
    html! {
        @if let Some(rate) = rates.iter().find(|rate| rate.school_id == school) {
            p.govuk-body { "Took part: " strong { (rate.words) } }
        }
    }
}

fn asked(
    question: &Question,
    results: &GetResultsResponse,
    visitor: &Visitor,
    school: &str,
) -> Markup {
    let of_question =
        results.figures.iter().filter(|figure| figure.question_id == question.question_id);
    let figure = of_question.into_iter().find(|figure| figure.school_id == school);
    html! {
        article.pl-figure id=(question.question_id) {
            h3 { (question.asked()) }
            @match figure {
                None => p.pl-figure__says {
                    @if visitor.answers_of(school) == Extent::All { "Not asked here." }
                    @else { "Not shown to you." }
                },
                Some(figure) => (answered(question, figure)),
            }
        }
    }
}

fn answered(question: &Question, figure: &Figure) -> Markup {
    let (parts, counted) = (parts(question, figure), question.counts());
    html! {
        p.pl-figure__says { (figure.words) }
        @if figure.base.is_some() && !counted.is_empty() { p.pl-note { "The percentage counts " (counted) "." } }
        @if figure.suppression() == Suppression::None && figure.counts.is_empty() {
            (bar(figure.positive_percent, &question.text, &figure.words))
        }
        @if figure.suppression() == Suppression::None && !figure.counts.is_empty() {
            (likert(&Likert { id: &format!("chart-{}", question.question_id), title: &question.text, parts: &parts }))
            (details("Answers in numbers", &counts(question, figure)))
        }
        @if question.sensitive {
            p.pl-note { "Shown from 20 answers on, because of what it asks." }
        }
    }
}

/// The answers that count, positive ones first; those outside the base are in the table only.
pub(crate) fn parts(question: &Question, figure: &Figure) -> Vec<Part> {
    let mut seen = [0; 2];
    let parts = question.options.iter().filter_map(|option| {
        let tone = match option.counting() {
            Counting::Positive => Tone::Positive(next(&mut seen[0])),
            Counting::Negative => Tone::Negative(next(&mut seen[1])),
            Counting::Neither => Tone::Neither,
            Counting::OutsideBase | Counting::Unspecified => return None,
        };
        let chosen = figure.counts.iter().find(|count| count.option_id == option.option_id);
        let count = chosen.map_or(0, |count| count.count);
        Some(Part { label: option.label.clone(), count, tone })
    });
    parts.collect()
}

fn next(counter: &mut usize) -> usize {
    *counter += 1;
    *counter - 1
}

/// A row for each answer that can be chosen: its words, and how many chose it.
pub(super) fn chosen(question: &Question, figure: &Figure) -> Vec<Vec<Cell>> {
    let rows = question.options.iter().map(|option| {
        let chosen = figure.counts.iter().find(|count| count.option_id == option.option_id);
        let outside = if option.counting() == Counting::OutsideBase {
            " (not counted in the percentage)"
        } else {
            ""
        };
        vec![
            Cell::text(format!("{}{outside}", option.label)),
            Cell::number(chosen.map_or(0, |count| count.count).to_string()),
        ]
    });
    rows.collect()
}

fn counts(question: &Question, figure: &Figure) -> Markup {
    Table {
        caption: None,
        head: vec![("Answer", false), ("Chosen", true)],
        rows: chosen(question, figure),
        first_is_header: true,
        stacks: false,
    }
    .render()
}

#[cfg(test)]
mod tests;
