//! A school: its URNs and details over time, whether it is in the trust, and what makes it unlike the others.
//!
//! A join or leave that is dated ahead is arranged. On its day it takes effect, with the first command to the school from
//! that day on; `TakeEffect` is the command that says nothing else.

mod moves;
mod register;

use contract::commands::SchoolCommand;
use contract::events::SchoolEvent;
use contract::schools::v1::{
    LeaveArranged, SchoolDescribed, SchoolDetails, SchoolJoined, SchoolLeft, UniquenessStated,
};
use contract::{FarAheadRefusal, Kind, Refusal};
use eventlog::{Context, Decider};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

#[cfg(test)]
use moves::joined;
pub use register::{RegisterShows, Succession, differences, first_shown};

use crate::urn::{is_urn, school_id};

/// What a school has to know of others, or of a register file.
#[derive(Clone, Debug, Default)]
pub enum SchoolFacts {
    /// Nothing.
    #[default]
    Nothing,
    /// Another school of the trust has, or had, the URN that the command names; this is how that school stands.
    Held(Box<School>),
    /// What a register file shows of the school.
    Shown {
        /// What the file says of it.
        details: Box<SchoolDetails>,
        /// Every succession that led to the file's URN.
        ancestry: Vec<Succession>,
    },
    /// What a register file shows of a school of the trust.
    Refreshed {
        /// What the file says of it.
        shown: Box<RegisterShows>,
        /// From which day the file holds.
        on: Date,
    },
}

/// Why a school says no.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SchoolRefusal {
    /// SCHOOL_UNKNOWN.
    #[error("There is no such school in this trust.")]
    Unknown,
    /// SCHOOL_ALREADY_JOINED.
    #[error("The school with the URN {0} is already in the trust.")]
    AlreadyJoined(String),
    /// SCHOOL_HAS_LEFT.
    #[error("The school left the trust on {0}.")]
    HasLeft(String),
    /// URN_MALFORMED.
    #[error("This is not a URN: '{0}'. A URN has six digits.")]
    UrnMalformed(String),
    /// URN_UNCHANGED.
    #[error("The school already has, or had, the URN {0}.")]
    UrnUnchanged(String),
    /// URN_NOT_A_SUCCESSOR.
    #[error("The register does not show how the school's URN {0} became {1}.")]
    NotASuccessor(String, String),
    /// SUCCESSION_UNDATED.
    #[error("The register does not say on which day the URN {0} became {1}.")]
    SuccessionUndated(String, String),
    /// PERIOD_BACKWARDS.
    #[error("The school can't leave on {0}, before it joined on {1}.")]
    LeavesBeforeJoining(String, String),
    /// PERIOD_BACKWARDS.
    #[error("The school can't return on {0}, before it left on {1}.")]
    ReturnsBeforeLeaving(String, String),
    /// SCHOOL_NOT_YET_IN.
    #[error("The school joins the trust on {0}.")]
    NotYetIn(String),
    /// LEAVE_ALREADY_ARRANGED.
    #[error("It is arranged already that the school leaves on {0}. Take that back first.")]
    LeaveArranged(String),
    /// RETURN_ALREADY_ARRANGED.
    #[error("It is arranged already that the school returns on {0}. Take that back first.")]
    ReturnArranged(String),
    /// NOTHING_TO_TAKE_BACK.
    #[error("The school is in the trust, and no leave is arranged.")]
    NothingToTakeBack,
    /// DAY_AHEAD.
    #[error("The day {0} is still to come. This is recorded on its day or later.")]
    DayAhead(String),
    /// DAY_FAR_AHEAD.
    #[error(transparent)]
    DayFarAhead(#[from] FarAheadRefusal),
}

