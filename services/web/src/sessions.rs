//! Who is signed in. Sessions stand in the store (`sign_in`); those of a demonstration, where people are chosen from a
//! list, in memory under random ids, gone when the program ends. So are notices for the next page.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

pub(crate) use crate::form::Notice;
use crate::visitor::Visitor;

pub(crate) const DEMO_SESSION: &str = "plumbline-demo-session";
const MOST: usize = 2_000;

/// Who was chosen in each browser, and what waits to be told.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    by_id: HashMap<String, Visitor>,
    notices: HashMap<String, Notice>,
    order: VecDeque<String>,
}

impl Sessions {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Signs a person in; the oldest session gives way when there are too many.
    pub(crate) fn begin(&self, visitor: Visitor) {
        let mut kept = self.kept();
        while kept.by_id.len() >= MOST {
            let Some(oldest) = kept.order.pop_front() else { break };
            kept.by_id.remove(&oldest);
        }
        kept.order.push_back(visitor.session.clone());
        kept.by_id.insert(visitor.session.clone(), visitor);
    }

    pub(crate) fn end(&self, session: &str) {
        let mut kept = self.kept();
        kept.by_id.remove(session);
        kept.order.retain(|id| id != session);
    }

    pub(crate) fn find(&self, session: &str) -> Option<Visitor> {
        self.kept().by_id.get(session).cloned()
    }

    /// Leaves a notice for the next page; only some are kept.
    pub(crate) fn leave(&self, session: &str, notice: Notice) {
        let mut kept = self.kept();
        if kept.notices.len() >= MOST {
            kept.notices.clear();
        }
        kept.notices.insert(session.to_owned(), notice);
    }

    /// Takes the notice left by the form before.
    pub(crate) fn take(&self, session: &str) -> Option<Notice> {
        self.kept().notices.remove(session)
    }
}

/// The cookie that keeps a session.
pub(crate) fn cookie(session: &str) -> String {
    format!("{DEMO_SESSION}={session}; Path=/; HttpOnly; SameSite=Strict")
}

/// The cookie that forgets it.
pub(crate) fn no_cookie() -> String {
    format!("{DEMO_SESSION}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0")
}

#[cfg(test)]
mod tests;
