//! One measure of a school: every figure with its versions, and the forms that record and withdraw one.

use axum::extract::{Path, State};
use contract::evidence::v1::{
    FigureSource, ListBenchmarksRequest, ListFiguresRequest, Measure, RecordFigureRequest,
    RecordedFigure, WithdrawFigureRequest,
};
use contract::schools::v1::School;
use maud::{Markup, html};

use super::benchmarks::{self, BenchmarksKnown};
use super::figure_forms::{RecordFigure, WithdrawFigure, recording};
use super::figures::{FiguresLoaded, WORDS, load};
use super::figures_known::{self as figures, FiguresKnown};
use super::similar_wanted::SimilarWanted;
use super::{crumbs, event_link, similar_schools};
use crate::components::{Cell, Row, Table, details, error_summary, summary_list};
use crate::dates;
use crate::failure::Failure;
use crate::form::{Form, Query, Told};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::listing::PageTable;
use crate::routes::Routes;
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/schools/{school}/figures/{measure}", show)
}

/// `GET /schools/{school}/figures/{measure}`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path((school, measure)): Path<(String, String)>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let ground = Ground::load(&web.services, &visitor).await?;
    let told = Told::on(&web, &visitor, &query);
    if contract::field::slug("measure", &measure).is_err() {
        return Err(unknown());
    }
    let wanted = ListFiguresRequest {
        at_least: told.at_least(),
        school_id: school.clone(),
        measure_id: measure.clone(),
        with_others: true,
        ..Default::default()
    };
    let similar = SimilarWanted::read(&query);
    let beside = ListBenchmarksRequest {
        at_least: told.at_least(),
        school_id: school.clone(),
        measure_ids: vec![measure.clone()],
        similar: Some(similar.choice()),
        ..Default::default()
    };
    let (known, benchmarks) =
        tokio::join!(load(&web, &visitor, wanted), benchmarks::load(&web, &visitor, beside),);
    let loaded = FiguresLoaded { ground, known: known?, benchmarks: benchmarks? };
    let found = loaded.ground.school(&school, &visitor)?;
    let subject = MeasuredSchool { school: found, measure: &measure, similar: &similar };
    render(&visitor, &loaded, subject, &told)
}

fn unknown() -> Failure {
    Failure::NotFound("There is no such measure.".to_owned())
}

/// The school that is measured, the measure's id, and which similar schools are wanted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MeasuredSchool<'a> {
    pub school: &'a School,
    pub measure: &'a str,
    pub similar: &'a SimilarWanted,
}

/// The page; a measure that nobody knows has none.
pub(crate) fn render(
    visitor: &Visitor,
    loaded: &FiguresLoaded,
    of: MeasuredSchool<'_>,
    told: &Told,
) -> Result<Markup, Failure> {
    let MeasuredSchool { school, measure, similar } = of;
    let known = loaded.known.known();
    let found = known.and_then(|known| known.measure(measure));
    if known.is_some() && found.is_none() {
        return Err(unknown());
    }
    let title = known.map_or_else(|| "Figures".to_owned(), |known| figures::title(known, measure));
    let problems = similar.problems();
    let at = format!("/schools/{}", school.school_id);
    let figures_at = format!("{at}/figures");
    let here = format!("{figures_at}/{measure}");
    let body = html! {
        (told.above())
        @if !problems.is_empty() { (error_summary(&problems)) }
        span class="govuk-caption-l" { (school.name) }
        h1.govuk-heading-l { (title) }
        @if let Some(found) = found { (described(found)) }
        (loaded.known.draw(WORDS, |known| table(visitor, known, &loaded.benchmarks)))
        @if let Some(known) = known.filter(|known| !known.figures.is_empty()) {
            (loaded.benchmarks.sources(&known.figures))
        }
        (figures::few(known.into_iter().flat_map(|known| &known.figures)))
        @if let Some(set) = loaded.benchmarks.similar_schools() {
            (similar_schools::section(set, similar, &here))
        }
        @if let Some(known) = known { (earlier(known)) }
        @if let Some((found, known)) = found.zip(known) { (forms(visitor, told, school, Recordable { found, known })) }
    };
    let crumbs = crumbs([(school.name.clone(), at), ("Figures".to_owned(), figures_at)]);
    let frame = Frame {
        title: &title,
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: None,
        problem: told.is_problem() || !problems.is_empty(),
    };
    Ok(page(&frame, &body))
}

/// What a measure counts, from where, and which way is better.
pub(crate) fn described(measure: &Measure) -> Markup {
    let definition = measure.definition.clone().unwrap_or_default();
    let rows = [
        ("Counts", definition.counts.clone()),
        ("Source", definition.source.clone()),
        ("Unit", definition.unit().words().to_owned()),
        ("Which way", definition.polarity().words().to_owned()),
    ];
    let mut rows: Vec<Row> =
        rows.into_iter().map(|(key, value)| Row::new(key, html! { (value) })).collect();
    if definition.survey_elsewhere {
        let kind = "Result of a survey that was run elsewhere. Its answers are not in Plumbline.";
        rows.insert(0, Row::new("Kind", html! { (kind) }));
    }
    if !measure.retired_on.is_empty() {
        let on = dates::day(&measure.retired_on);
        rows.push(Row::new("Retired", html! { (on) ". What was recorded stays." }));
    }
    summary_list(&rows)
}

