//! The page that visitors come in by, and the one they leave by. In a demonstration it is the chooser.

mod code;
mod guest;
mod invitation;
mod link;
mod provider;

use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderName, HeaderValue};
use axum::response::{AppendHeaders, IntoResponse as _, Redirect, Response};
use maud::{Markup, html};
use uuid::Uuid;

use crate::components::{Field, button_submit, input};
use crate::failure::Failure;
use crate::form::{Query, Signed, token_field};
use crate::frame;
use crate::pages::chooser;
use crate::routes::Routes;
use crate::sessions::no_cookie;
use crate::sign_in::{Arrival, Come, Known, Secret, SignIn, cookie};
use crate::visitor::Visitor;
use crate::web::Web;

#[cfg(test)]
pub(crate) use code::render as asking_code;
pub(crate) use code::{check as check_code, show as ask_code};
pub(crate) use guest::for_guests;
#[cfg(test)]
pub(crate) use guest::{OwnVisit, asking, linked as guest_linked, listed as own_visits};
pub(crate) use invitation::{confirm as confirm_app, show as show_invitation, show_app};
#[cfg(test)]
pub(crate) use invitation::{enrolling, invited};
#[cfg(test)]
pub(crate) use link::render as linked;
pub(crate) use link::{follow as follow_link, send as send_link, show as show_link};
pub(crate) use provider::{come_back, set_out};

/// What a visitor meets before signing in: the routes an attacker tries first.
pub(crate) fn routes() -> Routes {
    for_guests()
        .post("/sign-out", leave)
        .get("/sign-in", show)
        .post("/sign-in/with/{provider}", set_out)
        .get("/sign-in/with/{provider}/back", come_back)
        .post("/sign-in/link", send_link)
        .get("/sign-in/link/{token}", show_link)
        .post("/sign-in/link/{token}", follow_link)
        .get("/sign-in/code", ask_code)
        .post("/sign-in/code", check_code)
        .get("/invitation/{token}", show_invitation)
        .get("/invitation/{token}/app", show_app)
        .post("/invitation/{token}/app", confirm_app)
}

/// Only an address of this site may follow: one slash, and no second one or backslash after it.
pub(crate) fn own_page(next: &str) -> String {
    let mut letters = next.chars();
    let own = letters.next() == Some('/') && !matches!(letters.next(), Some('/' | '\\'));
    let plain = next.chars().all(|letter| letter.is_ascii_graphic() && letter != '\\');
    if own && plain && !next.starts_with("/sign-") { next.to_owned() } else { "/".to_owned() }
}

/// What signing in for real needs; there is no such page in a demonstration.
fn real(web: &Web) -> Result<&SignIn, Failure> {
    web.sign_in.as_deref().ok_or_else(Failure::no_page)
}

/// `GET /sign-in`
pub(crate) async fn show(State(web): State<Web>, Query(query): Query) -> Result<Markup, Failure> {
    match web.sign_in.as_deref() {
        Some(sign_in) => {
            Ok(render(&Ways::of(sign_in), &own_page(query.get("next")), &web.open_token))
        }
        None => chooser::show(&web, &query).await,
    }
}

/// The ways in that the installation has.
#[derive(Clone, Debug)]
pub(crate) struct Ways<'a> {
    /// Keys and names of identity providers.
    pub providers: Vec<(&'a str, &'a str)>,
    /// Whether letters go out.
    pub letters: bool,
}

impl<'a> Ways<'a> {
    fn of(sign_in: &'a SignIn) -> Self {
        let known = sign_in.providers.iter();
        let providers = known.map(|known| (known.key.as_str(), known.name.as_str())).collect();
        Self { providers, letters: sign_in.mail.is_some() }
    }
}

