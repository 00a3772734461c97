//! Stands before every page: who may talk to this server at all, and what every answer says about itself.

use axum::extract::{Request, State};
use axum::http::header::{HOST, HeaderName, HeaderValue, ORIGIN};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use maud::html;

use crate::failure::Failure;
use crate::frame;
use crate::sign_in::Address;

/// Nothing may be loaded but our own stylesheet and icon; nothing runs; forms go nowhere else.
pub(crate) const POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; \
                                 base-uri 'none'; frame-ancestors 'none'";

const HEADERS: [(&str, &str); 7] = [
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
];

/// The names this server answers to, and how a browser reaches it.
#[derive(Clone, Debug)]
pub(crate) enum Hosts {
    /// A demonstration: this machine itself, without TLS.
    ThisMachine,
    /// The address in the settings, by TLS.
    Named(Address),
}

impl Hosts {
    fn know(&self, host: &str) -> bool {
        match self {
            Self::ThisMachine => is_loopback(host),
            // A proxy may say the port that https has anyway.
            Self::Named(address) => {
                let named = host.strip_suffix(":443").unwrap_or(host);
                named.eq_ignore_ascii_case(address.authority())
            }
        }
    }

    fn origin(&self, host: &str) -> String {
        match self {
            Self::ThisMachine => format!("http://{host}"),
            Self::Named(address) => format!("https://{}", address.authority()),
        }
    }

    /// Whether browsers come by TLS only.
    pub(crate) fn over_tls(&self) -> bool {
        matches!(self, Self::Named(_))
    }

    fn sentence(&self) -> &'static str {
        match self {
            Self::ThisMachine => {
                "Plumbline’s demo answers only to the name of this machine itself, \
                 such as http://localhost or http://127.0.0.1."
            }
            Self::Named(_) => "Plumbline is found here under another name.",
        }
    }
}

/// A year, as browsers want it before they remember never to come without TLS.
const TLS_ONLY: &str = "max-age=31536000";

/// Refuses strangers, then marks each answer.
pub(crate) async fn stand(State(hosts): State<Hosts>, request: Request, next: Next) -> Response {
    let mut response = match refusal(&hosts, &request) {
        Some(refused) => refused,
        None => next.run(request).await,
    };
    mark(response.headers_mut(), hosts.over_tls());
    response
}

/// What every answer says about itself.
pub(crate) fn mark(headers: &mut HeaderMap, over_tls: bool) {
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if over_tls {
        let tls = HeaderName::from_static("strict-transport-security");
        headers.insert(tls, HeaderValue::from_static(TLS_ONLY));
    }
    let robots = HeaderName::from_static("x-robots-tag");
    headers.insert(robots, HeaderValue::from_static("noindex, nofollow"));
    let kept = HeaderName::from_static("cache-control");
    headers.entry(kept).or_insert(HeaderValue::from_static("no-store"));
}

fn refusal(hosts: &Hosts, request: &Request) -> Option<Response> {
    let host = host(request).filter(|host| hosts.know(host));
    let Some(host) = host else {
        return Some(refused(StatusCode::MISDIRECTED_REQUEST, hosts.sentence()));
    };
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !reads && !from_our_page(request.headers(), &hosts.origin(host)) {
        let sentence = "This form was not sent from a page of Plumbline, so nothing was changed.";
        return Some(refused(StatusCode::FORBIDDEN, sentence));
    }
    // Else the router would answer in words that are not ours.
    let path = percent_encoding::percent_decode_str(request.uri().path());
    path.decode_utf8().is_err().then(|| Failure::no_page().into_response())
}

fn refused(code: StatusCode, sentence: &str) -> Response {
    let page = frame::plain(
        "Refused",
        html! {
            h1.govuk-heading-l { "This request was refused" }
            p.govuk-body { (sentence) }
        },
    );
    (code, page).into_response()
}

/// The host a request was meant for; a request that names two is meant for none.
fn host(request: &Request) -> Option<&str> {
    let mut named = request.headers().get_all(HOST).iter();
    let header = named.next().and_then(|value| value.to_str().ok());
    if named.next().is_some() {
        return None;
    }
    match (header, request.uri().authority()) {
        (Some(header), Some(authority)) if header != authority.as_str() => None,
        (Some(header), _) => Some(header),
        (None, authority) => authority.map(|authority| authority.as_str()),
    }
}

/// Whether a Host header names this machine: what keeps a page elsewhere from reaching it by a name of its own.
fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost")
        || address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Every browser says where a POST comes from; one that says nothing is not believed.
///
/// A proxy that sets `Referrer-Policy: no-referrer` makes browsers send `Origin: null`. No page of another site can make a
/// browser say `same-origin`, so that word counts where the origin is withheld.
fn from_our_page(headers: &HeaderMap, ours: &str) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let site = text("sec-fetch-site");
    if site.is_some_and(|site| site != "same-origin") {
        return false;
    }
    match headers.get(ORIGIN).map(HeaderValue::to_str) {
        Some(Ok("null")) | None => site.is_some(),
        Some(origin) => origin.is_ok_and(|origin| origin == ours),
    }
}

#[cfg(test)]
mod tests;
