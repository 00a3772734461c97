//! Why a school stands where it stands in one area: the end of the walk from the dashboard to the event.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use contract::Said as _;
use contract::categories::v1::{
    Category, ListBroughtInRequest, ListBroughtInResponse, ListCategoriesRequest, Round,
};
use contract::dashboards::v1::{GetHeatmapRequest, GetHeatmapResponse, HeatmapCell};
use contract::log::v1::AsOf;
use contract::schools::v1::School;
use maud::{Markup, html};

use super::asked::{Asked, Viewing, Wish};
use super::dashboard::heat_request;
use super::evidence::evidence_list;
use super::judged::{Judged, side_by_side};
use super::judging::Desk;
use super::{ForReader, chip, citable, crumbs, earlier as before, event_link, rung};
use crate::access::Behind;
use crate::components::{Cell, Table, details, inset};
use crate::dates;
use crate::failure::Failure;
use crate::form::{Query, Told};
use crate::frame::{Frame, Place, page_of_a_day};
use crate::ground::{Ground, rounds_on};
use crate::names::Names;
use crate::pages::heat::movement;
use crate::services::{Services, ask};
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// How many rounds back the history goes: four years of terms.
const ROUNDS: usize = 12;

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub ground: Ground,
    pub heat: Shown<GetHeatmapResponse>,
    /// The school in every area and round, newest round first.
    pub categories: Shown<Vec<Category>>,
    /// What was decided of the school before Plumbline, in every area.
    pub brought_in: Shown<ListBroughtInResponse>,
    /// What can be cited, where this person's next step cites something.
    pub citable: citable::Offered,
}

/// `GET /schools/{school}/areas/{area}`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path((school, area)): Path<(String, String)>,
    Query(query): Query,
) -> Result<Response, Failure> {
    let path = format!("/schools/{school}/areas/{area}");
    match Asked::read(&path, &query, visitor.today) {
        Wish::Go(address) => Ok(Redirect::to(&address).into_response()),
        Wish::Show(asked) => {
            let told = Told::on(&web, &visitor, &query);
            let viewing = Viewing { asked: &asked, told: &told };
            let place = citable::Cited { school: &school, area: &area };
            let loaded = load(&web.services, &visitor, place, viewing).await?;
            let subject = Subject { school: loaded.ground.school(&school, &visitor)?, area: &area };
            if !loaded.ground.framework.areas.iter().any(|known| known.area_id == area)
                && loaded.of_area(&area).next().is_none()
                && !loaded.was_decided_before(&area)
            {
                return Err(Failure::NotFound("The trust judges no such area.".to_owned()));
            }
            Ok(render(&visitor, &loaded, &subject, viewing).into_response())
        }
    }
}

async fn load(
    services: &Services,
    visitor: &Visitor,
    place: citable::Cited<'_>,
    viewing: Viewing<'_>,
) -> Result<Loaded, Failure> {
    let (Viewing { asked, told }, school) = (viewing, place.school);
    let (shared_only, at_least) = (!visitor.sees_drafts(school), told.at_least());
    let wanted = GetHeatmapRequest { shared_only, at_least, ..heat_request(visitor, asked) };
    let mut dashboards = services.dashboards();
    let (ground, heat) = tokio::join!(
        Ground::load(services, visitor),
        dashboards.get_heatmap(ask(&visitor.caller(), wanted)),
    );
    let ground = ground?;
    let rounds = rounds_on(services, visitor, &asked.iso()).await?;
    let day = HistoryAsked { rounds: &rounds, at_least, as_of_date: asked.iso() };
    let categories = of_school(services, visitor, school, day).await?;
    let school_id = school.to_owned();
    let wanted = ListBroughtInRequest { at_least, school_id, as_of_date: asked.iso() };
    let brought_in = before::list(services, visitor, wanted).await?;
    let reader = ForReader { visitor, ground: &ground, told };
    let desk = categories.known().and_then(|known| Desk::of(reader, place, known, &[]));
    let cites = asked.date.is_none() && desk.is_some_and(|desk| desk.cites());
    let citable = match cites {
        true => citable::load(services, visitor, place).await?,
        false => citable::Offered::default(),
    };
    let heat = Shown::of(heat, visitor.judgements_of(school))?;
    Ok(Loaded { ground, heat, categories, brought_in, citable })
}

/// Which rounds are asked for, how far the record must be read, and the day; empty for now.
#[derive(Debug)]
pub(crate) struct HistoryAsked<'a> {
    rounds: &'a [Round],
    at_least: u64,
    as_of_date: String,
}

