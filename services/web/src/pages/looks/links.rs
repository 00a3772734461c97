//! The way to who has seen something, for those who may know.

use contract::schools::v1::Role;
use maud::{Markup, html};

use super::Thing;
use crate::sessions::Visitor;

impl Visitor {
    /// Whether this person may know who has seen a thing of a school.
    fn may_know_who_saw(&self, thing: Thing, school: &str) -> bool {
        use Role::{
            ChiefExecutive, DataProtectionOfficer, GovernanceChair, Headteacher, ImprovementLead,
        };
        let in_reach = match self.role {
            ChiefExecutive | DataProtectionOfficer | Headteacher | ImprovementLead => true,
            GovernanceChair => thing == Thing::Report,
            _ => false,
        };
        in_reach && self.reaches(school)
    }
}

/// "Who has seen this?", or nothing.
pub(crate) fn link(visitor: &Visitor, thing: Thing, (school, id): (&str, &str)) -> Markup {
    let (folder, words) = match thing {
        Thing::Report => ("reports", "Who has seen this report?"),
        Thing::Review => ("reviews", "Who has seen this review?"),
        Thing::School => ("schools", "Who has seen this record?"),
    };
    html! {
        @if visitor.may_know_who_saw(thing, school) {
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
            link(visitor, thing, (school, "id")).into_string().contains("/seen")
        };
        assert!(leads(&sample::lead(), Thing::School, sample::OAK));
        assert!(leads(&sample::head(), Thing::Review, sample::MARYS));
        assert!(!leads(&sample::head(), Thing::Review, sample::OAK));
        assert!(!leads(&sample::governor(), Thing::Report, sample::MARYS));
        let chair = Visitor { role: Role::GovernanceChair, ..sample::governor() };
        assert!(leads(&chair, Thing::Report, sample::MARYS));
        assert!(!leads(&chair, Thing::School, sample::MARYS));
        assert!(!leads(&sample::trustee(), Thing::Report, sample::MARYS));
    }
}
