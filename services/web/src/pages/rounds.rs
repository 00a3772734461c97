//! The rounds in which schools are judged: the improvement lead opens one here.

use axum::extract::State;
use contract::categories::v1::{
    CloseRoundRequest, DecideCategoriesRequest, FrameworkAgreed, GetFrameworkRequest,
    ListRoundsRequest, OpenRoundRequest, Round,
};
use contract::log::v1::AsOf;
use maud::{Markup, html};
use serde::Deserialize;

use super::{choices, counted, crumbs, state};
use crate::components::Cell;
use crate::dates;
use crate::failure::{Failure, spare};
use crate::form::{Act, Choice, Entered, Entry, Form, Query, Told, placed, sends};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::listing::PageListing;
use crate::routes::Routes;
use crate::services::{Services, ask};
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found, and what its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/rounds", show).form::<OpenRound>()
}

/// The framework a trust agrees first; its further versions keep the id.
pub(crate) const FIRST_FRAMEWORK: &str = "default";

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct RoundsPage {
    pub ground: Ground,
    /// Newest first.
    pub rounds: Shown<Vec<Round>>,
    /// The newest version that was agreed; nothing before the first.
    pub agreed: Option<FrameworkAgreed>,
    pub as_of: Option<AsOf>,
}

/// `GET /rounds`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let at_least = told.at_least();
    let wanted = ListRoundsRequest { at_least, ..Default::default() };
    let listed = web.services.categories().list_rounds(ask(&visitor.caller(), wanted)).await;
    let listed = Shown::whole(listed)?;
    let ground = Ground::load(&web.services, &visitor).await?;
    let agreed = newest(&web.services, &visitor, &ground, at_least).await?;
    let as_of = listed.known().and_then(|listed| listed.as_of.clone());
    let rounds = listed.map(|listed| listed.rounds);
    let loaded = RoundsPage { ground, rounds, agreed, as_of };
    Ok(render(&visitor, &loaded, &told))
}

/// The newest version of the framework, agreed but perhaps not yet used in a round.
pub(crate) async fn newest(
    services: &Services,
    visitor: &Visitor,
    ground: &Ground,
    at_least: u64,
) -> Result<Option<FrameworkAgreed>, Failure> {
    let known = &ground.framework.framework_id;
    let framework_id = if known.is_empty() { FIRST_FRAMEWORK } else { known }.to_owned();
    let wanted = GetFrameworkRequest { at_least, framework_id, ..Default::default() };
    match spare(services.categories().get_framework(ask(&visitor.caller(), wanted)).await) {
        Ok(found) => Ok(found.unwrap_or_default().framework),
        Err(Failure::NotFound(_)) => Ok(None),
        Err(other) => Err(other),
    }
}

/// The improvement lead opens the round of a term.
#[derive(Debug, Deserialize)]
pub(crate) struct OpenRound {}

impl Act for OpenRound {
    type Command = OpenRoundRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::choice("term", "Term").wanted("Choose the term"),
        Entry::choice("framework", "Judged by").wanted("Choose the framework"),
        Entry::boxes("schools", "Schools").wanted("Choose at least one school"),
        Entry::day("views", "Until when do the schools state their own views?")
            .hint("Leave empty for ten school days from today"),
    ];
    const BUTTON: &'static str = "Open the round";
    const DONE: &'static str =
        "The round is open. The heads of its schools can state their schools’ own views now";
    placed!("/rounds/new"(), "/rounds"());
    sends!(categories, open_round);

    fn command(&self, entered: &Entered) -> OpenRoundRequest {
        let framework = entered.get("framework");
        let (id, version) = framework.split_once(' ').unwrap_or_default();
        OpenRoundRequest {
            command_id: entered.command(),
            term: entered.get("term"),
            framework_id: id.to_owned(),
            framework_version: version.parse().unwrap_or_default(),
            school_ids: entered.all("schools"),
            views_by: entered.get("views"),
        }
    }
}

