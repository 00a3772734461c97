//! The way in of a guest of a visit: a link by e-mail at each sign-in, and nothing else. It works once, for a quarter of an hour.

use std::sync::Arc;

use access::role_name;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use contract::Caller;
use contract::evidence::v1::{ListVisitNotesRequest, VisitNote};
use contract::field::isolated;
use contract::schools::v1::Role;
use mail::Letter;
use maud::{Markup, html};
use tonic::Code;

use super::{let_in, real};
use crate::components::{Field, button_submit, input};
use crate::dates;
use crate::failure::Failure;
use crate::form::{Posted, token_field};
use crate::frame::{self, Frame, Place};
use crate::ground::Ground;
use crate::guests::{YOUR_VISITS, visits_of};
use crate::pages::visit_guests::{EndGuest, InviteGuest};
use crate::routes::Routes;
use crate::services::{Services, ask};
use crate::sign_in::{
    Arrival, Come, GUESTS, Known, Moment, Secret, SignIn, cookie, find_by_address, oneself,
    trust_name,
};
use crate::visitor::Visitor;
use crate::web::Web;

const LONGEST_ADDRESS: usize = 320;

/// The pages of guests, and the forms by which they are invited and their visit ends.
pub(crate) fn for_guests() -> Routes {
    Routes::default()
        .get("/guest", show)
        .post("/guest/link", send)
        .get("/guest/link/{token}", show_link)
        .post("/guest/link/{token}", follow)
        .get(YOUR_VISITS, visits)
        .form::<InviteGuest>()
        .form::<EndGuest>()
}

/// What letters to guests need. Without letters no guest comes in.
fn with_letters(web: &Web) -> Result<Arc<SignIn>, Failure> {
    let sign_in = web.sign_in.clone().filter(|sign_in| sign_in.mail.is_some());
    sign_in.ok_or_else(Failure::no_page)
}

/// `GET /guest`
async fn show(State(web): State<Web>) -> Result<Markup, Failure> {
    with_letters(&web)?;
    Ok(asking(&web.open_token))
}

pub(crate) fn asking(open_token: &str) -> Markup {
    let body = html! {
        h1.govuk-heading-l { "Guests of a visit" }
        p.govuk-body { "You were invited to the note of one visit to a school. Each time you come here, we send you a new link." }
        form method="post" action="/guest/link" novalidate {
            (token_field(open_token))
            (input(&Field {
                name: "email",
                label: "E-mail address",
                hint: Some("The one that your invitation was sent to"),
                ..Field::default()
            }, "email"))
            (button_submit("Send me a link"))
        }
    };
    frame::plain("Guests of a visit", body)
}

/// `POST /guest/link`. The answer is the same and as quick for an unknown address.
async fn send(State(web): State<Web>, moment: Moment, posted: Posted) -> Result<Response, Failure> {
    let fields = posted.checked(&web.open_token)?;
    let sign_in = with_letters(&web)?;
    let email = fields.get("email");
    // Letters of other alphabets can be the lower case of ours, and then the letter goes to another person.
    if email.len() > LONGEST_ADDRESS || !email.contains('@') || !email.is_ascii() {
        let failure =
            Failure::Malformed("Enter an e-mail address like name@example.org".to_owned());
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, failure.into_response()).into_response());
    }
    tokio::spawn(send_to(sign_in, web.services.clone(), email.to_owned(), moment));
    Ok(sent(email).into_response())
}

pub(crate) fn sent(email: &str) -> Markup {
    let body = html! {
        h1.govuk-heading-l { "Look into your e-mail" }
        p.govuk-body {
            "If " strong { (email) } " is a guest’s address, a link is on its way. It works once, for 15 minutes."
        }
    };
    frame::plain("Look into your e-mail", body)
}

async fn send_to(sign_in: Arc<SignIn>, services: Services, email: String, moment: Moment) {
    // The visitor is told nothing more, so it is said here.
    if let Err(failure) = try_send(&sign_in, &services, &email, &moment).await {
        tracing::warn!(?failure, "a link for a guest was not sent");
    }
}

async fn try_send(
    sign_in: &SignIn,
    services: &Services,
    email: &str,
    moment: &Moment,
) -> Result<(), Failure> {
    let Some(mail) = &sign_in.mail else { return Ok(()) };
    for known in find_by_address(services, email, GUESTS).await? {
        // No link lets in a guest whose last visit is over, or who holds another role. Such a person gets no letter.
        let Some(trust) = inviting_trust(services, known, moment).await? else { continue };
        let link = Secret::draw();
        if !sign_in.store.note_guest_link(&link, known, moment.now).await? {
            tracing::info!(person = %known.person, "a guest has links enough for now");
            continue;
        }
        let page = sign_in.address.page(&format!("/guest/link/{}", link.text()));
        if let Err(error) = mail.send(link_letter(email, &trust, &page)).await {
            // The server's words may hold the address, so they are not told.
            let error = error.kind_words();
            tracing::warn!(error, "a link for a guest was not sent");
        }
    }
    Ok(())
}

