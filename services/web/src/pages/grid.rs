//! Every school and area of a round side by side: last decision, the school's view, what is cited, the proposal, and how far each
//! is.

use axum::extract::{Path, State};
use contract::categories::v1::{
    Category, CategoryState, DecideCategoriesRequest, Evidence, ProposeRegionsRequest, Step,
};
use contract::surveys::v1::{ListWavesRequest, Wave};
use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;

use super::evidence_gathered::{cited_pieces, figure_day};
use super::round_view::{RoundAsked, RoundView};
use super::triangulation::{CountedPieces, EvidenceSource, count_pieces};
use super::{counted, crumbs};
use crate::components::{Cell, pagination, tag};
use crate::dates;
use crate::failure::{Failure, spare};
use crate::frame::{Frame, Place, page};
use crate::listing::PageTable;
use crate::routes::Routes;
use crate::services::ask;
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/rounds/{round}/grid", show)
}

/// Schools on one page, so that a browser gets less than 150 kB where nine areas are judged.
const SCHOOLS: usize = 20;

/// The names in the address of the grid.
#[derive(Debug, Deserialize)]
pub(crate) struct GridAt {
    round: String,
}

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct GridPage {
    pub round: RoundView,
    /// For the days of surveys that are cited; empty where they cannot be asked for.
    pub waves: Vec<Wave>,
}

/// `GET /rounds/{round}/grid`. Six calls, however many schools there are.
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(GridAt { round }): Path<GridAt>,
) -> Result<Markup, Failure> {
    let judges = visitor.may.anywhere::<ProposeRegionsRequest>()
        || visitor.may.anywhere::<DecideCategoriesRequest>();
    if !judges {
        let sentence = "The people who judge schools see all of them side by side.";
        return Err(Failure::Forbidden(sentence.to_owned()));
    }
    let of = RoundAsked { round: &round, school: "", at_least: 0 };
    let (caller, mut surveys) = (visitor.caller(), web.services.surveys());
    let (round, waves) = tokio::join!(
        RoundView::load_without_people(&web.services, &visitor, of),
        surveys.list_waves(ask(&caller, ListWavesRequest::default())),
    );
    let waves = spare(waves)?.unwrap_or_default().waves;
    Ok(render(&visitor, &GridPage { round: round?, waves }))
}

pub(crate) fn render(visitor: &Visitor, loaded: &GridPage) -> Markup {
    let (round, names) = (&loaded.round.round, &loaded.round.ground.names);
    let title = format!("Schools and areas, {}", dates::term(&round.term));
    let areas: Vec<&str> = loaded.round.areas().collect();
    let schools: Vec<&str> = loaded.round.schools().collect();
    let pages = schools.len().div_ceil(SCHOOLS).max(1);
    let shown = visitor.view.page().min(pages);
    let grid = Grid { visitor, loaded };
    let body = html! {
        h1.govuk-heading-l { (title) }
        p.govuk-body {
            "Each cell: the region decided last, then the school’s own view, then the proposal or decision, how far it is, and what is cited. "
            "A cell leads to the area’s page."
        }
        (grid.taken(&title))
        div.pl-scroll tabindex="0" role="region" aria-label=(title) {
            table.govuk-table.pl-grid {
                caption.govuk-visually-hidden { (title) }
                thead {
                    tr {
                        th.govuk-table__header scope="col" { "School" }
                        @for area in &areas { th.govuk-table__header scope="col" { (names.area(area)) } }
                    }
                }
                tbody {
                    @for school in schools.iter().skip((shown - 1) * SCHOOLS).take(SCHOOLS) {
                        tr {
                            th.govuk-table__header scope="row" {
                                a.govuk-link href={"/schools/" (school)} { (names.school(school)) }
                                (grid.to_propose(school))
                            }
                            @for area in &areas {
                                td.govuk-table__cell { (grid.cell(school, area)) }
                            }
                        }
                    }
                }
            }
        }
        @if pages > 1 { (turned(visitor, shown, pages)) }
        p.pl-note { (CITED) " " (OLD) }
    };
    let crumbs = crumbs([
        ("Rounds".to_owned(), "/rounds".to_owned()),
        (dates::term(&round.term), format!("/rounds/{}", round.round_id)),
    ]);
    let frame = Frame {
        title: &title,
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: loaded.round.as_of.clone(),
        problem: false,
    };
    page(&frame, &body)
}

