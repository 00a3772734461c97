//! What speaks of a school in each area: the sources side by side, and how old the newest piece of each is. Below stands what
//! does not agree.

use access::Shows;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use contract::categories::v1::{Category, ListCategoriesRequest};
use contract::evidence::v1::{ListFiguresRequest, ListSelfEvaluationsRequest, SelfEvaluation};
use contract::schools::v1::School;
use jiff::civil::Date;
use maud::{Markup, html};

use super::asked::{Asked, Wish};
use super::evidence_gathered::Gathering;
use super::figures_known::title;
use super::heat::movement;
use super::school_held::{self, SchoolHeld};
use super::triangulation::{
    AreaHeld, EvidenceSource, FigureChange, RegionMove, RestsOn, SourceCell, SourceSight,
    triangulate,
};
use super::{crumbs, rung};
use crate::components::{Cell, Table};
use crate::dates;
use crate::failure::Failure;
use crate::form::Query;
use crate::frame::{Frame, Place, page_of_a_day};
use crate::ground::rounds_on;
use crate::listing::PageTable;
use crate::services::ask;
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct EvidencePage {
    pub held: SchoolHeld,
    /// The school's judgements in the two newest rounds there were on the day, the newest round first.
    pub judgements: Shown<Vec<Category>>,
    pub self_evaluations: Shown<Vec<SelfEvaluation>>,
}

/// `GET /schools/{school}/evidence`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(school): Path<String>,
    Query(query): Query,
) -> Result<Response, Failure> {
    match Asked::read(&format!("/schools/{school}/evidence"), &query, visitor.today) {
        Wish::Go(address) => Ok(Redirect::to(&address).into_response()),
        Wish::Show(asked) => {
            let held = school_held::load(&web, &visitor, &school, &asked).await?;
            let (judgements, self_evaluations) = tokio::try_join!(
                judgements(&web, &visitor, &school, &asked),
                self_evaluations(&web, &visitor, &school, &asked),
            )?;
            let loaded = EvidencePage { held, judgements, self_evaluations };
            let found = loaded.held.ground.school(&school, &visitor)?;
            Ok(render(&visitor, &loaded, found, &asked).into_response())
        }
    }
}

async fn judgements(
    web: &Web,
    visitor: &Visitor,
    school: &str,
    asked: &Asked,
) -> Result<Shown<Vec<Category>>, Failure> {
    let rounds = rounds_on(&web.services, visitor, &asked.iso()).await?;
    let with_school = rounds.iter().filter(|round| round.school_ids.iter().any(|id| id == school));
    let mut wanted = with_school.map(|round| ListCategoriesRequest {
        round_id: round.round_id.clone(),
        school_id: school.to_owned(),
        as_of_date: asked.iso(),
        ..Default::default()
    });
    let (newest, before) =
        tokio::join!(of_round(web, visitor, wanted.next()), of_round(web, visitor, wanted.next()),);
    let before = before?;
    if matches!(before, Shown::Away) {
        // What an area cites in that round is not known, so it cannot be said to cite nothing.
        return Ok(Shown::Away);
    }
    let before = before.known().cloned().unwrap_or_default();
    Ok(newest?.map(|newest| newest.into_iter().chain(before).collect()))
}

async fn self_evaluations(
    web: &Web,
    visitor: &Visitor,
    school: &str,
    asked: &Asked,
) -> Result<Shown<Vec<SelfEvaluation>>, Failure> {
    let (school_id, as_of_date) = (school.to_owned(), asked.iso());
    let wanted = ListSelfEvaluationsRequest { school_id, as_of_date, ..Default::default() };
    let mut evidence = web.services.evidence();
    let answer = evidence.list_self_evaluations(ask(&visitor.caller(), wanted)).await;
    let shown = Shown::of(answer, visitor.self_evaluations_of(school))?;
    Ok(shown.map(|answer| answer.self_evaluations))
}

/// Nothing where there is no such round.
async fn of_round(
    web: &Web,
    visitor: &Visitor,
    wanted: Option<ListCategoriesRequest>,
) -> Result<Shown<Vec<Category>>, Failure> {
    let Some(wanted) = wanted else { return Ok(Shown::All(Vec::new())) };
    let extent = visitor.judgements_of(&wanted.school_id);
    let answer = web.services.categories().list_categories(ask(&visitor.caller(), wanted)).await;
    Ok(Shown::of(answer, extent)?.map(|answer| answer.categories))
}

/// The page as it is drawn for one reader.
struct EvidenceView<'a> {
    visitor: &'a Visitor,
    loaded: &'a EvidencePage,
    school: &'a School,
    asked: &'a Asked,
}

