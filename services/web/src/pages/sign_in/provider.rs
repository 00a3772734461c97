//! To an identity provider and back.

use axum::extract::{Path, State};
use axum::http::header::{HeaderName, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};

use super::{come_in, own_page, real, set};
use crate::failure::Failure;
use crate::form::{Fields, Posted, Query, same};
use crate::frame;
use crate::sign_in::{
    Arrival, Invitation, JOURNEY_SECONDS, Moment, Provider, ProviderError, Traveller, cookie, find,
};
use crate::web::Web;

/// `POST /sign-in/with/{provider}`. The answer is a page that goes on by itself: a form's own redirect to another site is
/// what the content policy forbids.
pub(crate) async fn set_out(
    State(web): State<Web>,
    Path(key): Path<String>,
    moment: Moment,
    posted: Posted,
) -> Result<Response, Failure> {
    let fields = posted.checked(&web.open_token)?;
    let sign_in = real(&web)?;
    let provider = sign_in.provider(&key)?;
    let invitation = match fields.get("invitation") {
        "" => None,
        text => Some(Invitation::parse(text).ok_or_else(Failure::no_page)?),
    };
    let traveller = Traveller::new(invitation);
    let there = provider.way_out(&traveller).await.map_err(failure)?;
    let next = own_page(fields.get("next"));
    sign_in.store.set_out(&traveller.secret, &provider.key, &next, moment.now).await?;
    let kept = cookie::kept_for(cookie::JOURNEY, &traveller.text(), JOURNEY_SECONDS);
    let on = HeaderValue::try_from(format!("0; url={there}")).map_err(|_| Failure::Away)?;
    let refresh = [(HeaderName::from_static("refresh"), on)];
    Ok((set([kept]), refresh, going(&provider.name, there.as_str())).into_response())
}

fn going(name: &str, there: &str) -> Markup {
    frame::plain(
        &format!("On to {name}"),
        html! {
            h1.govuk-heading-l { "You sign in with " (name) }
            p.govuk-body { a.govuk-link href=(there) { "Go on to " (name) } }
        },
    )
}

/// `GET /sign-in/with/{provider}/back`, with what the provider says. It begins a session, but only in the browser that set
/// out, once, and with the provider it set out to.
pub(crate) async fn come_back(
    State(web): State<Web>,
    Path(key): Path<String>,
    arrival: Arrival,
    Query(said): Query,
) -> Result<Response, Failure> {
    let sign_in = real(&web)?;
    let provider = sign_in.provider(&key)?;
    let traveller = arrival.cookie(cookie::JOURNEY).and_then(Traveller::parse);
    let traveller = traveller.ok_or_else(again)?;
    if !same(said.get("state"), &traveller.state()) {
        return Err(again());
    }
    let next =
        sign_in.store.come_back(&traveller.secret, &provider.key, arrival.moment.now).await?;
    let next = next.ok_or_else(again)?;
    let code = code(provider, &said)?;
    let account = provider.way_back(code, &traveller).await.map_err(failure)?;
    let known = match &traveller.invitation {
        Some(invitation) => {
            let proof = ("", &arrival.moment);
            vec![sign_in.accept(&web.services, invitation, &account, proof).await?]
        }
        None => find(&web.services, &account).await?,
    };
    come_in(&web, &known, &arrival, &next).await
}

/// The code, if it is the provider we set out to that sends it (RFC 9207).
fn code<'a>(provider: &Provider, said: &'a Fields) -> Result<&'a str, Failure> {
    if said.has("iss") && said.get("iss") != provider.issuer() {
        tracing::warn!(provider = provider.key, "another issuer answered");
        return Err(again());
    }
    if said.has("error") {
        tracing::info!(provider = provider.key, "the identity provider let nobody in");
        return Err(Failure::NotSignedIn(format!("{} did not sign you in", provider.name)));
    }
    match said.get("code") {
        "" => Err(again()),
        code => Ok(code),
    }
}

fn again() -> Failure {
    Failure::NotSignedIn(
        "This way to sign in was used already, took too long, or began in another browser"
            .to_owned(),
    )
}

fn failure(error: ProviderError) -> Failure {
    match error {
        ProviderError::Away(why) => {
            tracing::warn!(why, "an identity provider is away");
            Failure::Away
        }
        ProviderError::Settings(why) => {
            tracing::error!(why, "the settings of signing in are wrong");
            Failure::Settings(
                "Plumbline and this way to sign in do not fit together. The person who runs Plumbline here finds both \
                 values in its log, and with plumbline doctor"
                    .to_owned(),
            )
        }
        ProviderError::NotBelieved(why) => {
            tracing::warn!(why, "an identity provider was not believed");
            Failure::NotSignedIn(
                "This account cannot be used here. Sign in with the account of your trust"
                    .to_owned(),
            )
        }
    }
}
