//! Who has seen this, what has a person seen, and who has looked at what is kept about me?

mod links;
mod told;

use axum::extract::{Path, State};
use contract::trail::v1::{ListAccessRecordRequest, ListDisclosuresRequest, Look};
use maud::{Markup, html};
use uuid::Uuid;

pub(crate) use links::link;
use told::{records, seen_by};

use crate::failure::Failure;
use crate::form::{Query, address};
use crate::frame::{Frame, Place, page};
use crate::ground::Ground;
use crate::routes::Routes;
use crate::services::ask;
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/schools/{school}/seen", school)
        .get("/reviews/{review}/seen", review)
        .get("/reports/{report}/seen", report)
        .get("/access-record", own)
        .get("/access-record/{person}", of_person)
}

/// A page of looks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Looks {
    pub looks: Vec<Look>,
    /// 0 at the end.
    pub next_before: u64,
}

/// What people are asked to have seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Thing {
    Report,
    Review,
    School,
}

impl Thing {
    fn heading(self) -> &'static str {
        match self {
            Self::Report => "Who has seen this report?",
            Self::Review => "Who has seen this peer review?",
            Self::School => "Who has seen this school’s record?",
        }
    }

    fn lead(self) -> &'static str {
        match self {
            Self::Report => "Everybody who has read the report or downloaded its PDF.",
            Self::Review => {
                "Peer reviews are shown together with the others of their school. These people were shown them; what was found was shown only to those whom host and trust agreed on."
            }
            Self::School => {
                "Everybody who has read how the school was judged, its peer reviews or its trail, on its own page or in a list of several schools."
            }
        }
    }

    fn request(self, id: &str, before: u64) -> ListDisclosuresRequest {
        let id = id.to_owned();
        let all = ListDisclosuresRequest { before, ..Default::default() };
        match self {
            Self::Report => ListDisclosuresRequest { report_id: id, ..all },
            Self::Review => ListDisclosuresRequest { review_id: id, ..all },
            Self::School => ListDisclosuresRequest { school_id: id, ..all },
        }
    }

    /// Where the thing itself is shown; a review is shown on its school's page.
    fn crumb(self, id: &str) -> Option<(String, String)> {
        match self {
            Self::Report => Some(("The report".to_owned(), format!("/reports/{id}"))),
            Self::School => Some(("The school".to_owned(), format!("/schools/{id}"))),
            Self::Review => None,
        }
    }
}

/// `GET /reports/{report}/seen`
pub(crate) async fn report(
    state: State<Web>,
    visitor: Visitor,
    path: Path<String>,
    query: Query,
) -> Result<Markup, Failure> {
    show(Thing::Report, (state, visitor), path, query).await
}

/// `GET /reviews/{review}/seen`
pub(crate) async fn review(
    state: State<Web>,
    visitor: Visitor,
    path: Path<String>,
    query: Query,
) -> Result<Markup, Failure> {
    show(Thing::Review, (state, visitor), path, query).await
}

/// `GET /schools/{school}/seen`
pub(crate) async fn school(
    state: State<Web>,
    visitor: Visitor,
    path: Path<String>,
    query: Query,
) -> Result<Markup, Failure> {
    show(Thing::School, (state, visitor), path, query).await
}

async fn show(
    thing: Thing,
    (State(web), visitor): (State<Web>, Visitor),
    Path(id): Path<String>,
    Query(query): Query,
) -> Result<Markup, Failure> {
    if Uuid::try_parse(&id).is_err() {
        return Err(Failure::no_page());
    }
    let wanted = thing.request(&id, before(query.get("before")));
    let mut trail = web.services.trail();
    let (ground, found) = tokio::join!(
        Ground::load(&web.services, &visitor),
        trail.list_disclosures(ask(&visitor.caller(), wanted)),
    );
    let found = found?.into_inner();
    let looks = Looks { looks: found.looks, next_before: found.next_before };
    Ok(render(&visitor, &ground?, &SeenThing { thing, id: &id }, &looks))
}

/// A thing of which a page says who has looked at it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SeenThing<'a> {
    pub(crate) thing: Thing,
    pub(crate) id: &'a str,
}

