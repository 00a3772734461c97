//! Every school and area of a round side by side: the last decision, the school's view, the proposal, and how far each is.

use axum::extract::{Path, State};
use contract::categories::v1::{
    Category, CategoryState, DecideCategoriesRequest, ProposeRegionsRequest,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::round_view::{RoundAsked, RoundView};
use super::{counted, crumbs};
use crate::components::tag;
use crate::dates;
use crate::failure::Failure;
use crate::frame::{Frame, Place, page};
use crate::visitor::Visitor;
use crate::web::Web;

/// The names in the address of the grid.
#[derive(Debug, Deserialize)]
pub(crate) struct GridAt {
    round: String,
}

/// `GET /rounds/{round}/grid`
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
    let loaded = RoundView::load_with_last(&web.services, &visitor, of).await?;
    Ok(render(&visitor, &loaded))
}

pub(crate) fn render(visitor: &Visitor, loaded: &RoundView) -> Markup {
    let (round, names) = (&loaded.round, &loaded.ground.names);
    let title = format!("Schools and areas, {}", dates::term(&round.term));
    let areas: Vec<&str> = loaded.areas().collect();
    let body = html! {
        h1.govuk-heading-l { (title) }
        p.govuk-body {
            "Each cell: the region decided last, then the school’s own view, then the proposal or decision. "
            "A cell leads to the area’s page."
        }
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
                    @for school in loaded.schools() {
                        tr {
                            th.govuk-table__header scope="row" {
                                a.govuk-link href={"/schools/" (school)} { (names.school(school)) }
                                (to_propose(visitor, loaded, school))
                            }
                            @for area in &areas {
                                td.govuk-table__cell { (cell(loaded, school, area)) }
                            }
                        }
                    }
                }
            }
        }
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
        as_of: loaded.as_of.clone(),
        problem: false,
    };
    page(&frame, &body)
}

/// For who may propose: the way to the page that proposes for the school, with how many areas wait.
fn to_propose(visitor: &Visitor, loaded: &RoundView, school: &str) -> Markup {
    let count = loaded.to_propose(school).count();
    let may = visitor.may.of::<ProposeRegionsRequest>(school) && !loaded.round.closed;
    html! {
        @if may && count > 0 {
            " "
            a.govuk-link href={"/rounds/" (loaded.round.round_id) "/schools/" (school) "/proposals"} {
                "Propose " (counted(count, "region", "regions"))
                span.govuk-visually-hidden { " for " (loaded.ground.names.school(school)) }
            }
        }
    }
}

fn cell(loaded: &RoundView, school: &str, area: &str) -> Markup {
    let names = &loaded.ground.names;
    let known = loaded.of(school, area);
    let before = loaded.before(school, area);
    let view = known.and_then(|category| category.school_view.as_ref());
    let (word, colour) = known.map_or(("View awaited", "grey"), stands_at);
    let last = known.and_then(|one| {
        let proposed = one.moderation.as_ref().or(one.proposal.as_ref());
        one.decision.as_ref().or(proposed)
    });
    let place = format!("/schools/{school}/areas/{area}");
    html! {
        a.pl-grid__cell href=(place) {
            span.govuk-visually-hidden { (names.school(school)) ", " }
            span.pl-grid__area { (names.area(area)) ": " }
            @if !before.is_empty() { span.pl-grid__before { (names.region(before)) } }
            @if let Some(view) = view { span { "View: " (names.region(&view.region_id)) } }
            @if let Some(step) = last.filter(|step| !step.region_id.is_empty()) {
                strong { (names.region(&step.region_id)) }
            }
            (tag(word, colour))
        }
    }
}

/// How far a category is, in a word and a colour.
fn stands_at(category: &Category) -> (&'static str, &'static str) {
    match category.state() {
        CategoryState::Unspecified => ("View awaited", "grey"),
        CategoryState::ViewStated if category.view_not_given.is_some() => {
            ("View not given", "grey")
        }
        CategoryState::ViewStated => ("View stated", "blue"),
        CategoryState::Proposed => ("Proposed", "yellow"),
        CategoryState::Accepted => ("Accepted", "turquoise"),
        CategoryState::Challenged => ("Challenged", "orange"),
        CategoryState::Moderated => ("Moderated", "turquoise"),
        CategoryState::Reopened => ("Reopened", "orange"),
        CategoryState::Decided => ("Decided", "green"),
        CategoryState::Shared => ("Shared", "green"),
        CategoryState::NotJudged => ("Not judged", "grey"),
    }
}

#[cfg(test)]
mod tests;
