//! The heat table: schools by areas, a word and a movement in every cell, and the way to why.

use contract::dashboards::v1::{GetHeatmapResponse, HeatmapCell};
use maud::{Markup, html};

use super::asked::Asked;
use super::rank;
use crate::chart;
use crate::components::Cell;
use crate::dates;
use crate::ground::Ground;
use crate::listing::PageTable;
use crate::names::Names;
use crate::visitor::Visitor;

/// Areas that fit beside the schools on a page; the table of more uses a screen that is wider.
const WIDE: usize = 7;

/// The heat table as it is shown.
#[derive(Debug)]
pub(crate) struct HeatTable {
    /// Ids and names, in the framework's order.
    areas: Vec<(String, String)>,
    rows: Vec<Row>,
    /// Name of the highest region.
    highest: String,
    moved: Moved,
}

#[derive(Debug)]
struct Row {
    school: String,
    /// Whether it is the reader's own school, and not every one is.
    own: bool,
    href: String,
    cells: Vec<Option<HeatCell>>,
    /// What a cell without a decision means.
    without: &'static str,
}

#[derive(Debug)]
struct HeatCell {
    region: String,
    rung: usize,
    rungs: usize,
    /// The rungs of the last three terms, the earliest first; 0 where there is none.
    terms: [usize; 3],
    movement: String,
    change: HeatChange,
    href: String,
}

/// What a cell says of its movement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum HeatChange {
    /// It stands out.
    Moved,
    /// The eye sees it by the absence of words.
    Same,
    /// It is said, as something to know.
    Other,
}

/// How many judgements moved.
#[derive(Debug, Default, PartialEq, Eq)]
struct Moved {
    all: usize,
    /// Judged for the first time, so that nothing could move.
    first: usize,
    up: usize,
    down: usize,
}

/// A cell's movement in words, for example `Up from Repair`.
pub(crate) fn movement(names: &Names, cell: &HeatmapCell) -> String {
    let before = names.region(&cell.previous_region_id);
    let words = match cell.movement.as_str() {
        "up" => format!("▲ Up from {before}"),
        "down" => format!("▼ Down from {before}"),
        "same" => "No change".to_owned(),
        _ => "First time".to_owned(),
    };
    match (cell.reopened, cell.words_changed) {
        (true, _) => {
            let (day, region) = (dates::day(&cell.reopened_on), names.region(&cell.region_id));
            format!("Under review since {day}; it was {region}")
        }
        (false, true) => format!("{words} (other wording)"),
        (false, false) => words,
    }
}

impl HeatTable {
    pub(crate) fn of(
        ground: &Ground,
        visitor: &Visitor,
        heat: &GetHeatmapResponse,
        asked: &Asked,
    ) -> Self {
        let areas: Vec<_> = ground
            .framework
            .areas
            .iter()
            .map(|area| (area.area_id.clone(), area.name.clone()))
            .collect();
        let rows = ground.schools_seen(visitor).map(|school| {
            let id = &school.school_id;
            let cell_in = |area: &str| {
                heat.cells.iter().find(|cell| cell.school_id == *id && cell.area_id == area)
            };
            let cells = areas.iter().map(|(area, _)| {
                cell_in(area).map(|cell| HeatCell::of(&ground.names, cell, asked))
            });
            Row {
                school: school.name.clone(),
                own: visitor.is_own(id),
                href: asked.keep(&format!("/schools/{id}")),
                cells: cells.collect(),
                without: visitor.without_decision(id),
            }
        });
        let rows: Vec<Row> = rows.collect();
        let highest =
            ground.framework.regions.last().map(|region| region.name.clone()).unwrap_or_default();
        let seen = heat.cells.iter().filter(|cell| visitor.sees(&cell.school_id));
        Self { areas, rows, highest, moved: Moved::of(seen) }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.iter().all(|row| row.cells.iter().all(Option::is_none))
    }

    /// The table's message in a sentence.
    pub(crate) fn message(&self) -> String {
        let Moved { all, first, up, down } = self.moved;
        match (up, down) {
            (0, 0) if first == all => "Every judgement here is the first of its kind.".to_owned(),
            (0, 0) => format!("None of {all} judgements moved since the term before."),
            _ => format!(
                "{} of {all} judgements moved since the term before: {}.",
                up + down,
                up_and_down(up, down)
            ),
        }
    }

    /// Areas in which each school is on the highest rung.
    fn at_the_top(&self, place: usize) -> (usize, usize) {
        let cells = self.rows.iter().filter_map(|row| row.cells.get(place)?.as_ref());
        let (top, all) = cells.fold((0, 0), |(top, all), cell| {
            (top + usize::from(cell.rung == cell.rungs && cell.rung > 0), all + 1)
        });
        (top, all)
    }

