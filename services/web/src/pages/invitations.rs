//! Invitations to hand out on paper: one for each person who does not sign in yet.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use contract::field::isolated;
use contract::schools::v1::{InvitePersonRequest, ListSignInsResponse, Person};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use tonic::{Request, Status};
use uuid::Uuid;

use super::people::{load, name, roles};
use super::{counted, crumbs};
use crate::components::{inset, warning};
use crate::dates;
use crate::failure::Failure;
use crate::form::{Act, Choice, Entered, Entry, Form, Query, Told, placed};
use crate::frame::{Frame, Place, page};
use crate::routes::Routes;
use crate::services::{Services, ask};
use crate::sessions::Notice;
use crate::sign_in::{Invitation, Secret, SignIn};
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found, and what its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .get("/people/invitations", show)
        .form::<PrintInvitations>()
        .get("/people/invitations/sheet", sheet)
}

/// What the sheet is kept under for its person.
const SHEET: &str = "invitations";

/// `GET /people/invitations`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Markup, Failure> {
    if !visitor.invites() {
        return Err(Failure::Forbidden("Administrators invite people.".to_owned()));
    }
    let told = Told::on(&web, &visitor, &query);
    let (people, can) = load(&web, &visitor, told.at_least()).await?;
    Ok(render(&visitor, &waiting(&people.people, &can), &told))
}

/// The people with a role today who cannot sign in yet.
fn waiting(people: &[Person], can: &ListSignInsResponse) -> Vec<Person> {
    let signs_in = |person: &&Person| {
        let mut known = can.sign_ins.iter();
        !known.any(|can| can.person_id == person.person_id && !can.issuer.is_empty())
    };
    let here = people.iter().filter(|person| !person.name.is_empty() && !person.roles.is_empty());
    here.filter(signs_in).cloned().collect()
}

/// One person's invitation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PrintedInvitation {
    /// The person's id.
    id: String,
    /// Name and roles are read anew each time and kept nowhere.
    #[serde(skip)]
    pub person: Person,
    pub link: String,
    /// RFC 3339 time.
    pub until: String,
}

/// An administrator makes invitations and prints them.
#[derive(Debug, Deserialize)]
pub(crate) struct PrintInvitations {}

impl Act for PrintInvitations {
    type Command = InvitePersonRequest;
    const ENTRIES: &'static [Entry] = &[Entry::boxes("person", "Whom do you invite?")
        .hint("An earlier invitation of the same person ends")
        .wanted("Choose at least one person")];
    const BUTTON: &'static str = "Make the invitations";
    const DONE: &'static str = "The invitations are made";
    placed!("/people/invitations"(), "/people/invitations"());

    fn next(&self) -> String {
        "/people/invitations/sheet".to_owned()
    }

    fn command(&self, entered: &Entered) -> InvitePersonRequest {
        InvitePersonRequest { command_id: entered.command(), ..InvitePersonRequest::default() }
    }

    async fn send(services: &Services, command: Request<Self::Command>) -> Result<u64, Status> {
        Ok(services.schools().invite_person(command).await?.into_inner().position)
    }

    async fn act(
        &self,
        web: &Web,
        visitor: &Visitor,
        entered: &Entered,
    ) -> Result<Notice, Failure> {
        let sign_in = web.sign_in.as_deref().ok_or_else(no_sign_in)?;
        let (people, can) = load(web, visitor, 0).await?;
        let chosen: BTreeSet<String> = entered.all("person").into_iter().collect();
        let by = Inviting { web, visitor, sign_in, command: entered.command };
        let (mut printed, mut position) = (Vec::new(), 0);
        for person in waiting(&people.people, &can) {
            if !chosen.contains(&person.person_id) {
                continue;
            }
            match by.invite(&person).await {
                Ok((one, at)) => {
                    printed.push(one);
                    position = at;
                }
                // Those made so far can be handed out; the others are still on the list.
                Err(_) if !printed.is_empty() => break,
                Err(failure) => return Err(failure),
            }
        }
        if printed.is_empty() {
            let sentence = "Everybody whom you chose signs in by now".to_owned();
            return Err(Failure::NotFound(sentence));
        }
        let made = counted(printed.len(), "invitation is", "invitations are");
        let sheet = serde_json::to_string(&printed).unwrap_or_default();
        web.handouts.keep(visitor.actor, SHEET, sheet);
        let left = chosen.len() - printed.len();
        let more = if left == 0 {
            String::new()
        } else {
            format!(" {left} of those chosen got none: look at the list again.")
        };
        Ok(Notice::new(format!("{made} made.{more} Print this page now"), position))
    }
}

fn no_sign_in() -> Failure {
    Failure::NotFound(
        "In a demonstration people are chosen from a list and need no invitation".to_owned(),
    )
}

/// The form that invites: who sent it, and under which id.
#[derive(Debug)]
struct Inviting<'a> {
    web: &'a Web,
    visitor: &'a Visitor,
    sign_in: &'a SignIn,
    command: Uuid,
}

