//! An academic year of the trust, or of one school that keeps its own: when its three terms are.

use contract::events::AcademicYearEvent;
use contract::schools::v1::{TermDates, TermsSet};
use contract::{AcademicYear, Kind, Refusal, Term, TermName};
use eventlog::{Context, Decider};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::school::Standing;

/// What an academic year can be asked.
#[derive(Debug)]
pub enum YearCommand {
    /// Set, or set anew, the days of its terms.
    SetTerms {
        /// Which year.
        year: AcademicYear,
        /// Whose; `None` for the trust's own.
        keeper: Option<Keeper>,
        /// The terms, in any order.
        terms: Vec<TermDays>,
    },
}

/// A school that keeps its own terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keeper {
    /// Which school.
    pub school_id: Uuid,
    /// Where it stands towards the trust.
    pub standing: Standing,
}

/// One term's first and last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TermDays {
    /// Which term.
    pub term: Term,
    /// First day.
    pub starts_on: Date,
    /// Last day, inclusive.
    pub ends_on: Date,
}

/// Why an academic year says no.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum YearRefusal {
    /// TERMS_MISSING.
    #[error("The dates of {0} are missing: a year has three terms.")]
    Missing(String),
    /// TERMS_OUTSIDE_YEAR.
    #[error("{0} does not lie between 1 September and 31 August of {1}.")]
    OutsideYear(String, String),
    /// TERMS_OVERLAP.
    #[error("{0} begins before the term in front of it has ended.")]
    Overlap(String),
    /// PERIOD_BACKWARDS.
    #[error("{0} ends before it begins.")]
    Backwards(String),
    /// SCHOOL_UNKNOWN.
    #[error("There is no such school in this trust.")]
    SchoolUnknown,
    /// SCHOOL_HAS_LEFT.
    #[error("The school has left the trust.")]
    SchoolHasLeft,
}

impl Refusal for YearRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::Missing(_) => (Kind::Malformed, "TERMS_MISSING"),
            Self::OutsideYear(..) => (Kind::Malformed, "TERMS_OUTSIDE_YEAR"),
            Self::Overlap(_) => (Kind::Malformed, "TERMS_OVERLAP"),
            Self::Backwards(_) => (Kind::Malformed, "PERIOD_BACKWARDS"),
            Self::SchoolUnknown => (Kind::Unknown, "SCHOOL_UNKNOWN"),
            Self::SchoolHasLeft => (Kind::State, "SCHOOL_HAS_LEFT"),
        }
    }
}

/// The terms as last set; empty before that.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Year {
    terms: Vec<TermDates>,
}

/// The id of a year's stream: `2025-26`, or `2025-26.<school id>` for a school's own.
pub fn stream_id(year: AcademicYear, school: Option<Uuid>) -> String {
    school.map_or_else(|| year.to_string(), |school| format!("{year}.{school}"))
}

impl Decider for Year {
    type Command = YearCommand;
    type Facts = ();
    type Event = AcademicYearEvent;
    type Refusal = YearRefusal;

    fn decide(
        &self,
        command: &YearCommand,
        (): &(),
        _: &Context,
    ) -> Result<Vec<AcademicYearEvent>, YearRefusal> {
        let YearCommand::SetTerms { year, keeper, terms } = command;
        match keeper.map(|keeper| keeper.standing) {
            Some(Standing::Unknown) => return Err(YearRefusal::SchoolUnknown),
            Some(Standing::Left) => return Err(YearRefusal::SchoolHasLeft),
            Some(Standing::In) | None => {}
        }
        let terms: Vec<_> = in_order(*year, terms)?.iter().map(term_dates).collect();
        if terms == self.terms {
            return Ok(Vec::new());
        }
        Ok(vec![
            TermsSet {
                academic_year: year.to_string(),
                school_id: keeper.map(|keeper| keeper.school_id.to_string()).unwrap_or_default(),
                terms,
            }
            .into(),
        ])
    }

    fn evolve(&mut self, event: &AcademicYearEvent) {
        match event {
            AcademicYearEvent::TermsSet(set) => self.terms.clone_from(&set.terms),
        }
    }
}

/// The year's three terms in the order of time, or what is wrong with them.
fn in_order(year: AcademicYear, terms: &[TermDays]) -> Result<Vec<TermDays>, YearRefusal> {
    for days in terms {
        let inside = days.starts_on >= year.first_day() && days.ends_on <= year.last_day();
        if days.term.year != year || !inside {
            return Err(YearRefusal::OutsideYear(days.term.words(), year.to_string()));
        }
        if days.ends_on < days.starts_on {
            return Err(YearRefusal::Backwards(days.term.words()));
        }
    }
    for name in [TermName::Autumn, TermName::Spring, TermName::Summer] {
        if !terms.iter().any(|days| days.term.name == name) {
            return Err(YearRefusal::Missing(Term { year, name }.words()));
        }
    }
    let mut terms = terms.to_vec();
    terms.sort_by_key(|days| days.term);
    let overlap = terms.windows(2).find(|pair| pair[1].starts_on <= pair[0].ends_on);
    match overlap {
        Some(pair) => Err(YearRefusal::Overlap(pair[1].term.words())),
        None => Ok(terms),
    }
}

fn term_dates(days: &TermDays) -> TermDates {
    TermDates {
        term: days.term.to_string(),
        starts_on: days.starts_on.to_string(),
        ends_on: days.ends_on.to_string(),
    }
}

eventlog::aggregate_plug!(Year);

