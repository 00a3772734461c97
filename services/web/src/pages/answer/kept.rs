//! What a respondent's browser keeps of a link: the answers under way until the survey closes, and for an hour the receipt.
//!
//! It is sealed with the key of the pages, in a cookie of that link and in each form. A browser without cookies carries it in
//! the address. Any web process goes on from there, also after a restart. Neither store nor process keeps anything of it.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::path::Choices;
use crate::dates;
use crate::form::Fields;
use crate::page_key::PageKey;
use crate::sign_in::{Moment, cookie};
use crate::web::Web;

/// The field and the part of an address that carry it.
pub(crate) const SO_FAR: &str = "so-far";
const COOKIES: &str = "plumbline-answers-";
/// How long the receipt can be looked at again.
const RECEIPT_KEPT_FOR: Duration = Duration::from_secs(60 * 60);
/// Longest value that browsers take in a cookie, with room for its name and rules.
const LONGEST_COOKIE: usize = 3_800;
/// Links whose cookies a browser keeps at once, so that all headers stay below their limit.
const MOST_LINKS: usize = 3;

/// One respondent's choices so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ChosenSoFar {
    /// By question the option, or nothing where it was passed over.
    pub choices: Choices,
    /// How often something was chosen: of two drafts the later one counts.
    pub changes: u32,
    /// What the receipt will say besides its code.
    pub about: Sent,
}

/// Answers that have arrived, as far as the respondent is told of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sent {
    /// Empty until they have arrived.
    pub code: String,
    /// The school that asked, where known.
    pub school_name: Option<String>,
    pub closes_on: String,
    pub by_pupils: bool,
}

/// What a browser keeps of one link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum BrowserKeeps {
    UnderWay(ChosenSoFar),
    Arrived {
        sent: Sent,
        /// Seconds since 1970 until which the receipt is shown.
        until: i64,
    },
}

impl BrowserKeeps {
    /// What has arrived just now.
    pub(crate) fn arrived(sent: Sent, now: Timestamp) -> Self {
        let kept_for = i64::try_from(RECEIPT_KEPT_FOR.as_secs()).unwrap_or_default();
        Self::Arrived { sent, until: now.as_second() + kept_for }
    }

    /// The survey and the school it is of.
    pub(crate) fn about(&self) -> &Sent {
        match self {
            Self::UnderWay(draft) => &draft.about,
            Self::Arrived { sent, .. } => sent,
        }
    }

    /// Seconds for which it is still kept; 0 once that is over.
    fn lasts(&self, now: Timestamp) -> i64 {
        let until = match self {
            Self::UnderWay(draft) => dates::end_of(&draft.about.closes_on),
            Self::Arrived { until, .. } => Some(*until),
        };
        until.map_or(0, |until| (until - now.as_second()).max(0))
    }

    /// Of two, the one further on.
    fn stage(&self) -> (bool, u32) {
        match self {
            Self::UnderWay(draft) => (false, draft.changes),
            Self::Arrived { .. } => (true, 0),
        }
    }

    pub(crate) fn sealed(&self, key: &PageKey, link: &str) -> String {
        key.seal(link, &serde_json::to_vec(self).unwrap_or_default())
    }

    fn open(key: &PageKey, link: &str, sealed: &str) -> Option<Self> {
        serde_json::from_slice(&key.open(link, sealed)?).ok()
    }
}

/// A respondent's browser, with what it sent along.
#[derive(Clone, Debug)]
pub(crate) struct AnsweringBrowser {
    headers: HeaderMap,
    so_far: String,
    pub now: Timestamp,
}

impl FromRequestParts<Web> for AnsweringBrowser {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Infallible> {
        let query = Fields::parse(parts.uri.query().unwrap_or_default().as_bytes());
        let now = Moment::of(&parts.headers, &web.clock).now;
        Ok(Self { headers: parts.headers.clone(), so_far: query.get(SO_FAR).to_owned(), now })
    }
}

impl AnsweringBrowser {
    /// The same with what came in a form.
    pub(crate) fn with(self, fields: &Fields) -> Self {
        match fields.get(SO_FAR) {
            "" => self,
            so_far => Self { so_far: so_far.to_owned(), ..self },
        }
    }

    /// What it keeps of a link; nothing where that is over or was never there.
    pub(crate) fn keeps(&self, key: &PageKey, link: &str) -> Option<BrowserKeeps> {
        let cookie = cookie::sent(&self.headers, &name(key, link));
        let sealed = [cookie, Some(self.so_far.as_str())].into_iter().flatten();
        let kept = sealed.filter_map(|sealed| BrowserKeeps::open(key, link, sealed));
        kept.filter(|kept| kept.lasts(self.now) > 0).max_by_key(BrowserKeeps::stage)
    }

    /// Whether it carries what is sealed in the address: it takes no cookies, or not such a long one.
    pub(crate) fn carries(&self, key: &PageKey, link: &str, sealed: &str) -> bool {
        let takes_cookies = cookie::sent(&self.headers, &name(key, link)).is_some();
        !takes_cookies || sealed.len() > LONGEST_COOKIE
    }

    /// The headers that keep a cookie of a link. The cookies of the links used longest ago go where there are too many.
    pub(crate) fn keep(&self, web: &Web, link: &str, kept: &BrowserKeeps) -> HeaderMap {
        let mut answer = HeaderMap::new();
        let (own, sealed) = (name(&web.key, link), kept.sealed(&web.key, link));
        let rules = if web.sign_in.is_some() { "; Secure" } else { "" };
        let line = |name: &str, value: &str, seconds: i64| {
            let line = format!(
                "{name}={value}; Path=/answer; Max-Age={seconds}; HttpOnly; SameSite=Lax{rules}"
            );
            HeaderValue::from_str(&line).ok()
        };
        let others: Vec<_> = self.others(&own).collect();
        let gone = others.iter().copied().take((others.len() + 1).saturating_sub(MOST_LINKS));
        let gone = gone.filter_map(|name| line(name, "", 0));
        let own = (sealed.len() <= LONGEST_COOKIE)
            .then(|| line(&own, &sealed, kept.lasts(self.now)))
            .flatten();
        for line in gone.chain(own) {
            answer.append(SET_COOKIE, line);
        }
        answer
    }

    /// The cookies of other links. A browser sends the oldest first.
    fn others<'a>(&'a self, own: &'a str) -> impl Iterator<Item = &'a str> {
        let lines = self.headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let names =
            lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.split('=').next());
        names.map(str::trim).filter(move |name| name.starts_with(COOKIES) && *name != own)
    }
}

/// The name of a link's cookie: it tells one link from another, and not which.
fn name(key: &PageKey, link: &str) -> String {
    let proof = key.proof(&format!("cookie of {link}"));
    format!("{COOKIES}{}", proof.get(..16).unwrap_or_default())
}

#[cfg(test)]
mod tests;
