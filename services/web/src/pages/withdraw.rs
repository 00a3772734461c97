//! Taking one's own answers back, with the receipt code, until the survey closes.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use contract::surveys::v1::WithdrawResponseRequest;
use contract::{Caller, SYSTEM_ACTOR};
use maud::{Markup, html};
use uuid::Uuid;

use crate::components::{Field, button_submit, error_summary, input, panel};
use crate::failure::{Failure, reason};
use crate::form::{Posted, token_field};
use crate::frame;
use crate::router::Web;
use crate::services::ask;

/// Longest code that is looked up at all.
const LONGEST_CODE: usize = 200;

/// `GET /withdraw`
pub(crate) async fn show(State(web): State<Web>) -> Markup {
    render("", None, &web.open_token)
}

/// `POST /withdraw`
pub(crate) async fn withdraw(State(web): State<Web>, posted: Posted) -> Result<Response, Failure> {
    let fields = posted.checked(&web.open_token)?;
    let code = fields.get("receipt");
    let wrong = |sentence: &str| {
        (StatusCode::UNPROCESSABLE_ENTITY, render(code, Some(sentence), &web.open_token))
            .into_response()
    };
    if code.is_empty() || code.len() > LONGEST_CODE {
        return Ok(wrong("Enter the receipt code you were shown after sending"));
    }
    let caller = Caller::new(Uuid::nil(), SYSTEM_ACTOR, "respondent");
    let wanted = WithdrawResponseRequest { receipt_code: code.to_owned() };
    match web.services.surveys().withdraw_response(ask(&caller, wanted)).await {
        Ok(_) => Ok(done().into_response()),
        Err(status) => Ok(match reason(&status).as_str() {
            "RECEIPT_UNKNOWN" => {
                wrong("No answers belong to this code. Check it: each letter counts")
            }
            "WAVE_NOT_OPEN" => wrong(
                "The survey has closed. Its answers have been mixed with everybody’s and nobody can find yours any more",
            ),
            _ => wrong(&Failure::from(status).beside_the_form()?.sentence),
        }),
    }
}

pub(crate) fn render(code: &str, error: Option<&str>, token: &str) -> Markup {
    let body = html! {
        @if let Some(error) = error { (error_summary(&[(error.to_owned(), Some("receipt".to_owned()))])) }
        h1.govuk-heading-l { "Take your answers back" }
        p.govuk-body {
            "Until the survey closes you can take back what you sent. Your answers are then removed as if they had never been given."
        }
        form method="post" action="/withdraw" novalidate {
            (token_field(token))
            (input(&Field {
                name: "receipt",
                label: "Receipt code",
                hint: Some("It was shown once, after you sent your answers"),
                error,
                value: code,
                classes: "govuk-input--width-20",
            }, "text"))
            (button_submit("Take my answers back"))
        }
    };
    let prefix = if error.is_some() { "Error: " } else { "" };
    frame::answering(&format!("{prefix}Take your answers back"), None, &body)
}

fn done() -> Markup {
    frame::answering(
        "Your answers have been removed",
        None,
        &html! {
            (panel("Your answers have been removed", &html! { "Nothing of them is left." }))
            p.govuk-body { "You can close this page." }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_code_is_kept_and_explained() {
        let page = render("<b>", Some("No answers belong to this code"), "token").into_string();
        assert!(
            page.contains("value=\"&lt;b&gt;\"") && page.contains("No answers belong to this code")
        );
    }
}