pub(crate) fn render(ways: &Ways<'_>, next: &str, token: &str) -> Markup {
    let body = html! {
        div.govuk-grid-row {
            div class="govuk-grid-column-two-thirds" {
                h1.govuk-heading-l { "Sign in" }
                (providers(ways, &[("next", next)], token))
                @if ways.letters {
                    h2.govuk-heading-m { "With your e-mail address and authenticator app" }
                    form method="post" action="/sign-in/link" novalidate {
                        (token_field(token))
                        input type="hidden" name="next" value=(next);
                        (input(&Field {
                            name: "email",
                            label: "E-mail address",
                            hint: Some("We send you a link. You also need the code of your authenticator app"),
                            ..Field::default()
                        }, "email"))
                        (button_submit("Send me a link"))
                    }
                }
                p.govuk-body { "The first time, open the link of your invitation. Your administrator can send you one." }
                @if ways.letters {
                    p.govuk-body { a.govuk-link href="/guest" { "Come in as a guest of a visit" } }
                }
            }
        }
    };
    frame::plain("Sign in", body)
}

/// A button for each identity provider, with fields to carry along.
fn providers(ways: &Ways<'_>, carried: &[(&str, &str)], token: &str) -> Markup {
    html! {
        @for (key, words) in &ways.providers {
            form method="post" action={"/sign-in/with/" (key)} {
                (token_field(token))
                @for (name, value) in carried { input type="hidden" name=(name) value=(value); }
                (button_submit(&format!("Sign in with {words}")))
            }
        }
    }
}

/// Lets in the person this is known to be, under a new secret; a session this browser had before ends.
async fn come_in(
    web: &Web,
    known: &[Known],
    arrival: &Arrival,
    next: &str,
) -> Result<Response, Failure> {
    let sign_in = real(web)?;
    if known.is_empty() {
        return Err(Failure::NotSignedIn(
            "Plumbline does not know this account. If you were invited, open the link of your invitation first; \
             otherwise ask your administrator for one"
                .to_owned(),
        ));
    }
    if let Some(before) = arrival.cookie(cookie::SESSION).and_then(Secret::parse) {
        sign_in.store.end(&before).await?;
    }
    for known in known {
        if let Come::In(secret) =
            sign_in.come_in(&web.services, *known, None, &arrival.moment).await?
        {
            return Ok(let_in(&secret, next));
        }
    }
    Err(without_role())
}

/// Goes on in another role, under a new secret.
pub(crate) async fn act_as(
    web: &Web,
    visitor: &Visitor,
    grant: Uuid,
    arrival: &Arrival,
) -> Result<Response, Failure> {
    let sign_in = real(web)?;
    let known = Known { trust: visitor.trust, person: visitor.actor };
    if let Some(before) = arrival.cookie(cookie::SESSION).and_then(Secret::parse) {
        sign_in.store.end(&before).await?;
    }
    match sign_in.come_in(&web.services, known, Some(grant), &arrival.moment).await? {
        Come::In(secret) => Ok(let_in(&secret, "/")),
        Come::WithoutRole => Err(without_role()),
    }
}

fn without_role() -> Failure {
    Failure::NotSignedIn(
        "You hold no role today. Your administrator gives roles, and sees which ended".to_owned(),
    )
}

fn let_in(secret: &Secret, next: &str) -> Response {
    let cookies = [
        cookie::kept(cookie::SESSION, &secret.text()),
        cookie::forgotten(cookie::JOURNEY),
        cookie::forgotten(cookie::STEP),
    ];
    (set(cookies), Redirect::to(next)).into_response()
}

/// Headers that set cookies.
fn set<const N: usize>(cookies: [String; N]) -> AppendHeaders<Vec<(HeaderName, HeaderValue)>> {
    let values = cookies.into_iter().filter_map(|cookie| HeaderValue::try_from(cookie).ok());
    AppendHeaders(values.map(|value| (SET_COOKIE, value)).collect())
}

/// `POST /sign-out`: on every machine.
pub(crate) async fn leave(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    let visitor = &signed.visitor;
    let gone = match web.sign_in.as_deref() {
        Some(sign_in) => {
            sign_in.store.end_everywhere(visitor.trust, visitor.actor).await?;
            cookie::forgotten(cookie::SESSION)
        }
        None => {
            web.sessions.end(&visitor.session);
            no_cookie()
        }
    };
    let to = if visitor.is_guest() && !visitor.chosen { "/guest" } else { "/sign-in" };
    Ok((set([gone]), Redirect::to(to)).into_response())
}

#[cfg(test)]
mod tests;
