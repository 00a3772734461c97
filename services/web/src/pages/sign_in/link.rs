//! A link by e-mail for those without an identity provider: asked for, sent, followed. It is spent by the button on its page:
//! programs that look at the mail follow links, too.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use jiff::Timestamp;
use mail::Letter;
use maud::{Markup, html};

use super::{own_page, real, set};
use crate::components::button_submit;
use crate::failure::Failure;
use crate::form::{Posted, token_field};
use crate::frame;
use crate::services::Services;
use crate::sign_in::{
    Addressee, Moment, OURSELVES, STEP_SECONDS, Secret, SignIn, cookie, find_by_address,
};
use crate::web::Web;

const LONGEST_ADDRESS: usize = 320;

/// `POST /sign-in/link`. The answer is the same and as quick for an unknown address.
pub(crate) async fn send(
    State(web): State<Web>,
    moment: Moment,
    posted: Posted,
) -> Result<Response, Failure> {
    let fields = posted.checked(&web.open_token)?;
    let sign_in = web.sign_in.clone().filter(|sign_in| sign_in.mail.is_some());
    let sign_in = sign_in.ok_or_else(Failure::no_page)?;
    let email = fields.get("email");
    // Letters of other alphabets can be the lower case of ours, and then the letter goes to another person.
    if email.len() > LONGEST_ADDRESS || !email.contains('@') || !email.is_ascii() {
        let failure =
            Failure::Malformed("Enter an e-mail address like name@example.org".to_owned());
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, failure.into_response()).into_response());
    }
    let next = own_page(fields.get("next"));
    let asked = AskedLink { email: email.to_owned(), next };
    tokio::spawn(send_to(sign_in, web.services.clone(), asked, moment.now));
    let body = html! {
        h1.govuk-heading-l { "Look into your e-mail" }
        p.govuk-body {
            "If " strong { (email) } " can sign in here, a link is on its way. It can be used for 15 minutes."
        }
    };
    Ok(frame::plain("Look into your e-mail", body).into_response())
}

/// The address a link was asked for, and the page to go on to.
#[derive(Debug)]
struct AskedLink {
    email: String,
    next: String,
}

async fn send_to(sign_in: Arc<SignIn>, services: Services, asked: AskedLink, now: Timestamp) {
    // The visitor is told nothing more, so it is said here.
    if let Err(failure) = try_send(&sign_in, &services, &asked, now).await {
        tracing::warn!(?failure, "a link to sign in was not sent");
    }
}

async fn try_send(
    sign_in: &SignIn,
    services: &Services,
    asked: &AskedLink,
    now: Timestamp,
) -> Result<(), Failure> {
    let Some(mail) = &sign_in.mail else { return Ok(()) };
    for known in find_by_address(services, &asked.email, OURSELVES).await? {
        let link = Secret::draw();
        let to = Addressee { trust: known.trust, person: known.person, next: asked.next.clone() };
        if !sign_in.store.note_link(&link, &to, now).await? {
            tracing::info!(person = %known.person, "a person has links enough for now");
            continue;
        }
        let page = sign_in.address.page(&format!("/sign-in/link/{}", link.text()));
        let text = format!(
            "To sign in to Plumbline, open this link within 15 minutes. It can be used once.\n\n{page}\n\n\
             You also need the code of your authenticator app.\n\n\
             If you did not ask for this, somebody entered your address. Nothing happens if you leave it.\n"
        );
        let letter = Letter {
            to: asked.email.clone(),
            subject: "Sign in to Plumbline".to_owned(),
            text,
            ..Letter::default()
        };
        if let Err(error) = mail.send(letter).await {
            // The server's words may hold the address, so they are not told.
            let error = error.kind_words();
            tracing::warn!(error, "a link to sign in was not sent");
        }
    }
    Ok(())
}

/// `GET /sign-in/link/{token}`
pub(crate) async fn show(
    State(web): State<Web>,
    Path(token): Path<String>,
) -> Result<Markup, Failure> {
    real(&web)?;
    Secret::parse(&token).ok_or_else(over)?;
    Ok(render(&token, &web.open_token))
}

pub(crate) fn render(token: &str, open_token: &str) -> Markup {
    let body = html! {
        h1.govuk-heading-l { "Sign in to Plumbline" }
        form method="post" action={"/sign-in/link/" (token)} {
            (token_field(open_token))
            (button_submit("Continue"))
        }
    };
    frame::plain("Sign in to Plumbline", body)
}

/// `POST /sign-in/link/{token}`
pub(crate) async fn follow(
    State(web): State<Web>,
    Path(token): Path<String>,
    moment: Moment,
    posted: Posted,
) -> Result<Response, Failure> {
    posted.checked(&web.open_token)?;
    let link = Secret::parse(&token).ok_or_else(over)?;
    let browser = Secret::draw();
    if !real(&web)?.store.follow_link(&link, &browser, moment.now).await? {
        return Err(over());
    }
    let kept = cookie::kept_for(cookie::STEP, &browser.text(), STEP_SECONDS);
    Ok((set([kept]), Redirect::to("/sign-in/code")).into_response())
}

fn over() -> Failure {
    Failure::NotSignedIn(
        "This link was used already, or is more than 15 minutes old. Ask for a new one".to_owned(),
    )
}
