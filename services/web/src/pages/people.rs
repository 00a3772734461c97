//! Who is there, who can sign in, and inviting those who can't yet.

use access::role_name;
use axum::extract::State;
use contract::field::isolated;
use contract::schools::v1::{
    InvitePersonRequest, ListPeopleRequest, ListPeopleResponse, ListSignInsRequest,
    ListSignInsResponse, Person, SignIn as CanSignIn,
};
use mail::Letter;
use maud::{Markup, html};
use serde::Deserialize;
use tonic::{Request, Status};
use uuid::Uuid;

use crate::access::role_words;
use crate::components::{Cell, button_link};
use crate::dates;
use crate::failure::{Failure, Refused};
use crate::form::{Act, Entered, Entry, Form, Query, Told};
use crate::frame::{self, Frame, Place};
use crate::listing::PageListing;
use crate::pages::{crumbs, person};
use crate::routes::Routes;
use crate::services::{Services, ask};
use crate::sessions::Notice;
use crate::sign_in::{GUESTS, Invitation, OURSELVES, Secret, SignIn};
use crate::visitor::Visitor;
use crate::web::Web;

/// Where it is found, and what its forms send.
pub(crate) fn routes() -> Routes {
    Routes::default().get("/people", show).form::<InvitePerson>()
}

/// `GET /people`
pub(crate) async fn show(
    State(web): State<Web>,
    visitor: Visitor,
    Query(query): Query,
) -> Result<Markup, Failure> {
    let told = Told::on(&web, &visitor, &query);
    let (people, mut can) = load(&web, &visitor, told.at_least()).await?;
    for can in &mut can.sign_ins {
        let known = web.sign_in.as_ref().and_then(|sign_in| sign_in.name_of(&can.issuer));
        if can.issuer == OURSELVES {
            can.issuer = "a link and an app".to_owned();
        } else if can.issuer == GUESTS {
            can.issuer = "a link, as a guest".to_owned();
        } else if let Some(name) = known {
            can.issuer = name.to_owned();
        }
    }
    Ok(render(&visitor, &people.people, &can, &told))
}

/// The list, with providers by name.
pub(crate) fn render(
    visitor: &Visitor,
    people: &[Person],
    can: &ListSignInsResponse,
    told: &Told,
) -> Markup {
    let rows = people.iter().map(|person| {
        let can = can.sign_ins.iter().find(|can| can.person_id == person.person_id);
        vec![
            Cell::new(named(person, visitor)),
            Cell::text(roles(person)),
            Cell::new(standing(can)),
            Cell::ways(html! { @if visitor.invites() { (button(person, visitor, told, can)) } }),
        ]
    });
    let head = ["Name", "Roles today", "Signs in", "Invitation"];
    let listing = PageListing::new("people", head, rows.collect()).narrowed_by(&["Roles today"]);
    let body = html! {
        (told.above())
        h1.govuk-heading-l { "People" }
        @if visitor.invites() {
            (button_link("Add a person", "/people/new"))
            p.govuk-body { a.govuk-link href="/people/file" { "Add many people from a file" } }
            p.govuk-body { a.govuk-link href="/people/invitations" { "Print invitations" } }
        }
        (listing.draw(&visitor.view))
    };
    let crumbs = crumbs([]);
    let frame = Frame {
        title: "People",
        place: Place::People,
        visitor,
        crumbs: &crumbs,
        as_of: can.as_of.clone(),
        problem: told.is_problem(),
    };
    frame::page(&frame, &body)
}

pub(super) async fn load(
    web: &Web,
    visitor: &Visitor,
    at_least: u64,
) -> Result<(ListPeopleResponse, ListSignInsResponse), Failure> {
    let (mut schools, mut others) = (web.services.schools(), web.services.schools());
    let caller = visitor.caller();
    let people = ListPeopleRequest { at_least, ..Default::default() };
    let (people, can) = tokio::try_join!(
        schools.list_people(ask(&caller, people)),
        others.list_sign_ins(ask(&caller, ListSignInsRequest { at_least }))
    )?;
    Ok((people.into_inner(), can.into_inner()))
}

/// The name, and the way to the person's page for those who open it.
fn named(person: &Person, visitor: &Visitor) -> Markup {
    html! {
        @if person::opens(visitor) {
            a.govuk-link href={"/people/" (person.person_id)} { (name(person)) }
        } @else { (name(person)) }
    }
}

pub(super) fn name(person: &Person) -> String {
    if person.name.is_empty() { "somebody erased".to_owned() } else { isolated(&person.name) }
}

pub(super) fn roles(person: &Person) -> String {
    let words = person.roles.iter().map(|role| role_words(&role_name(role.role())));
    words.collect::<Vec<_>>().join(", ")
}

fn standing(can: Option<&CanSignIn>) -> Markup {
    let none = CanSignIn::default();
    let can = can.unwrap_or(&none);
    html! {
        @if can.issuer.is_empty() { "not yet" } @else {
            "with " (can.issuer) ", since " (dates::moment(&can.since))
        }
        @if !can.invited_until.is_empty() {
            br; "invited until " (dates::moment(&can.invited_until))
        }
    }
}