pub(crate) fn render(
    visitor: &Visitor,
    ground: &Ground,
    seen: &SeenThing<'_>,
    looks: &Looks,
) -> Markup {
    let SeenThing { thing, id } = *seen;
    let body = html! {
        h1.govuk-heading-l { (thing.heading()) }
        p.pl-lead { (thing.lead()) }
        (seen_by(visitor, ground, &looks.looks))
        (older("before", looks.next_before))
        (kept())
    };
    let crumbs: Vec<_> = thing.crumb(id).into_iter().collect();
    page(&frame(thing.heading(), visitor, &crumbs), &body)
}

/// `GET /access-record`: one's own.
pub(crate) async fn own(
    state: State<Web>,
    visitor: Visitor,
    query: Query,
) -> Result<Markup, Failure> {
    let person = visitor.actor;
    record(state, visitor, (person, query)).await
}

/// `GET /access-record/{person}`: somebody's, for whom it is to look after.
pub(crate) async fn of_person(
    state: State<Web>,
    visitor: Visitor,
    Path(person): Path<String>,
    query: Query,
) -> Result<Markup, Failure> {
    let person = Uuid::try_parse(&person).map_err(|_| Failure::no_page())?;
    record(state, visitor, (person, query)).await
}

async fn record(
    State(web): State<Web>,
    visitor: Visitor,
    (person, Query(query)): (Uuid, Query),
) -> Result<Markup, Failure> {
    let by = ListAccessRecordRequest {
        actor_id: person.to_string(),
        before: before(query.get("before")),
        ..Default::default()
    };
    let about = ListDisclosuresRequest {
        person_id: person.to_string(),
        before: before(query.get("about-before")),
        ..Default::default()
    };
    let (mut first, mut second) = (web.services.trail(), web.services.trail());
    let (ground, by, about) = tokio::join!(
        Ground::load(&web.services, &visitor),
        first.list_access_record(ask(&visitor.caller(), by)),
        second.list_disclosures(ask(&visitor.caller(), about)),
    );
    let (by, about) = (by?.into_inner(), about?.into_inner());
    let by = Looks { looks: by.looks, next_before: by.next_before };
    let about = Looks { looks: about.looks, next_before: about.next_before };
    Ok(render_record(&visitor, &ground?, &person.to_string(), &PersonLooks { by, about }))
}

/// What a person has looked at, and who has looked at what is kept about the person.
#[derive(Clone, Debug)]
pub(crate) struct PersonLooks {
    pub(crate) by: Looks,
    pub(crate) about: Looks,
}

pub(crate) fn render_record(
    visitor: &Visitor,
    ground: &Ground,
    person: &str,
    looks: &PersonLooks,
) -> Markup {
    let PersonLooks { by, about } = looks;
    let own = visitor.actor.to_string() == person;
    let name = ground.names.person(person);
    let (title, seen, looked) = if own {
        (
            "Your access record".to_owned(),
            "What you have looked at".to_owned(),
            "Who has looked at what is kept about you".to_owned(),
        )
    } else {
        (
            format!("Access record of {name}"),
            format!("What {name} has looked at"),
            format!("Who has looked at what is kept about {name}"),
        )
    };
    let body = html! {
        h1.govuk-heading-l { (title) }
        p.pl-lead { "Whatever says something of a person, or is not meant for everybody, is recorded when it is shown." }
        h2.govuk-heading-m { (seen) }
        (records(visitor, ground, &by.looks))
        (older("before", by.next_before))
        h2.govuk-heading-m #about { (looked) }
        p.govuk-body { "Names and roles stand on most pages, since the record says who did what; those pages are counted here too." }
        (seen_by(visitor, ground, &about.looks))
        (older("about-before", about.next_before))
        (kept())
    };
    page(&frame(&title, visitor, &[]), &body)
}

fn frame<'a>(title: &'a str, visitor: &'a Visitor, crumbs: &'a [(String, String)]) -> Frame<'a> {
    Frame { title, place: Place::Elsewhere, visitor, crumbs, as_of: None, problem: false }
}

fn before(text: &str) -> u64 {
    text.parse().unwrap_or(0)
}

fn older(name: &str, next_before: u64) -> Markup {
    let older = address("", &[(name, &next_before.to_string())]);
    html! { @if next_before > 0 { p.govuk-body { a.govuk-link href=(older) { "Older looks" } } } }
}

fn kept() -> Markup {
    html! {
        p.pl-note { "Somebody who looked several times on a day stands here once for that day. This record is kept for twelve months." }
    }
}

#[cfg(test)]
mod tests;
