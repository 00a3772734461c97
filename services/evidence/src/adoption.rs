//! What a school made of a requirement for an academic year or a term: adopted, waived by the improvement lead, or open.

use contract::commands::AdoptionCommand;
use contract::events::AdoptionEvent;
use contract::evidence::v1::{
    AdoptionTakenBack, RequirementAdopted, RequirementWaived, WaiverTakenBack,
};
use contract::{Kind, Refusal, field};
use eventlog::{Context, Decider};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::requirement::AskedOfSchool;

/// Why an adoption or a waiver is refused.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum AdoptionRefusal {
    #[error("The register has no such requirement.")]
    RequirementUnknown,
    #[error("The register does not ask a school for this then.")]
    NotDue,
    #[error("{0} has not come yet. Record the adoption once it is done.")]
    Ahead(Date),
    #[error("The school has adopted this already.")]
    Adopted,
    #[error("This is waived for the school. The improvement lead can take the waiver back.")]
    Waived,
    #[error("The school has not adopted this.")]
    NotAdopted,
    #[error("This is not waived for the school.")]
    NotWaived,
}

impl Refusal for AdoptionRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::RequirementUnknown => (Kind::Unknown, "REQUIREMENT_UNKNOWN"),
            Self::NotDue => (Kind::State, "REQUIREMENT_NOT_DUE"),
            Self::Ahead(_) => (Kind::Malformed, "ADOPTION_AHEAD"),
            Self::Adopted => (Kind::State, "REQUIREMENT_ADOPTED"),
            Self::Waived => (Kind::State, "REQUIREMENT_WAIVED"),
            Self::NotAdopted => (Kind::State, "REQUIREMENT_NOT_ADOPTED"),
            Self::NotWaived => (Kind::State, "REQUIREMENT_NOT_WAIVED"),
        }
    }
}

/// Where the school stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Adoption {
    /// It neither adopted it nor was it waived.
    #[default]
    Open,
    Adopted,
    Waived,
}

impl Adoption {
    /// Refuses what the register does not ask for, and what is settled.
    fn check_open(self, asked: AskedOfSchool) -> Result<(), AdoptionRefusal> {
        match (asked, self) {
            (AskedOfSchool::Unknown, _) => Err(AdoptionRefusal::RequirementUnknown),
            (AskedOfSchool::NotDue, _) => Err(AdoptionRefusal::NotDue),
            (AskedOfSchool::Due, Self::Adopted) => Err(AdoptionRefusal::Adopted),
            (AskedOfSchool::Due, Self::Waived) => Err(AdoptionRefusal::Waived),
            (AskedOfSchool::Due, Self::Open) => Ok(()),
        }
    }
}

impl Decider for Adoption {
    type Command = AdoptionCommand;
    type Facts = AskedOfSchool;
    type Event = AdoptionEvent;
    type Refusal = AdoptionRefusal;

    fn decide(
        &self,
        command: &AdoptionCommand,
        asked_of_school: &AskedOfSchool,
        context: &Context,
    ) -> Result<Vec<AdoptionEvent>, AdoptionRefusal> {
        let requirement_id = command.requirement_id().to_owned();
        let (school_id, period) = (command.school_id().to_owned(), command.period().to_owned());
        let today = context.today().to_string();
        let event = match command {
            AdoptionCommand::AdoptRequirement(asked) => {
                self.check_open(*asked_of_school)?;
                let on = by_today(&asked.on, context)?;
                RequirementAdopted { requirement_id, school_id, period, on }.into()
            }
            AdoptionCommand::WaiveRequirement(asked) => {
                self.check_open(*asked_of_school)?;
                let reason = context.words(&asked.reason);
                RequirementWaived { requirement_id, school_id, period, on: today, reason }.into()
            }
            AdoptionCommand::TakeBackAdoption(_) => {
                if *self != Self::Adopted {
                    return Err(AdoptionRefusal::NotAdopted);
                }
                AdoptionTakenBack { requirement_id, school_id, period, on: today }.into()
            }
            AdoptionCommand::TakeBackWaiver(_) => {
                if *self != Self::Waived {
                    return Err(AdoptionRefusal::NotWaived);
                }
                WaiverTakenBack { requirement_id, school_id, period, on: today }.into()
            }
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &AdoptionEvent) {
        *self = match event {
            AdoptionEvent::RequirementAdopted(_) => Self::Adopted,
            AdoptionEvent::RequirementWaived(_) => Self::Waived,
            AdoptionEvent::AdoptionTakenBack(_) | AdoptionEvent::WaiverTakenBack(_) => Self::Open,
        };
    }

    /// One stream for each requirement, school and period.
    fn derived_id(command: &AdoptionCommand, context: &Context) -> Option<String> {
        let (requirement, school) = (command.requirement_id(), command.school_id());
        let name = format!("adoption/{requirement}/{school}/{}", command.period());
        Some(Uuid::new_v5(&context.trust, name.as_bytes()).to_string())
    }
}

eventlog::aggregate_plug!(Adoption);

/// The day that was asked for, or today; refuses one that has not come.
fn by_today(asked: &str, context: &Context) -> Result<String, AdoptionRefusal> {
    let today = context.today();
    match field::day(asked) {
        Some(day) if day > today => Err(AdoptionRefusal::Ahead(day)),
        Some(day) => Ok(day.to_string()),
        None => Ok(today.to_string()),
    }
}

#[cfg(test)]
mod tests;
