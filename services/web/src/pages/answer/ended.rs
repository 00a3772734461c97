//! Kind pages for links that lead to no survey any more.

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};

use super::kept::Sent;
use crate::frame::{self, Answering};

/// The page for a reason of the surveys service; nothing for any other reason. What the browser keeps of the link says which
/// school asked.
pub(crate) fn ended(reason: &str, known: Option<&Sent>) -> Option<Response> {
    page(reason, known).map(|(code, page)| (code, page).into_response())
}

pub(crate) fn page(reason: &str, known: Option<&Sent>) -> Option<(StatusCode, Markup)> {
    let (code, title, first, second) = match reason {
        // The browser holds our seal on this link, so there was a survey under it.
        "TOKEN_UNKNOWN" if known.is_some() => (
            StatusCode::GONE,
            "This survey has closed",
            "When a survey closes, its links are destroyed, so that answers and links can’t be put together any more.",
            "What you had sent before is counted. What you had not sent is not.",
        ),
        "TOKEN_SPENT" => (
            StatusCode::GONE,
            "This link has been used",
            "Answers were sent with it. Each link takes one set of answers, so that everybody’s view counts once.",
            "While the survey is open you can take your answers back with your receipt code. They are then removed, and you can answer again with the same link.",
        ),
        "WAVE_NOT_OPEN" => (
            StatusCode::GONE,
            "This survey is not open",
            "It has closed or has not begun yet, so no answers can be sent.",
            "If you think it should be open, ask the school office for the dates.",
        ),
        "WAVE_KEY_LOST" => (
            StatusCode::GONE,
            "This survey can take no more answers",
            "The key that keeps links and answers apart was lost, so nothing can be sent any more. Answers that were sent before are counted.",
            "Please tell the school office. It can open another survey with new links.",
        ),
        "TOKEN_UNKNOWN" => (
            StatusCode::NOT_FOUND,
            "No survey is open under this link",
            "The survey may have closed: when it does, its links are destroyed, so that answers and links can’t be put together any more.",
            "If it has not closed, check that the whole link was copied: it may have been cut off at the end of a line. If it still does not work, ask the school office for a new one.",
        ),
        _ => return None,
    };
    let page = frame::answering(
        Answering {
            title,
            school: known.and_then(|known| known.school_name.as_deref()),
            back: None,
        },
        &html! {
            h1.govuk-heading-l { (title) }
            p.govuk-body { (first) }
            p.govuk-body { (second) }
            @if reason == "TOKEN_SPENT" {
                p.govuk-body { a.govuk-link href="/withdraw" { "Take your answers back" } }
            }
        },
    );
    Some((code, page))
}
