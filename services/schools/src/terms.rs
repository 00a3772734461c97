//! When a school's terms are: its own dates, else the trust's.

use contract::events::AcademicYearEvent;
use contract::schools::v1::{TermDates, TermsSet};
use eventlog::{At, Document, ListColumns};
use uuid::Uuid;

/// The terms of every academic year: the trust's, and those of schools that keep their own.
#[derive(Debug)]
pub struct Terms;

impl Document for Terms {
    const NAME: &'static str = "schools_terms";
    type Body = TermsSet;
    type Event = AcademicYearEvent;

    fn columns(terms: &TermsSet) -> ListColumns<'_> {
        ListColumns::new().within("academic_year", &terms.academic_year)
    }

    fn fold(terms: &mut TermsSet, event: &AcademicYearEvent, _: &At) {
        match event {
            AcademicYearEvent::TermsSet(set) => terms.clone_from(set),
        }
    }
}

/// Of the terms set for a year those that a school keeps, in the order of time; `None` asks for the trust's own.
pub fn kept(of_the_year: &[TermsSet], school: Option<Uuid>) -> Vec<TermDates> {
    let of = |id: &str| of_the_year.iter().find(|set| set.school_id == id);
    let own = school.and_then(|school| of(&school.to_string()));
    let mut terms = own.or_else(|| of("")).map(|set| set.terms.clone()).unwrap_or_default();
    terms.sort_by(|a, b| a.starts_on.cmp(&b.starts_on));
    terms
}

#[cfg(test)]
mod tests;
