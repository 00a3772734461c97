//! A school: its URNs over time, whether it is in the trust, and what makes it unlike the others.

use contract::commands::SchoolCommand;
use contract::events::SchoolEvent;
use contract::schools::v1::{
    SchoolDetails, SchoolJoined, SchoolLeft, SchoolSucceeded, UniquenessStated,
};
use contract::{Kind, Refusal};
use eventlog::{Context, Decider};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

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
}

/// One URN that followed another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Succession {
    /// The earlier URN.
    pub old: String,
    /// The URN that followed.
    pub new: String,
    /// First day of the new URN, where the files say.
    pub on: Option<Date>,
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
            Self::LeavesBeforeJoining(..) => (Kind::State, "PERIOD_BACKWARDS"),
        }
    }
}

/// Where a school stands towards the trust.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum School {
    /// It never joined.
    #[default]
    Unknown,
    /// It is in the trust.
    In(Enrolled),
    /// It was in the trust.
    Left {
        /// First day outside, ISO 8601.
        on: String,
    },
}

/// What a school in the trust has to know of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolled {
    school_id: String,
    joined_on: String,
    urn: String,
    earlier_urns: Vec<String>,
}

/// What another aggregate may know of a school.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// There is no such school here.
    Unknown,
    /// It is in the trust.
    In,
    /// It left.
    Left,
}

impl School {
    /// Where the school stands, for the decisions of others.
    pub fn standing(&self) -> Standing {
        match self {
            Self::Unknown => Standing::Unknown,
            Self::In(_) => Standing::In,
            Self::Left { .. } => Standing::Left,
        }
    }

    fn enrolled(&self) -> Result<&Enrolled, SchoolRefusal> {
        match self {
            Self::Unknown => Err(SchoolRefusal::Unknown),
            Self::In(enrolled) => Ok(enrolled),
            Self::Left { on } => Err(SchoolRefusal::HasLeft(on.clone())),
        }
    }

    fn join(&self, id: &str, details: &SchoolDetails) -> Result<Vec<SchoolEvent>, SchoolRefusal> {
        let urns = details.earlier_urns.iter().map(|period| &period.urn).chain([&details.urn]);
        if let Some(urn) = urns.into_iter().find(|urn| !is_urn(urn)) {
            return Err(SchoolRefusal::UrnMalformed(urn.clone()));
        }
        match self {
            Self::Unknown => Ok(vec![joined(id, details).into()]),
            Self::In(_) => Err(SchoolRefusal::AlreadyJoined(details.urn.clone())),
            Self::Left { on } => Err(SchoolRefusal::HasLeft(on.clone())),
        }
    }
}

impl School {
    /// Does what a register file shows: joins, takes a new URN, or nothing.
    fn follow_register(
        &self,
        id: &str,
        details: &SchoolDetails,
        ancestry: &[Succession],
    ) -> Result<Vec<SchoolEvent>, SchoolRefusal> {
        match self {
            Self::Unknown => self.join(id, details),
            Self::In(enrolled) if enrolled.has_had(&details.urn) => Ok(Vec::new()),
            Self::In(enrolled) => enrolled.follow(&details.urn, ancestry),
            Self::Left { .. } => Ok(Vec::new()),
        }
    }
}

impl Enrolled {
    fn has_had(&self, urn: &str) -> bool {
        self.urn == urn || self.earlier_urns.iter().any(|earlier| earlier == urn)
    }

    fn succeeded(&self, old: &str, new: &str, on: &str) -> SchoolEvent {
        let [old_urn, new_urn, on] = [old, new, on].map(str::to_owned);
        SchoolSucceeded { school_id: self.school_id.clone(), old_urn, new_urn, on }.into()
    }

    /// The successions from the present URN to another, one event each.
    fn follow(
        &self,
        urn: &str,
        ancestry: &[Succession],
    ) -> Result<Vec<SchoolEvent>, SchoolRefusal> {
        let mut events = Vec::new();
        let mut present = self.urn.as_str();
        while present != urn {
            let next = ancestry.iter().find(|step| step.old == present);
            // A file that goes round in a circle has more steps than successions.
            let Some(step) = next.filter(|_| events.len() < ancestry.len()) else {
                return Err(SchoolRefusal::NotASuccessor(self.urn.clone(), urn.to_owned()));
            };
            let undated = || SchoolRefusal::SuccessionUndated(step.old.clone(), step.new.clone());
            let on = step.on.ok_or_else(undated)?.to_string();
            events.push(self.succeeded(&step.old, &step.new, &on));
            present = &step.new;
        }
        Ok(events)
    }
}

fn joined(id: &str, details: &SchoolDetails) -> SchoolJoined {
    let details = details.clone();
    SchoolJoined {
        school_id: id.to_owned(),
        urn: details.urn,
        name: details.name,
        laestab: details.laestab,
        phase: details.phase,
        r#type: details.r#type,
        religious_character: details.religious_character,
        town: details.town,
        postcode: details.postcode,
        pupils: details.pupils,
        capacity: details.capacity,
        joined_on: details.joined_on,
        earlier_urns: details.earlier_urns,
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
        let event = match command {
            SchoolCommand::JoinSchool(asked) => {
                let details = asked.school.clone().unwrap_or_default();
                let id = school_id(context.trust, &details.urn).to_string();
                return match facts {
                    SchoolFacts::Held(holder) => holder.join(&id, &details),
                    SchoolFacts::Nothing | SchoolFacts::Shown { .. } => self.join(&id, &details),
                };
            }
            SchoolCommand::ImportRegister(_) => {
                let SchoolFacts::Shown { details, ancestry } = facts else { return Ok(Vec::new()) };
                let id = school_id(context.trust, &details.urn).to_string();
                return self.follow_register(&id, details, ancestry);
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
                enrolled.succeeded(&enrolled.urn, &asked.new_urn, &asked.on)
            }
            SchoolCommand::LeaveTrust(asked) => {
                let enrolled = self.enrolled()?;
                // Both are ISO 8601, so the order of the texts is the order of the days.
                if asked.on < enrolled.joined_on {
                    let (on, joined_on) = (asked.on.clone(), enrolled.joined_on.clone());
                    return Err(SchoolRefusal::LeavesBeforeJoining(on, joined_on));
                }
                let (school_id, reason) =
                    (enrolled.school_id.clone(), context.words(&asked.reason));
                SchoolLeft { school_id, on: asked.on.clone(), reason }.into()
            }
            SchoolCommand::StateUniqueness(asked) => {
                let school_id = self.enrolled()?.school_id.clone();
                UniquenessStated { school_id, statement: context.words(&asked.statement) }.into()
            }
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &SchoolEvent) {
        match event {
            SchoolEvent::SchoolJoined(joined) => {
                *self = Self::In(Enrolled {
                    school_id: joined.school_id.clone(),
                    joined_on: joined.joined_on.clone(),
                    urn: joined.urn.clone(),
                    earlier_urns: joined.earlier_urns.iter().map(|past| past.urn.clone()).collect(),
                });
            }
            SchoolEvent::SchoolSucceeded(succeeded) => {
                if let Self::In(enrolled) = self {
                    let old = std::mem::replace(&mut enrolled.urn, succeeded.new_urn.clone());
                    enrolled.earlier_urns.push(old);
                }
            }
            SchoolEvent::SchoolLeft(left) => *self = Self::Left { on: left.on.clone() },
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
#[path = "school_tests.rs"]
mod tests;
