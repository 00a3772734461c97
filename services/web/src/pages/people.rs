//! Who is there, who can sign in, and inviting those who can't yet.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use contract::schools::v1::{
    InvitePersonRequest, ListPeopleRequest, ListPeopleResponse, ListSignInsRequest,
    ListSignInsResponse, Person, SignIn as CanSignIn,
};
use maud::{Markup, html};
use uuid::Uuid;

use crate::access::role_words;
use crate::components::{Cell, Table, button_link, inset, success, warning};
use crate::dates;
use crate::failure::Failure;
use crate::form::{COMMAND, Signed, token_field};
use crate::frame::{self, Frame, Place};
use crate::pages::crumbs;
use crate::router::Web;
use crate::services::ask;
use crate::sessions::{Visitor, role_id};
use crate::sign_in::{Invitation, Letter, OURSELVES, Secret, SignIn};

/// What an invitation came to.
#[derive(Debug)]
enum Invited {
    /// A letter is on its way to this address.
    Written(String),
    /// The administrator has to hand this link over.
    Link(String),
}

/// `GET /people`
pub(crate) async fn show(State(web): State<Web>, visitor: Visitor) -> Result<Markup, Failure> {
    let notice = web.sessions.take(&visitor.session);
    let at_least = notice.as_ref().map_or(0, |notice| notice.position);
    let told = notice.map(|notice| success(&notice.sentence));
    page(&web, &visitor, (at_least, told)).await
}

async fn page(
    web: &Web,
    visitor: &Visitor,
    (at_least, told): (u64, Option<Markup>),
) -> Result<Markup, Failure> {
    let (people, mut can) = load(web, visitor, at_least).await?;
    for can in &mut can.sign_ins {
        let known = web.sign_in.as_ref().and_then(|sign_in| sign_in.name_of(&can.issuer));
        if can.issuer == OURSELVES {
            can.issuer = "a link and an app".to_owned();
        } else if let Some(name) = known {
            can.issuer = name.to_owned();
        }
    }
    Ok(render(visitor, (&people.people, &can), told))
}

/// The list, with providers by name.
pub(crate) fn render(
    visitor: &Visitor,
    (people, can): (&[Person], &ListSignInsResponse),
    told: Option<Markup>,
) -> Markup {
    let rows = people.iter().map(|person| {
        let can = can.sign_ins.iter().find(|can| can.person_id == person.person_id);
        vec![
            Cell::text(name(person)),
            Cell::text(roles(person)),
            Cell::new(standing(can)),
            Cell::new(html! { @if visitor.invites() { (button(person, visitor, can)) } }),
        ]
    });
    let table = Table {
        head: vec![
            ("Name", false),
            ("Roles today", false),
            ("Signs in", false),
            ("Invitation", false),
        ],
        rows: rows.collect(),
        first_is_header: true,
        stacks: true,
        ..Table::default()
    };
    let body = html! {
        @if let Some(told) = told { (told) }
        h1.govuk-heading-l { "People" }
        @if visitor.invites() { (button_link("Add a person", "/people/new")) }
        (table.render())
    };
    let crumbs = crumbs([]);
    let frame = Frame {
        title: "People",
        place: Place::People,
        visitor,
        crumbs: &crumbs,
        as_of: can.as_of.clone(),
        problem: false,
    };
    frame::page(&frame, &body)
}

async fn load(
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

fn name(person: &Person) -> &str {
    if person.name.is_empty() { "somebody erased" } else { &person.name }
}

fn roles(person: &Person) -> String {
    let words = person.roles.iter().map(|role| role_words(&role_id(role.role())));
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

fn button(person: &Person, visitor: &Visitor, can: Option<&CanSignIn>) -> Markup {
    let again = can.is_some_and(|can| !can.issuer.is_empty());
    html! {
        form method="post" action={"/people/" (person.person_id) "/invitation"} {
            (token_field(&visitor.form_token))
            input type="hidden" name=(COMMAND) value=(Uuid::now_v7());
            button.pl-link-button type="submit" {
                @if again { "Invite anew" } @else { "Invite" }
                span.govuk-visually-hidden { " " (name(person)) }
            }
        }
    }
}

fn tell(name: &str, invited: &Invited) -> Markup {
    html! {
        @match invited {
            Invited::Written(email) => (success(&format!("An invitation is on its way to {email}"))),
            Invited::Link(link) => {
                (warning(&format!("Give this link to {name} and nobody else. It is shown once.")))
                (inset(&html! { p.pl-mono #invitation { (link) } }))
                p.govuk-body { "Whoever opens it first can sign in as " (name) "." }
            }
        }
    }
}

/// `POST /people/{person}/invitation`
pub(crate) async fn invite(
    State(web): State<Web>,
    Path(person): Path<String>,
    signed: Signed,
) -> Result<Response, Failure> {
    let sign_in = web.sign_in.as_deref().ok_or_else(Failure::no_page)?;
    let Signed { visitor, fields } = signed;
    let (people, _) = load(&web, &visitor, 0).await?;
    let nobody = || Failure::NotFound("There is no such person.".to_owned());
    let known = people.people.iter().find(|known| known.person_id == person).ok_or_else(nobody)?;
    let id = Uuid::try_parse(&person).map_err(|_| nobody())?;
    let invitation = Invitation { trust: visitor.trust, person: id, secret: Secret::draw() };
    let wanted = InvitePersonRequest {
        command_id: fields.get(COMMAND).to_owned(),
        person_id: person,
        secret_sha256: invitation.secret.hash(),
        days: 0,
    };
    let mut schools = web.services.schools();
    let done = schools.invite_person(ask(&visitor.caller(), wanted)).await?.into_inner();
    let told = hand_over(sign_in, &visitor, (known, &invitation), &done.until).await;
    let told = Some(tell(name(known), &told));
    Ok(page(&web, &visitor, (done.position, told)).await?.into_response())
}

/// By letter where there is an address and a way for letters; else the administrator does it.
async fn hand_over(
    sign_in: &SignIn,
    visitor: &Visitor,
    (person, invitation): (&Person, &Invitation),
    until: &str,
) -> Invited {
    let link = sign_in.address.page(&format!("/invitation/{}", invitation.text()));
    let (Some(mail), false) = (&sign_in.mail, person.email.is_empty()) else {
        return Invited::Link(link);
    };
    let until = dates::moment(until);
    let text = format!(
        "{} invites you to Plumbline, its record of school improvement.\n\n\
         Open this link until {until} to choose how you sign in. It can be used once.\n\n{link}\n",
        visitor.trust_name
    );
    let subject = "Your invitation to Plumbline".to_owned();
    match mail.send(Letter { to: person.email.clone(), subject, text }).await {
        Ok(()) => Invited::Written(person.email.clone()),
        Err(error) => {
            tracing::warn!(%error, "an invitation was not sent");
            Invited::Link(link)
        }
    }
}
