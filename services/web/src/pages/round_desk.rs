//! One round as the improvement lead keeps it: how far each school is, schools added and taken out, its end, and its reopening.

use axum::extract::{Path, State};
use contract::categories::v1::{
    AddSchoolToRoundRequest, Category, CategoryState, CloseRoundRequest, DecideCategoriesRequest,
    LeftUnjudged, ReopenRoundRequest, ShareDecisionsRequest, TakeSchoolOutOfRoundRequest,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::decision_meeting::LARGEST_MEETING;
use super::round_view::{RoundAsked, RoundView, category_stands, key_of};
use super::{choices, counted, crumbs, state};
use crate::components::{Cell, Table};
use crate::dates;
use crate::failure::Failure;
use crate::form::{Act, Check, Choice, Entered, Entry, Form, Problem, Query, Told, placed, sends};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::routes::Routes;
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found, and what its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/rounds/{round}", show)
        .form::<AddSchool>()
        .form::<TakeSchoolOut>()
        .form::<CloseRound>()
        .form::<ReopenRound>()
}

/// A reason that fits in one line, so that hundreds of them fit on a page.
const LONGEST_LINE: usize = 200;
/// Said beside why a school is added to a round or taken out of it.
const READERS: &str = "The improvement lead, the chief executive and the school’s head read it";

/// The names in the address of a round.
#[derive(Debug, Deserialize)]
pub(crate) struct RoundAt {
    round: String,
}

/// `GET /rounds/{round}`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Path(RoundAt { round }): Path<RoundAt>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    if !visitor.may.anywhere::<CloseRoundRequest>() {
        return Err(Failure::Forbidden("The improvement lead keeps the round.".to_owned()));
    }
    let of = RoundAsked { round: &round, school: "", at_least: told.at_least() };
    let loaded = RoundView::load(&web.services, &visitor, of).await?;
    Ok(render(&visitor, &loaded, &told))
}

/// The improvement lead adds a school.
#[derive(Debug, Deserialize)]
pub(crate) struct AddSchool {
    pub round: String,
}

impl Act for AddSchool {
    type Command = AddSchoolToRoundRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::choice("school", "School").wanted("Choose the school"),
        Entry::words_of::<Self::Command>("reason", "Why?")
            .hint(READERS)
            .wanted("Say why the school is added"),
        Entry::day("views", "Until when does it state its own view?")
            .hint("Leave empty for the round’s day, or ten school days where that has passed"),
    ];
    const BUTTON: &'static str = "Add the school";
    const DONE: &'static str =
        "The school is in the round. Its head can state the school’s own view now";
    placed!("/rounds/{round}/schools"(round), "/rounds/{round}"(round));
    sends!(categories, add_school_to_round);

    fn command(&self, entered: &Entered) -> AddSchoolToRoundRequest {
        AddSchoolToRoundRequest {
            command_id: entered.command(),
            round_id: self.round.clone(),
            school_id: entered.get("school"),
            reason: entered.get("reason"),
            views_by: entered.get("views"),
        }
    }
}

/// The improvement lead takes a school out.
#[derive(Debug, Deserialize)]
pub(crate) struct TakeSchoolOut {
    pub round: String,
}

impl Act for TakeSchoolOut {
    type Command = TakeSchoolOutOfRoundRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::choice("school", "School").wanted("Choose the school"),
        Entry::words_of::<Self::Command>("reason", "Why?")
            .hint(READERS)
            .wanted("Say why the school is taken out"),
    ];
    const BUTTON: &'static str = "Continue";
    const DONE: &'static str = "The school is no longer in the round";
    const CHECK: Option<Check> = Some(Check {
        at: "/rounds/{round}/departures/check",
        heading: "Check that the school is taken out",
        then: "The school is asked for no more in this round. What was decided and shared of it stays. \
               It can be added again.",
        button: "Take the school out",
    });
    placed!("/rounds/{round}/departures"(round), "/rounds/{round}"(round));
    sends!(categories, take_school_out_of_round);

    fn command(&self, entered: &Entered) -> TakeSchoolOutOfRoundRequest {
        TakeSchoolOutOfRoundRequest {
            command_id: entered.command(),
            round_id: self.round.clone(),
            school_id: entered.get("school"),
            reason: entered.get("reason"),
        }
    }
}

