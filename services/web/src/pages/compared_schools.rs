//! One measure over the schools of the trust: the newest figure of each, the highest first, drawn and said. Beside it stand how the
//! schools lie apart, and which of them could help.

use axum::extract::{Path, State};
use contract::dashboards::v1::GetHeatmapResponse;
use contract::evidence::v1::{
    ListFiguresRequest, ListMeasuresRequest, MeasureUnit, RecordedFigure,
};
use maud::{Markup, html};

use super::asked::Asked;
use super::dashboard::heat_request;
use super::figures_known::{
    FEW, FiguresKnown, few, number, part, period, status, three_years, title,
};
use super::{compared_spread, could_help, crumbs, measures};
use crate::chart::bar;
use crate::components::{Cell, Field, Select, button_submit, select, tag};
use crate::failure::Failure;
use crate::form::Query;
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::listing::PageListing;
use crate::routes::Routes;
use crate::services::ask;
use crate::shown::{Absence, Extent, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/measures/{measure}", show)
}

const PERIOD: &str = "period";
const PART: &str = "part";

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct ComparedSchools {
    pub ground: Ground,
    /// Every figure of one measure.
    pub known: Shown<FiguresKnown>,
    /// Where the schools stand today, in every area.
    pub heat: Shown<GetHeatmapResponse>,
}

/// What of a measure is compared.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MeasureCompared<'a> {
    pub measure: &'a str,
    /// Empty: the newest there is.
    pub period: &'a str,
    /// Id of a part of the pupils; empty: all of them.
    pub part: &'a str,
}

/// `GET /measures/{measure}`, with `?period=` and `?part=`.
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(measure): Path<String>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let caller = visitor.caller();
    let (mut figures_of, mut measures_of) = (web.services.evidence(), web.services.evidence());
    let mut dashboards = web.services.dashboards();
    let wanted = ListFiguresRequest { measure_id: measure.clone(), ..Default::default() };
    let stand = heat_request(&visitor, &Asked::default());
    let (ground, figures, measures, heat) = tokio::join!(
        Ground::load(&web.services, &visitor),
        figures_of.list_figures(ask(&caller, wanted)),
        measures_of.list_measures(ask(&caller, ListMeasuresRequest::default())),
        dashboards.get_heatmap(ask(&caller, stand)),
    );
    let measures = measures?.into_inner().measures;
    let figures = Shown::of(figures, visitor.recorded_figures())?;
    let known = figures.map(|answer| FiguresKnown { figures: answer.figures, measures });
    let heat = Shown::of(heat, standing(&visitor))?;
    let loaded = ComparedSchools { ground: ground?, known, heat };
    let of =
        MeasureCompared { measure: &measure, period: query.get(PERIOD), part: query.get(PART) };
    render(&visitor, &loaded, of)
}

/// How much is shown of where schools stand: a reader who sees what is shared only may miss some of it.
pub(crate) fn standing(visitor: &Visitor) -> Extent {
    match visitor.judgements() {
        Extent::All if !visitor.sees_all_drafts() => Extent::Part(
            "You are shown decisions that have been shared with the schools’ committees.",
        ),
        extent => extent,
    }
}

const WORDS: Words<'_> =
    Words { what: "Figures", none: Absence::of("No school has a figure of this measure yet.") };
const OF_THESE: Words<'_> = Words {
    what: "Figures",
    none: Absence::of("No school has a figure of this period and these pupils."),
};

/// The page; a measure that nobody knows has none.
pub(crate) fn render(
    visitor: &Visitor,
    loaded: &ComparedSchools,
    of: MeasureCompared<'_>,
) -> Result<Markup, Failure> {
    let known = loaded.known.known();
    if known.is_some_and(|known| known.measure(of.measure).is_none()) {
        return Err(Failure::NotFound("Nothing of this name is measured.".to_owned()));
    }
    let title = known.map_or_else(|| "Figures".to_owned(), |known| title(known, of.measure));
    let figures = known.map(|known| compared(known, of)).unwrap_or_default();
    let body = html! {
        h1.govuk-heading-l { (title) ", school by school" }
        @if let Some(known) = known {
            (picker(known, of))
            (compared_spread::spread(visitor, known, &figures))
        }
        @let words = if known.is_some_and(|known| !known.figures.is_empty()) { OF_THESE } else { WORDS };
        (loaded.known.draw(words, |known| list(visitor, loaded, known, of)))
        (few(figures.iter().copied()))
        (could_help::section(visitor, loaded, of.measure, &figures))
    };
    let crumbs = crumbs([("What is measured".to_owned(), measures::AT.to_owned())]);
    let frame = Frame {
        title: &title,
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: None,
        problem: false,
    };
    Ok(page(&frame, &body))
}

