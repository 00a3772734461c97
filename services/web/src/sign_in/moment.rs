//! What time a request is made at: the machine's, or in an installation with a given clock (tests) what the request says.

use axum::http::HeaderMap;
use contract::Clock;
use contract::{Caller, SYSTEM_ACTOR};
use jiff::Timestamp;
use uuid::Uuid;

use super::cookie;

const HEADER: &str = "plumbline-now";

/// When a request is made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    pub now: Timestamp,
    /// The time to hand on to the services, where one was given.
    pub given: Option<Timestamp>,
}

impl Moment {
    pub(crate) fn of(headers: &HeaderMap, clock: &Clock) -> Self {
        let said = headers.get(HEADER).and_then(|value| value.to_str().ok());
        let said = said.and_then(|text| text.parse().ok());
        let nobody = Caller::new(Uuid::nil(), SYSTEM_ACTOR, "unknown");
        let now = clock.now(&Caller { now: said, ..nobody });
        // Where the clock does not hear it, no other shall.
        Self { now, given: said.filter(|said| *said == now) }
    }
}

/// A person about to come in: when, and with which cookies.
#[derive(Clone, Debug)]
pub(crate) struct Arrival {
    pub moment: Moment,
    headers: HeaderMap,
}

impl Arrival {
    pub(crate) fn new(moment: Moment, headers: HeaderMap) -> Self {
        Self { moment, headers }
    }

    /// The value of a cookie the browser sent.
    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        cookie::sent(&self.headers, name)
    }
}