/// The school's categories in every round it was in.
pub(crate) async fn of_school(
    services: &Services,
    visitor: &Visitor,
    school: &str,
    asked: HistoryAsked<'_>,
) -> Result<Shown<Vec<Category>>, Failure> {
    let (mut found, extent) = (Vec::new(), visitor.judgements_of(school));
    let HistoryAsked { rounds, at_least, as_of_date } = asked;
    let with_school = rounds.iter().filter(|round| round.school_ids.iter().any(|id| id == school));
    for round in with_school.take(ROUNDS) {
        let (round_id, school_id) = (round.round_id.clone(), school.to_owned());
        let wanted = ListCategoriesRequest { round_id, school_id, ..Default::default() };
        let as_of_date = as_of_date.clone();
        let wanted = ListCategoriesRequest { at_least, as_of_date, ..wanted };
        let answer = services.categories().list_categories(ask(&visitor.caller(), wanted)).await;
        match Shown::of(answer, extent)? {
            Shown::All(answer) | Shown::Part(answer, _) => found.extend(answer.categories),
            Shown::Withheld(why) => return Ok(Shown::Withheld(why)),
            Shown::Away => return Ok(Shown::Away),
        }
    }
    Ok(Shown::All(found).within(extent))
}

impl Loaded {
    fn of_area<'a>(&'a self, area: &'a str) -> impl Iterator<Item = &'a Category> {
        let in_area = move |category: &&Category| {
            category.cell.as_ref().is_some_and(|cell| cell.area_id == area)
        };
        self.categories.known().into_iter().flatten().filter(in_area)
    }

    /// Whether a judgement of the area was brought in from an earlier year.
    fn was_decided_before(&self, area: &str) -> bool {
        let known = self.brought_in.known();
        known.is_some_and(|known| known.decisions.iter().any(|one| one.area_id == area))
    }

    /// Everything up to here may be shown: all of it, unless an earlier day was asked for.
    fn until(&self, asked: &Asked) -> u64 {
        match (asked.date, self.as_of()) {
            (Some(_), Some(as_of)) => as_of.position,
            (Some(_), None) => 0,
            (None, _) => u64::MAX,
        }
    }

    fn as_of(&self) -> Option<AsOf> {
        self.heat.known().and_then(|heat| heat.as_of.clone())
    }
}

/// The school and the area the page is about.
#[derive(Debug)]
pub(crate) struct Subject<'a> {
    pub school: &'a School,
    pub area: &'a str,
}

pub(crate) fn render(
    visitor: &Visitor,
    loaded: &Loaded,
    subject: &Subject<'_>,
    viewing: Viewing<'_>,
) -> Markup {
    let Viewing { asked, told } = viewing;
    let (ground, school) = (&loaded.ground, subject.school);
    let (area, id) = (ground.names.area(subject.area), &school.school_id);
    let here = format!("/schools/{id}/areas/{}", subject.area);
    let is_here = |cell: &&HeatmapCell| cell.school_id == *id && cell.area_id == subject.area;
    let cell = loaded.heat.known().and_then(|heat| heat.cells.iter().find(is_here));
    let judged = loaded
        .of_area(subject.area)
        .filter_map(|category| Judged::of(category, visitor, loaded.until(asked)));
    let judged: Vec<_> = judged.filter(Judged::has_begun).collect();
    let body = html! {
        (told.above())
        (asked.above(&here))
        span class="govuk-caption-l" { (school.name) }
        h1.govuk-heading-l { (area) }
        @match cell {
            Some(cell) => (standing_now(visitor, ground, cell)),
            None => (no_decision(visitor, loaded, id, asked)),
        }
        @if asked.date.is_none() {
            @let desk = |known: &[Category]| Desk::of(ForReader { visitor, ground, told }, citable::Cited { school: id, area: subject.area }, known, &loaded.citable.pieces);
            @if let Some(steps) = loaded.categories.known().and_then(|known| desk(known)?.steps()) {
                (steps)
                @if loaded.citable.more_entries { p.pl-note { (citable::NEWEST) } }
            }
        }
        @let of_term = cell.and_then(|cell| judged.iter().find(|judged| judged.term == cell.term));
        @if let Some(judged) = of_term.or(judged.first()) { (how(visitor, ground, id, judged)) }
        @else if loaded.heat.known().is_some() { (loaded.categories.draw(STEPS, |_| None)) }
        @let shown = of_term.or(judged.first()).map(|judged| judged.term);
        @let others: Vec<_> = judged.iter().filter(|judged| Some(judged.term) != shown).collect();
        (earlier(visitor, ground, id, &others))
        (before::of_area(visitor, &loaded.brought_in, subject.area))
        (before::link(visitor, id))
        div.pl-filter { (asked.picker(&here, &[])) }
        @if visitor.has_a_trail_of(id) { p.govuk-body {
            a.govuk-link href={"/trail?school=" (id) "&area=" (subject.area)} { "Everything recorded about " (area) " at " (school.name) }
        } }
    };
    let crumbs = crumbs([(school.name.clone(), asked.keep(&format!("/schools/{id}")))]);
    let frame = Frame {
        title: &format!("{area} at {}", school.name),
        place: Place::Trust,
        visitor,
        crumbs: &crumbs,
        as_of: loaded.as_of(),
        problem: asked.is_wrong() || told.is_problem(),
    };
    page_of_a_day(&frame, &body)
}