pub(crate) fn render(visitor: &Visitor, loaded: &RoundsPage, told: &Told) -> Markup {
    let none = match visitor.may.anywhere::<OpenRoundRequest>() {
        true => Absence::of(
            "No round has been opened yet. Open the first below: the heads are then asked for their views.",
        ),
        false => {
            Absence::of("No round has been opened yet. It appears here on the day it is opened.")
        }
    };
    let words = Words { what: "Rounds", none };
    let body = html! {
        (told.above())
        h1.govuk-heading-l { "Rounds" }
        p.pl-lead { "In a round the trust judges its schools for a term: own view, proposal, answer, decision." }
        (loaded.rounds.draw(words, |rounds| table(visitor, rounds)))
        @if let Some(rounds) = loaded.rounds.known().filter(|_| visitor.may.anywhere::<OpenRoundRequest>()) {
            (open(visitor, loaded, rounds, told))
        }
    };
    let crumbs = crumbs([]);
    let frame = Frame {
        title: "Rounds",
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: loaded.as_of.clone(),
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

/// One row a round; nothing where there is none.
fn table(visitor: &Visitor, rounds: &[Round]) -> Option<Markup> {
    let rows: Vec<_> = rounds.iter().map(|round| row(visitor, round)).collect();
    let head = ["Term", "Schools", "Framework", "State", "What you can do"];
    (!rows.is_empty())
        .then(|| PageListing::new("rounds", head, rows).narrowed_by(&["State"]).draw(&visitor.view))
}

fn row(visitor: &Visitor, round: &Round) -> Vec<Cell> {
    let term = dates::term(&round.term);
    let keeps = visitor.may.anywhere::<CloseRoundRequest>();
    vec![
        Cell::term(&round.term),
        Cell::text(counted(round.school_ids.len(), "school", "schools"))
            .by(round.school_ids.len().to_string()),
        Cell::text(format!("version {}", round.framework_version))
            .by(round.framework_version.to_string()),
        Cell::new(state(if round.closed { "closed" } else { "open" })),
        Cell::ways(html! {
            @if visitor.may.anywhere::<DecideCategoriesRequest>() {
                a.govuk-link href={"/rounds/" (round.round_id) "/meeting"} {
                    "Decision meeting" span.govuk-visually-hidden { " for " (term) }
                }
            }
            @if keeps {
                " " a.govuk-link href={"/rounds/" (round.round_id)} {
                    "Keep the round" span.govuk-visually-hidden { " of " (term) }
                }
            }
            @if keeps || visitor.may.anywhere::<DecideCategoriesRequest>() {
                " " a.govuk-link href={"/rounds/" (round.round_id) "/moderation"} {
                    "Moderation" span.govuk-visually-hidden { " for " (term) }
                }
            }
        }),
    ]
}

fn open(visitor: &Visitor, loaded: &RoundsPage, rounds: &[Round], told: &Told) -> Markup {
    let taken = |term: &Choice| rounds.iter().any(|round| round.term == term.value);
    let terms = choices::terms(visitor).into_iter().filter(|term| !taken(term)).collect();
    let framework = loaded.agreed.iter().map(|agreed| {
        let value = format!("{} {}", agreed.framework_id, agreed.version);
        Choice::new(value, format!("{}, version {}", agreed.name, agreed.version))
    });
    let schools = choices::schools::<OpenRoundRequest>(visitor, &loaded.ground);
    let schools = schools.into_iter().map(|school| school.filled("ticked")).collect();
    html! {
        h2.govuk-heading-m #open { "Open a round" }
        @if loaded.agreed.is_none() {
            p.govuk-body { "The trustees agree the framework first. There is none yet." }
        } @else {
            (Form::new(&OpenRound {}, visitor, told)
                .choices("term", choices::or("Choose a term", terms))
                .choices("framework", framework.collect())
                .choices("schools", schools)
                .render())
        }
    }
}

#[cfg(test)]
mod tests;
