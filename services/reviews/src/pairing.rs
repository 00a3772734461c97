//! Two schools and an area: one sustains it, the other is not there yet.

use contract::commands::PairingCommand;
use contract::events::PairingEvent;
use contract::reviews::v1::{
    AcceptPairingRequest, PairingAccepted, PairingDeclined, PairingGroundReopened, PairingProposed,
    PairingTakenUp, PairingWithdrawn, ProposePairingRequest, WithdrawPairingRequest,
};
use contract::{Kind, Refusal};
use eventlog::{Context, Decider};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Why a pairing says no.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum PairingRefusal {
    #[error("A school can't be paired with itself.")]
    SameSchool,
    #[error("This pairing has already been proposed.")]
    AlreadyProposed,
    #[error("There is no such pairing here.")]
    Unknown,
    #[error("The school is neither of the two.")]
    OtherSchool,
    #[error("The school has already taken this pairing up; the other one has to answer.")]
    AlreadyTakenUp,
    #[error("This pairing has already been answered.")]
    AlreadyAnswered,
    #[error("This pairing has been withdrawn, since the decision behind it was opened again.")]
    Withdrawn,
}

impl Refusal for PairingRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::SameSchool => (Kind::Malformed, "SAME_SCHOOL"),
            Self::AlreadyProposed => (Kind::Repeated, "ALREADY_PROPOSED"),
            Self::Unknown => (Kind::Unknown, "PAIRING_UNKNOWN"),
            Self::OtherSchool => (Kind::State, "SCHOOL_NOT_IN_PAIRING"),
            Self::AlreadyTakenUp => (Kind::State, "ALREADY_TAKEN_UP"),
            Self::AlreadyAnswered => (Kind::State, "ALREADY_ANSWERED"),
            Self::Withdrawn => (Kind::State, "PAIRING_WITHDRAWN"),
        }
    }
}

/// Which two schools, in which area.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PairedSchools {
    pub(crate) area_id: String,
    giving: String,
    receiving: String,
}

impl PairedSchools {
    pub(crate) fn has(&self, school_id: &str) -> bool {
        [&self.giving, &self.receiving].into_iter().any(|school| school == school_id)
    }
}

/// Where a pairing stands.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) enum Pairing {
    /// It was never proposed.
    #[default]
    Unknown,
    /// Waiting for an answer.
    Proposed {
        /// The two schools.
        schools: PairedSchools,
        /// The one that has said yes.
        taken_up_by: Option<String>,
    },
    /// Both schools took it up.
    Accepted(PairedSchools),
    /// Not taken up; may be proposed again.
    Declined,
    /// Taken back before it was answered; may be proposed again.
    Withdrawn,
}

impl Pairing {
    /// One id for each area and pair of schools, so that proposing it twice meets itself.
    fn id(trust: Uuid, asked: &ProposePairingRequest) -> String {
        let ProposePairingRequest { area_id, giving_school_id, receiving_school_id, .. } = asked;
        let pair = format!("pairing/{area_id}/{giving_school_id}/{receiving_school_id}");
        Uuid::new_v5(&trust, pair.as_bytes()).to_string()
    }

    fn answerable(&self) -> Result<(), PairingRefusal> {
        match self {
            Self::Unknown => Err(PairingRefusal::Unknown),
            Self::Proposed { .. } => Ok(()),
            Self::Accepted(_) | Self::Declined => Err(PairingRefusal::AlreadyAnswered),
            Self::Withdrawn => Err(PairingRefusal::Withdrawn),
        }
    }

    /// Whether it was ever proposed.
    pub(crate) fn is_known(&self) -> bool {
        !matches!(self, Self::Unknown)
    }

    /// The two schools, once both have taken it up.
    pub(crate) fn accepted(&self) -> Option<&PairedSchools> {
        match self {
            Self::Accepted(schools) => Some(schools),
            Self::Unknown | Self::Proposed { .. } | Self::Declined | Self::Withdrawn => None,
        }
    }

