//! What was decided in a round and no committee sees yet: the improvement lead shares all of it, or some, in one act.

use axum::extract::{Path, State};
use contract::Said as _;
use contract::categories::v1::{
    Category, CategoryState, DecidedCell, ShareDecisionsRequest, Step as CategoryStep,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::decision_meeting::{LARGEST_MEETING, TickedCell};
use super::round_view::{RoundAsked, RoundView};
use super::{counted, crumbs};
use crate::dates;
use crate::failure::Failure;
use crate::form::{Act, Check, Choice, Entered, Entry, Form, Query, Told, placed, sends};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::routes::Routes;
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found, and what its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/rounds/{round}/sharing", show).form::<ShareTogether>()
}

/// `GET /rounds/{round}/sharing`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(act): Path<ShareTogether>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    if !visitor.may.anywhere::<ShareDecisionsRequest>() {
        let sentence = "The improvement lead shares what was decided.";
        return Err(Failure::Forbidden(sentence.to_owned()));
    }
    let of = RoundAsked { round: &act.round, school: "", at_least: told.at_least() };
    let loaded = RoundView::load(&web.services, &visitor, of).await?;
    Ok(render(&visitor, &loaded, &told))
}

/// The improvement lead shares decisions. A ticked category is `<school> <area> <region> <region before>`.
#[derive(Debug, Deserialize)]
pub(crate) struct ShareTogether {
    pub round: String,
}

impl Act for ShareTogether {
    type Command = ShareDecisionsRequest;
    const ENTRIES: &'static [Entry] = &[Entry::boxes("cells", "Share these")
        .hint("Untick what the committee shall not see yet. It stays on this page")
        .wanted("Tick at least one decision to share")];
    const BUTTON: &'static str = "Continue";
    const DONE: &'static str =
        "Shared. The schools’ committees and the trustees see these decisions now";
    const CHECK: Option<Check> = Some(Check {
        at: "/rounds/{round}/sharing/check",
        heading: "Check what will be shared",
        then: "All of it is shared in one act, or nothing is. The schools’ committees and the trustees see it at once. \
               It can be opened again, and what was shown stays in the record.",
        button: "Share the decisions",
    });
    const LARGEST: usize = LARGEST_MEETING;
    placed!("/rounds/{round}/sharing"(round), "/rounds/{round}/sharing"(round));
    sends!(categories, share_decisions);

    fn said(&self, ground: &Ground, _name: &str, value: &str) -> String {
        let names = &ground.names;
        match TickedCell::read(value) {
            Some(ticked) => ticked.said(names),
            None => names.said(value),
        }
    }

    fn command(&self, entered: &Entered) -> ShareDecisionsRequest {
        let ticked = entered.all("cells");
        let cells = ticked.iter().filter_map(|value| TickedCell::read(value));
        let cells = cells.map(|cell| DecidedCell {
            school_id: cell.school.to_owned(),
            area_id: cell.area.to_owned(),
        });
        ShareDecisionsRequest {
            command_id: entered.command(),
            round_id: self.round.clone(),
            cells: cells.collect(),
        }
    }
}

/// What a committee will read of a decision.
fn choice(loaded: &RoundView, [school, area]: [&str; 2], category: &Category) -> Choice {
    let names = &loaded.ground.names;
    let nothing = CategoryStep::default();
    let decision = category.decision.as_ref().unwrap_or(&nothing);
    // Where it was shared before in this round the committee sees the move from that.
    let before = match category.shared_region_id.as_str() {
        "" => category.previous_region_id.as_str(),
        shared => shared,
    };
    let region = decision.region_id.as_str();
    let ticked = TickedCell { school, area, region, before };
    let reason = decision.reason.said().into_owned();
    let hint = (!reason.is_empty()).then(|| format!("The committee reads: {reason}"));
    Choice { hint, ..ticked.choice(names).filled("ticked") }
}

impl RoundView {
    /// What is decided and not shared, by school and area as the trust lists them.
    fn to_share(&self) -> Vec<Choice> {
        let cells = self.schools().flat_map(|school| self.areas().map(move |area| [school, area]));
        let decided = cells.filter_map(|[school, area]| {
            let category = self.of(school, area)?;
            (category.state() == CategoryState::Decided)
                .then(|| choice(self, [school, area], category))
        });
        decided.collect()
    }
}

pub(crate) fn render(visitor: &Visitor, loaded: &RoundView, told: &Told) -> Markup {
    let title = format!("Share the decisions of {}", dates::term(&loaded.round.term));
    let (waiting, undecided) = (loaded.to_share(), loaded.waiting(visitor.today).len());
    let act = ShareTogether { round: loaded.round.round_id.clone() };
    let body = html! {
        (told.above())
        h1.govuk-heading-l { (title) }
        @if waiting.is_empty() {
            p.govuk-body { "Every decision of this round is shared." }
        } @else {
            p.pl-lead {
                (counted(waiting.len(), "decision waits", "decisions wait")) " to be shared. A committee reads the region and the \
                reason of its own school. Trustees read those of all schools."
            }
        }
        @if undecided > 0 {
            p.govuk-body {
                (counted(undecided, "category is", "categories are")) " not decided yet: "
                a.govuk-link href={ "/rounds/" (loaded.round.round_id) "/grid" } { "see the round" } "."
            }
        }
        @if !waiting.is_empty() {
            (Form::new(&act, visitor, told).choices("cells", waiting).render())
        }
    };
    let crumbs = crumbs([("Rounds".to_owned(), "/rounds".to_owned())]);
    let frame = Frame {
        title: &title,
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: loaded.as_of.clone(),
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

#[cfg(test)]
mod tests;
