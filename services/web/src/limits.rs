//! Stands in front of all pages: how large, how often and how slowly a browser may ask.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CONNECTION, CONTENT_LENGTH, HeaderValue, RETRY_AFTER};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use limits::{Connection, Gate, Inbound, Limits, Outbound, Pass, Refusal, Visit, client};
use maud::html;

use crate::form::LARGEST_FORM;
use crate::known_links::KnownLinks;
use crate::listing::takes_a_list;
use crate::pages::{
    attached_report, citable, decision_meeting, figure_file, paper, people_file, register_file,
    trust_mark,
};
use crate::sessions::DEMO_SESSION;
use crate::sign_in::cookie;
use crate::{frame, guard};

/// Letters of an address that are read; our own stay below a tenth of it.
const LONGEST_ADDRESS: usize = 8 * 1024;
/// Bytes of headers that are read; a browser sends one or two thousand.
const LARGEST_HEADERS: usize = 16 * 1024;
/// Headers that are read; a browser sends twenty.
const MOST_HEADERS: usize = 64;

const SIGN_IN: &str = "sign-in";
const LINKS: &str = "links";
const EXPORTS: &str = "exports";

/// The limits of the web application.
pub(crate) fn gate(limits: &Limits) -> Gate {
    let purposes = [
        (SIGN_IN, limits.rate_sign_in),
        (LINKS, limits.rate_links),
        (EXPORTS, limits.rate_exports),
    ];
    // Between pages a browser keeps its connection for as long as we have patience; it opens another in no time.
    Gate::new(limits, limits.patience, limits.rate_person, &purposes)
}

/// What stands in front of the pages.
#[derive(Clone, Debug)]
pub(crate) struct Front {
    pub gate: Gate,
    /// The survey links that have led to a survey.
    pub links: Arc<KnownLinks>,
    /// Whether browsers may reach the pages by TLS only.
    pub over_tls: bool,
}

/// The pages behind their limits.
pub(crate) fn limited(pages: Router, front: Front) -> Router {
    pages.layer(middleware::from_fn_with_state(front, stand))
}

async fn stand(State(front): State<Front>, request: Request, next: Next) -> Response {
    match front.admit(&request) {
        Ok(pass) => front.answer(request, pass, next).await,
        Err(refusal) => refused(refusal, front.over_tls),
    }
}

impl Front {
    async fn answer(&self, request: Request, pass: Pass, next: Next) -> Response {
        let (limits, over_tls) = (self.gate.limits(), self.over_tls);
        let (parts, body) = request.into_parts();
        let (body, trouble) = Inbound::new(body, largest(parts.uri.path()) as u64, limits.patience);
        let answered = next.run(Request::from_parts(parts, Body::new(body)));
        let response = match tokio::time::timeout(limits.answer_within, answered).await {
            // The body did not come whole: that was wrong, not what the page made of it.
            Ok(response) => {
                trouble.refusal().map_or(response, |refusal| refused(refusal, over_tls))
            }
            Err(_) => refused(Refusal::TooLate, over_tls),
        };
        response.map(|body| Body::new(Outbound::new(body, pass)))
    }

    fn admit(&self, request: &Request) -> Result<Pass, Refusal> {
        let connection = request.extensions().get::<Arc<Connection>>();
        let address = connection.map(|connection| address(self.gate.limits(), request, connection));
        let pass = self.gate.admit(&Visit {
            connection,
            address,
            ..self.visit(request.uri(), session(request.headers()))
        })?;
        measure(request)?;
        Ok(pass)
    }

    /// Who pays for a page. A link that has led to a survey pays for itself; any other link is a stranger's guess.
    fn visit<'a>(&self, asked: &'a Uri, session: Option<&'a [u8]>) -> Visit<'a> {
        let path = asked.path();
        match link(path).filter(|link| self.links.knows(link)) {
            Some(link) => {
                Visit { person: Some(link.as_bytes()), vouched: true, ..Visit::default() }
            }
            None => {
                let list = takes_a_list(asked.query().unwrap_or_default()).then_some(EXPORTS);
                Visit { person: session, purpose: purpose(path).or(list), ..Visit::default() }
            }
        }
    }
}

