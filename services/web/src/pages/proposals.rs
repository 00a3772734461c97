//! The proposals for one school on one page: what the trust decided last, what the school says, and one form for all areas.

use axum::extract::{Path, State};
use contract::Said as _;
use contract::categories::v1::{AreaProposal, ProposeRegionsRequest};
use maud::{Markup, html};
use serde::Deserialize;

use super::citable::{self, Citable};
use super::e_mail::letter_line;
use super::own_views::descriptors;
use super::round_view::{RoundAsked, RoundView};
use super::{counted, crumbs};
use crate::dates;
use crate::failure::Failure;
use crate::form::{
    Act, Check, Entered, Entry, Form, FormThing, Problem, Query, Told, placed, sends,
};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::routes::Routes;
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found, and what its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/rounds/{round}/schools/{school}/proposals", show).form::<ProposeAll>()
}

/// A text is shorter than the contract allows, since one form holds two for each area.
const LONGEST: usize = 1_000;

/// The improvement lead proposes regions for a school.
#[derive(Debug, Deserialize)]
pub(crate) struct ProposeAll {
    pub round: String,
    pub school: String,
}

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct ProposalsView {
    pub round: RoundView,
    /// What can be cited, by area.
    pub citable: Vec<(String, Vec<Citable>)>,
    /// Whether the running record has more entries than can be cited.
    pub more_entries: bool,
}

/// `GET /rounds/{round}/schools/{school}/proposals`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(act): Path<ProposeAll>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    if !visitor.may.of::<ProposeRegionsRequest>(&act.school) {
        return Err(Failure::Forbidden("The improvement lead proposes regions.".to_owned()));
    }
    let of = RoundAsked { round: &act.round, school: &act.school, at_least: told.at_least() };
    let (round, held) = tokio::try_join!(
        RoundView::load_with_last(&web.services, &visitor, of),
        citable::held(&web.services, &visitor, &act.school),
    )?;
    let about = |area: &str| (area.to_owned(), held.about(area));
    let citable = round.areas().map(about).collect();
    let loaded = ProposalsView { round, citable, more_entries: held.more_entries };
    Ok(render(&visitor, &loaded, &act, &told))
}

impl Act for ProposeAll {
    type Command = ProposeRegionsRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::pick("region", "Which region do you propose?")
            .hint("Leave out what you want to propose later")
            .wanted("Choose a region in at least one area"),
        Entry::each("reason", "Why?", LONGEST)
            .hint("The school’s head reads it now, its committee beside the decision. Name no pupil, parent or colleague"),
        Entry::ticks("evidence", "What does it rest on?"),
        Entry::each("statement", "Something else, in words", LONGEST)
            .hint("For example what a visit showed. It is shown as told, not as a figure"),
        Entry::day("answer", "Until when is the school waited for?")
            .hint("Leave empty for five school days from today"),
    ];
    const BUTTON: &'static str = "Continue";
    const DONE: &'static str =
        "The proposals have been sent. The school’s head says next whether the school agrees";
    const CHECK: Option<Check> = Some(Check {
        at: "/rounds/{round}/schools/{school}/proposals/check",
        heading: "Check the proposals",
        then: "The school’s head sees them now and answers each by the day. All of them are sent in one act, or nothing is.",
        button: "Send the proposals",
    });
    const LARGEST: usize = citable::LARGEST_OF_AREAS;
    placed!(
        "/rounds/{round}/schools/{school}/proposals"(round, school),
        "/rounds/{round}/schools/{school}/proposals"(round, school)
    );
    sends!(categories, propose_regions);

    fn problems(&self, entered: &Entered) -> Vec<Problem> {
        let names = ["reason", "evidence", "statement"];
        let regions = entered.each("region");
        let rests = |(area, _): &(String, String)| {
            ["evidence", "statement"].iter().any(|name| !entered.beside(name, area).is_empty())
        };
        let mut problems = Vec::new();
        if !entered.each_has("region", "reason") {
            let sentence =
                "Say why in a sentence or two, for each area in which you chose a region";
            problems.push(Problem::with("reason", sentence));
        }
        if !names.iter().all(|name| entered.each_has(name, "region")) {
            let sentence = "Choose a region in each area of which you said something";
            problems.push(Problem::with("region", sentence));
        }
        if !regions.iter().all(rests) {
            let sentence = "Choose what each proposal rests on, or say it in words";
            problems.push(Problem::with("evidence", sentence));
        }
        problems
    }

    fn said(&self, ground: &Ground, name: &str, value: &str) -> String {
        if let ("evidence", Some(words)) = (name, citable::said(value)) {
            return words;
        }
        let names = &ground.names;
        if names.rung(value) > 0 { names.region(value) } else { names.area(value) }
    }

    fn command(&self, entered: &Entered) -> ProposeRegionsRequest {
        let evidence = entered.each("evidence");
        let proposal = |(area_id, region_id): (String, String)| {
            let ticked = evidence.iter().filter(|(of, _)| *of == area_id);
            let ticked: Vec<_> = ticked.map(|(_, piece)| piece.clone()).collect();
            AreaProposal {
                region_id,
                reason: entered.beside("reason", &area_id),
                evidence: citable::chosen(&ticked, entered.beside("statement", &area_id)),
                area_id,
            }
        };
        ProposeRegionsRequest {
            command_id: entered.command(),
            round_id: self.round.clone(),
            school_id: self.school.clone(),
            proposals: entered.each("region").into_iter().map(proposal).collect(),
            answer_by: entered.get("answer"),
        }
    }
}