pub(crate) fn render(
    visitor: &Visitor,
    loaded: &EvidencePage,
    school: &School,
    asked: &Asked,
) -> Markup {
    let here = format!("/schools/{}/evidence", school.school_id);
    let view = EvidenceView { visitor, loaded, school, asked };
    let areas = view.gathering().areas();
    let body = html! {
        (asked.above(&here))
        h1.govuk-heading-l { "Evidence about " bdi { (school.name) } ", area by area" }
        p.pl-lead { "Which sources speak of each area, and how old the newest piece of each is." }
        (view.sources(&areas))
        (view.contradictions(&areas))
        div.pl-filter { (asked.picker(&here, &[])) }
    };
    let crumbs = crumbs([(school.name.clone(), format!("/schools/{}", school.school_id))]);
    let frame = Frame {
        title: "Evidence area by area",
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: loaded.held.as_of(),
        problem: asked.is_wrong(),
    };
    page_of_a_day(&frame, &body)
}

const AREAS: Words<'_> =
    Words { what: "Areas", none: Absence::of("No area is judged before the first round.") };

const AGAINST: Words<'_> = Words {
    what: "What figures say against a region",
    none: Absence::of("No figure that can be compared went the other way than a region."),
};

impl EvidenceView<'_> {
    fn gathering(&self) -> Gathering<'_> {
        // The judgements are those of the day, also where the regions cannot be shown.
        let position = self.loaded.held.as_of().map_or(u64::MAX, |as_of| as_of.position);
        Gathering {
            visitor: self.visitor,
            school: &self.school.school_id,
            held: &self.loaded.held,
            judgements: &self.loaded.judgements,
            self_evaluations: &self.loaded.self_evaluations,
            until: if self.asked.date.is_some() { position } else { u64::MAX },
        }
    }

    /// The day as of which pieces are old.
    fn day(&self) -> Date {
        self.asked.date.unwrap_or(self.visitor.today)
    }

    /// One row an area, one column a source.
    fn sources(&self, areas: &[AreaHeld]) -> Markup {
        let rows: Vec<_> = areas.iter().map(|area| self.row(area)).collect();
        let more = self.loaded.held.record.known().is_some_and(|known| known.next_page > 0);
        html! {
            (Shown::All(rows).draw(AREAS, |rows| self.table(rows)))
            p.pl-note {
                "In brackets: how many pieces. Visits, the running record, peer reviews and self-evaluations that were signed off "
                "count for the areas that they name. "
                "Pupils’ results count for Outcomes, absence and suspensions for Behaviour and attendance. "
                "Surveys, inspections and awards name no area. They count only where a judgement cites them: the newest one of the area that "
                "cites anything, in the two newest rounds with the school."
                @if more { " Of the running record the newest entries are counted." }
            }
        }
    }

    fn table(&self, rows: &[Vec<Cell>]) -> Option<Markup> {
        let sources = EvidenceSource::ALL.map(EvidenceSource::words);
        let mut head = vec!["Area"];
        head.extend(sources);
        head.push("Rests on");
        let says = "The newest piece of each source";
        let table = Table {
            caption: Some(says),
            head: head.iter().map(|words| (*words, false)).collect(),
            rows: rows.to_vec(),
            first_is_header: true,
            stacks: true,
        };
        let about = vec![
            self.school.name.clone(),
            "In brackets: how many pieces, of what you are shown".to_owned(),
            format!("A piece is over a year old on {}", dates::said(self.day())),
        ];
        let taken = PageTable { name: "evidence", says, about, head };
        (!rows.is_empty()).then(|| {
            html! {
                (table.render())
                (taken.ways(&self.visitor.view, || rows.to_vec()))
            }
        })
    }

    fn row(&self, area: &AreaHeld) -> Vec<Cell> {
        let triangle = triangulate(area, self.day());
        let mut row = vec![Cell::new(html! {
            (self.area_link(&area.area_id)) br; (self.region(&area.area_id))
        })];
        let sources = EvidenceSource::ALL.into_iter().zip(triangle.cells);
        row.extend(sources.map(|(source, cell)| source_cell(source, cell)));
        row.push(Cell::new(rests_on(triangle.rests_on)));
        row
    }

    fn area_link(&self, area: &str) -> Markup {
        let at = format!("/schools/{}/areas/{area}", self.school.school_id);
        let name = self.loaded.held.ground.names.area(area);
        html! { a.govuk-link href=(self.asked.keep(&at)) { (name) } }
    }

    fn region(&self, area: &str) -> Markup {
        let (held, school) = (&self.loaded.held, &self.school.school_id);
        let cell = held.heat.known().and_then(|heat| {
            let mut cells = heat.cells.iter();
            cells.find(|cell| cell.school_id == *school && cell.area_id == area)
        });
        html! {
            @match (cell, &held.heat) {
                (Some(cell), _) => {
                    @if cell.reopened { (movement(&held.ground.names, cell)) }
                    @else { (rung(&held.ground.names, &cell.region_id)) }
                }
                (None, Shown::Away) => (AWAY),
                (None, Shown::Withheld(_)) => (WITHHELD),
                (None, _) => (self.visitor.without_decision(school)),
            }
        }
    }

    /// The figures that went the other way than the region, by area.
    fn contradictions(&self, areas: &[AreaHeld]) -> Markup {
        let against = areas.iter().map(|area| (area, triangulate(area, self.day()).against));
        let against = against.filter(|(_, against)| !against.is_empty());
        let lines: Vec<Markup> = against
            .flat_map(|(area, against)| {
                against.into_iter().map(move |change| self.contradiction(area, change))
            })
            .collect();
        let found = self.both_sides().map(|()| lines);
        html! {
            section #contradictions {
                h2.govuk-heading-m { "What does not agree" }
                (found.draw(AGAINST, |lines| (!lines.is_empty()).then(|| html! {
                    ul class="govuk-list govuk-list--bullet" { @for line in lines { li { (line) } } }
                })))
                p.pl-note {
                    "Said only where region and figure are both known. "
                    "A change that one pupil makes, and figures of different definitions, are not compared."
                }
            }
        }
    }

    /// Whether regions and figures are both shown, those that are not shared and those of few pupils, too.
    fn both_sides(&self) -> Shown<()> {
        let (may, school) = (&self.visitor.may, self.school.school_id.as_str());
        let few = may.shows::<ListFiguresRequest>(school, Shows::SmallCohorts);
        let whole = few && self.visitor.sees_drafts(school);
        match (&self.loaded.held.heat, &self.loaded.held.figures) {
            (Shown::Away, _) | (_, Shown::Away) => Shown::Away,
            (Shown::Withheld(why), _) | (_, Shown::Withheld(why)) => Shown::Withheld(why),
            (Shown::Part(_, why), _) | (_, Shown::Part(_, why)) => Shown::Part((), why),
            (Shown::All(_), Shown::All(_)) if whole => Shown::All(()),
            (Shown::All(_), Shown::All(_)) => Shown::Part((), ONLY_PART),
        }
    }

    fn contradiction(&self, area: &AreaHeld, change: &FigureChange) -> Markup {
        let known = self.loaded.held.figures.known();
        let title = known.map(|known| title(known, &change.measure_id)).unwrap_or_default();
        let at = format!("/schools/{}/figures/{}", self.school.school_id, change.measure_id);
        let way = match area.moved {
            Some(RegionMove::Up) => "up",
            Some(RegionMove::Down) | None => "down",
        };
        let [before, now] = &change.said;
        html! {
            (self.area_link(&area.area_id)) ": the region went " (way) ", and "
            a.govuk-link href=(at) { (title) } " went from " (before) " to " (now) "."
        }
    }
}