/// The improvement lead ends a round. What is open is ticked as `<school>.<area>`; each may have a reason of its own.
#[derive(Debug, Deserialize)]
pub(crate) struct CloseRound {
    pub round: String,
}

impl Act for CloseRound {
    type Command = CloseRoundRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::boxes("open", "Still open: left unjudged in this round")
            .hint("The round closes only where all of these are ticked"),
        Entry::words_of::<Self::Command>("reason", "Why are they not judged?")
            .hint("Governors read it. It stands for each that has no reason of its own"),
        Entry::each("own", "Reasons of their own", LONGEST_LINE)
            .hint("Leave empty what the reason above is true of"),
    ];
    const BUTTON: &'static str = "Close the round";
    const DONE: &'static str = "The round is closed. What was decided in it can still be shared";
    const CHECK: Option<Check> = Some(Check {
        at: "/rounds/{round}/closing/check",
        heading: "Check what closing the round leaves open",
        then: "The round takes no new views, proposals and answers. What is open is recorded as not judged, each with its \
               reason. What was decided can still be shared. A closed round can be opened again.",
        button: "Close the round",
    });
    const LARGEST: usize = LARGEST_MEETING;
    placed!("/rounds/{round}/closing"(round), "/rounds/{round}"(round));
    sends!(categories, close_round);

    fn problems(&self, entered: &Entered) -> Vec<Problem> {
        let own = entered.each("own");
        let has_own = |key: &String| own.iter().any(|(of, _)| of == key);
        let said = !entered.get("reason").is_empty();
        match said || entered.all("open").iter().all(has_own) {
            true => Vec::new(),
            false => vec![Problem::with("reason", "Say why what is open is not judged")],
        }
    }

    fn said(&self, ground: &Ground, name: &str, value: &str) -> String {
        if name == "reason" { value.to_owned() } else { ground.names.cell(value) }
    }

    fn command(&self, entered: &Entered) -> CloseRoundRequest {
        let (own, reason) = (entered.each("own"), entered.get("reason"));
        let left = |key: String| {
            let (school, area) = key.split_once('.')?;
            let own = own.iter().find(|(of, _)| *of == key);
            Some(LeftUnjudged {
                school_id: school.to_owned(),
                area_id: area.to_owned(),
                reason: own.map_or_else(|| reason.clone(), |(_, own)| own.clone()),
            })
        };
        CloseRoundRequest {
            command_id: entered.command(),
            round_id: self.round.clone(),
            not_judged: entered.all("open").into_iter().filter_map(left).collect(),
        }
    }
}

/// The improvement lead opens a closed round again.
#[derive(Debug, Deserialize)]
pub(crate) struct ReopenRound {
    pub round: String,
}

impl Act for ReopenRound {
    type Command = ReopenRoundRequest;
    const ENTRIES: &'static [Entry] = &[Entry::words_of::<Self::Command>("reason", "Why?")
        .hint("It also stands beside what the closing left unjudged and is opened again. Governors read it there")
        .wanted("Say why the round is opened again")];
    const BUTTON: &'static str = "Open the round again";
    const DONE: &'static str = "The round is open again, with what its closing had left unjudged";
    placed!("/rounds/{round}/reopening"(round), "/rounds/{round}"(round));
    sends!(categories, reopen_round);

    fn command(&self, entered: &Entered) -> ReopenRoundRequest {
        let (command_id, round_id) = (entered.command(), self.round.clone());
        ReopenRoundRequest { command_id, round_id, reason: entered.get("reason") }
    }
}