    pub(crate) fn render(&self, caption: &str) -> Markup {
        let wide = if self.areas.len() > WIDE { " pl-heat--wide" } else { "" };
        html! {
            table class={"pl-heat" (wide)} role="table" {
                caption.pl-heat__caption { (caption) }
                thead role="rowgroup" {
                    tr role="row" {
                        th.pl-heat__area scope="col" role="columnheader" { "School" }
                        @for (_, name) in &self.areas {
                            th.pl-heat__area scope="col" role="columnheader" { (name) }
                        }
                    }
                }
                tbody role="rowgroup" {
                    @for row in &self.rows { (self.row(row)) }
                }
                @if self.rows.len() > 1 { tfoot role="rowgroup" { (self.sums()) } }
            }
        }
    }

    /// The ways to take the table: a row for each school and area. `about` says whose regions they are.
    pub(crate) fn taken(&self, visitor: &Visitor, about: Vec<String>) -> Markup {
        let head = ["School", "Area", "Region", "Movement since the term before"];
        let says = "Region of each school in each area";
        PageTable::new("heat-map", says, head).about(about).ways(&visitor.view, || {
            let of = |row: &Row| {
                let cells = row.cells.iter().zip(&self.areas);
                let cells = cells.map(|(cell, (_, area))| {
                    let (region, movement) = match cell {
                        Some(cell) => (cell.region.as_str(), cell.movement.as_str()),
                        None => (row.without, ""),
                    };
                    Vec::from(
                        [row.school.as_str(), area.as_str(), region, movement].map(Cell::text),
                    )
                });
                cells.collect::<Vec<_>>()
            };
            self.rows.iter().flat_map(of).collect()
        })
    }

    fn row(&self, row: &Row) -> Markup {
        html! {
            tr role="row" {
                th.pl-heat__school scope="row" role="rowheader" {
                    a.govuk-link href=(row.href) { (row.school) }
                    @if row.own && self.rows.len() > 1 { span.pl-own { "Your school" } }
                }
                @for (cell, (_, area)) in row.cells.iter().zip(&self.areas) {
                    @match cell {
                        Some(cell) => (cell.render(&row.school, area)),
                        None => td class="pl-heat__cell pl-rank-0" role="cell" {
                            span.pl-heat__none { span.pl-heat__name { (area) } span { (row.without) } }
                        },
                    }
                }
            }
        }
    }

    fn sums(&self) -> Markup {
        html! {
            tr role="row" {
                th.pl-heat__school scope="row" role="rowheader" { "Schools in " (self.highest) }
                @for (place, (_, area)) in self.areas.iter().enumerate() {
                    @let (top, all) = self.at_the_top(place);
                    td.pl-heat__sum role="cell" {
                        span.pl-heat__name { (area) } span { @if all > 0 { (top) " of " (all) } @else { "–" } }
                    }
                }
            }
        }
    }
}

fn up_and_down(up: usize, down: usize) -> String {
    match (up, down) {
        (up, 0) => format!("{up} up, none down"),
        (0, down) => format!("none up, {down} down"),
        (up, down) => format!("{up} up, {down} down"),
    }
}

impl HeatCell {
    fn of(names: &Names, cell: &HeatmapCell, asked: &Asked) -> Self {
        Self {
            region: names.region(&cell.region_id),
            rung: names.rung(&cell.region_id),
            rungs: names.rungs(),
            terms: [&cell.earlier_region_id, &cell.previous_region_id, &cell.region_id]
                .map(|region| names.rung(region)),
            movement: movement(names, cell),
            change: HeatChange::of(cell),
            href: asked.keep(&format!("/schools/{}/areas/{}", cell.school_id, cell.area_id)),
        }
    }

    /// A link is named whole, for those who hear it without the table around it.
    fn render(&self, school: &str, area: &str) -> Markup {
        html! {
            td class={"pl-heat__cell pl-rank-" (rank(self.rung, self.rungs))} role="cell" {
                a.pl-heat__link href=(self.href) {
                    span.govuk-visually-hidden { (school) ", " (area) ": " }
                    span.pl-heat__name aria-hidden="true" { (area) }
                    span.pl-heat__region { (chart::steps(self.rung, self.rungs)) " " (self.region) }
                    span.pl-heat__movement {
                        (chart::spark(&self.terms, self.rungs))
                        " " span class=[self.change.class()] { (self.movement) }
                    }
                }
            }
        }
    }
}

impl HeatChange {
    fn of(cell: &HeatmapCell) -> Self {
        match cell.movement.as_str() {
            _ if cell.reopened => Self::Other,
            "up" | "down" => Self::Moved,
            "same" if !cell.words_changed => Self::Same,
            _ => Self::Other,
        }
    }

    fn class(self) -> Option<&'static str> {
        match self {
            Self::Moved => Some("pl-heat__moved"),
            Self::Same => Some("govuk-visually-hidden"),
            Self::Other => None,
        }
    }
}

impl Moved {
    fn of<'a>(cells: impl Iterator<Item = &'a HeatmapCell>) -> Self {
        cells.fold(Self::default(), |sum, cell| Self {
            all: sum.all + 1,
            first: sum.first + usize::from(!matches!(&*cell.movement, "up" | "down" | "same")),
            up: sum.up + usize::from(cell.movement == "up"),
            down: sum.down + usize::from(cell.movement == "down"),
        })
    }
}

#[cfg(test)]
mod tests;
