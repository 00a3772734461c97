//! A requirement of the trust's register: what schools have to have, in versions that each begin with an academic year.

use contract::commands::RequirementCommand;
use contract::events::RequirementEvent;
use contract::evidence::v1::{
    AddRequirementRequest, ChangeRequirementRequest, DropRequirementRequest, RequirementAdded,
    RequirementChanged, RequirementDropped, RequirementRhythm, RequirementTerms,
};
use contract::{AcademicYear, Kind, Period, Refusal, field};
use eventlog::{Context, Decider};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Why the register says no.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum RequirementRefusal {
    #[error("The register of {0} can't change. Choose this academic year or the next.")]
    YearNotOpen(String),
    #[error("What was said last holds from {0}. Choose that academic year or a later one.")]
    YearGoesBack(String),
    #[error("Say by which day a school has to have it.")]
    WithoutDay,
    #[error("{0} is not in the academic year {1}.")]
    DayOutsideYear(Date, AcademicYear),
    #[error("The register has no such requirement.")]
    Unknown,
    #[error("This is not on the register any more.")]
    Dropped,
}

impl Refusal for RequirementRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::YearNotOpen(_) => (Kind::Malformed, "REQUIREMENT_YEAR_NOT_OPEN"),
            Self::YearGoesBack(_) => (Kind::State, "REQUIREMENT_YEAR_GOES_BACK"),
            Self::WithoutDay => (Kind::Malformed, "REQUIREMENT_WITHOUT_DAY"),
            Self::DayOutsideYear(..) => (Kind::Malformed, "REQUIREMENT_DAY_OUTSIDE_YEAR"),
            Self::Unknown => (Kind::Unknown, "REQUIREMENT_UNKNOWN"),
            Self::Dropped => (Kind::State, "REQUIREMENT_DROPPED"),
        }
    }
}

/// Whether a school can adopt a requirement for a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum AskedOfSchool {
    /// There is no such requirement.
    #[default]
    Unknown,
    /// The register of that year does not ask for it, or not for such a period.
    NotDue,
    /// The register asks for it.
    Due,
}

/// What was said for an academic year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct YearSaid {
    /// Years are written so that their texts sort as they do.
    year: String,
    each_term: bool,
    dropped: bool,
}

/// What was said of a requirement, the latest last; nothing before it was added.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Requirement {
    said: Vec<YearSaid>,
}

impl Requirement {
    /// Whether the register asks a school for it in an academic year, or in a term.
    pub(crate) fn asked_for(&self, period: &str) -> AskedOfSchool {
        let (year, of_a_term) = match period.parse() {
            Ok(Period::Year(year)) => (year, false),
            Ok(Period::Term(term)) => (term.year, true),
            _ => return AskedOfSchool::NotDue,
        };
        if self.said.is_empty() {
            return AskedOfSchool::Unknown;
        }
        let year = year.to_string();
        match self.said.iter().rev().find(|said| said.year <= year) {
            Some(said) if !said.dropped && said.each_term == of_a_term => AskedOfSchool::Due,
            _ => AskedOfSchool::NotDue,
        }
    }

    fn changed(
        &self,
        asked: ChangeRequirementRequest,
        context: &Context,
    ) -> Result<RequirementChanged, RequirementRefusal> {
        self.not_before_the_last(&asked.year)?;
        let year = open_year(&asked.year, context)?;
        Ok(RequirementChanged {
            terms: Some(usual_terms(asked.terms, year)?),
            why: context.words(&asked.why),
            requirement_id: asked.requirement_id,
            year: asked.year,
        })
    }

    fn dropped(
        &self,
        asked: DropRequirementRequest,
        context: &Context,
    ) -> Result<RequirementDropped, RequirementRefusal> {
        if self.not_before_the_last(&asked.year)?.dropped {
            return Err(RequirementRefusal::Dropped);
        }
        open_year(&asked.year, context)?;
        let DropRequirementRequest { requirement_id, year, reason, .. } = asked;
        Ok(RequirementDropped { requirement_id, year, reason: context.words(&reason) })
    }

    /// What was said last, where it does not hold from a later year than the one asked for.
    fn not_before_the_last(&self, year: &str) -> Result<&YearSaid, RequirementRefusal> {
        let last = self.said.last().ok_or(RequirementRefusal::Unknown)?;
        if last.year.as_str() > year {
            return Err(RequirementRefusal::YearGoesBack(last.year.clone()));
        }
        Ok(last)
    }

    fn say(&mut self, year: &str, terms: Option<&RequirementTerms>) {
        let rhythm = terms.map(RequirementTerms::rhythm);
        self.said.push(YearSaid {
            year: year.to_owned(),
            each_term: rhythm == Some(RequirementRhythm::EachTerm),
            dropped: rhythm.is_none(),
        });
    }
}

impl Decider for Requirement {
    type Command = RequirementCommand;
    type Facts = ();
    type Event = RequirementEvent;
    type Refusal = RequirementRefusal;

    fn decide(
        &self,
        command: &RequirementCommand,
        _: &(),
        context: &Context,
    ) -> Result<Vec<RequirementEvent>, RequirementRefusal> {
        let event = match command.clone() {
            RequirementCommand::AddRequirement(asked) => added(asked, context)?.into(),
            RequirementCommand::ChangeRequirement(asked) => self.changed(asked, context)?.into(),
            RequirementCommand::DropRequirement(asked) => self.dropped(asked, context)?.into(),
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &RequirementEvent) {
        match event {
            RequirementEvent::RequirementAdded(added) => {
                self.say(&added.year, added.terms.as_ref());
            }
            RequirementEvent::RequirementChanged(changed) => {
                self.say(&changed.year, changed.terms.as_ref());
            }
            RequirementEvent::RequirementDropped(dropped) => self.say(&dropped.year, None),
        }
    }
}

eventlog::aggregate_plug!(Requirement);

fn added(
    asked: AddRequirementRequest,
    context: &Context,
) -> Result<RequirementAdded, RequirementRefusal> {
    let year = open_year(&asked.year, context)?;
    Ok(RequirementAdded {
        requirement_id: context.new_id("requirement").to_string(),
        terms: Some(usual_terms(asked.terms, year)?),
        why: context.words(&asked.why),
        year: asked.year,
    })
}

/// The year; refuses one that is over, and one after the next.
fn open_year(year: &str, context: &Context) -> Result<AcademicYear, RequirementRefusal> {
    let this = AcademicYear::of(context.today());
    let open = [this, this.next()].into_iter().find(|open| open.to_string() == year);
    open.ok_or_else(|| RequirementRefusal::YearNotOpen(year.to_owned()))
}

/// The terms with a day of the year where they are due on one, and without a day otherwise.
fn usual_terms(
    asked: Option<RequirementTerms>,
    year: AcademicYear,
) -> Result<RequirementTerms, RequirementRefusal> {
    let terms = asked.unwrap_or_default();
    if terms.rhythm() != RequirementRhythm::OnDay {
        return Ok(RequirementTerms { due_on: String::new(), ..terms });
    }
    match field::day(&terms.due_on) {
        None => Err(RequirementRefusal::WithoutDay),
        Some(day) if AcademicYear::of(day) != year => {
            Err(RequirementRefusal::DayOutsideYear(day, year))
        }
        Some(_) => Ok(terms),
    }
}

#[cfg(test)]
mod tests;
