//! Which address leads to which page.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use host::Peers;
use tower_http::catch_panic::CatchPanicLayer;

use crate::drafts::Drafts;
use crate::failure::Failure;
use crate::services::Services;
use crate::sessions::{Sessions, secret};
use crate::{assets, guard, pages};

/// Largest form: a long answer to a governor's question many times over.
pub(crate) const LARGEST_FORM: usize = 64 * 1024;

/// What every page may use.
#[derive(Clone, Debug)]
pub(crate) struct Web {
    pub services: Services,
    pub sessions: Arc<Sessions>,
    pub drafts: Arc<Drafts>,
    /// In every form that is sent before anybody is signed in.
    pub open_token: Arc<str>,
}

impl Web {
    pub(crate) fn new(peers: Peers) -> Self {
        Self {
            services: Services::new(peers),
            sessions: Arc::new(Sessions::default()),
            drafts: Arc::new(Drafts::default()),
            open_token: secret().into(),
        }
    }
}

/// Every page, behind the guard. Serves anybody who reaches it: [`crate::bind`] decides who can.
pub fn router(peers: Peers) -> Router {
    pages(Web::new(peers))
}

pub(crate) fn pages(web: Web) -> Router {
    Router::new()
        .merge(for_the_signed_in())
        .merge(for_respondents())
        .route("/sign-in", get(pages::sign_in::show).post(pages::sign_in::choose))
        .route("/sign-out", post(pages::sign_in::leave))
        .route("/assets/{name}", get(assets::serve))
        .fallback(|| async { Failure::no_page() })
        .method_not_allowed_fallback(|| async {
            (StatusCode::METHOD_NOT_ALLOWED, Failure::no_page().into_response()).into_response()
        })
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn(guard::stand))
        .with_state(web)
}

fn for_the_signed_in() -> Router<Web> {
    Router::new()
        .route("/", get(pages::dashboard::show))
        .route("/schools/{school}", get(pages::school::show))
        .route("/schools/{school}/areas/{area}", get(pages::area::show))
        .route("/schools/{school}/seen", get(pages::looks::school))
        .route("/reviews/{review}/seen", get(pages::looks::review))
        .route("/reports/{report}/seen", get(pages::looks::report))
        .route("/access-record", get(pages::looks::own))
        .route("/access-record/{person}", get(pages::looks::of_person))
        .route("/framework", get(pages::framework::show))
        .route("/facts", get(pages::facts::show))
        .route("/surveys", get(pages::surveys::show))
        .route("/surveys/{wave}", get(pages::results::show))
        .route("/reports", get(pages::reports::show))
        .route("/reports/{report}", get(pages::report::show))
        .route("/reports/{report}/report.pdf", get(pages::report::pdf))
        .route("/reports/{report}/questions", post(pages::report::ask_question))
        .route("/reports/{report}/questions/{question}", post(pages::report::answer_question))
        .route("/reports/{report}/corrections", post(pages::report::correct))
        .route("/trail", get(pages::trail::show))
        .route("/trail/{position}", get(pages::event::show))
        .route("/status", get(pages::status::show))
}

fn for_respondents() -> Router<Web> {
    Router::new()
        .route("/answer/{token}", get(pages::answer::start))
        .route("/answer/{token}/begin", post(pages::answer::begin))
        .route(
            "/answer/{token}/question/{question}",
            get(pages::answer::question).post(pages::answer::keep),
        )
        .route("/answer/{token}/check", get(pages::answer::check))
        .route("/answer/{token}/send", post(pages::answer::send))
        .route("/withdraw", get(pages::withdraw::show).post(pages::withdraw::withdraw))
}

/// A panic is a bug: told by an incident id, logged once with what it said.
fn panicked(cause: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let incident = uuid::Uuid::new_v4().to_string();
    let said = cause.downcast_ref::<String>().map(String::as_str);
    let said = said.or_else(|| cause.downcast_ref::<&str>().copied()).unwrap_or("nothing");
    tracing::error!(%incident, said, "a page panicked");
    Failure::Broken { incident }.into_response()
}