#[cfg(test)]
mod tests {
    use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};
    use jiff::civil::date;

    use super::*;
    use crate::given::context;

    const SCHOOL: Uuid = Uuid::from_u128(4);

    fn year(given: Vec<AcademicYearEvent>) -> AggregateTestExecutor<Year> {
        TestFramework::with(((), context())).given(given)
    }

    fn days(term: &str, starts_on: Date, ends_on: Date) -> TermDays {
        TermDays { term: term.parse().unwrap(), starts_on, ends_on }
    }

    fn terms() -> Vec<TermDays> {
        vec![
            days("2025-26-autumn", date(2025, 9, 1), date(2025, 12, 19)),
            days("2025-26-spring", date(2026, 1, 5), date(2026, 3, 27)),
            days("2025-26-summer", date(2026, 4, 13), date(2026, 8, 31)),
        ]
    }

    fn set(terms: Vec<TermDays>, keeper: Option<Keeper>) -> YearCommand {
        YearCommand::SetTerms { year: "2025-26".parse().unwrap(), keeper, terms }
    }

    fn were_set(school_id: &str) -> AcademicYearEvent {
        TermsSet {
            academic_year: "2025-26".to_owned(),
            school_id: school_id.to_owned(),
            terms: terms().iter().map(term_dates).collect(),
        }
        .into()
    }

    fn refused(terms: Vec<TermDays>) -> YearRefusal {
        year(vec![]).when(set(terms, None)).inspect_result().unwrap_err()
    }

    #[test]
    fn terms_are_set_from_the_first_to_the_last_day_of_the_year() {
        year(vec![]).when(set(terms(), None)).then_expect_events(vec![were_set("")]);
    }

    #[test]
    fn terms_given_in_another_order_are_put_in_order() {
        let turned = terms().into_iter().rev().collect();
        year(vec![]).when(set(turned, None)).then_expect_events(vec![were_set("")]);
    }

    #[test]
    fn the_same_terms_set_again_change_nothing() {
        year(vec![were_set("")]).when(set(terms(), None)).then_expect_events(vec![]);
    }

    #[test]
    fn terms_may_be_set_anew() {
        let mut moved = terms();
        moved[0].ends_on = date(2025, 12, 18);
        let result = year(vec![were_set("")]).when(set(moved, None)).inspect_result();
        assert_eq!(result.unwrap().len(), 1);
    }

    #[test]
    fn a_school_keeps_its_own_terms() {
        let keeper = Keeper { school_id: SCHOOL, standing: Standing::In };
        year(vec![])
            .when(set(terms(), Some(keeper)))
            .then_expect_events(vec![were_set(&SCHOOL.to_string())]);
    }

    #[test]
    fn only_a_school_of_the_trust_keeps_its_own_terms() {
        let keeper = |standing| Some(Keeper { school_id: SCHOOL, standing });
        year(vec![])
            .when(set(terms(), keeper(Standing::Unknown)))
            .then_expect_error(YearRefusal::SchoolUnknown);
        year(vec![])
            .when(set(terms(), keeper(Standing::Left)))
            .then_expect_error(YearRefusal::SchoolHasLeft);
    }

    #[test]
    fn a_year_has_three_terms() {
        for missing in 0..3 {
            let mut two = terms();
            let gone = two.remove(missing);
            assert_eq!(refused(two), YearRefusal::Missing(gone.term.words()));
        }
        assert_eq!(refused(vec![]), YearRefusal::Missing("Autumn 2025-26".to_owned()));
    }

    #[test]
    fn terms_lie_within_the_year() {
        let outside = YearRefusal::OutsideYear("Autumn 2025-26".to_owned(), "2025-26".to_owned());
        let mut early = terms();
        early[0].starts_on = date(2025, 8, 31);
        assert_eq!(refused(early), outside);
        let mut late = terms();
        late[2].ends_on = date(2026, 9, 1);
        let outside = YearRefusal::OutsideYear("Summer 2025-26".to_owned(), "2025-26".to_owned());
        assert_eq!(refused(late), outside);
    }

    #[test]
    fn a_term_of_another_year_is_outside() {
        let mut other = terms();
        other[1].term = "2024-25-spring".parse().unwrap();
        let outside = YearRefusal::OutsideYear("Spring 2024-25".to_owned(), "2025-26".to_owned());
        assert_eq!(refused(other), outside);
    }

    #[test]
    fn terms_do_not_share_a_day() {
        let mut touching = terms();
        touching[1].starts_on = touching[0].ends_on;
        assert_eq!(refused(touching), YearRefusal::Overlap("Spring 2025-26".to_owned()));
        let mut next_day = terms();
        next_day[1].starts_on = next_day[0].ends_on.tomorrow().unwrap();
        assert_eq!(year(vec![]).when(set(next_day, None)).inspect_result().unwrap().len(), 1);
    }

    #[test]
    fn a_term_given_twice_overlaps() {
        let mut twice = terms();
        twice.push(twice[2]);
        assert_eq!(refused(twice), YearRefusal::Overlap("Summer 2025-26".to_owned()));
    }

    #[test]
    fn a_term_does_not_end_before_it_begins() {
        let mut backwards = terms();
        backwards[1].ends_on = date(2026, 1, 4);
        assert_eq!(refused(backwards), YearRefusal::Backwards("Spring 2025-26".to_owned()));
    }

    #[test]
    fn a_schools_own_year_has_a_stream_of_its_own() {
        let year = "2025-26".parse().unwrap();
        assert_eq!(stream_id(year, None), "2025-26");
        assert_eq!(stream_id(year, Some(SCHOOL)), format!("2025-26.{SCHOOL}"));
    }
}