impl Refusal for SchoolRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::Unknown => (Kind::Unknown, "SCHOOL_UNKNOWN"),
            Self::AlreadyJoined(_) => (Kind::Repeated, "SCHOOL_ALREADY_JOINED"),
            Self::HasLeft(_) => (Kind::State, "SCHOOL_HAS_LEFT"),
            Self::UrnMalformed(_) => (Kind::Malformed, "URN_MALFORMED"),
            Self::UrnUnchanged(_) => (Kind::State, "URN_UNCHANGED"),
            Self::NotASuccessor(..) => (Kind::State, "URN_NOT_A_SUCCESSOR"),
            Self::SuccessionUndated(..) => (Kind::State, "SUCCESSION_UNDATED"),
            Self::LeavesBeforeJoining(..) | Self::ReturnsBeforeLeaving(..) => {
                (Kind::State, "PERIOD_BACKWARDS")
            }
            Self::NotYetIn(_) => (Kind::State, "SCHOOL_NOT_YET_IN"),
            Self::LeaveArranged(_) => (Kind::State, "LEAVE_ALREADY_ARRANGED"),
            Self::NothingToTakeBack => (Kind::State, "NOTHING_TO_TAKE_BACK"),
            Self::DayAhead(_) => (Kind::State, "DAY_AHEAD"),
            Self::ReturnArranged(_) => (Kind::State, "RETURN_ALREADY_ARRANGED"),
            Self::DayFarAhead(far) => far.code(),
        }
    }
}

/// Where a school stands towards the trust, as far as events say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum School {
    /// It never joined.
    #[default]
    Unknown,
    /// It is arranged that it joins.
    Expected(Box<SchoolJoined>),
    /// It is in the trust.
    In(Box<Enrolled>),
    /// It was in the trust.
    Left {
        /// First day outside, ISO 8601.
        on: String,
        /// As it was then.
        was: Box<Enrolled>,
        /// The day on which it is arranged that it returns, ISO 8601.
        returns: Option<String>,
    },
}

/// What a school in the trust has to know of itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Enrolled {
    school_id: String,
    joined_on: String,
    urn: String,
    earlier_urns: Vec<String>,
    /// What happens on the day on which it is arranged that it leaves.
    leaves: Option<SchoolLeft>,
    /// What the register last showed.
    shown: SchoolDescribed,
}

/// What another aggregate may know of a school.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// There is no such school here.
    Unknown,
    /// It is in the trust, or it is arranged that it joins or returns: what it needs on its first day can be set up.
    In,
    /// It left.
    Left,
}

impl School {
    /// Where the school stands on a day, for the decisions of others.
    pub fn standing(&self, on: Date) -> Standing {
        match self.as_of(on) {
            Self::Unknown => Standing::Unknown,
            Self::Expected(_) | Self::In(_) | Self::Left { returns: Some(_), .. } => Standing::In,
            Self::Left { returns: None, .. } => Standing::Left,
        }
    }

    /// The URN and what the register last showed of a school in the trust.
    pub fn shown(&self) -> Option<(&str, &SchoolDescribed)> {
        match self {
            Self::In(enrolled) => Some((&enrolled.urn, &enrolled.shown)),
            Self::Unknown | Self::Expected(_) | Self::Left { .. } => None,
        }
    }

    fn enrolled(&self) -> Result<&Enrolled, SchoolRefusal> {
        match self {
            Self::Unknown => Err(SchoolRefusal::Unknown),
            Self::Expected(school) => Err(SchoolRefusal::NotYetIn(school.joined_on.clone())),
            Self::In(enrolled) => Ok(enrolled),
            Self::Left { on, .. } => Err(SchoolRefusal::HasLeft(on.clone())),
        }
    }
}

impl School {
    /// What a command leads to, once what is due has taken effect.
    fn answer(
        &self,
        command: &SchoolCommand,
        facts: &SchoolFacts,
        context: &Context,
    ) -> Result<Vec<SchoolEvent>, SchoolRefusal> {
        let today = context.today();
        let event = match command {
            SchoolCommand::JoinSchool(asked) => {
                let details = asked.school.clone().unwrap_or_default();
                let id = school_id(context.trust, &details.urn).to_string();
                return match facts {
                    SchoolFacts::Held(holder) => holder.as_of(today).join(&id, &details, today),
                    SchoolFacts::Nothing
                    | SchoolFacts::Shown { .. }
                    | SchoolFacts::Refreshed { .. } => self.join(&id, &details, today),
                };
            }
            SchoolCommand::ImportRegister(_) => {
                let SchoolFacts::Shown { details, ancestry } = facts else { return Ok(Vec::new()) };
                return self.follow_register(details, ancestry, context);
            }
            SchoolCommand::RefreshSchools(_) => {
                let SchoolFacts::Refreshed { shown, on } = facts else { return Ok(Vec::new()) };
                return self.refresh(shown, *on);
            }
            SchoolCommand::SucceedSchool(asked) => {
                let enrolled = self.enrolled()?;
                if !is_urn(&asked.new_urn) {
                    return Err(SchoolRefusal::UrnMalformed(asked.new_urn.clone()));
                }
                if enrolled.has_had(&asked.new_urn) {
                    return Err(SchoolRefusal::UrnUnchanged(asked.new_urn.clone()));
                }
                if matches!(facts, SchoolFacts::Held(_)) {
                    return Err(SchoolRefusal::AlreadyJoined(asked.new_urn.clone()));
                }
                // Readers compare the day; nothing has to happen on it.
                FarAheadRefusal::check(&asked.on, today)?;
                enrolled.succeeded(&enrolled.urn, &asked.new_urn, &asked.on)
            }
            SchoolCommand::LeaveTrust(asked) => self.leave(&asked.on, &asked.reason, context)?,
            SchoolCommand::TakeBackMove(asked) => return self.take_back(&asked.reason, context),
            SchoolCommand::ReturnToTrust(asked) => return self.come_back(&asked.on, today),
            SchoolCommand::TakeEffect(_) => {
                return match self {
                    Self::Unknown => Err(SchoolRefusal::Unknown),
                    Self::Expected(_) | Self::In(_) | Self::Left { .. } => Ok(Vec::new()),
                };
            }
            SchoolCommand::StateUniqueness(asked) => {
                let school_id = self.enrolled()?.school_id.clone();
                UniquenessStated { school_id, statement: context.words(&asked.statement) }.into()
            }
        };
        Ok(vec![event])
    }
}

