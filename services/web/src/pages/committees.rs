//! The committees and the days they meet: kept by their clerks.

use axum::extract::State;
use contract::log::v1::AsOf;
use contract::schools::v1::{
    Committee, FormCommitteeRequest, GetTrustRequest, ScheduleMeetingRequest,
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
use crate::services::ask;
use crate::shown::{Absence, Shown, Words};
use crate::visitor::Visitor;
use crate::web::Web;

/// `GET /committees`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let wanted = GetTrustRequest { at_least: told.at_least() };
    let trust = web.services.trust(ask(&visitor.caller(), wanted)).await?;
    let ground = Ground::load(&web.services, &visitor).await?;
    let ground = Ground::of(trust, ground.people, ground.rounds, ground.framework);
    Ok(render(&visitor, &ground, &told))
}

/// A clerk sets up the committee of a school.
#[derive(Debug, Deserialize)]
pub(crate) struct FormCommittee {}

impl Act for FormCommittee {
    type Command = FormCommitteeRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::choice("school", "School").wanted("Choose a school"),
        Entry::line("name", "What is the committee called?")
            .hint("Everybody in the trust sees it, for example “Governance committee of Oakfield”")
            .wanted("Enter what the committee is called"),
    ];
    const BUTTON: &'static str = "Set up the committee";
    const DONE: &'static str = "The committee is set up. Fix the day of its next meeting";
    placed!("/committees/new"(), "/committees"());
    sends!(schools, form_committee);

    fn command(&self, entered: &Entered) -> FormCommitteeRequest {
        FormCommitteeRequest {
            command_id: entered.command(),
            school_id: entered.get("school"),
            name: entered.get("name"),
        }
    }
}

/// A clerk fixes the day a committee meets about a term.
#[derive(Debug, Deserialize)]
pub(crate) struct ScheduleMeeting {}

impl Act for ScheduleMeeting {
    type Command = ScheduleMeetingRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::choice("committee", "Committee").wanted("Choose a committee"),
        Entry::choice("term", "About which term?").wanted("Choose a term"),
        Entry::day("on", "Day of the meeting").wanted("Enter the day of the meeting"),
    ];
    const BUTTON: &'static str = "Fix the meeting";
    const DONE: &'static str = "The meeting is fixed. Its report is due seven clear days before";
    placed!("/committees/meeting"(), "/committees"());
    sends!(schools, schedule_meeting);

    fn command(&self, entered: &Entered) -> ScheduleMeetingRequest {
        ScheduleMeetingRequest {
            command_id: entered.command(),
            committee_id: entered.get("committee"),
            term: entered.get("term"),
            on: entered.get("on"),
        }
    }
}

const WORDS: Words<'_> =
    Words { what: "Committees", none: Absence::of("No committee has been formed yet.") };

pub(crate) fn render(visitor: &Visitor, ground: &Ground, told: &Told) -> Markup {
    let seen = |committee: &&Committee| visitor.sees(&committee.school_id);
    let rows = ground.trust.committees.iter().filter(seen).map(|committee| {
        let meetings = committee.meetings.iter().map(|meeting| {
            format!("{}: {}", dates::term(&meeting.term), dates::weekday(&meeting.on))
        });
        let meetings: Vec<_> = meetings.collect();
        let school = ground.names.school(&committee.school_id);
        let school = html! { a.govuk-link href={"/schools/" (committee.school_id)} { (school) } };
        let meetings = html! { ul.pl-list { @for meeting in &meetings { li { (meeting) } } } };
        vec![Cell::text(&committee.name), Cell::new(school), Cell::new(meetings)]
    });
    let rows: Vec<_> = rows.collect();
    let body = html! {
        (told.above())
        h1.govuk-heading-l { "Committees and meetings" }
        (Shown::All(rows).within(visitor.pages_of(&ground.trust.schools)).draw(WORDS, |rows| (!rows.is_empty()).then(|| Table {
            head: vec![("Committee", false), ("School", false), ("Meetings", false)],
            rows: rows.clone(),
            first_is_header: true,
            stacks: true,
            ..Table::default()
        }.render())))
        (forms(visitor, ground, told))
    };
    let (crumbs, as_of): (_, Option<AsOf>) = (crumbs([]), ground.trust.as_of.clone());
    let frame = Frame {
        title: "Committees and meetings",
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs,
        as_of,
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

fn forms(visitor: &Visitor, ground: &Ground, told: &Told) -> Markup {
    let committees = &ground.trust.committees;
    let fixes =
        |committee: &&Committee| visitor.may.of::<ScheduleMeetingRequest>(&committee.school_id);
    let fixed = committees.iter().filter(fixes);
    let fixed: Vec<_> =
        fixed.map(|committee| Choice::new(&committee.committee_id, &committee.name)).collect();
    let without =
        |school: &Choice| !committees.iter().any(|committee| committee.school_id == school.value);
    let schools = choices::schools::<FormCommitteeRequest>(visitor, ground).into_iter();
    let schools: Vec<_> = schools.filter(without).collect();
    html! {
        @if !fixed.is_empty() {
            h2.govuk-heading-m { "Fix a meeting" }
            (Form::new(&ScheduleMeeting {}, visitor, told)
                .choices("committee", choices::or("Choose a committee", fixed))
                .choices("term", choices::or("Choose a term", choices::terms(visitor)))
                .render())
        }
        @if !schools.is_empty() {
            h2.govuk-heading-m { "Set up a committee" }
            (Form::new(&FormCommittee {}, visitor, told)
                .choices("school", choices::or("Choose a school", schools))
                .render())
        }
    }
}

#[cfg(test)]
mod tests;