const ONLY_PART: &str =
    "You are shown the regions and figures that your role includes. There may be others.";
const AWAY: &str = "Cannot be shown now";
const WITHHELD: &str = "Not shown to you";

fn source_cell(source: EvidenceSource, cell: SourceCell) -> Cell {
    match cell {
        SourceCell::Newest { pieces, on, stale } => {
            let day = on.map_or_else(|| "Day not known".to_owned(), dates::said);
            Cell::new(html! {
                (day) " (" (pieces) ")" @if stale { " " strong { "Over a year old" } }
            })
        }
        SourceCell::Without(SourceSight::Whole) if source.is_cited() => Cell::text("Not cited"),
        SourceCell::Without(SourceSight::Whole) => Cell::text("None"),
        SourceCell::Without(SourceSight::Part) => Cell::text("Not all is shown to you"),
        SourceCell::Without(SourceSight::Withheld) => Cell::text(WITHHELD),
        SourceCell::Without(SourceSight::Away) => Cell::text(AWAY),
    }
}

fn rests_on(rests: RestsOn) -> Markup {
    html! {
        @match rests {
            RestsOn::Several(sources) => { (sources) " sources" }
            RestsOn::OneAlone(source) => { strong { "One source:" } " " (source.words()) }
            RestsOn::OneShown(source) => { "One that is shown to you: " (source.words()) }
            RestsOn::NoneHeld => { strong { "Without a source" } }
            RestsOn::NoneShown => (WITHHELD),
        }
    }
}

#[cfg(test)]
mod tests;
