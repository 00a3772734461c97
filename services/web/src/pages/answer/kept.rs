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
mod tests {
    use super::*;
    use crate::pages::answer::tests::choices;

    fn browser(cookies: &str, so_far: &str) -> AnsweringBrowser {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, cookies.parse().unwrap());
        let now = "2025-11-07T18:00:00Z".parse().unwrap();
        AnsweringBrowser { headers, so_far: so_far.to_owned(), now }
    }

    fn under_way(changes: u32) -> BrowserKeeps {
        let about = Sent { closes_on: "2025-11-14".to_owned(), ..Sent::default() };
        let choices = choices(&[("q1", Some("agree")), ("q4", None)]);
        BrowserKeeps::UnderWay(ChosenSoFar { choices, changes, about })
    }

    fn web() -> Web {
        Web::new(peers::Peers::try_new("http://127.0.0.1:1", &Default::default()).unwrap())
    }

    /// The cookies that an answer sets.
    fn set(answer: &HeaderMap) -> Vec<String> {
        let lines = answer.get_all(SET_COOKIE).iter();
        lines.map(|line| line.to_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn what_was_chosen_on_friday_is_there_on_sunday_in_another_process_and_gone_after_the_close() {
        let web = web();
        let answer = browser("", "").keep(&web, "link", &under_way(2));
        let line = set(&answer).remove(0);
        assert!(line.contains("; Path=/answer; Max-Age="), "{line}");
        assert!(line.contains("HttpOnly; SameSite=Lax") && !line.contains("agree"), "{line}");
        let sent = line.split(';').next().unwrap();
        let later = |now: &str| AnsweringBrowser { now: now.parse().unwrap(), ..browser(sent, "") };
        assert_eq!(later("2025-11-09T09:00:00Z").keeps(&web.key, "link"), Some(under_way(2)));
        assert_eq!(later("2025-11-14T23:59:00Z").keeps(&web.key, "link"), Some(under_way(2)));
        assert_eq!(later("2025-11-15T00:00:00Z").keeps(&web.key, "link"), None);
        assert_eq!(browser(sent, "").keeps(&web.key, "other"), None);
        assert_eq!(browser(sent, "").keeps(&PageKey::draw(), "link"), None);
    }

    #[test]
    fn a_browser_without_cookies_carries_it_in_form_and_address() {
        let key = PageKey::draw();
        let sealed = under_way(1).sealed(&key, "link");
        let without = browser("", &sealed);
        assert_eq!(without.keeps(&key, "link"), Some(under_way(1)));
        assert!(without.carries(&key, "link", &sealed));
        let cookie = format!("{}={sealed}", name(&key, "link"));
        assert!(!browser(&cookie, "").carries(&key, "link", &sealed));
        let field = Fields(vec![(SO_FAR.to_owned(), sealed)]);
        assert_eq!(browser("", "").with(&field).keeps(&key, "link"), Some(under_way(1)));
    }

    #[test]
    fn the_later_of_two_counts_and_a_receipt_before_both() {
        let key = PageKey::draw();
        let cookie =
            |kept: &BrowserKeeps| format!("{}={}", name(&key, "link"), kept.sealed(&key, "link"));
        let stale = under_way(1).sealed(&key, "link");
        assert_eq!(browser(&cookie(&under_way(3)), &stale).keeps(&key, "link"), Some(under_way(3)));
        let fresh = under_way(5).sealed(&key, "link");
        assert_eq!(browser(&cookie(&under_way(3)), &fresh).keeps(&key, "link"), Some(under_way(5)));
        let sent = Sent { code: "QK7M".to_owned(), ..Sent::default() };
        let arrived = BrowserKeeps::arrived(sent, "2025-11-07T17:30:00Z".parse().unwrap());
        let with_both = browser(&cookie(&arrived), &fresh);
        assert_eq!(with_both.keeps(&key, "link"), Some(arrived));
        let hours_later =
            AnsweringBrowser { now: "2025-11-07T18:31:00Z".parse().unwrap(), ..with_both };
        assert_eq!(hours_later.keeps(&key, "link"), Some(under_way(5)), "an hour is over");
    }

    #[test]
    fn a_class_on_one_machine_does_not_fill_its_cookies() {
        let web = web();
        let others: Vec<_> =
            (0..5).map(|pupil| format!("{}=x", name(&web.key, &pupil.to_string()))).collect();
        let answer = browser(&others.join("; "), "").keep(&web, "link", &under_way(1));
        let (gone, kept): (Vec<_>, Vec<_>) =
            set(&answer).into_iter().partition(|line| line.contains("Max-Age=0"));
        assert_eq!((gone.len(), kept.len()), (3, 1));
        assert!(gone[0].starts_with(&name(&web.key, "0")), "the oldest goes first");
    }

    #[test]
    fn what_is_too_long_for_a_cookie_is_carried() {
        let web = web();
        let many = (0..400).map(|number| (format!("question-{number}"), Some("agree".to_owned())));
        let about = Sent { closes_on: "2025-11-14".to_owned(), ..Sent::default() };
        let long =
            BrowserKeeps::UnderWay(ChosenSoFar { choices: many.collect(), changes: 400, about });
        let with_cookies = browser(&format!("{}=x", name(&web.key, "link")), "");
        assert!(with_cookies.carries(&web.key, "link", &long.sealed(&web.key, "link")));
        let answer = with_cookies.keep(&web, "link", &long);
        assert!(set(&answer).is_empty());
    }
}