const CITED: &str = "Evidence is counted by kind where the school’s view, the proposal or a later step of this round cites it. What else is \
                     held of a school stands on its page “Evidence area by area”.";
const OLD: &str = "A kind is marked as old where its newest piece tells of a day more than a year ago. The day is known of surveys and of \
                   figures.";

fn turned(visitor: &Visitor, shown: usize, pages: usize) -> Markup {
    let earlier = (shown > 1).then(|| visitor.view.turned(shown - 1));
    let later = (shown < pages).then(|| visitor.view.turned(shown + 1));
    html! {
        p.pl-note { "Page " (shown) " of " (pages) }
        (pagination(
            earlier.as_deref().map(|address| ("Schools before", address)),
            later.as_deref().map(|address| ("Schools after", address)),
        ))
    }
}

/// The grid as it is drawn for one reader.
struct Grid<'a> {
    visitor: &'a Visitor,
    loaded: &'a GridPage,
}

impl Grid<'_> {
    /// For who may propose: the way to the page that proposes for the school, with how many areas wait.
    fn to_propose(&self, school: &str) -> Markup {
        let round = &self.loaded.round;
        let count = round.to_propose(school).count();
        let may = self.visitor.may.of::<ProposeRegionsRequest>(school) && !round.round.closed;
        html! {
            @if may && count > 0 {
                " "
                a.govuk-link href={"/rounds/" (round.round.round_id) "/schools/" (school) "/proposals"} {
                    "Propose " (counted(count, "region", "regions"))
                    span.govuk-visually-hidden { " for " (round.ground.names.school(school)) }
                }
            }
        }
    }

    fn cell(&self, school: &str, area: &str) -> Markup {
        let names = &self.loaded.round.ground.names;
        let told = self.told(school, area);
        let place = format!("/schools/{school}/areas/{area}");
        html! {
            a.pl-grid__cell href=(place) {
                span.govuk-visually-hidden { (names.school(school)) ", " }
                span.pl-grid__area { (names.area(area)) ": " }
                @if !told.before.is_empty() { span.pl-grid__before { (told.before) } }
                @if !told.view.is_empty() { span { "View: " (told.view) } }
                @if !told.last.is_empty() { strong { (told.last) } }
                (tag(told.stands.word, told.stands.colour))
                @if let Some(evidence) = &told.evidence { span { (self.said(evidence)) } }
            }
        }
    }

    /// What is told of a school in an area, on the page and in the file.
    fn told(&self, school: &str, area: &str) -> GridCell {
        let round = &self.loaded.round;
        let names = &round.ground.names;
        let known = round.of(school, area);
        let region = |step: Option<&Step>| {
            let step = step.filter(|step| !step.region_id.is_empty());
            step.map(|step| names.region(&step.region_id)).unwrap_or_default()
        };
        let before = round.before(school, area);
        let last = known.and_then(|one| {
            let proposed = one.moderation.as_ref().or(one.proposal.as_ref());
            one.decision.as_ref().or(proposed)
        });
        let drafts = self.visitor.sees_drafts(school);
        GridCell {
            before: if before.is_empty() { String::new() } else { names.region(before) },
            view: region(known.and_then(|one| one.school_view.as_ref())),
            last: region(last),
            stands: known.map_or(StandsAt { word: "View awaited", colour: "grey" }, stands_at),
            evidence: known
                .filter(|one| drafts && steps(one).next().is_some())
                .map(|one| self.evidence(one)),
        }
    }

    /// What the steps of a category cite, by kind. A piece that two steps cite counts once, and each figure of a survey is one.
    fn evidence(&self, category: &Category) -> Vec<KindTold> {
        let evidence = steps(category).flat_map(|step| &step.evidence);
        let today = self.visitor.today;
        // A period that goes on ends on no day that has come.
        let day = |piece: &Evidence| figure_day(piece, &self.loaded.waves).map(|on| on.min(today));
        let pieces = cited_pieces(evidence, day);
        let told = |source| {
            count_pieces(&pieces, source, today).map(|counted| KindTold { source, counted })
        };
        EvidenceSource::ALL.into_iter().filter_map(told).collect()
    }

    /// The kinds in words. What tells of a period that goes on tells of no day that is over.
    fn said(&self, evidence: &[KindTold]) -> Markup {
        let day = |on: Date| match on == self.visitor.today {
            true => format!("up to {}", dates::said(on)),
            false => dates::said(on),
        };
        html! {
            @if evidence.is_empty() { "Without evidence" }
            @for (place, KindTold { source, counted }) in evidence.iter().enumerate() {
                @if place > 0 { "; " }
                (source.words()) " " (counted.pieces)
                @if let Some(on) = counted.on { ", " (day(on)) }
                @if counted.stale { " " strong { "over a year old" } }
            }
        }
    }

    /// The ways to take the whole grid, the schools of every page.
    fn taken(&self, title: &str) -> Markup {
        let round = &self.loaded.round;
        let today = dates::said(self.visitor.today);
        let head = [
            "School",
            "Area",
            "Decided last",
            "School’s own view",
            "Proposal or decision",
            "How far",
            "Pieces of evidence",
            "Evidence by kind",
        ];
        let about = vec![CITED.to_owned(), format!("{OLD} Counted on {today}.")];
        let table = PageTable::new("schools-and-areas", title, head).about(about);
        table.ways(&self.visitor.view, || {
            let of = |school| round.areas().map(move |area| self.row(school, area));
            round.schools().flat_map(of).collect()
        })
    }

    fn row(&self, school: &str, area: &str) -> Vec<Cell> {
        let (names, told) = (&self.loaded.round.ground.names, self.told(school, area));
        let pieces = told
            .evidence
            .as_ref()
            .map(|kinds| kinds.iter().map(|one| one.counted.pieces).sum::<usize>().to_string());
        vec![
            Cell::text(names.school(school)),
            Cell::text(names.area(area)),
            Cell::text(&told.before),
            Cell::text(&told.view),
            Cell::text(&told.last),
            Cell::text(told.stands.word),
            Cell::number(pieces.unwrap_or_default()),
            Cell::new(html! { @if let Some(kinds) = &told.evidence { (self.said(kinds)) } }),
        ]
    }
}

