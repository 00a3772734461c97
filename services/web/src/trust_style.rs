//! The trust's mark and colour, as the head of each page shows them: asked once a minute for each trust.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use contract::schools::v1::{GetTrustStyleRequest, GetTrustStyleResponse};
use contract::{Caller, Colour};
use uuid::Uuid;

use crate::services::{Services, ask};

/// How long an answer is kept. The page on which they are set shows them at once.
const KEPT_FOR: Duration = Duration::from_secs(60);
const MOST: usize = 1_000;

/// What the head of a trust's pages shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TrustStyle {
    /// Where the mark is found; `None` where the trust has none.
    pub mark: Option<String>,
    /// `None` where the trust has none of its own.
    pub colour: Option<Colour>,
}

impl TrustStyle {
    pub(crate) fn read(answer: &GetTrustStyleResponse) -> Self {
        let mark = answer.mark.as_ref().map(|mark| kept_at(&mark.sha256));
        Self { mark, colour: Colour::read(&answer.colour) }
    }
}

/// The address of a mark that is kept.
pub(crate) fn kept_at(sha256: &str) -> String {
    format!("/trust/marks/{sha256}")
}

#[derive(Clone, Debug)]
struct KnownStyle {
    style: Arc<TrustStyle>,
    since: Instant,
}

/// What was asked a moment ago, by trust.
#[derive(Debug, Default)]
pub(crate) struct TrustStyles {
    known: Mutex<HashMap<Uuid, KnownStyle>>,
}

impl TrustStyles {
    /// The style of the caller's trust. No page is kept from its reader where it cannot be asked: it looks as Plumbline does.
    pub(crate) async fn of(&self, services: &Services, caller: &Caller) -> Arc<TrustStyle> {
        if let Some(known) = self.find(caller.trust) {
            return known;
        }
        let wanted = GetTrustStyleRequest::default();
        match services.schools().get_trust_style(ask(caller, wanted)).await {
            Ok(answer) => self.keep(caller.trust, TrustStyle::read(answer.get_ref())),
            Err(status) => {
                tracing::debug!(%status, "the style of a trust was not read");
                Arc::default()
            }
        }
    }

    fn find(&self, trust: Uuid) -> Option<Arc<TrustStyle>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known.get(&trust).filter(|known| known.since.elapsed() < KEPT_FOR)?;
        Some(Arc::clone(&found.style))
    }

    /// Keeps what was read, in the place of what was known.
    pub(crate) fn keep(&self, trust: Uuid, style: TrustStyle) -> Arc<TrustStyle> {
        let style = Arc::new(style);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(trust, KnownStyle { style: Arc::clone(&style), since: Instant::now() });
        style
    }
}
