//! The hubs in which schools work together: kept by the improvement lead.

use axum::extract::State;
use contract::schools::v1::{
    EnterHubRequest, FormHubRequest, GetTrustRequest, GetTrustResponse, WithdrawFromHubRequest,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::{choices, crumbs};
use crate::components::{Cell, Table};
use crate::dates;
use crate::failure::Failure;
use crate::form::{Act, Choice, Entered, Entry, Form, Query, Told, placed, sends};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::routes::Routes;
use crate::services::ask;
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found, and what its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/hubs", show)
        .form::<FormHub>()
        .form::<EnterHub>()
        .form::<WithdrawFromHub>()
}

/// `GET /hubs`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let wanted = GetTrustRequest { at_least: told.at_least() };
    let trust = web.services.trust(ask(&visitor.caller(), wanted)).await?;
    Ok(render(&visitor, trust, &told))
}

/// The improvement lead begins a hub.
#[derive(Debug, Deserialize)]
pub(crate) struct FormHub {}

impl Act for FormHub {
    type Command = FormHubRequest;
    const ENTRIES: &'static [Entry] =
        &[Entry::line_of::<Self::Command>("name", "What is the hub called?")
            .hint("Everybody in the trust sees it")
            .wanted("Enter what the hub is called")];
    const BUTTON: &'static str = "Form the hub";
    const DONE: &'static str = "The hub is formed. Put schools into it";
    placed!("/hubs/new"(), "/hubs"());
    sends!(schools, form_hub);

    fn command(&self, entered: &Entered) -> FormHubRequest {
        FormHubRequest { command_id: entered.command(), name: entered.get("name") }
    }
}

/// The improvement lead puts a school into a hub.
#[derive(Debug, Deserialize)]
pub(crate) struct EnterHub {}

impl Act for EnterHub {
    type Command = EnterHubRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::choice("hub", "Hub").wanted("Choose a hub"),
        Entry::choice("school", "School").wanted("Choose a school"),
        Entry::day("from", "First day in the hub")
            .hint("It can be a day ahead. A school that works in another hub is taken out of that one first, with its last day there")
            .wanted("Enter the first day in the hub"),
    ];
    const BUTTON: &'static str = "Put into the hub";
    const DONE: &'static str = "The school is in the hub from that day";
    placed!("/hubs/entry"(), "/hubs"());
    sends!(schools, enter_hub);

    fn command(&self, entered: &Entered) -> EnterHubRequest {
        EnterHubRequest {
            command_id: entered.command(),
            hub_id: entered.get("hub"),
            school_id: entered.get("school"),
            from: entered.get("from"),
        }
    }
}

/// The improvement lead takes a school out of its hub. The choice is a hub's id, a space, and a school's.
#[derive(Debug, Deserialize)]
pub(crate) struct WithdrawFromHub {}

impl Act for WithdrawFromHub {
    type Command = WithdrawFromHubRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::choice("school", "School").wanted("Choose a school"),
        Entry::day("on", "Last day in the hub").wanted("Enter the last day in the hub"),
    ];
    const BUTTON: &'static str = "Take out of the hub";
    const DONE: &'static str = "The school leaves the hub on that day";
    placed!("/hubs/withdrawal"(), "/hubs"());
    sends!(schools, withdraw_from_hub);

    fn command(&self, entered: &Entered) -> WithdrawFromHubRequest {
        let chosen = entered.get("school");
        let (hub, school) = chosen.split_once(' ').unwrap_or_default();
        WithdrawFromHubRequest {
            command_id: entered.command(),
            hub_id: hub.to_owned(),
            school_id: school.to_owned(),
            on: dates::after(&entered.get("on")),
        }
    }
}

const HUBS: Words<'_> = Words { what: "Hubs", none: Absence::of("No hub has been formed yet.") };

pub(crate) fn render(visitor: &Visitor, trust: GetTrustResponse, told: &Told) -> Markup {
    let ground = Ground::of(trust, Vec::new(), Vec::new(), Default::default());
    let rows = ground.trust.hubs.iter().map(|hub| {
        let schools = hub.school_ids.iter().map(|id| ground.names.school(id));
        let schools: Vec<_> = schools.collect();
        vec![Cell::text(&hub.name), Cell::text(schools.join(", "))]
    });
    let rows: Vec<_> = rows.collect();
    let body = html! {
        (told.above())
        h1.govuk-heading-l { "Hubs" }
        // All in the trust are shown its hubs.
        (Shown::All(rows).draw(HUBS, |rows| (!rows.is_empty()).then(|| Table {
            head: vec![("Hub", false), ("Schools", false)],
            rows: rows.clone(),
            first_is_header: true,
            stacks: true,
            ..Table::default()
        }.render())))
        @if visitor.may.anywhere::<FormHubRequest>() { (forms(visitor, &ground, told)) }
    };
    let crumbs = crumbs([]);
    let frame = Frame {
        title: "Hubs",
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of: ground.trust.as_of.clone(),
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

fn forms(visitor: &Visitor, ground: &Ground, told: &Told) -> Markup {
    let hubs = ground.trust.hubs.iter();
    let hubs: Vec<_> = hubs.map(|hub| Choice::new(&hub.hub_id, &hub.name)).collect();
    let hub_of = |id: &str| {
        ground.trust.hubs.iter().find(|hub| hub.school_ids.iter().any(|known| known == id))
    };
    // One that works in a hub today can be put into another from the day on which it leaves the first.
    let schools = choices::schools::<EnterHubRequest>(visitor, ground);
    let inside: Vec<_> = schools
        .iter()
        .filter_map(|school| {
            let hub = hub_of(&school.value)?;
            let value = format!("{} {}", hub.hub_id, school.value);
            Some(Choice::new(value, format!("{}, {}", school.words, hub.name)))
        })
        .collect();
    html! {
        h2.govuk-heading-m { "Form a hub" }
        (Form::new(&FormHub {}, visitor, told).render())
        @if !hubs.is_empty() && !schools.is_empty() {
            h2.govuk-heading-m { "Put a school into a hub" }
            (Form::new(&EnterHub {}, visitor, told)
                .choices("hub", choices::or("Choose a hub", hubs))
                .choices("school", choices::or("Choose a school", schools))
                .render())
        }
        @if !inside.is_empty() {
            h2.govuk-heading-m { "Take a school out of its hub" }
            (Form::new(&WithdrawFromHub {}, visitor, told)
                .choices("school", choices::or("Choose a school", inside))
                .render())
        }
    }
}

#[cfg(test)]
mod tests;