fn table(visitor: &Visitor, known: &FiguresKnown, beside: &BenchmarksKnown) -> Option<Markup> {
    let rows = known.figures.iter().filter_map(|figure| {
        let newest = figure.versions.first()?;
        let [england, authority] = beside.cells(known, figure);
        Some(vec![
            Cell::text(figures::part(known, figure)),
            Cell::text(figures::period(&figure.period)),
            Cell::new(html! {
                (known.says(figure, newest)) (beside.one_of_few(figure))
                (figures::three_years(figure))
            }),
            Cell::text(known.others(figure)),
            england,
            authority,
            beside.similar_cell(known, figure),
            Cell::text(figures::status(figure)),
            Cell::new(html! {
                (source(newest.states.as_ref().and_then(|states| states.source.as_ref())))
                br; (event_link(visitor, figures::behind(figure), newest.position))
            }),
        ])
    });
    let rows: Vec<_> = rows.collect();
    let [england, authority] = benchmarks::HEADS;
    let own = "This school";
    let others = "The trust’s other schools";
    let similar = benchmarks::SIMILAR;
    let head = ["Pupils", "Period", own, others, england, authority, similar, "Status", "From"];
    let table = Table {
        head: head.map(|words| (words, false)).to_vec(),
        rows,
        first_is_header: true,
        stacks: true,
        ..Table::default()
    };
    let says = "Every period, this school beside the trust’s other schools, England, its authority and similar schools";
    let taken = PageTable::new("figure", says, head).about(vec![figures::FEW.to_owned()]);
    (!table.rows.is_empty()).then(|| {
        html! {
            (table.render())
            (taken.ways(&visitor.view, || table.rows.clone()))
        }
    })
}

fn source(source: Option<&FigureSource>) -> Markup {
    html! {
        @if let Some(source) = source {
            (source.document)
            @if !source.release.is_empty() { ", " (source.release) }
            @if !source.row.is_empty() { ", " (source.row) }
        }
    }
}

/// What was said of each figure before.
fn earlier(known: &FiguresKnown) -> Markup {
    html! {
        @for figure in known.figures.iter().filter(|figure| figure.versions.len() > 1) {
            @let heading = format!("Earlier: {}, {}", figures::part(known, figure), figures::period(&figure.period));
            (details(&heading, &versions(known, figure)))
        }
    }
}

fn versions(known: &FiguresKnown, figure: &RecordedFigure) -> Markup {
    let rows = figure.versions.iter().filter_map(|kept| {
        let states = kept.states.as_ref()?;
        Some(vec![
            Cell::text(states.version.to_string()),
            Cell::text(known.says(figure, kept)),
            Cell::text(states.status().words()),
            Cell::text(dates::day(&kept.recorded_on)),
            Cell::new(source(states.source.as_ref())),
        ])
    });
    Table {
        head: ["Version", "Said", "Status", "Recorded", "From"].map(|one| (one, false)).to_vec(),
        rows: rows.collect(),
        first_is_header: true,
        stacks: true,
        ..Table::default()
    }
    .render()
}

/// The measure of the forms, and what is recorded by it.
#[derive(Clone, Copy, Debug)]
struct Recordable<'a> {
    found: &'a Measure,
    known: &'a FiguresKnown,
}

/// What a file brought is taken back with its import; what a person recorded is withdrawn here.
fn a_person_recorded(figure: &RecordedFigure) -> bool {
    figure.versions.iter().any(|kept| kept.import_id.is_empty())
}

fn forms(visitor: &Visitor, told: &Told, school: &School, of: Recordable<'_>) -> Markup {
    let Recordable { found, known } = of;
    let (id, measure) = (school.school_id.clone(), found.measure_id.clone());
    let definition = found.definition.clone().unwrap_or_default();
    let records = visitor.may.of::<RecordFigureRequest>(&id) && found.retired_on.is_empty();
    html! {
        @if records { (recording(visitor, told, &RecordFigure { school: id.clone(), measure: measure.clone() }, &definition)) }
        @if visitor.may.of::<WithdrawFigureRequest>(&id) {
            @for figure in known.figures.iter().filter(|figure| a_person_recorded(figure)) {
                @let act = WithdrawFigure { school: id.clone(), measure: measure.clone(), figure: figure.figure_id.clone() };
                @let about = format!("{}, {}", figures::part(known, figure), figures::period(&figure.period));
                (Form::new(&act, visitor, told).about(&about).folded(&format!("Withdraw the figure: {about}")))
            }
        }
    }
}

#[cfg(test)]
mod tests;
