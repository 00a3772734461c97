//! The page of a failure as long as nobody knows who asked: its code, its title and its words.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::Failure;
use super::framed::FailureTold;
use crate::form::encoded;
use crate::frame;
use crate::guests::YOUR_VISITS;

impl Failure {
    pub(super) fn code(&self) -> StatusCode {
        match self {
            Self::SignInFirst { .. } => StatusCode::SEE_OTHER,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::Forbidden(_) | Self::NotSignedIn(_) | Self::Guest => StatusCode::FORBIDDEN,
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Away => StatusCode::SERVICE_UNAVAILABLE,
            Self::Settings(_) | Self::Broken { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn title(&self) -> &'static str {
        match self {
            Self::SignInFirst { .. } => "Sign in first",
            Self::NotFound(_) => "Page not found",
            Self::Forbidden(_) => "You cannot see this page",
            Self::Guest => "You are a guest of one visit",
            Self::NotSignedIn(_) => "You were not signed in",
            Self::Malformed(_) => "This request cannot be understood",
            Self::TooLarge => "Too much was sent",
            Self::Refused(_) => "This cannot be done",
            Self::Away => "Sorry, part of Plumbline cannot be reached",
            Self::Settings(_) => "Sorry, Plumbline is not set up right",
            Self::Broken { .. } => "Sorry, there is a problem",
        }
    }

    pub(super) fn body(&self) -> Markup {
        html! {
            @match self {
                Self::SignInFirst { .. } => {}
                Self::NotFound(sentence) | Self::Forbidden(sentence) | Self::Malformed(sentence) => {
                    p.govuk-body { (closed(sentence)) }
                }
                Self::Guest => {
                    p.govuk-body {
                        "You may read and write the note of the visit that you were invited to, and nothing else. That ends when the \
                         note is issued, or on your last day."
                    }
                    p.govuk-body { a.govuk-link href=(YOUR_VISITS) { "Go to your visit" } }
                }
                Self::NotSignedIn(sentence) => {
                    p.govuk-body { (closed(sentence)) }
                    p.govuk-body { a.govuk-link href="/sign-in" { "Go to the sign-in page" } }
                }
                Self::TooLarge => p.govuk-body { "Shorten what you entered and send it again." },
                Self::Refused(refused) => p.govuk-body { (closed(&refused.sentence)) },
                Self::Away => {
                    p.govuk-body { "Nothing was lost. Try again in a minute." }
                    p.govuk-body { "If it goes on, the person who runs Plumbline here can see more on the status page." }
                }
                Self::Settings(sentence) => {
                    p.govuk-body { (closed(sentence)) }
                    p.govuk-body { "Trying again does not help until a setting is changed." }
                }
                Self::Broken { incident } => {
                    p.govuk-body { "It is not something you did. Try again later." }
                    p.govuk-body {
                        "If you ask for help, give this incident number: "
                        span.pl-mono { (incident) }
                    }
                }
            }
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        if let Self::SignInFirst { next } = &self {
            return Redirect::to(&format!("/sign-in?{}", encoded(&[("next", next)])))
                .into_response();
        }
        let told = FailureTold { title: self.title(), body: self.body() };
        let page = frame::plain(told.title, told.page(matches!(self, Self::Guest)));
        let mut response = (self.code(), page).into_response();
        response.extensions_mut().insert(told);
        response
    }
}

/// A sentence with its full stop.
fn closed(sentence: &str) -> String {
    let ended = sentence.ends_with(['.', '!', '?']) || sentence.is_empty();
    if ended { sentence.to_owned() } else { format!("{sentence}.") }
}