/// The name of the trust whose visit a person is a guest of; `None` for a person whom no link lets in.
async fn inviting_trust(
    services: &Services,
    known: Known,
    moment: &Moment,
) -> Result<Option<String>, Failure> {
    let held = oneself(services, known, moment).await?;
    let visits = held.map(|person| visits_of(&person.roles)).unwrap_or_default();
    if visits.is_empty() {
        return Ok(None);
    }
    let role = role_name(Role::ExternalVerifier);
    let caller = Caller { now: moment.given, ..Caller::new(known.trust, known.person, &role) };
    let name = trust_name(services, &caller, &visits).await?;
    // It is empty where each note was issued meanwhile.
    Ok(Some(name).filter(|name| !name.is_empty()))
}

/// A guest of two trusts gets one letter of each, so each names its trust.
fn link_letter(to: &str, trust: &str, page: &str) -> Letter {
    let trust = isolated(trust);
    Letter {
        to: to.to_owned(),
        subject: "Your link to the note of a visit".to_owned(),
        text: format!(
            "You are a guest of a visit to a school of {trust}. Open this link within 15 minutes to read the note of the visit and to \
             write in it. The link works once.\n\n\
             {page}\n\n\
             If you did not ask for this, somebody entered your address. Nothing happens if you leave it. Forward this e-mail to no \
             other person: it lets in anyone who opens the link first.\n"
        ),
        ..Letter::default()
    }
}

/// `GET /guest/link/{token}`. Looking spends nothing: mail programs look too.
async fn show_link(State(web): State<Web>, Path(token): Path<String>) -> Result<Markup, Failure> {
    real(&web)?;
    Secret::parse(&token).ok_or_else(over)?;
    Ok(linked(&token, &web.open_token))
}

pub(crate) fn linked(token: &str, open_token: &str) -> Markup {
    let body = html! {
        h1.govuk-heading-l { "Go to the note of your visit" }
        p.govuk-body { "What you open there is recorded. You sign out at the top of the page." }
        form method="post" action={"/guest/link/" (token)} {
            (token_field(open_token))
            (button_submit("Continue"))
        }
    };
    frame::plain("Go to the note of your visit", body)
}

/// `POST /guest/link/{token}`: spends the link and begins the session.
async fn follow(
    State(web): State<Web>,
    Path(token): Path<String>,
    arrival: Arrival,
    posted: Posted,
) -> Result<Response, Failure> {
    posted.checked(&web.open_token)?;
    let sign_in = real(&web)?;
    let link = Secret::parse(&token).ok_or_else(over)?;
    let known = sign_in.store.spend_guest_link(&link, arrival.moment.now).await?;
    let known = known.ok_or_else(over)?;
    if let Some(before) = arrival.cookie(cookie::SESSION).and_then(Secret::parse) {
        sign_in.store.end(&before).await?;
    }
    match sign_in.come_in_as_guest(&web.services, known, &arrival.moment).await? {
        Come::In(secret) => Ok(let_in(&secret, YOUR_VISITS)),
        Come::WithoutRole => Err(Failure::Forbidden(
            "Your visit is over: its note was issued, your last day has passed, or the trust ended it or gave you another role"
                .to_owned(),
        )),
    }
}

fn over() -> Failure {
    Failure::Forbidden(
        "This link was used already, or is more than 15 minutes old. Ask for a new one on the page for guests, at /guest"
            .to_owned(),
    )
}

/// A visit of a guest, and the school it was to.
#[derive(Debug)]
pub(crate) struct OwnVisit {
    pub note: VisitNote,
    pub school: String,
}

/// `GET /your-visits`: on to the note, or to a list where there are several.
async fn visits(State(web): State<Web>, visitor: Visitor) -> Result<Response, Failure> {
    if !visitor.is_guest() {
        return Err(Failure::Forbidden("This page is for guests of a visit.".to_owned()));
    }
    if let [only] = visitor.visits.as_slice() {
        return Ok(Redirect::to(&format!("/visits/{only}")).into_response());
    }
    let ground = Ground::load(&web.services, &visitor).await?;
    let mut own = Vec::new();
    for visit_note_id in visitor.visits.iter().cloned() {
        let wanted = ListVisitNotesRequest { visit_note_id, ..ListVisitNotesRequest::default() };
        match web.services.evidence().list_visit_notes(ask(&visitor.caller(), wanted)).await {
            Ok(answer) => own.extend(answer.into_inner().notes.into_iter().map(|note| {
                let school = ground.names.school(&note.school_id);
                OwnVisit { note, school }
            })),
            // Its note was issued, and the guest has another visit.
            Err(status) if status.code() == Code::PermissionDenied => {}
            Err(status) => return Err(status.into()),
        }
    }
    Ok(listed(&visitor, &own).into_response())
}

pub(crate) fn listed(visitor: &Visitor, own: &[OwnVisit]) -> Markup {
    let body = html! {
        h1.govuk-heading-l { "Your visits" }
        p.govuk-body { "You are a guest of these visits, " (isolated(&visitor.name)) "." }
        ul.pl-list {
            @for OwnVisit { note, school } in own {
                li {
                    p.pl-list__title {
                        a.govuk-link href={"/visits/" (note.visit_note_id)} {
                            (school) ", " (dates::day(&note.on))
                        }
                    }
                    p.govuk-body { (note.kind().words()) ". " (note.state().words()) }
                }
            }
        }
    };
    let frame = Frame {
        title: "Your visits",
        place: Place::Elsewhere,
        visitor,
        crumbs: &[],
        as_of: None,
        problem: false,
    };
    frame::page(&frame, &body)
}

#[cfg(test)]
mod tests;
