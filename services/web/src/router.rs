//! Which address leads to which page.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, StatusCode};
use axum::middleware;
use axum::response::{IntoResponse as _, Response};
use host::{Clock, Peers};
use tower_http::catch_panic::CatchPanicLayer;

use crate::drafts::Drafts;
use crate::failure::Failure;
use crate::guard::Hosts;
use crate::routes::Routes;
use crate::services::Services;
use crate::sessions::{Sessions, secret};
use crate::sign_in::SignIn;
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
    pub clock: Clock,
    /// Nothing in a demonstration.
    pub sign_in: Option<Arc<SignIn>>,
}

impl Web {
    /// The pages of a demonstration.
    pub(crate) fn new(peers: Peers) -> Self {
        Self {
            services: Services::new(peers),
            sessions: Arc::new(Sessions::default()),
            drafts: Arc::new(Drafts::default()),
            open_token: secret().into(),
            clock: Clock::new(false),
            sign_in: None,
        }
    }

    /// The same where people sign in.
    pub(crate) fn signing_in(self, sign_in: SignIn, clock: Clock) -> Self {
        Self { clock, sign_in: Some(Arc::new(sign_in)), ..self }
    }
}

/// Every page of a demonstration, behind the guard. Serves anybody who reaches it: [`crate::bind`] decides who can.
pub fn router(peers: Peers) -> Router {
    pages(Web::new(peers), Hosts::ThisMachine)
}

/// What every page is asked by: method and path. For tests, which shall meet each.
pub fn routes() -> Vec<(Method, &'static str)> {
    all().listed()
}

pub(crate) fn pages(web: Web, hosts: Hosts) -> Router {
    all()
        .router()
        .fallback(|| async { Failure::no_page() })
        .method_not_allowed_fallback(|| async {
            (StatusCode::METHOD_NOT_ALLOWED, Failure::no_page().into_response()).into_response()
        })
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(hosts, guard::stand))
        .with_state(web)
}

fn all() -> Routes {
    Routes::default()
        .merge(for_the_signed_in())
        .merge(for_respondents())
        .merge(for_signing_in())
        .get("/assets/{name}", assets::serve)
}

fn for_the_signed_in() -> Routes {
    Routes::default()
        .get("/", pages::dashboard::show)
        .get("/schools/{school}", pages::school::show)
        .get("/schools/{school}/areas/{area}", pages::area::show)
        .get("/schools/{school}/seen", pages::looks::school)
        .get("/reviews/{review}/seen", pages::looks::review)
        .get("/reports/{report}/seen", pages::looks::report)
        .get("/access-record", pages::looks::own)
        .get("/access-record/{person}", pages::looks::of_person)
        .get("/framework", pages::framework::show)
        .get("/facts", pages::facts::show)
        .get("/surveys", pages::surveys::show)
        .get("/surveys/{wave}", pages::results::show)
        .get("/reports", pages::reports::show)
        .get("/reports/{report}", pages::report::show)
        .get("/reports/{report}/report.pdf", pages::report_file::pdf)
        .post("/reports/{report}/questions", pages::report::ask_question)
        .post("/reports/{report}/questions/{question}", pages::report::answer_question)
        .post("/reports/{report}/corrections", pages::report::correct)
        .get("/trail", pages::trail::show)
        .get("/trail/{position}", pages::event::show)
        .get("/status", pages::status::show)
        .get("/people", pages::people::show)
        .get("/people/new", pages::newcomer::show)
        .post("/people/new", pages::newcomer::add)
        .post("/people/{person}/invitation", pages::people::invite)
        .get("/roles", pages::roles::show)
        .post("/roles", pages::roles::change)
        .post("/sign-out", pages::sign_in::leave)
}

fn for_respondents() -> Routes {
    Routes::default()
        .get("/answer/{token}", pages::answer::start)
        .post("/answer/{token}/begin", pages::answer::begin)
        .get("/answer/{token}/question/{question}", pages::answer::question)
        .post("/answer/{token}/question/{question}", pages::answer::keep)
        .get("/answer/{token}/check", pages::answer::check)
        .post("/answer/{token}/send", pages::answer::send)
        .get("/withdraw", pages::withdraw::show)
        .post("/withdraw", pages::withdraw::withdraw)
}

/// What somebody meets who is not signed in yet: the routes an attacker tries first.
fn for_signing_in() -> Routes {
    use pages::sign_in;
    Routes::default()
        .get("/sign-in", sign_in::show)
        .post("/sign-in", pages::chooser::choose)
        .post("/sign-in/with/{provider}", sign_in::set_out)
        .get("/sign-in/with/{provider}/back", sign_in::come_back)
        .post("/sign-in/link", sign_in::send_link)
        .get("/sign-in/link/{token}", sign_in::show_link)
        .post("/sign-in/link/{token}", sign_in::follow_link)
        .get("/sign-in/code", sign_in::ask_code)
        .post("/sign-in/code", sign_in::check_code)
        .get("/invitation/{token}", sign_in::show_invitation)
        .get("/invitation/{token}/app", sign_in::show_app)
        .post("/invitation/{token}/app", sign_in::confirm_app)
}

/// A panic is a bug: told by an incident id, logged once with what it said.
fn panicked(cause: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let incident = uuid::Uuid::new_v4().to_string();
    let said = cause.downcast_ref::<String>().map(String::as_str);
    let said = said.or_else(|| cause.downcast_ref::<&str>().copied()).unwrap_or("nothing");
    tracing::error!(%incident, said, "a page panicked");
    Failure::Broken { incident }.into_response()
}