pub(crate) fn render(
    visitor: &Visitor,
    loaded: &ProposalsView,
    act: &ProposeAll,
    told: &Told,
) -> Markup {
    let ground = &loaded.round.ground;
    let (school, round) = (ground.names.school(&act.school), &loaded.round.round);
    let areas: Vec<&str> = loaded.round.to_propose(&act.school).collect();
    let unsaid =
        loaded.round.areas().filter(|area| loaded.round.of(&act.school, area).is_none()).count();
    let body = html! {
        (told.above())
        span class="govuk-caption-l" { (school) }
        h1.govuk-heading-l { "Proposals, " (dates::term(&round.term)) }
        p.govuk-body {
            a.govuk-link href={"/rounds/" (round.round_id) "/grid"} { "All schools and areas side by side" }
        }
        @if unsaid > 0 {
            p.govuk-body {
                "The school has not said its view of " (counted(unsaid, "area", "areas")) " yet. "
                "A region can be proposed once it has."
            }
        }
        @if round.closed {
            p.govuk-body { "The round is closed." }
        } @else if areas.is_empty() {
            p.govuk-body { "Each area of which the school has said its view has its proposal." }
        } @else {
            (letter_line("proposals", &act.school, "The school’s head gets"))
            @if loaded.more_entries { p.pl-note { (citable::NEWEST) } }
            (Form::new(act, visitor, told)
                .choices("region/of", loaded.round.ladder("Propose later"))
                .things(areas.iter().map(|area| thing(visitor, loaded, act, area)).collect())
                .render())
        }
    };
    let crumbs = crumbs([
        ("Rounds".to_owned(), "/rounds".to_owned()),
        (dates::term(&round.term), format!("/rounds/{}", round.round_id)),
    ]);
    let frame = Frame {
        title: "Proposals",
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: loaded.round.as_of.clone(),
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

/// An area with what stands beside the question: the last decision, the school's view, the words of each region.
fn thing(visitor: &Visitor, loaded: &ProposalsView, act: &ProposeAll, area: &str) -> FormThing {
    let names = &loaded.round.ground.names;
    let known = loaded.round.of(&act.school, area);
    let before = loaded.round.before(&act.school, area);
    let view = known.and_then(|category| category.school_view.as_ref());
    let not_given = known.and_then(|category| category.view_not_given.as_ref());
    let pieces = loaded.citable.iter().find(|(of, _)| of == area).map(|(_, pieces)| pieces);
    let above = html! {
        @if !before.is_empty() { p.govuk-body { "Decided last: " strong { (names.region(before)) } "." } }
        @if let Some(view) = view {
            p.govuk-body {
                "The school sees " strong { (names.region(&view.region_id)) } ": "
                span.pl-wrap { (view.reason.said()) }
            }
        }
        @if let Some(step) = not_given {
            p.govuk-body { "The school gave no view: " span.pl-wrap { (step.reason.said()) } }
        }
        (descriptors(&loaded.round.ground, area))
    };
    FormThing {
        of: area.to_owned(),
        heading: names.area(area),
        above,
        ticks: citable::choices(pieces.map(Vec::as_slice).unwrap_or_default(), visitor.today),
    }
}

#[cfg(test)]
mod tests;
