//! Which schools could help in the area that a measure is about: those that stand in the highest region there.

use contract::dashboards::v1::{GetHeatmapResponse, HeatmapCell};
use contract::evidence::v1::RecordedFigure;
use maud::{Markup, html};

use super::compared_schools::ComparedSchools;
use super::figures_known::FiguresKnown;
use super::measured_area::area_of;
use crate::ground::Ground;
use crate::shown::{Absence, Words};
use crate::visitor::Visitor;

const WORDS: Words<'_> = Words {
    what: "Where schools stand",
    none: Absence::of("No other school stands in the highest region of this area."),
};

/// The schools with their figures of the measure; nothing where no area is known that the measure is about.
pub(crate) fn section(
    visitor: &Visitor,
    loaded: &ComparedSchools,
    measure: &str,
    figures: &[&RecordedFigure],
) -> Markup {
    let ground = &loaded.ground;
    let Some(known) = loaded.known.known() else { return html! {} };
    let about = known.measure(measure).and_then(area_of);
    let judged = about.filter(|id| ground.framework.areas.iter().any(|area| area.area_id == *id));
    let Some((area, top)) = judged.zip(ground.framework.regions.last()) else {
        return html! {};
    };
    let schools = |heat: &GetHeatmapResponse| {
        let stands = |cell: &&HeatmapCell| {
            cell.area_id == area && cell.region_id == top.region_id && !cell.reopened
        };
        let cells = heat.cells.iter().filter(stands);
        let helpers = cells.filter(|cell| is_another(visitor, ground, &cell.school_id));
        let lines = helpers.map(|cell| {
            let mut of_school = figures.iter().filter(|one| one.school_id == cell.school_id);
            line(visitor, ground, cell, of_school.next().map(|one| says(known, one)))
        });
        let lines: Vec<Markup> = lines.collect();
        let drawn = html! {
            ul class="govuk-list govuk-list--bullet" { @for line in &lines { li { (line) } } }
        };
        (!lines.is_empty()).then_some(drawn)
    };
    html! {
        section #could-help {
            h2.govuk-heading-m { "Who could help" }
            p.govuk-body {
                "Schools in " strong { (top.name) } " for " (ground.names.area(area)) ", which this measure is about."
            }
            (loaded.heat.draw(WORDS, schools))
        }
    }
}

/// Whether a school is in the trust and is none of the reader's own.
fn is_another(visitor: &Visitor, ground: &Ground, school: &str) -> bool {
    let mut schools = ground.trust.schools.iter();
    !visitor.is_own(school)
        && schools.any(|known| known.school_id == school && known.left_on.is_empty())
}

fn says(known: &FiguresKnown, figure: &RecordedFigure) -> String {
    figure.versions.first().map(|kept| known.says(figure, kept)).unwrap_or_default()
}

fn line(visitor: &Visitor, ground: &Ground, cell: &HeatmapCell, figure: Option<String>) -> Markup {
    let school = cell.school_id.as_str();
    let name = ground.names.school(school);
    html! {
        @if visitor.sees(school) { a.govuk-link href={"/schools/" (school)} { (name) } }
        @else { (name) }
        @if !cell.shared { " (not shared yet)" }
        @if let Some(figure) = figure { ": " (figure) }
    }
}

#[cfg(test)]
mod tests;