/// The steps of a category that were taken, as far as they can cite something.
fn steps(category: &Category) -> impl Iterator<Item = &Step> {
    let Category { school_view, proposal, challenge, moderation, decision, .. } = category;
    [school_view, proposal, challenge, moderation, decision].into_iter().flatten()
}

/// What is told of a school in an area. What is empty is not said.
struct GridCell {
    before: String,
    view: String,
    last: String,
    stands: StandsAt,
    /// Nothing where the steps are not shown to the reader, or none was taken.
    evidence: Option<Vec<KindTold>>,
}

/// How many pieces of one kind are cited.
struct KindTold {
    source: EvidenceSource,
    counted: CountedPieces,
}

/// How far a category is, in a word and a colour.
#[derive(Clone, Copy)]
struct StandsAt {
    word: &'static str,
    colour: &'static str,
}

fn stands_at(category: &Category) -> StandsAt {
    let (word, colour) = match category.state() {
        CategoryState::Unspecified => ("View awaited", "grey"),
        CategoryState::ViewStated if category.view_not_given.is_some() => {
            ("View not given", "grey")
        }
        CategoryState::ViewStated => ("View stated", ""),
        CategoryState::Proposed => ("Proposed", ""),
        CategoryState::Accepted => ("Accepted", ""),
        CategoryState::Challenged => ("Challenged", "orange"),
        CategoryState::Moderated => ("Moderated", ""),
        CategoryState::Reopened => ("Reopened", "orange"),
        CategoryState::Decided => ("Decided", ""),
        CategoryState::Shared => ("Shared", "grey"),
        CategoryState::NotJudged => ("Not judged", "grey"),
    };
    StandsAt { word, colour }
}

#[cfg(test)]
mod tests;