impl Inviting<'_> {
    /// Invites one person. The secret follows from the form, so that a form sent twice prints the same links.
    async fn invite(&self, person: &Person) -> Result<(PrintedInvitation, u64), Failure> {
        let id = Uuid::try_parse(&person.person_id).map_err(|_| Failure::no_page())?;
        let matter = format!("invitation {} {id}", self.command);
        let secret = Secret::parse(&self.web.key.proof(&matter)).ok_or_else(Failure::no_page)?;
        let invitation = Invitation { trust: self.visitor.trust, person: id, secret };
        let wanted = InvitePersonRequest {
            command_id: Uuid::new_v5(&self.command, id.as_bytes()).to_string(),
            person_id: id.to_string(),
            secret_sha256: invitation.secret.hash(),
            days: 0,
        };
        let mut schools = self.web.services.schools();
        let done = schools.invite_person(ask(&self.visitor.caller(), wanted)).await?.into_inner();
        let link = self.sign_in.address.page(&format!("/invitation/{}", invitation.text()));
        let person = person.clone();
        Ok((
            PrintedInvitation { id: id.to_string(), person, link, until: done.until },
            done.position,
        ))
    }
}

/// `GET /people/invitations/sheet`: the invitations just made, for an hour, for the person who made them.
pub(crate) async fn sheet(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Response, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let kept = web.handouts.find(visitor.actor, SHEET);
    let printed: Option<Vec<PrintedInvitation>> =
        kept.and_then(|sheet| serde_json::from_str(&sheet).ok());
    let Some(printed) = printed else {
        return Ok(Redirect::to("/people/invitations").into_response());
    };
    // That the names were shown again is in the access record.
    let (people, can) = load(&web, &visitor, told.at_least()).await?;
    let waiting = waiting(&people.people, &can);
    let of = |one: PrintedInvitation| {
        let person = waiting.iter().find(|person| person.person_id == one.id)?.clone();
        Some(PrintedInvitation { person, ..one })
    };
    let printed: Vec<_> = printed.into_iter().filter_map(of).collect();
    Ok(render_sheet(&visitor, &printed, &told).into_response())
}

pub(crate) fn render(visitor: &Visitor, waiting: &[Person], told: &Told) -> Markup {
    let choices = waiting.iter().map(|person| {
        let choice = Choice::new(&person.person_id, name(person)).filled("yes");
        let address = if person.email.is_empty() { "no e-mail address" } else { &person.email };
        Choice { hint: Some(format!("{}, {address}", roles(person))), ..choice }
    });
    let body = html! {
        (told.above())
        h1.govuk-heading-l { "Print invitations" }
        @if waiting.is_empty() {
            p.govuk-body { "Everybody with a role today signs in already." }
        } @else {
            p.govuk-body {
                "Here is everybody with a role today who does not sign in yet. "
                "Each gets a link of their own, which can be used once."
            }
            (Form::new(&PrintInvitations {}, visitor, told).choices("person", choices.collect()).render())
        }
    };
    framed(visitor, "Print invitations", told.is_problem(), &body)
}

pub(crate) fn render_sheet(
    visitor: &Visitor,
    printed: &[PrintedInvitation],
    told: &Told,
) -> Markup {
    let body = html! {
        div class="pl-not-printed" {
            (told.above())
            h1.govuk-heading-l { "Invitations to hand out" }
            (warning("Give each sheet to its person and nobody else: the first person to open the link signs in by that name."))
            p.govuk-body { "Print this page. It is kept for an hour, for you only. Who has signed in meanwhile is no longer on it." }
        }
        @for one in printed {
            section class="pl-sheet" {
                h2.govuk-heading-m { (name(&one.person)) }
                p.govuk-body { (isolated(&visitor.trust_name)) " invites you to Plumbline, its record of school improvement." }
                p.govuk-body { "Open this address until " (dates::moment(&one.until)) " to choose how you sign in. It can be used once." }
                (inset(&html! { p.pl-mono { (one.link) } }))
            }
        }
    };
    framed(visitor, "Invitations to hand out", told.is_problem(), &body)
}

fn framed(visitor: &Visitor, title: &str, problem: bool, body: &Markup) -> Markup {
    let crumbs = crumbs([
        ("People".to_owned(), "/people".to_owned()),
        ("Print invitations".to_owned(), "/people/invitations".to_owned()),
    ]);
    let frame =
        Frame { title, place: Place::People, visitor, crumbs: &crumbs, as_of: None, problem };
    page(&frame, body)
}

/// A sheet with two people on it.
#[cfg(test)]
pub(crate) fn samples() -> Vec<PrintedInvitation> {
    let people = crate::sample::people().into_iter().take(2);
    let one = |person: Person| PrintedInvitation {
        id: person.person_id.clone(),
        person,
        link: "https://plumbline.example/invitation/AAAA".to_owned(),
        until: "2026-12-05T10:00:00Z".to_owned(),
    };
    people.map(one).collect()
}

#[cfg(test)]
mod tests;