impl Decider for School {
    type Command = SchoolCommand;
    type Facts = SchoolFacts;
    type Event = SchoolEvent;
    type Refusal = SchoolRefusal;

    fn decide(
        &self,
        command: &SchoolCommand,
        facts: &SchoolFacts,
        context: &Context,
    ) -> Result<Vec<SchoolEvent>, SchoolRefusal> {
        let mut events = self.due(context.today());
        events.extend(self.as_of(context.today()).answer(command, facts, context)?);
        Ok(events)
    }

    fn evolve(&mut self, event: &SchoolEvent) {
        match event {
            SchoolEvent::JoinArranged(arranged) => {
                *self = Self::Expected(Box::new(arranged.school.clone().unwrap_or_default()));
            }
            SchoolEvent::SchoolJoined(joined) => *self = Self::In(Box::new(Enrolled::of(joined))),
            SchoolEvent::SchoolSucceeded(succeeded) => {
                if let Self::In(enrolled) = self {
                    let old = std::mem::replace(&mut enrolled.urn, succeeded.new_urn.clone());
                    enrolled.earlier_urns.push(old);
                    enrolled.shown.urn.clone_from(&succeeded.new_urn);
                }
            }
            SchoolEvent::LeaveArranged(arranged) => {
                if let Self::In(enrolled) = self {
                    let LeaveArranged { school_id, on, reason } = arranged.clone();
                    enrolled.leaves = Some(SchoolLeft { school_id, on, reason });
                }
            }
            SchoolEvent::ArrangementTakenBack(taken_back) => match self {
                Self::In(enrolled) => enrolled.leaves = None,
                Self::Expected(_) if taken_back.joining => *self = Self::Unknown,
                Self::Left { returns, .. } => *returns = None,
                Self::Unknown | Self::Expected(_) => {}
            },
            SchoolEvent::SchoolLeft(left) => {
                if let Self::In(was) = std::mem::take(self) {
                    *self = Self::Left { on: left.on.clone(), was, returns: None };
                }
            }
            SchoolEvent::LeaveCorrected(_) => self.is_in_again(None),
            SchoolEvent::ReturnArranged(arranged) => {
                if let Self::Left { returns, .. } = self {
                    *returns = Some(arranged.on.clone());
                }
            }
            SchoolEvent::SchoolReturned(returned) => self.is_in_again(Some(&returned.on)),
            SchoolEvent::SchoolDescribed(described) => {
                if let Self::In(enrolled) = self {
                    enrolled.shown = described.clone();
                }
            }
            SchoolEvent::UniquenessStated(_) => {}
        }
    }

    /// Of the URN under which a school joins. Two that take in the same school at once meet on one stream.
    fn derived_id(command: &SchoolCommand, context: &Context) -> Option<String> {
        let SchoolCommand::JoinSchool(asked) = command else { return None };
        let urn = asked.school.as_ref().map(|details| details.urn.as_str()).unwrap_or_default();
        Some(school_id(context.trust, urn).to_string())
    }
}

eventlog::aggregate_plug!(School);

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_days;