/// The survey link in an address.
fn link(path: &str) -> Option<&str> {
    path.strip_prefix("/answer/")?.split('/').next()
}

fn address(limits: &Limits, request: &Request, connection: &Connection) -> IpAddr {
    client(request.headers(), connection.peer().ip(), &limits.proxies, limits.proxy_header)
}

/// A session's cookie tells one person from another, whether or not it is still good for anything.
fn session(headers: &HeaderMap) -> Option<&[u8]> {
    let of = |name| cookie::sent(headers, name);
    of(cookie::SESSION).or_else(|| of(DEMO_SESSION)).map(str::as_bytes)
}

/// What has a rate of its own, told by the address, so that a page added there has it too.
fn purpose(path: &str) -> Option<&'static str> {
    let below = |folder: &str| {
        path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    if ["/sign-in", "/invitation", "/begin", "/guest"].into_iter().any(below) {
        return Some(SIGN_IN);
    }
    let of_a_calendar = path.ends_with(".ics");
    if of_a_calendar || ["/answer", "/withdraw", paper::AT].into_iter().any(below) {
        return Some(LINKS);
    }
    let file = [".pdf", ".csv", ".xlsx", ".json", ".zip"];
    file.iter().any(|ending| path.ends_with(ending)).then_some(EXPORTS)
}

/// Largest body that is read at an address.
fn largest(path: &str) -> usize {
    match path {
        paper::AT => paper::LARGEST_PAPER,
        register_file::AT => register_file::LARGEST_REGISTER,
        people_file::AT => people_file::LARGEST_LIST,
        figure_file::AT => figure_file::LARGEST_FIGURES,
        trust_mark::AT => trust_mark::LARGEST_MARK_FORM,
        path if attached_report::takes_report(path) => attached_report::LARGEST_ATTACHMENT,
        path if decision_meeting::takes_decisions(path) => decision_meeting::LARGEST_MEETING,
        path if citable::takes_all_areas(path) => citable::LARGEST_OF_AREAS,
        _ => LARGEST_FORM,
    }
}

fn measure(request: &Request) -> Result<(), Refusal> {
    let address = request.uri().path_and_query().map_or(0, |address| address.as_str().len());
    let headers = request.headers();
    let size: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if address > LONGEST_ADDRESS || headers.len() > MOST_HEADERS || size > LARGEST_HEADERS {
        return Err(Refusal::Headers);
    }
    let announced = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    match announced.and_then(|length| length.parse::<usize>().ok()) {
        Some(length) if length > largest(request.uri().path()) => Err(Refusal::TooLarge),
        _ => Ok(()),
    }
}

/// Nothing behind the limits has seen it, so it is marked here.
fn refused(refusal: Refusal, over_tls: bool) -> Response {
    let (code, title) = match refusal {
        Refusal::Often(_) => (StatusCode::TOO_MANY_REQUESTS, "Too many requests"),
        Refusal::Busy => (StatusCode::SERVICE_UNAVAILABLE, "Plumbline is busy"),
        Refusal::TooLate => (StatusCode::SERVICE_UNAVAILABLE, "This took too long"),
        Refusal::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "Too much was sent"),
        Refusal::TooSlow => (StatusCode::REQUEST_TIMEOUT, "Something was lost on the way"),
        Refusal::Headers => {
            (StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "This request cannot be read")
        }
    };
    let page = frame::plain(
        title,
        html! {
            h1.govuk-heading-l { (title) }
            p.govuk-body { (refusal) }
        },
    );
    let mut response = (code, page).into_response();
    let headers = response.headers_mut();
    if let Some(seconds) = refusal.retry_after_seconds() {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    if matches!(refusal, Refusal::TooLarge | Refusal::TooSlow) {
        // The rest of the body is not waited for.
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
    }
    guard::mark(headers, over_tls);
    response
}

#[cfg(test)]
mod tests;
