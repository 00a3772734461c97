//! The committees of the trust: when they meet next, which seats are vacant, whose term of office ends soon.

use axum::extract::State;
use contract::log::v1::AsOf;
use contract::schools::v1::{
    Committee, CommitteeInFull, FormCommitteeRequest, ListCommitteesRequest,
};
use maud::{Markup, html};
use serde::Deserialize;

use super::committee_seats::{ending_soon, holder};
use super::{choices, crumbs};
use crate::components::Cell;
use crate::dates;
use crate::failure::Failure;
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
    Routes::default().get("/committees", show).form::<FormCommittee>()
}

/// What the page is made from.
#[derive(Debug)]
pub(crate) struct CommitteesPage {
    pub ground: Ground,
    /// By name.
    pub committees: Shown<Vec<CommitteeInFull>>,
    pub as_of: Option<AsOf>,
}

impl CommitteesPage {
    pub(crate) async fn load(
        services: &Services,
        visitor: &Visitor,
        told: &Told,
    ) -> Result<Self, Failure> {
        let at_least = told.at_least();
        let wanted = ListCommitteesRequest { at_least, ..ListCommitteesRequest::default() };
        let listed = services.schools().list_committees(ask(&visitor.caller(), wanted)).await;
        let listed = Shown::whole(listed)?;
        let ground = Ground::load(services, visitor).await?;
        let as_of = listed.known().and_then(|listed| listed.as_of.clone());
        let committees = listed.map(|listed| listed.committees);
        Ok(Self { ground, committees, as_of })
    }
}

/// `GET /committees`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let loaded = CommitteesPage::load(&web.services, &visitor, &told).await?;
    Ok(render(&visitor, &loaded, &told))
}

/// A clerk sets up the committee of a school.
#[derive(Debug, Deserialize)]
pub(crate) struct FormCommittee {}

impl Act for FormCommittee {
    type Command = FormCommitteeRequest;
    const ENTRIES: &'static [Entry] = &[
        Entry::choice("school", "School").wanted("Choose a school"),
        Entry::line_of::<Self::Command>("name", "What is the committee called?")
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

const WORDS: Words<'_> =
    Words { what: "Committees", none: Absence::of("No committee has been formed yet.") };

pub(crate) fn render(visitor: &Visitor, loaded: &CommitteesPage, told: &Told) -> Markup {
    let ground = &loaded.ground;
    let committees = loaded
        .committees
        .clone()
        .map(|all| all.into_iter().filter(|one| visitor.sees(&one.school_id)).collect::<Vec<_>>());
    let body = html! {
        (told.above())
        h1.govuk-heading-l { "Committees and meetings" }
        (committees.within(visitor.pages_of(&ground.trust.schools)).draw(WORDS, |committees| table(visitor, ground, committees)))
        (form(visitor, ground, told))
    };
    let frame = Frame {
        title: "Committees and meetings",
        place: Place::Elsewhere,
        visitor,
        crumbs: &crumbs([]),
        as_of: loaded.as_of.clone(),
        problem: told.is_problem(),
    };
    page(&frame, &body)
}

/// One row a committee; nothing where there is none.
fn table(visitor: &Visitor, ground: &Ground, committees: &[CommitteeInFull]) -> Option<Markup> {
    let head = ["Committee", "School", "Next meeting", "Vacant seats", "Terms ending in 90 days"];
    (!committees.is_empty()).then(|| {
        let rows = committees.iter().map(|one| row(visitor, ground, one)).collect();
        let listing = PageListing::new("committees", head, rows);
        listing.narrowed_by(&["School"]).draw(&visitor.view)
    })
}

fn row(visitor: &Visitor, ground: &Ground, committee: &CommitteeInFull) -> Vec<Cell> {
    let today = visitor.today.to_string();
    let to_come = |on: &str| on >= today.as_str();
    let next = committee.meetings.iter().find(|one| !one.cancelled && to_come(&one.on));
    let next = match next {
        Some(meeting) => Cell::text(dates::weekday(&meeting.on)).by(&meeting.on),
        None => Cell::text("Not fixed").by(""),
    };
    let vacant = committee.seats.iter().filter(|seat| holder(seat, visitor.today).is_none());
    let ending: Vec<String> = committee
        .seats
        .iter()
        .filter_map(|seat| ending_soon(seat, visitor.today))
        .map(|held| {
            format!("{}, {}", ground.names.person(&held.person_id), dates::day(&held.until))
        })
        .collect();
    let name = ground.names.place(&committee.committee_id).unwrap_or(&committee.name);
    vec![
        Cell::new(html! { a.govuk-link href={"/committees/" (committee.committee_id)} { (name) } }),
        Cell::text(ground.names.school(&committee.school_id)),
        next,
        Cell::text(match committee.seats.len() {
            0 => "Seats not recorded".to_owned(),
            seats => format!("{} of {seats}", vacant.count()),
        }),
        Cell::new(html! {
            @if ending.is_empty() { "–" }
            @else { ul.pl-list { @for one in &ending { li { (one) } } } }
        }),
    ]
}

fn form(visitor: &Visitor, ground: &Ground, told: &Told) -> Markup {
    let committees = &ground.trust.committees;
    let has_one = |school: &Choice, one: &Committee| one.school_id == school.value;
    let without = |school: &Choice| !committees.iter().any(|one| has_one(school, one));
    let schools = choices::schools::<FormCommitteeRequest>(visitor, ground).into_iter();
    let schools: Vec<_> = schools.filter(without).collect();
    html! {
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
