//! An academic year of the trust, or of one school that keeps its own: when its three terms are.

use contract::commands::AcademicYearCommand;
use contract::events::AcademicYearEvent;
use contract::schools::v1::{TermBreak, TermDates, TermsSet};
use contract::{AcademicYear, Kind, Refusal, Term, TermName};
use eventlog::{Context, Decider};
use jiff::ToSpan as _;
use serde::{Deserialize, Serialize};

use crate::school::Standing;

/// What an academic year has to know before its terms are set.
#[derive(Clone, Debug)]
pub struct YearFacts {
    /// Which year it is.
    pub year: AcademicYear,
    /// Where the school stands that keeps its own terms; `None` for the trust's own.
    pub keeper: Option<Standing>,
    /// The terms of the year before and of the year after, as they are kept.
    pub beside: Vec<TermDates>,
}

/// Why an academic year says no.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum YearRefusal {
    /// TERMS_MISSING.
    #[error("The dates of {0} are missing: a year has three terms.")]
    Missing(String),
    /// TERMS_OUTSIDE_YEAR.
    #[error(
        "{0} does not lie between 1 August and the 31 August after it, as the terms of {1} do."
    )]
    OutsideYear(String, String),
    /// BREAK_OUTSIDE_TERM.
    #[error("A break of {0} does not lie inside the term, or two of its breaks share a day.")]
    BreakOutsideTerm(String),
    /// TERMS_OVERLAP.
    #[error("{0} begins before the term in front of it has ended.")]
    Overlap(String),
    /// TERMS_OVERLAP.
    #[error("{0} shares days with {1}. Change one of the two.")]
    OverlapsAnotherYear(String, String),
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
            Self::BreakOutsideTerm(_) => (Kind::Malformed, "BREAK_OUTSIDE_TERM"),
            Self::Overlap(_) | Self::OverlapsAnotherYear(..) => (Kind::Malformed, "TERMS_OVERLAP"),
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

impl Year {
    /// The terms as last set.
    pub fn terms(&self) -> &[TermDates] {
        &self.terms
    }
}

impl Decider for Year {
    type Command = AcademicYearCommand;
    type Facts = YearFacts;
    type Event = AcademicYearEvent;
    type Refusal = YearRefusal;

    fn decide(
        &self,
        command: &AcademicYearCommand,
        facts: &YearFacts,
        _: &Context,
    ) -> Result<Vec<AcademicYearEvent>, YearRefusal> {
        let AcademicYearCommand::SetTerms(asked) = command;
        match facts.keeper {
            Some(Standing::Unknown) => return Err(YearRefusal::SchoolUnknown),
            Some(Standing::Left) => return Err(YearRefusal::SchoolHasLeft),
            Some(Standing::In) | None => {}
        }
        let terms = in_order(facts.year, &asked.terms)?;
        // A term may begin in August, and then another year's may not end after it.
        for (one, other) in
            terms.iter().flat_map(|one| facts.beside.iter().map(move |other| (one, other)))
        {
            if one.starts_on <= other.ends_on && other.starts_on <= one.ends_on {
                return Err(YearRefusal::OverlapsAnotherYear(words(one), words(other)));
            }
        }
        if terms == self.terms {
            return Ok(Vec::new());
        }
        let (academic_year, school_id) = (facts.year.to_string(), asked.school_id.clone());
        Ok(vec![TermsSet { academic_year, school_id, terms }.into()])
    }

    fn evolve(&mut self, event: &AcademicYearEvent) {
        match event {
            AcademicYearEvent::TermsSet(set) => self.terms.clone_from(&set.terms),
        }
    }

    /// `2025-26`, or `2025-26.<school id>` for a school's own.
    fn derived_id(command: &AcademicYearCommand, _: &Context) -> Option<String> {
        let (year, school) = (command.academic_year(), command.school_id());
        Some(if school.is_empty() { year.to_owned() } else { format!("{year}.{school}") })
    }
}

/// The year's three terms in the order of time, or what is wrong with them. Days are ISO 8601, so the order of the texts is the
/// order of the days.
fn in_order(year: AcademicYear, asked: &[TermDates]) -> Result<Vec<TermDates>, YearRefusal> {
    // Many schools begin in August; the year is what its terms make it.
    let first = year.first_day().saturating_sub(1.month()).to_string();
    let last = year.last_day().to_string();
    let mut terms = Vec::new();
    for dates in asked {
        let term = term_of(dates).filter(|term| term.year == year);
        let inside = dates.starts_on >= first && dates.ends_on <= last;
        let Some(term) = term.filter(|_| inside) else {
            return Err(YearRefusal::OutsideYear(words(dates), year.to_string()));
        };
        if dates.ends_on < dates.starts_on {
            return Err(YearRefusal::Backwards(words(dates)));
        }
        terms.push((term, TermDates { breaks: breaks(dates)?, ..dates.clone() }));
    }
    for name in [TermName::Autumn, TermName::Spring, TermName::Summer] {
        if !terms.iter().any(|(term, _)| term.name == name) {
            return Err(YearRefusal::Missing(Term { year, name }.words()));
        }
    }
    terms.sort_by_key(|(term, _)| *term);
    let terms: Vec<TermDates> = terms.into_iter().map(|(_, dates)| dates).collect();
    match terms.windows(2).find(|pair| pair[1].starts_on <= pair[0].ends_on) {
        Some(pair) => Err(YearRefusal::Overlap(words(&pair[1]))),
        None => Ok(terms),
    }
}

/// The breaks of a term in the order of time; each lies inside the term, and no two share a day.
fn breaks(dates: &TermDates) -> Result<Vec<TermBreak>, YearRefusal> {
    let mut breaks = dates.breaks.clone();
    breaks.sort_by(|one, other| one.starts_on.cmp(&other.starts_on));
    let outside = |one: &TermBreak| {
        one.ends_on < one.starts_on
            || one.starts_on <= dates.starts_on
            || one.ends_on >= dates.ends_on
    };
    let touch = |pair: &[TermBreak]| pair[1].starts_on <= pair[0].ends_on;
    match breaks.iter().any(outside) || breaks.windows(2).any(touch) {
        true => Err(YearRefusal::BreakOutsideTerm(words(dates))),
        false => Ok(breaks),
    }
}

fn term_of(dates: &TermDates) -> Option<Term> {
    dates.term.parse().ok()
}

fn words(dates: &TermDates) -> String {
    term_of(dates).map_or_else(|| dates.term.clone(), Term::words)
}

eventlog::aggregate_plug!(Year);

#[cfg(test)]
mod tests;