pub(crate) fn render(visitor: &Visitor, loaded: &RoundView, told: &Told) -> Markup {
    let round = &loaded.round;
    let title = format!("Round of {}", dates::term(&round.term));
    let body = html! {
        (told.above())
        h1.govuk-heading-l { (title) " " (state(if round.closed { "closed" } else { "open" })) }
        @if !round.views_by.is_empty() {
            p.pl-lead { "The schools state their own views until " (dates::weekday(&round.views_by)) "." }
        }
        (progress(loaded))
        ul.govuk-list {
            li { a.govuk-link href={"/rounds/" (round.round_id) "/grid"} { "All schools and areas side by side" } }
            li { a.govuk-link href={"/rounds/" (round.round_id) "/moderation"} { "Moderation, all schools side by side" } }
            @if visitor.may.anywhere::<DecideCategoriesRequest>() {
                li { a.govuk-link href={"/rounds/" (round.round_id) "/meeting"} { "The decision meeting" } }
            }
            @if visitor.may.anywhere::<ShareDecisionsRequest>() {
                li { a.govuk-link href={"/rounds/" (round.round_id) "/sharing"} { "Share what was decided" } }
            }
        }
        (forms(visitor, loaded, told))
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

/// How far each school is.
fn progress(loaded: &RoundView) -> Markup {
    let all = loaded.areas().count();
    let rows = loaded.schools().map(|school| {
        let known: Vec<&Category> =
            loaded.areas().filter_map(|area| loaded.of(school, area)).collect();
        let of = |is: &dyn Fn(&Category) -> bool| {
            Cell::text(format!("{} of {all}", known.iter().filter(|one| is(one)).count()))
        };
        vec![
            Cell::new(html! { a.govuk-link href={"/schools/" (school)} { (loaded.ground.names.school(school)) } }),
            of(&|one| one.school_view.is_some() || one.view_not_given.is_some()),
            of(&|one| one.proposal.is_some()),
            of(&category_stands),
            of(&|one| one.state() == CategoryState::Shared),
        ]
    });
    let head = ["School", "Views", "Proposed", "Decided or left", "Shared"];
    Table {
        caption: Some("How far each school is"),
        head: head.map(|words| (words, false)).to_vec(),
        rows: rows.collect(),
        first_is_header: true,
        stacks: true,
    }
    .render()
}

fn forms(visitor: &Visitor, loaded: &RoundView, told: &Told) -> Markup {
    let round = || loaded.round.round_id.clone();
    let in_round = |id: &str| loaded.round.school_ids.iter().any(|known| known == id);
    let (taking, adding): (Vec<Choice>, Vec<Choice>) =
        choices::schools::<AddSchoolToRoundRequest>(visitor, &loaded.ground)
            .into_iter()
            .partition(|school| in_round(&school.value));
    html! {
        @if loaded.round.closed {
            (Form::new(&ReopenRound { round: round() }, visitor, told).folded("Open the round again"))
        } @else {
            @if !adding.is_empty() {
                (Form::new(&AddSchool { round: round() }, visitor, told)
                    .choices("school", choices::or("Choose a school", adding))
                    .folded("Add a school"))
            }
            @if !taking.is_empty() {
                (Form::new(&TakeSchoolOut { round: round() }, visitor, told)
                    .choices("school", choices::or("Choose a school", taking))
                    .folded("Take a school out"))
            }
            (close(visitor, loaded, told))
        }
    }
}

/// What is open, and the way to end the round all the same.
fn close(visitor: &Visitor, loaded: &RoundView, told: &Told) -> Markup {
    let names = &loaded.ground.names;
    let places = loaded.schools().flat_map(|school| loaded.areas().map(move |area| (school, area)));
    let is_open = |(school, area): &(&str, &str)| {
        loaded.of(school, area).is_none_or(|category| !category_stands(category))
    };
    let open: Vec<Choice> = places
        .filter(is_open)
        .map(|(school, area)| {
            let key = key_of(school, area);
            let words = names.cell(&key);
            Choice::new(key, words)
        })
        .collect();
    let ticked = open.iter().cloned().map(|place| place.filled("ticked")).collect();
    let act = CloseRound { round: loaded.round.round_id.clone() };
    html! {
        h2.govuk-heading-m { "Close the round" }
        @if open.is_empty() {
            p.govuk-body { "Every category of this round is decided or left unjudged." }
        } @else {
            p.govuk-body { (counted(open.len(), "category is", "categories are")) " still open." }
        }
        (Form::new(&act, visitor, told).choices("open", ticked).choices("own", open).render())
    }
}

#[cfg(test)]
mod tests;
