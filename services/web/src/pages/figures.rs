//! What is known of a school in figures: the newest of each measure, and the way to each.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use contract::evidence::v1::{
    ListBenchmarksRequest, ListFiguresRequest, ListMeasuresRequest, MeasureDefinition,
    MeasureStage, RecordFigureRequest, RecordedFigure,
};
use contract::schools::v1::School;
use maud::{Markup, html};

use super::benchmarks::{self, BenchmarksKnown};
use super::crumbs;
use super::figures_known::{
    FEW, FiguresKnown, few, number, part, period, status, three_years, title,
};
use crate::components::{Cell, Field, Select, button_submit, select};
use crate::failure::Failure;
use crate::form::{Query, Told};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::listing::PageListing;
use crate::routes::Routes;
use crate::services::ask;
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/schools/{school}/figures", show)
}

/// Measures on the school's own page; its page of figures has all.
const FIRST: usize = 8;

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct FiguresLoaded {
    pub ground: Ground,
    pub known: Shown<FiguresKnown>,
    pub benchmarks: BenchmarksKnown,
}

/// `GET /schools/{school}/figures`, with `?measure=` for the way to one.
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(school): Path<String>,
    Query(query): Query,
) -> Result<Response, Failure> {
    let ground = Ground::load(&web.services, &visitor).await?;
    let measure = query.get("measure");
    if contract::field::slug("measure", measure).is_ok() {
        ground.school(&school, &visitor)?;
        let address = format!("/schools/{school}/figures/{measure}");
        return Ok(Redirect::to(&address).into_response());
    }
    let told = Told::on(&web, &visitor, &query);
    let (at_least, school_id) = (told.at_least(), school.clone());
    let beside =
        ListBenchmarksRequest { at_least, school_id: school_id.clone(), ..Default::default() };
    let wanted =
        ListFiguresRequest { at_least, school_id, with_others: true, ..Default::default() };
    let (known, benchmarks) =
        tokio::join!(load(&web, &visitor, wanted), benchmarks::load(&web, &visitor, beside),);
    let loaded = FiguresLoaded { ground, known: known?, benchmarks: benchmarks? };
    let found = loaded.ground.school(&school, &visitor)?;
    Ok(render(&visitor, &loaded, found, &told).into_response())
}

/// Figures with the measures they are of, as of the same day.
pub(crate) async fn load(
    web: &Web,
    visitor: &Visitor,
    wanted: ListFiguresRequest,
) -> Result<Shown<FiguresKnown>, Failure> {
    let extent = visitor.recorded_figures_of(&wanted.school_id);
    let measures =
        ListMeasuresRequest { at_least: wanted.at_least, as_of_date: wanted.as_of_date.clone() };
    let caller = visitor.caller();
    let (mut figures_of, mut measures_of) = (web.services.evidence(), web.services.evidence());
    let (figures, measures) = tokio::join!(
        figures_of.list_figures(ask(&caller, wanted)),
        measures_of.list_measures(ask(&caller, measures)),
    );
    let measures = match measures {
        Ok(answer) => answer.into_inner().measures,
        Err(status) => return Shown::of(Err(status), extent),
    };
    Ok(Shown::of(figures, extent)?.map(|answer| FiguresKnown { figures: answer.figures, measures }))
}

/// How a page speaks of figures.
pub(crate) const WORDS: Words<'static> = Words {
    what: "Figures",
    none: Absence::of("No figure of this school has been recorded here yet."),
};

