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
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn nobody_is_shown_the_way_to_a_page_that_would_refuse() {
        let leads = |visitor: &Visitor, thing, school| {
            link(visitor, thing, school, "id").into_string().contains("/seen")
        };
        assert!(leads(&sample::lead(), Thing::School, sample::OAK));
        assert!(leads(&sample::head(), Thing::Review, sample::MARYS));
        assert!(!leads(&sample::head(), Thing::Review, sample::OAK));
        assert!(!leads(&sample::governor(), Thing::Report, sample::MARYS));
        let chair = sample::chair();
        assert!(leads(&chair, Thing::Report, sample::MARYS));
        assert!(!leads(&chair, Thing::School, sample::MARYS));
        assert!(!leads(&sample::trustee(), Thing::Report, sample::MARYS));
    }
}
