//! The code of the authenticator app, after the link.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};

use super::{come_in, real};
use crate::components::{Field, button_submit, error_summary, input};
use crate::failure::Failure;
use crate::form::{Posted, token_field};
use crate::frame;
use crate::sign_in::{Arrival, Known, Secret, cookie};
use crate::web::Web;

/// `GET /sign-in/code`
pub(crate) async fn show(State(web): State<Web>) -> Result<Markup, Failure> {
    real(&web)?;
    Ok(render(None, &web.open_token))
}

/// `POST /sign-in/code`
pub(crate) async fn check(
    State(web): State<Web>,
    arrival: Arrival,
    posted: Posted,
) -> Result<Response, Failure> {
    let fields = posted.checked(&web.open_token)?;
    let store = &real(&web)?.store;
    let browser = arrival.cookie(cookie::STEP).and_then(Secret::parse).ok_or_else(over)?;
    let to = store.try_code(&browser, arrival.moment.now).await?.ok_or_else(over)?;
    if !store.check_code(to.trust, to.person, fields.get("code"), arrival.moment.now).await? {
        let error =
            "This is not the code your app shows now. Each code counts once: wait for the next";
        let page = render(Some(error), &web.open_token);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    store.end_link(&browser).await?;
    let known = Known { trust: to.trust, person: to.person };
    come_in(&web, &[known], &arrival, &to.next).await
}

fn over() -> Failure {
    Failure::NotSignedIn(
        "That took too long, or too many wrong codes were entered. Ask for a new link; if your app is \
         lost, ask your administrator for a new invitation"
            .to_owned(),
    )
}

pub(crate) fn render(error: Option<&str>, token: &str) -> Markup {
    let body = html! {
        @if let Some(error) = error { (error_summary(&[(error.to_owned(), Some("code".to_owned()))])) }
        h1.govuk-heading-l { "Enter the code of your app" }
        form method="post" action="/sign-in/code" novalidate {
            (token_field(token))
            (input(&Field {
                name: "code",
                label: "Six digits",
                hint: Some("Your authenticator app shows them beside Plumbline"),
                error,
                classes: "govuk-input--width-10",
                ..Field::default()
            }, "text"))
            (button_submit("Sign in"))
        }
    };
    let prefix = if error.is_some() { "Error: " } else { "" };
    frame::plain(&format!("{prefix}Enter the code of your app"), body)
}