const STEPS: Words<'_> = Words {
    what: "The steps towards a decision",
    none: Absence::of("The steps towards a decision are shown once it has been shared."),
};
const EVIDENCE: Words<'_> =
    Words { what: "The evidence", none: Absence::of("No evidence is cited.") };

fn no_decision(visitor: &Visitor, loaded: &Loaded, school: &str, asked: &Asked) -> Markup {
    let words = Words { what: "The decision", none: Absence::of("") };
    loaded.heat.draw(words, |_| {
        Some(html! {
            p.pl-lead {
                (visitor.without_decision(school)) " for this area"
                @if asked.date.is_some() { " on that day" } "."
            }
        })
    })
}

fn standing_now(visitor: &Visitor, ground: &Ground, cell: &HeatmapCell) -> Markup {
    let names = &ground.names;
    html! {
        p { (chip(names, &cell.region_id)) }
        p.pl-lead {
            (movement(names, cell)) ". Decided on " (dates::day(&cell.decided_on)) " for " (dates::term(&cell.term))
            @if !cell.shared { ", not yet shared with the committee" } "."
        }
        h2.govuk-heading-m { "Why " (names.region(&cell.region_id)) "?" }
        p.pl-reason.pl-wrap { (cell.reason.said()) }
        p.pl-note { "The decision and its reason are " (event_link(visitor, Behind::decision(&cell.school_id, cell.shared), cell.position)) " of the record." }
        (descriptors(ground, cell))
    }
}

fn descriptors(ground: &Ground, cell: &HeatmapCell) -> Markup {
    let of_area = |region: &str| {
        let found = ground.framework.descriptors.iter();
        found.filter(|words| words.area_id == cell.area_id).find(|words| words.region_id == region)
    };
    let old = cell.framework_version != ground.framework.version && cell.framework_version > 0;
    let names = &ground.names;
    html! {
        @if old {
            (inset(&html! {
                "This was judged with version " (cell.framework_version) " of the framework; today’s is version "
                (ground.framework.version) ". "
                a.govuk-link href={"/framework?version=" (cell.framework_version)} { "See the words it was judged by" }
            }))
        } @else if let Some(own) = of_area(&cell.region_id) {
            (inset(&html! { strong { (names.region(&cell.region_id)) " looks like this: " } (own.text) }))
            (details("What the other regions look like", &html! {
                @for region in ground.framework.regions.iter().filter(|region| region.region_id != cell.region_id) {
                    @if let Some(words) = of_area(&region.region_id) {
                        p { (rung(names, &region.region_id)) " " (words.text) }
                    }
                }
            }))
        }
    }
}

fn how(visitor: &Visitor, ground: &Ground, school: &str, judged: &Judged<'_>) -> Markup {
    html! {
        h2.govuk-heading-m { "The evidence" }
        (judged.rests_on().draw(EVIDENCE, |pieces| {
            (!pieces.is_empty()).then(|| evidence_list(visitor, &ground.names, school, pieces))
        }))
        h2.govuk-heading-m { "How it was decided, " (dates::term(judged.term)) }
        p.govuk-body { (judged.standing()) "." }
        (side_by_side(visitor, ground, school, judged))
    }
}

/// The terms other than the one shown above.
fn earlier(visitor: &Visitor, ground: &Ground, school: &str, judged: &[&Judged<'_>]) -> Markup {
    let rows: Vec<_> =
        judged.iter().map(|judged| row(visitor, &ground.names, school, judged)).collect();
    html! {
        @if !rows.is_empty() {
            (Table {
                caption: Some("Other terms"),
                head: vec![("Term", false), ("Region", false), ("Reason", false), ("Recorded in", false)],
                rows,
                first_is_header: true,
                stacks: true,
            }.render())
        }
    }
}

fn row(visitor: &Visitor, names: &Names, school: &str, judged: &Judged<'_>) -> Vec<Cell> {
    let term = Cell::text(dates::term(judged.term));
    match judged.decision() {
        Some(step) => vec![
            term,
            Cell::new(rung(names, &step.region_id)),
            Cell::text(step.reason.said()),
            Cell::new(event_link(visitor, judged.behind(school), step.position)),
        ],
        None => vec![term, Cell::text(judged.standing()), Cell::text(""), Cell::text("")],
    }
}

#[cfg(test)]
mod tests;
