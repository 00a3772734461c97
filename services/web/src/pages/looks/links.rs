//! The way to who has seen something, for those who may know.

use maud::{Markup, html};

use super::Thing;
use crate::visitor::Visitor;

/// "Who has seen this?", or nothing.
pub(crate) fn link(visitor: &Visitor, thing: Thing, school: &str, id: &str) -> Markup {
    let (folder, words) = match thing {
        Thing::Report => ("reports", "Who has seen this report?"),
        Thing::Review => ("reviews", "Who has seen this review?"),
        Thing::School => ("schools", "Who has seen this record?"),
    };
    let knows = match thing {
        Thing::Report => visitor.knows_who_saw_reports(school),
        Thing::Review | Thing::School => visitor.knows_who_saw(school),
    };
    html! {
        @if knows {
            p.govuk-body { a.govuk-link href={"/" (folder) "/" (id) "/seen"} { (words) } }
        }
    }
}

#[cfg(test)]
mod tests;
