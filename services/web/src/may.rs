//! What a person may do and see today, as the rules say it (`ListMay`): the pages ask here before they offer anything.

use std::collections::{BTreeSet, HashMap};

use access::Shows;
use contract::Asks;
use contract::schools::v1::{ListMayResponse, May as Allowed, Within};

/// Every action that the rules allow somewhere, and where. A school is named by its id; empty stands for the trust as a
/// whole.
#[derive(Clone, Debug, Default)]
pub(crate) struct May {
    by_action: HashMap<String, Allowed>,
    /// The last day it holds, ISO 8601.
    pub until: String,
}

impl May {
    pub(crate) fn read(answer: ListMayResponse) -> Self {
        let by_action = answer.may.into_iter().map(|may| (may.action.clone(), may));
        Self { by_action: by_action.collect(), until: answer.until }
    }

    /// The actions allowed somewhere.
    #[cfg(test)]
    pub(crate) fn actions(&self) -> impl Iterator<Item = &str> {
        self.by_action.keys().map(String::as_str)
    }

    /// Whether an action is allowed on anything at all.
    pub(crate) fn anywhere<M: Asks>(&self) -> bool {
        self.by_action.contains_key(M::ACTION)
    }

    /// Whether an action is allowed on every school and on the trust as a whole, all alike.
    pub(crate) fn everywhere<M: Asks>(&self) -> bool {
        self.by_action.get(M::ACTION).is_some_and(|may| may.everywhere)
    }

    /// Whether an action is allowed on a school.
    pub(crate) fn of<M: Asks>(&self, school: &str) -> bool {
        self.within::<M>(school).is_some()
    }

    /// Whether an action is allowed on a review, or on the school it is of.
    pub(crate) fn of_review<M: Asks>(&self, review: &str, host: &str) -> bool {
        let listed = |within: &Within| within.review_ids.iter().any(|id| id == review);
        let over = |may: &Allowed| may.within.iter().any(listed);
        self.of::<M>(host) || self.by_action.get(M::ACTION).is_some_and(over)
    }

    /// Whether the answer to a read shows a kind of thing of a school.
    pub(crate) fn shows<M: Asks>(&self, school: &str, kind: Shows) -> bool {
        self.within::<M>(school).is_some_and(|within| shows(within, kind))
    }

    /// Whether the answer to a read shows a kind of thing of every school and of the trust.
    pub(crate) fn shows_everywhere<M: Asks>(&self, kind: Shows) -> bool {
        self.everywhere::<M>() && self.shows::<M>("", kind)
    }

    /// Whether the answer to a read shows a kind of thing of anything.
    pub(crate) fn shows_anywhere<M: Asks>(&self, kind: Shows) -> bool {
        let may = self.by_action.get(M::ACTION);
        may.is_some_and(|may| may.within.iter().any(|within| shows(within, kind)))
    }

    /// The schools an action is allowed on one by one; nothing where it is allowed everywhere.
    pub(crate) fn schools<M: Asks>(&self) -> Option<BTreeSet<&str>> {
        let Some(may) = self.by_action.get(M::ACTION) else { return Some(BTreeSet::new()) };
        let ids = may.within.iter().flat_map(|within| &within.school_ids);
        (!may.everywhere).then(|| ids.map(String::as_str).collect())
    }

    fn within<M: Asks>(&self, school: &str) -> Option<&Within> {
        let may = self.by_action.get(M::ACTION)?;
        let here = |within: &&Within| match school {
            _ if may.everywhere => true,
            "" => within.trust,
            school => within.school_ids.iter().any(|id| id == school),
        };
        may.within.iter().find(here)
    }
}

/// Where the rules make no difference within an answer, all of it is shown.
fn shows(within: &Within, kind: Shows) -> bool {
    let kind = kind.to_string();
    within.shows.is_empty() || within.shows.contains(&kind)
}
