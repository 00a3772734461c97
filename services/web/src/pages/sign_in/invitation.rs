//! An invitation's link: choose how to sign in from now on.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, PreEscaped, html};
use qrcode::QrCode;
use qrcode::render::svg;

use super::{Ways, come_in, providers, real};
use crate::components::{Field, button_submit, details, error_summary, input};
use crate::failure::Failure;
use crate::form::{Posted, token_field};
use crate::frame;
use crate::sign_in::{Account, Arrival, Authenticator, FirstCode, Invitation, OURSELVES};
use crate::web::Web;

/// `GET /invitation/{token}`. Looking spends nothing: mail programs look too.
pub(crate) async fn show(
    State(web): State<Web>,
    Path(token): Path<String>,
) -> Result<Markup, Failure> {
    let sign_in = real(&web)?;
    read(&token)?;
    Ok(invited(&Ways::of(sign_in), &token, &web.open_token))
}

pub(crate) fn invited(ways: &Ways<'_>, token: &str, open_token: &str) -> Markup {
    let body = html! {
        h1.govuk-heading-l { "You are invited to Plumbline" }
        p.govuk-body {
            "Choose how to sign in. From then on you sign in this way, and nobody else can use this invitation."
        }
        (providers(ways, &[("invitation", token)], open_token))
        @if ways.letters {
            p.govuk-body {
                "Without one of these accounts: "
                a.govuk-link href={"/invitation/" (token) "/app"} { "use an authenticator app on your phone" }
                " and a link by e-mail."
            }
        }
    };
    frame::plain("You are invited to Plumbline", body)
}

/// `GET /invitation/{token}/app`
pub(crate) async fn show_app(
    State(web): State<Web>,
    Path(token): Path<String>,
) -> Result<Markup, Failure> {
    real(&web)?.mail.as_ref().ok_or_else(Failure::no_page)?;
    read(&token)?;
    Ok(enrolling(&token, &Authenticator::draw(), None, &web.open_token))
}

/// `POST /invitation/{token}/app`
pub(crate) async fn confirm(
    State(web): State<Web>,
    Path(token): Path<String>,
    arrival: Arrival,
    posted: Posted,
) -> Result<Response, Failure> {
    let fields = posted.checked(&web.open_token)?;
    let sign_in = real(&web)?;
    sign_in.mail.as_ref().ok_or_else(Failure::no_page)?;
    let invitation = read(&token)?;
    let app = Authenticator::parse(fields.get("secret")).ok_or_else(Failure::no_page)?;
    let Some(step) = app.step(fields.get("code"), arrival.moment.now) else {
        let error = Some("Enter the six digits your app shows now");
        let page = enrolling(&token, &app, error, &web.open_token);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let account = Account { issuer: OURSELVES.to_owned(), subject: invitation.person.to_string() };
    // Only the app that came with the invitation's first use may be enrolled by a repeat.
    let (proof, moment) = (app.text(), &arrival.moment);
    let known = sign_in.accept(&web.services, &invitation, &account, (&proof, moment)).await?;
    sign_in.store.enrol(&known, &FirstCode { app: &app, step }, arrival.moment.now).await?;
    come_in(&web, &[known], &arrival, "/").await
}

fn read(token: &str) -> Result<Invitation, Failure> {
    Invitation::parse(token).ok_or_else(|| {
        Failure::NotFound(
            "This is not the whole link of an invitation. Open it from the letter again".to_owned(),
        )
    })
}

pub(crate) fn enrolling(
    token: &str,
    app: &Authenticator,
    error: Option<&str>,
    open_token: &str,
) -> Markup {
    let address = app.address("Plumbline");
    let body = html! {
        @if let Some(error) = error { (error_summary(&[(error.to_owned(), Some("code".to_owned()))])) }
        h1.govuk-heading-l { "Set up your authenticator app" }
        ol.govuk-list.govuk-list--number {
            li { "Open the authenticator app on your phone. Any will do." }
            li { "Add an account and point the camera at this picture." }
            li { "Enter the six digits it shows." }
        }
        (picture(&address))
        (details("I cannot use the camera", &html! {
            p { "Enter this key into the app:" }
            p.pl-mono #key { (app.text()) }
        }))
        form method="post" action={"/invitation/" (token) "/app"} novalidate {
            (token_field(open_token))
            input type="hidden" name="secret" value=(app.text());
            (input(&Field {
                name: "code",
                label: "Six digits",
                error,
                classes: "govuk-input--width-10",
                ..Field::default()
            }, "text"))
            (button_submit("Finish"))
        }
    };
    let prefix = if error.is_some() { "Error: " } else { "" };
    frame::plain(&format!("{prefix}Set up your authenticator app"), body)
}

fn picture(address: &str) -> Markup {
    // The address is short and plain, so it always fits.
    let Ok(code) = QrCode::new(address) else { return html! {} };
    let drawn = code.render::<svg::Color<'_>>().min_dimensions(220, 220).build();
    let svg = drawn.split_once("?>").map_or(drawn.as_str(), |(_, svg)| svg);
    html! { div role="img" aria-label="A picture for the camera of your phone" { (PreEscaped(svg)) } }
}

#[cfg(test)]
mod tests;