fn button(person: &Person, visitor: &Visitor, told: &Told, can: Option<&CanSignIn>) -> Markup {
    let act = InvitePerson { person: person.person_id.clone() };
    let about = name(person);
    let form = Form::new(&act, visitor, told).about(&about).small();
    if can.is_some_and(|can| !can.issuer.is_empty()) { form.button("Invite anew") } else { form }
        .render()
}

/// An administrator invites a person to sign in. The link goes by letter if there is an address and a way for letters.
/// Otherwise it is shown once, to be handed over.
#[derive(Debug, Deserialize)]
pub(crate) struct InvitePerson {
    person: String,
}

impl Act for InvitePerson {
    type Command = InvitePersonRequest;
    const AT: &'static str = "/people/{person}/invitation";
    const ENTRIES: &'static [Entry] = &[];
    const BUTTON: &'static str = "Invite";
    const DONE: &'static str = "The person is invited";

    fn address(&self) -> String {
        format!("/people/{}/invitation", self.person)
    }

    fn page(&self) -> String {
        "/people".to_owned()
    }

    fn command(&self, entered: &Entered) -> InvitePersonRequest {
        InvitePersonRequest {
            command_id: entered.command(),
            person_id: self.person.clone(),
            ..InvitePersonRequest::default()
        }
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
        let sign_in = web.sign_in.as_deref().ok_or_else(Failure::no_page)?;
        let (people, can) = load(web, visitor, 0).await?;
        let nobody = || Failure::NotFound("There is no such person.".to_owned());
        let known = people.people.iter().find(|known| known.person_id == self.person);
        let known = known.ok_or_else(nobody)?;
        let person = Uuid::try_parse(&self.person).map_err(|_| nobody())?;
        let comes_in =
            can.sign_ins.iter().any(|can| can.person_id == self.person && !can.issuer.is_empty());
        if comes_in && (sign_in.mail.is_none() || known.email.is_empty()) {
            return Err(letter_only(&name(known)));
        }
        let invitation = Invitation { trust: visitor.trust, person, secret: Secret::draw() };
        let wanted = InvitePersonRequest {
            secret_sha256: invitation.secret.hash(),
            ..self.command(entered)
        };
        let mut schools = web.services.schools();
        let done = schools.invite_person(ask(&visitor.caller(), wanted)).await?.into_inner();
        let link = sign_in.address.page(&format!("/invitation/{}", invitation.text()));
        let letter = InvitationLetter { to: known, link: &link, until: &done.until };
        let written = write(sign_in, visitor, &letter).await;
        if comes_in && !written {
            let sentence =
                format!("The letter to {} could not be sent. Try again in a minute", known.email);
            return Ok(Notice::new(sentence, done.position));
        }
        Ok(told_of(&name(known), (&known.email, written), link, done.position))
    }
}

/// Who sees the link could sign in as the person, whose account stands. So it goes to the person's own address only.
fn letter_only(name: &str) -> Failure {
    let sentence = format!(
        "{name} signs in already, so the link is not shown here. It can go by letter only: give {name} an e-mail address, \
         where Plumbline sends letters"
    );
    let reason = "LETTER_ONLY".to_owned();
    Failure::Refused(Refused { reason, sentence, again: false })
}

fn told_of(name: &str, (email, written): (&str, bool), link: String, position: u64) -> Notice {
    if written {
        return Notice::new(format!("An invitation is on its way to {email}"), position);
    }
    let sentence = format!(
        "Give this link to {name} and nobody else. It is shown once, and the first person to open it can sign in as {name}."
    );
    Notice { once: Some(link), ..Notice::new(sentence, position) }
}

/// An invitation on its way to a person.
#[derive(Clone, Copy, Debug)]
struct InvitationLetter<'a> {
    to: &'a Person,
    link: &'a str,
    until: &'a str,
}

/// Whether a letter with the link is on its way.
async fn write(sign_in: &SignIn, visitor: &Visitor, letter: &InvitationLetter<'_>) -> bool {
    let InvitationLetter { to: person, link, until } = *letter;
    let (Some(mail), false) = (&sign_in.mail, person.email.is_empty()) else { return false };
    let until = dates::moment(until);
    let text = format!(
        "{} invites you to Plumbline, its record of school improvement.\n\n\
         Open this link until {until} to choose how you sign in. It can be used once.\n\n{link}\n",
        isolated(&visitor.trust_name)
    );
    let subject = "Your invitation to Plumbline".to_owned();
    let sent =
        mail.send(Letter { to: person.email.clone(), subject, text, ..Letter::default() }).await;
    if let Err(error) = &sent {
        // The server's words may hold the address, so they are not told.
        let error = error.kind_words();
        tracing::warn!(error, "an invitation was not sent");
    }
    sent.is_ok()
}

#[cfg(test)]
mod tests;