pub(crate) fn render(
    visitor: &Visitor,
    loaded: &FiguresLoaded,
    school: &School,
    told: &Told,
) -> Markup {
    let newest = loaded.known.known().map(FiguresKnown::newest).unwrap_or_default();
    let body = html! {
        (told.above())
        h1.govuk-heading-l { "Figures of " bdi { (school.name) } }
        p.govuk-body {
            "The newest figure of each measure. The other schools of the trust stand beside it without this school. "
            "Beside both stands what was published of England and of the school’s local authority, for the same period and pupils. "
            a.govuk-link href="/measures" { "What is measured" }
        }
        (loaded.known.draw(WORDS, |known| list(visitor, loaded, known, school)))
        @if !newest.is_empty() { (loaded.benchmarks.sources(newest.iter().copied())) }
        (few(newest))
        (chooser(visitor, loaded, school))
    };
    let crumbs = crumbs([(school.name.clone(), format!("/schools/{}", school.school_id))]);
    let frame = Frame {
        title: "Figures",
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: None,
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

/// The newest figures, sorted by the stage they are of; nothing where there is none.
fn list(
    visitor: &Visitor,
    loaded: &FiguresLoaded,
    known: &FiguresKnown,
    school: &School,
) -> Option<Markup> {
    let newest = known.newest();
    let stage = |figure: &RecordedFigure| {
        let measure = known.measure(&figure.measure_id);
        measure.and_then(|measure| measure.definition.as_ref()).map(MeasureDefinition::stage)
    };
    let of = |wanted: MeasureStage| {
        newest.iter().filter(move |figure| stage(figure) == Some(wanted)).map(move |figure| {
            let beside = loaded.benchmarks.cells(known, figure);
            let one = loaded.benchmarks.one_of_few(figure);
            row(known, figure, school, RowBeside { stage: wanted, beside, one })
        })
    };
    let [england, authority] = benchmarks::HEADS;
    let own = "This school";
    let others = "The trust’s other schools";
    let head = ["Measure", "Stage", "Period", own, others, england, authority, "Status"];
    let rows: Vec<_> = MeasureStage::ALL.into_iter().flat_map(of).collect();
    (!rows.is_empty()).then(|| {
        let listing = PageListing::new("figures", head, rows).noting(FEW);
        listing.narrowed_by(&["Stage", "Period", "Status"]).draw(&visitor.view)
    })
}

/// What a row says beside the figure itself.
struct RowBeside {
    stage: MeasureStage,
    /// England and the authority.
    beside: [Cell; 2],
    /// By how much one of few moves the share.
    one: Markup,
}

fn row(
    known: &FiguresKnown,
    figure: &RecordedFigure,
    school: &School,
    with: RowBeside,
) -> Vec<Cell> {
    let RowBeside { stage, beside: [england, authority], one } = with;
    let says = figure.versions.first().map(|kept| known.says(figure, kept)).unwrap_or_default();
    vec![
        Cell::new(html! {
            a.govuk-link href={"/schools/" (school.school_id) "/figures/" (figure.measure_id)} {
                (title(known, &figure.measure_id))
            }
            @if !figure.breakdown_id.is_empty() { ": " (part(known, figure)) }
        }),
        Cell::text(stage.words()),
        Cell::text(period(&figure.period)).by(&figure.period),
        Cell::new(html! { (says) (one) (three_years(figure)) })
            .by(number(figure).map(|one| one.to_string()).unwrap_or_default()),
        Cell::text(known.others(figure)).by(figure
            .others
            .as_ref()
            .map(|one| one.number.to_string())
            .unwrap_or_default()),
        england,
        authority,
        Cell::text(status(figure)),
    ]
}

/// The way to a measure of which nothing is recorded yet.
fn chooser(visitor: &Visitor, loaded: &FiguresLoaded, school: &School) -> Markup {
    let measures = loaded.known.known().map(|known| known.measures.as_slice()).unwrap_or_default();
    let mut items: Vec<(String, String)> = Vec::new();
    for measure in measures {
        // The newest definition comes first.
        let again = items.last().is_some_and(|(id, _)| *id == measure.measure_id);
        if !again && let Some(definition) = &measure.definition {
            let retired = !measure.retired_on.is_empty();
            let title = if retired { String::new() } else { definition.title.clone() };
            items.push((measure.measure_id.clone(), title));
        }
    }
    items.retain(|(_, title)| !title.is_empty());
    items.sort_by(|(_, one), (_, other)| one.cmp(other));
    html! {
        @if visitor.may.of::<RecordFigureRequest>(&school.school_id) && !items.is_empty() {
            h2.govuk-heading-m { "Record a figure" }
            form.pl-filter method="get" action={"/schools/" (school.school_id) "/figures"} {
                (select(&Select {
                    field: Field { name: "measure", label: "Measure", ..Field::default() },
                    items,
                }))
                (button_submit("Choose this measure"))
            }
        }
    }
}

/// The part of a school's page: a line for each measure, and the way to all.
pub(crate) fn section(known: &Shown<FiguresKnown>, school: &School) -> Markup {
    html! {
        section #figures {
            h2.govuk-heading-m { "Figures" }
            (known.draw(WORDS, |known| lines(known, school)))
            (few(known.known().map(FiguresKnown::newest).unwrap_or_default().into_iter().take(FIRST)))
            p.govuk-body {
                a.govuk-link href={"/schools/" (school.school_id) "/figures"} { "Every figure of the school" }
            }
        }
    }
}

fn lines(known: &FiguresKnown, school: &School) -> Option<Markup> {
    let newest = known.newest();
    let line = |figure: &RecordedFigure| {
        let says = figure.versions.first().map(|kept| known.says(figure, kept));
        html! {
            a.govuk-link href={"/schools/" (school.school_id) "/figures/" (figure.measure_id)} {
                (title(known, &figure.measure_id))
            }
            ": " (says.unwrap_or_default()) ", " (period(&figure.period))
        }
    };
    (!newest.is_empty()).then(|| {
        html! {
            ul.govuk-list.govuk-list--bullet {
                @for figure in newest.iter().take(FIRST) { li { (line(figure)) } }
            }
        }
    })
}

#[cfg(test)]
mod tests;
