//! What a page has to tell from the form before: that it was done, or what kept it from being done.

use maud::{Markup, html};

use super::drawn::errors;
use super::keeping::{Again, Whose};
use super::{ENTERED, Fields};
use crate::components::{error_summary, inset, success, warning};
use crate::sessions::Notice;
use crate::visitor::Visitor;
use crate::web::Web;

/// What the form before left.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    pub notice: Option<Notice>,
    pub again: Option<Again>,
}

impl Told {
    /// Takes the notice left for this page, and finds what was entered before where the address names it.
    pub(crate) fn on(web: &Web, visitor: &Visitor, query: &Fields) -> Self {
        let again = match query.get(ENTERED) {
            "" => None,
            id => web.keeping.find(id, Whose::Person(visitor.actor)),
        };
        Self { notice: web.sessions.take(&visitor.session), again }
    }

    /// How far the record must be read to show what was done.
    pub(crate) fn at_least(&self) -> u64 {
        self.notice.as_ref().map_or(0, |notice| notice.position)
    }

    /// Whether the page tells of an error.
    pub(crate) fn is_problem(&self) -> bool {
        self.again.as_ref().is_some_and(|again| !again.entered.problems.is_empty())
    }

    /// What was entered into the form that is sent there.
    pub(crate) fn of(&self, address: &str) -> Option<&Again> {
        self.again.as_ref().filter(|again| again.address == address)
    }

    /// Stands above everything else on the page.
    pub(crate) fn above(&self) -> Markup {
        let errors = self.again.as_ref().map(errors).unwrap_or_default();
        html! {
            @if !errors.is_empty() { (error_summary(&errors)) }
            @if let Some(notice) = &self.notice {
                @match &notice.once {
                    Some(once) => {
                        (warning(&notice.sentence))
                        (inset(&html! { p.pl-mono #once { (once) } }))
                    }
                    None => (success(&notice.sentence)),
                }
            }
        }
    }
}
