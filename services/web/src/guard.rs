//! Stands before every page: who may talk to this server at all, and what every answer says about itself.

use axum::extract::Request;
use axum::http::header::{HOST, HeaderName, HeaderValue, ORIGIN};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use maud::html;

use crate::frame;

/// Nothing may be loaded but our own stylesheet and icon; nothing runs; forms go nowhere else.
pub(crate) const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
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

/// Refuses strangers, then marks whatever is answered.
pub(crate) async fn stand(request: Request, next: Next) -> Response {
    let mut response = match refusal(&request) {
        Some(refused) => refused,
        None => next.run(request).await,
    };
    mark(response.headers_mut());
    response
}

/// What every answer says about itself.
pub(crate) fn mark(headers: &mut HeaderMap) {
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    let robots = HeaderName::from_static("x-robots-tag");
    headers.insert(robots, HeaderValue::from_static("noindex, nofollow"));
    let kept = HeaderName::from_static("cache-control");
    headers.entry(kept).or_insert(HeaderValue::from_static("no-store"));
}

fn refusal(request: &Request) -> Option<Response> {
    let host = host(request);
    if !host.is_some_and(is_loopback) {
        let sentence = "Plumbline’s demo answers only to the name of this machine itself, \
                        such as http://localhost or http://127.0.0.1.";
        return Some(refused(StatusCode::MISDIRECTED_REQUEST, sentence));
    }
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !reads && !from_our_page(request.headers(), host.unwrap_or_default()) {
        let sentence = "This form was not sent from a page of Plumbline, so nothing was changed.";
        return Some(refused(StatusCode::FORBIDDEN, sentence));
    }
    None
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
fn from_our_page(headers: &HeaderMap, host: &str) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if text("sec-fetch-site").is_some_and(|site| site != "same-origin") {
        return false;
    }
    match headers.get(ORIGIN).map(HeaderValue::to_str) {
        Some(origin) => origin.is_ok_and(|origin| origin == format!("http://{host}")),
        None => text("sec-fetch-site").is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_answered() {
        for host in [
            "localhost",
            "LOCALHOST:8080",
            "127.0.0.1",
            "127.0.0.1:80",
            "127.9.9.9:1",
            "[::1]",
            "[::1]:8080",
        ] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "localhost.evil.example:80",
            "10.0.0.1",
            "0.0.0.0:80",
            "[::]:80",
            "127.0.0.1.nip.io",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn a_change_must_come_from_our_own_page() {
        let headers = |pairs: &[(&'static str, &'static str)]| -> HeaderMap {
            let pairs = pairs.iter().map(|(name, value)| {
                (HeaderName::from_static(name), HeaderValue::from_static(value))
            });
            pairs.collect()
        };
        let host = "localhost:8080";
        assert!(from_our_page(&headers(&[("origin", "http://localhost:8080")]), host));
        assert!(from_our_page(&headers(&[("sec-fetch-site", "same-origin")]), host));
        assert!(!from_our_page(&headers(&[]), host));
        assert!(!from_our_page(&headers(&[("origin", "null")]), host));
        assert!(!from_our_page(&headers(&[("origin", "http://localhost:9999")]), host));
        assert!(!from_our_page(&headers(&[("origin", "http://evil.example")]), host));
        assert!(!from_our_page(
            &headers(&[("origin", "http://localhost:8080"), ("sec-fetch-site", "cross-site")]),
            host
        ));
    }
}
