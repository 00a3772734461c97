//! Kind pages for links that lead to no survey any more.

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::html;

use crate::frame;

/// The page for a reason of the surveys service; nothing for any other reason.
pub(crate) fn ended(reason: &str) -> Option<Response> {
    let (code, title, first, second) = match reason {
        "TOKEN_SPENT" => (
            StatusCode::GONE,
            "This link has been used",
            "Answers were sent with it, and they have arrived. Each link works once, so that everybody’s view counts once.",
            "If you want to change your answers, take them back with your receipt code while the survey is open.",
        ),
        "WAVE_NOT_OPEN" => (
            StatusCode::GONE,
            "This survey is not open",
            "It has closed or has not begun yet, so no answers can be sent.",
            "If you think it should be open, ask the school office for the dates.",
        ),
        "TOKEN_UNKNOWN" => (
            StatusCode::NOT_FOUND,
            "This link does not lead to a survey",
            "Check that the whole link was copied: it may have been cut off at the end of a line. When a survey has ended, its links are destroyed.",
            "If it still does not work, ask the school office for a new one.",
        ),
        _ => return None,
    };
    let page = frame::answering(
        title,
        None,
        &html! {
            h1.govuk-heading-l { (title) }
            p.govuk-body { (first) }
            p.govuk-body { (second) }
            @if reason == "TOKEN_SPENT" {
                p.govuk-body { a.govuk-link href="/withdraw" { "Take your answers back" } }
            }
        },
    );
    Some((code, page).into_response())
}
