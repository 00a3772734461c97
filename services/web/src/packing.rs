//! Sends pages by gzip, which makes them a fifth as long.
//!
//! A page holds secrets beside words from its address. Who makes a browser open pages, and sees how long each is, could find such a
//! secret letter by letter. Browsers say which site asks (`Sec-Fetch-Site`), so a page that another site asks for goes as it is.

use std::io::{self, Write as _};

use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::Request;
use axum::http::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue, VARY,
};
use axum::http::{HeaderName, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::failure::Failure;

/// Bytes below which a page fits into one packet anyway.
const SHORT: u64 = 1024;
/// Near the best there is, for half the time.
const LEVEL: Compression = Compression::new(5);
/// Who asks, as the browser says it: one of our own pages, or the person who typed the address.
const ASKED_HERE: [&str; 2] = ["same-origin", "none"];

/// The layer around all pages.
pub(crate) async fn pack(request: Request, next: Next) -> Response {
    let packs = request.method() == Method::GET
        && takes_gzip(request.headers())
        && is_asked_here(request.headers());
    let response = next.run(request).await;
    if packs && is_packable(&response) { packed(response).await } else { response }
}

/// Whether a browser says that it understands gzip.
pub(crate) fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    accepted.unwrap_or_default().split(',').any(|one| {
        let (name, weight) = one.split_once(';').unwrap_or((one, ""));
        let weight = weight.trim().trim_start_matches("q=").parse::<f64>();
        let refused = weight.is_ok_and(|weight| weight <= 0.0);
        name.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}

fn is_asked_here(headers: &HeaderMap) -> bool {
    let asks = headers.get(HeaderName::from_static("sec-fetch-site"));
    asks.and_then(|value| value.to_str().ok()).is_some_and(|site| ASKED_HERE.contains(&site))
}

/// Files that people take away are packed already, or small.
fn is_packable(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let length = response.body().size_hint().exact();
    kind.is_some_and(|kind| kind.starts_with("text/html"))
        && !response.headers().contains_key(CONTENT_ENCODING)
        && length.is_some_and(|length| length >= SHORT)
}

async fn packed(response: Response) -> Response {
    let (mut head, body) = response.into_parts();
    // A page is whole before it is sent, so reading it does not fail.
    let Ok(page) = to_bytes(body, usize::MAX).await else { return Failure::Away.into_response() };
    let Ok(packed) = gzip(&page, LEVEL) else {
        return Response::from_parts(head, Body::from(page));
    };
    head.headers.remove(CONTENT_LENGTH);
    head.headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    head.headers.insert(VARY, HeaderValue::from_static("accept-encoding, sec-fetch-site"));
    Response::from_parts(head, Body::from(packed))
}

pub(crate) fn gzip(bytes: &[u8], level: Compression) -> io::Result<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::new(), level);
    packer.write_all(bytes)?;
    packer.finish()
}

#[cfg(test)]
mod tests;
