//! What time a request is made at: the machine's, or in an installation with a given clock (tests) what the request says.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use contract::{Caller, SYSTEM_ACTOR};
use jiff::Timestamp;
use uuid::Uuid;

use super::cookie;
use crate::router::Web;

const HEADER: &str = "plumbline-now";

/// When a request is made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    pub now: Timestamp,
    /// The time to hand on to the services, where one was given.
    pub given: Option<Timestamp>,
}

impl Moment {
    pub(crate) fn of(parts: &Parts, web: &Web) -> Self {
        let said = parts.headers.get(HEADER).and_then(|value| value.to_str().ok());
        let said = said.and_then(|text| text.parse().ok());
        let nobody = Caller::new(Uuid::nil(), SYSTEM_ACTOR, "unknown");
        let now = web.clock.now(&Caller { now: said, ..nobody });
        // Where the clock does not hear it, nobody else shall.
        Self { now, given: said.filter(|said| *said == now) }
    }
}

impl FromRequestParts<Web> for Moment {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Infallible> {
        Ok(Self::of(parts, web))
    }
}

/// Somebody about to come in: when, and with which cookies.
#[derive(Clone, Debug)]
pub(crate) struct Arrival {
    pub moment: Moment,
    headers: HeaderMap,
}

impl Arrival {
    /// The value of a cookie the browser sent.
    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        cookie::sent(&self.headers, name)
    }
}

impl FromRequestParts<Web> for Arrival {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Infallible> {
        Ok(Self { moment: Moment::of(parts, web), headers: parts.headers.clone() })
    }
}
