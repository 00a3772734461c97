//! The cookies of signing in. Lax, not Strict: the identity provider and links in letters lead here from elsewhere, and
//! a person signed in must be known on that first page; nothing is changed by a GET, and a POST must be our own page's.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;

/// Keeps the session, until the browser is closed.
pub(crate) const SESSION: &str = "__Host-plumbline";
/// Keeps the way to the identity provider and back.
pub(crate) const JOURNEY: &str = "__Host-plumbline-journey";
/// Keeps the step between the link of a letter and the code.
pub(crate) const STEP: &str = "__Host-plumbline-step";

const RULES: &str = "Path=/; Secure; HttpOnly; SameSite=Lax";

/// A cookie of this browser session.
pub(crate) fn kept(name: &str, value: &str) -> String {
    format!("{name}={value}; {RULES}")
}

/// A cookie of some minutes.
pub(crate) fn kept_for(name: &str, value: &str, seconds: u32) -> String {
    format!("{name}={value}; Max-Age={seconds}; {RULES}")
}

/// Forgets a cookie.
pub(crate) fn forgotten(name: &str) -> String {
    kept_for(name, "", 0)
}

/// The value of a cookie the browser sent.
pub(crate) fn sent<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs =
        cookies.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(key, _)| *key == name).map(|(_, value)| value).next()
}

#[cfg(test)]
mod tests;