/// The figures of the period and part that are asked for.
fn compared<'a>(known: &'a FiguresKnown, of: MeasureCompared<'a>) -> Vec<&'a RecordedFigure> {
    let period = match of.period {
        "" => periods(known).first().copied().unwrap_or_default(),
        period => period,
    };
    let of_period = || known.figures.iter().filter(move |figure| figure.period == period);
    // Where nothing is said of all pupils, the first part of them is shown.
    let whole = of_period().any(|figure| figure.breakdown_id.is_empty());
    let first = of_period().map(|figure| figure.breakdown_id.as_str()).min().unwrap_or_default();
    let part = if of.part.is_empty() && !whole { first } else { of.part };
    of_period().filter(|figure| figure.breakdown_id == part).collect()
}

/// Every period of which a school has a figure, the newest first.
fn periods(known: &FiguresKnown) -> Vec<&str> {
    let mut periods: Vec<&str> = known.figures.iter().map(|one| one.period.as_str()).collect();
    periods.sort_unstable();
    periods.dedup();
    periods.reverse();
    periods
}

fn picker(known: &FiguresKnown, of: MeasureCompared<'_>) -> Markup {
    let periods = periods(known).into_iter().map(|one| (one.to_owned(), period(one)));
    let periods: Vec<_> = periods.collect();
    let mut parts: Vec<_> =
        known.figures.iter().map(|one| (one.breakdown_id.clone(), part(known, one))).collect();
    parts.sort();
    parts.dedup();
    let choice = |name, label, value, items| {
        select(&Select { field: Field { name, label, value, ..Field::default() }, items })
    };
    html! {
        @if periods.len() > 1 || parts.len() > 1 {
            form.pl-filter method="get" action={(measures::AT) "/" (of.measure)} {
                div.pl-filter__fields {
                    (choice(PERIOD, "Period", of.period, periods))
                    (choice(PART, "Pupils", of.part, parts))
                }
                (button_submit("Show"))
            }
        }
    }
}

/// How long the bars of the figures of one measure are.
#[derive(Clone, Copy, Debug)]
struct Scale {
    unit: MeasureUnit,
    /// The highest number that is drawn.
    highest: f64,
}

impl Scale {
    fn of(known: &FiguresKnown, measure: &str, figures: &[&RecordedFigure]) -> Self {
        let definition = known.measure(measure).and_then(|measure| measure.definition.as_ref());
        let unit = definition.map_or(MeasureUnit::Unspecified, |definition| definition.unit());
        Self { unit, highest: figures.iter().filter_map(|one| number(one)).fold(0.0, f64::max) }
    }

    /// The share of the whole bar that a number fills; nothing for what has no zero to begin at.
    fn share(self, number: f64) -> Option<f64> {
        match self.unit {
            MeasureUnit::Percent => Some(number),
            // From 80 to 120.
            MeasureUnit::ScaledScore => Some((number - 80.0) / 40.0 * 100.0),
            MeasureUnit::Points | MeasureUnit::Unspecified => None,
            _ => (self.highest > 0.0).then(|| number / self.highest * 100.0),
        }
    }
}

/// One row a school, the highest first; those without a number last.
fn list(
    visitor: &Visitor,
    loaded: &ComparedSchools,
    known: &FiguresKnown,
    of: MeasureCompared<'_>,
) -> Option<Markup> {
    let mut figures = compared(known, of);
    let scale = Scale::of(known, of.measure, &figures);
    let lowest = |figure: &RecordedFigure| number(figure).unwrap_or(f64::NEG_INFINITY);
    figures.sort_by(|one, other| lowest(other).total_cmp(&lowest(one)));
    let rows = figures.iter().map(|figure| {
        let school = loaded.ground.names.school(&figure.school_id);
        let own = visitor.is_own(&figure.school_id);
        let said = figure.versions.first().map(|kept| known.says(figure, kept));
        let said = said.unwrap_or_default();
        let drawn = bar(number(figure).and_then(|number| scale.share(number)), &school, &said);
        vec![
            Cell::new(html! {
                a.govuk-link href={"/schools/" (figure.school_id) "/figures/" (figure.measure_id)} { (school) }
                @if own { " " (tag("Your school", "")) }
            }),
            Cell::new(html! { (said) (three_years(figure)) div.pl-bar-cell { (drawn) } })
                .by(number(figure).map(|one| one.to_string()).unwrap_or_default()),
            Cell::text(status(figure)),
        ]
    });
    let rows: Vec<_> = rows.collect();
    (!rows.is_empty()).then(|| {
        let head = ["School", "Figure", "Status"];
        let listing = PageListing::new("schools-compared", head, rows).narrowed_by(&["Status"]);
        let about = figures.first().map(|figure| what_of(known, figure)).unwrap_or_default();
        listing.about(about).noting(FEW).draw(&visitor.view)
    })
}

/// Which period and which pupils the figures are about, as the file says it.
fn what_of(known: &FiguresKnown, figure: &RecordedFigure) -> Vec<String> {
    let period = format!("Period: {}", period(&figure.period));
    vec![period, format!("Pupils: {}", part(known, figure))]
}

#[cfg(test)]
mod tests;