    fn propose(
        &self,
        asked: ProposePairingRequest,
        context: &Context,
    ) -> Result<Vec<PairingEvent>, PairingRefusal> {
        if asked.giving_school_id == asked.receiving_school_id {
            return Err(PairingRefusal::SameSchool);
        }
        if matches!(self, Self::Proposed { .. } | Self::Accepted(_)) {
            return Err(PairingRefusal::AlreadyProposed);
        }
        let proposed = PairingProposed {
            pairing_id: Self::id(context.trust, &asked),
            area_id: asked.area_id,
            giving_school_id: asked.giving_school_id,
            receiving_school_id: asked.receiving_school_id,
            because_event_id: asked.because_event_id,
            because_position: asked.because_position,
            reason: context.words(&asked.reason),
        };
        Ok(vec![proposed.into()])
    }

    /// One school says yes. The pairing stands with the second yes.
    fn accept(&self, asked: AcceptPairingRequest) -> Result<Vec<PairingEvent>, PairingRefusal> {
        self.answerable()?;
        let Self::Proposed { schools, taken_up_by } = self else {
            return Err(PairingRefusal::AlreadyAnswered);
        };
        let AcceptPairingRequest { pairing_id, school_id, .. } = asked;
        if !schools.has(&school_id) {
            return Err(PairingRefusal::OtherSchool);
        }
        if taken_up_by.as_ref() == Some(&school_id) {
            return Err(PairingRefusal::AlreadyTakenUp);
        }
        let taken_up = PairingTakenUp { pairing_id: pairing_id.clone(), school_id };
        let mut events = vec![taken_up.into()];
        if taken_up_by.is_some() {
            let PairedSchools { area_id, giving, receiving } = schools.clone();
            let accepted = PairingAccepted {
                pairing_id,
                area_id,
                giving_school_id: giving,
                receiving_school_id: receiving,
            };
            events.push(accepted.into());
        }
        Ok(events)
    }

    fn withdraw(&self, asked: WithdrawPairingRequest) -> Result<Vec<PairingEvent>, PairingRefusal> {
        let WithdrawPairingRequest { pairing_id, because_event_id, because_position, .. } = asked;
        if let Self::Accepted(_) = self {
            let reopened = PairingGroundReopened { pairing_id, because_event_id, because_position };
            return Ok(vec![reopened.into()]);
        }
        self.answerable()?;
        Ok(vec![PairingWithdrawn { pairing_id, because_event_id, because_position }.into()])
    }
}

impl Decider for Pairing {
    type Command = PairingCommand;
    type Facts = ();
    type Event = PairingEvent;
    type Refusal = PairingRefusal;

    fn decide(
        &self,
        command: &PairingCommand,
        (): &(),
        context: &Context,
    ) -> Result<Vec<PairingEvent>, PairingRefusal> {
        match command.clone() {
            PairingCommand::ProposePairing(asked) => self.propose(asked, context),
            PairingCommand::AcceptPairing(asked) => self.accept(asked),
            PairingCommand::DeclinePairing(asked) => {
                self.answerable()?;
                let reason = context.words(&asked.reason);
                Ok(vec![PairingDeclined { pairing_id: asked.pairing_id, reason }.into()])
            }
            PairingCommand::WithdrawPairing(asked) => self.withdraw(asked),
        }
    }

    fn evolve(&mut self, event: &PairingEvent) {
        match event {
            PairingEvent::PairingProposed(proposed) => {
                let schools = PairedSchools {
                    area_id: proposed.area_id.clone(),
                    giving: proposed.giving_school_id.clone(),
                    receiving: proposed.receiving_school_id.clone(),
                };
                *self = Self::Proposed { schools, taken_up_by: None };
            }
            PairingEvent::PairingTakenUp(taken_up) => {
                if let Self::Proposed { taken_up_by, .. } = self {
                    *taken_up_by = Some(taken_up.school_id.clone());
                }
            }
            PairingEvent::PairingAccepted(_) => {
                if let Self::Proposed { schools, .. } = self {
                    *self = Self::Accepted(std::mem::take(schools));
                }
            }
            PairingEvent::PairingDeclined(_) => *self = Self::Declined,
            PairingEvent::PairingWithdrawn(_) => *self = Self::Withdrawn,
            PairingEvent::PairingGroundReopened(_) => {}
        }
    }

    fn derived_id(command: &PairingCommand, context: &Context) -> Option<String> {
        match command {
            PairingCommand::ProposePairing(asked) => Some(Self::id(context.trust, asked)),
            PairingCommand::AcceptPairing(_)
            | PairingCommand::DeclinePairing(_)
            | PairingCommand::WithdrawPairing(_) => None,
        }
    }
}

eventlog::aggregate_plug!(Pairing);

#[cfg(test)]
mod tests;
