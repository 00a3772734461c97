//! Which address leads to which page.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{Method, StatusCode, Uri};
use axum::middleware;
use axum::response::{IntoResponse as _, Response};
use peers::Peers;
use tower_http::catch_panic::CatchPanicLayer;

use crate::failure::{Failure, frame_failures};
use crate::form::LARGEST_FORM;
use crate::guard::Hosts;
use crate::routes::Routes;
use crate::web::Web;
use crate::{assets, guard, listing, packing, pages};

/// Every page of a demonstration, behind the guard. Serves all who reach it: [`crate::bind`] decides who can.
pub fn router(peers: Peers) -> Router {
    pages(Web::new(peers), Hosts::ThisMachine)
}

/// What every page is asked by: method and path. For tests, which shall meet each.
pub fn routes() -> Vec<(Method, &'static str)> {
    all().listed()
}

/// The rpcs that the forms call, for example `reports.AskQuestion`. For tests.
pub fn sends() -> Vec<&'static str> {
    all().sends()
}

/// Every form there is.
#[cfg(test)]
pub(crate) fn forms() -> Vec<crate::routes::RoutedForm> {
    all().forms()
}

pub(crate) fn pages(web: Web, hosts: Hosts) -> Router {
    all()
        .router()
        .fallback(no_such_page)
        .method_not_allowed_fallback(|| async {
            (StatusCode::METHOD_NOT_ALLOWED, Failure::no_page().into_response()).into_response()
        })
        .layer(middleware::from_fn(listing::take))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(web.clone(), frame_failures))
        .layer(middleware::from_fn(packing::pack))
        .layer(middleware::from_fn_with_state(hosts, guard::stand))
        .with_state(web)
}

/// Respondents are told in their own words.
async fn no_such_page(address: Uri) -> Response {
    match address.path().starts_with("/answer/") {
        true => pages::answer::no_survey().into_response(),
        false => Failure::no_page().into_response(),
    }
}

/// What leads to each page. A page that is forgotten here does not compile without a warning.
const PAGES: &[fn() -> Routes] = &[
    listing::routes,
    pages::accreditations::routes,
    pages::actions::routes,
    pages::answer::routes,
    pages::answers::routes,
    pages::attached_report::routes,
    pages::calendar::routes,
    pages::chooser::routes,
    pages::committee::routes,
    pages::committee_seats::routes,
    pages::committees::routes,
    pages::compared_schools::routes,
    pages::dashboard::routes,
    pages::decision_meeting::routes,
    pages::e_mail::routes,
    pages::earlier::routes,
    pages::event::routes,
    pages::facts::routes,
    pages::figure::routes,
    pages::figure_columns::routes,
    pages::figure_file::routes,
    pages::figure_forms::routes,
    pages::figure_import::routes,
    pages::figure_imports::routes,
    pages::figure_mappings::routes,
    pages::figures::routes,
    pages::find::routes,
    pages::founding::routes,
    pages::framework::routes,
    pages::framework_compared::routes,
    pages::framework_draft::routes,
    pages::framework_new::routes,
    pages::grid::routes,
    pages::home::routes,
    pages::hubs::routes,
    pages::independence::routes,
    pages::inspection_forms::routes,
    pages::inspections::routes,
    pages::invitations::routes,
    pages::joining::routes,
    pages::judging::routes,
    pages::looks::routes,
    pages::measures::routes,
    pages::meeting::routes,
    pages::meeting_record::routes,
    pages::moderation::routes,
    pages::newcomer::routes,
    pages::own_views::routes,
    pages::pack::routes,
    pages::pairings::routes,
    pages::paper::routes,
    pages::people::routes,
    pages::people_file::routes,
    pages::person::routes,
    pages::person_change::routes,
    pages::person_roles::routes,
    pages::proposals::routes,
    pages::question_versions::routes,
    pages::record::routes,
    pages::record_forms::routes,
    pages::register_file::routes,
    pages::removal::routes,
    pages::report::routes,
    pages::report_asked::routes,
    pages::report_changed::routes,
    pages::report_commentary::routes,
    pages::report_desk::routes,
    pages::report_file::routes,
    pages::report_talk::routes,
    pages::reports::routes,
    pages::reports_together::routes,
    pages::requirements::routes,
    pages::results::routes,
    pages::review_changes::routes,
    pages::review_steps::routes,
    pages::reviews::routes,
    pages::roles::routes,
    pages::round_desk::routes,
    pages::rounds::routes,
    pages::saved::routes,
    pages::school::routes,
    pages::school_desk::routes,
    pages::school_moves::routes,
    pages::sef::routes,
    pages::sharing::routes,
    pages::sign_in::routes,
    pages::status::routes,
    pages::surveys::routes,
    pages::terms::routes,
    pages::trail::routes,
    pages::trust_mark::routes,
    pages::visits::routes,
    pages::wave_desk::routes,
    pages::wave_opening::routes,
    pages::wave_plan::routes,
    pages::withdraw::routes,
    pages::word_search::routes,
];

fn all() -> Routes {
    let assets = Routes::default().get("/assets/{name}", assets::serve);
    PAGES.iter().fold(assets, |all, page| all.merge(page()))
}

/// A panic is a bug: told by an incident id, logged once with what it said.
fn panicked(cause: Box<dyn std::any::Any + Send + 'static>) -> Response {
    let incident = uuid::Uuid::new_v4().to_string();
    let said = cause.downcast_ref::<String>().map(String::as_str);
    let said = said.or_else(|| cause.downcast_ref::<&str>().copied()).unwrap_or("nothing");
    tracing::error!(%incident, said, "a page panicked");
    Failure::Broken { incident }.into_response()
}
