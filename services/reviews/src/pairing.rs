//! Two schools and an area: one sustains it, the other is not there yet.

use contract::events::PairingEvent;
use contract::reviews::v1::{PairingAccepted, PairingDeclined, PairingProposed};
use contract::{Kind, Refusal};
use eventlog::{Context, Decider};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a pairing can be asked.
#[derive(Clone, Debug)]
pub(crate) enum PairingCommand {
    /// Propose it; what the event will say, word for word.
    Propose(PairingProposed),
    Accept {
        pairing_id: Uuid,
    },
    Decline {
        pairing_id: Uuid,
        reason: String,
    },
}

/// Why a pairing says no.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum PairingRefusal {
    #[error("a school can't be paired with itself")]
    SameSchool,
    #[error("this pairing has already been proposed")]
    AlreadyProposed,
    #[error("there is no such pairing here")]
    Unknown,
    #[error("this pairing has already been answered")]
    AlreadyAnswered,
    #[error("please give a reason")]
    ReasonEmpty,
}

impl Refusal for PairingRefusal {
    fn reason(&self) -> &'static str {
        match self {
            Self::SameSchool => "SAME_SCHOOL",
            Self::AlreadyProposed => "ALREADY_PROPOSED",
            Self::Unknown => "PAIRING_UNKNOWN",
            Self::AlreadyAnswered => "ALREADY_ANSWERED",
            Self::ReasonEmpty => "REASON_EMPTY",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::SameSchool | Self::ReasonEmpty => Kind::Malformed,
            Self::AlreadyProposed => Kind::Repeated,
            Self::Unknown => Kind::Unknown,
            Self::AlreadyAnswered => Kind::State,
        }
    }
}

/// Where a pairing stands.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) enum Pairing {
    /// Nobody proposed it.
    #[default]
    Unknown,
    /// Waiting for an answer.
    Proposed,
    /// Both schools took it up.
    Accepted,
    /// Not taken up; may be proposed again.
    Declined,
}

impl Pairing {
    /// One id for each area and pair of schools, so that proposing it twice meets itself.
    pub(crate) fn id(trust: Uuid, area_id: &str, giving: Uuid, receiving: Uuid) -> Uuid {
        Uuid::new_v5(&trust, format!("pairing/{area_id}/{giving}/{receiving}").as_bytes())
    }

    fn answerable(&self) -> Result<(), PairingRefusal> {
        match self {
            Self::Unknown => Err(PairingRefusal::Unknown),
            Self::Proposed => Ok(()),
            Self::Accepted | Self::Declined => Err(PairingRefusal::AlreadyAnswered),
        }
    }
}

impl Decider for Pairing {
    type Command = PairingCommand;
    type Event = PairingEvent;
    type Refusal = PairingRefusal;

    fn decide(
        &self,
        command: &PairingCommand,
        _context: &Context,
    ) -> Result<Vec<PairingEvent>, PairingRefusal> {
        let event = match command {
            PairingCommand::Propose(proposal) => {
                if proposal.giving_school_id == proposal.receiving_school_id {
                    return Err(PairingRefusal::SameSchool);
                }
                if matches!(self, Self::Proposed | Self::Accepted) {
                    return Err(PairingRefusal::AlreadyProposed);
                }
                proposal.clone().into()
            }
            PairingCommand::Accept { pairing_id } => {
                self.answerable()?;
                PairingAccepted { pairing_id: pairing_id.to_string() }.into()
            }
            PairingCommand::Decline { pairing_id, reason } => {
                if reason.is_empty() {
                    return Err(PairingRefusal::ReasonEmpty);
                }
                self.answerable()?;
                let pairing_id = pairing_id.to_string();
                PairingDeclined { pairing_id, reason: reason.clone() }.into()
            }
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &PairingEvent) {
        *self = match event {
            PairingEvent::PairingProposed(_) => Self::Proposed,
            PairingEvent::PairingAccepted(_) => Self::Accepted,
            PairingEvent::PairingDeclined(_) => Self::Declined,
        };
    }
}

eventlog::aggregate_plug!(Pairing);

#[cfg(test)]
mod tests {
    use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};

    use super::*;

    fn given(events: Vec<PairingEvent>) -> AggregateTestExecutor<Pairing> {
        let context = Context {
            actor: Uuid::nil(),
            role: "system".to_owned(),
            now: "2025-11-21T10:00:00Z".parse().unwrap(),
            command_id: Uuid::from_u128(1),
        };
        TestFramework::<Pairing>::with(context).given(events)
    }

    fn proposal() -> PairingProposed {
        PairingProposed {
            pairing_id: Uuid::from_u128(3).to_string(),
            area_id: "governance".to_owned(),
            giving_school_id: "a".to_owned(),
            receiving_school_id: "b".to_owned(),
            because_event_id: Uuid::from_u128(4).to_string(),
            because_position: 12,
            reason: "A sustains governance.".to_owned(),
        }
    }

    fn propose() -> PairingCommand {
        PairingCommand::Propose(proposal())
    }

    fn accept() -> PairingCommand {
        PairingCommand::Accept { pairing_id: Uuid::from_u128(3) }
    }

    fn decline(reason: &str) -> PairingCommand {
        PairingCommand::Decline { pairing_id: Uuid::from_u128(3), reason: reason.to_owned() }
    }

    fn accepted() -> PairingEvent {
        PairingAccepted { pairing_id: Uuid::from_u128(3).to_string() }.into()
    }

    fn declined() -> PairingEvent {
        let pairing_id = Uuid::from_u128(3).to_string();
        PairingDeclined { pairing_id, reason: "Too far.".to_owned() }.into()
    }

    #[test]
    fn a_pairing_is_proposed_then_accepted_or_declined() {
        given(vec![]).when(propose()).then_expect_events(vec![proposal().into()]);
        given(vec![proposal().into()]).when(accept()).then_expect_events(vec![accepted()]);
        given(vec![proposal().into()])
            .when(decline("Too far."))
            .then_expect_events(vec![declined()]);
    }

    #[test]
    fn a_declined_pairing_may_be_proposed_again() {
        given(vec![proposal().into(), declined()])
            .when(propose())
            .then_expect_events(vec![proposal().into()]);
    }

    #[test]
    fn a_school_is_not_paired_with_itself() {
        let alone = PairingProposed { receiving_school_id: "a".to_owned(), ..proposal() };
        given(vec![])
            .when(PairingCommand::Propose(alone))
            .then_expect_error(PairingRefusal::SameSchool);
    }

    #[test]
    fn a_standing_pairing_is_not_proposed_again() {
        for history in [vec![proposal().into()], vec![proposal().into(), accepted()]] {
            given(history).when(propose()).then_expect_error(PairingRefusal::AlreadyProposed);
        }
    }

    #[test]
    fn a_pairing_nobody_proposed_is_unknown() {
        given(vec![]).when(accept()).then_expect_error(PairingRefusal::Unknown);
        given(vec![]).when(decline("Too far.")).then_expect_error(PairingRefusal::Unknown);
    }

    #[test]
    fn a_pairing_is_answered_once() {
        for answer in [accepted(), declined()] {
            for command in [accept(), decline("Too far.")] {
                given(vec![proposal().into(), answer.clone()])
                    .when(command)
                    .then_expect_error(PairingRefusal::AlreadyAnswered);
            }
        }
    }

    #[test]
    fn who_declines_says_why() {
        given(vec![proposal().into()])
            .when(decline(""))
            .then_expect_error(PairingRefusal::ReasonEmpty);
    }

    #[test]
    fn the_pairing_the_other_way_round_is_another_one() {
        let (trust, a, b) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
        assert_eq!(Pairing::id(trust, "staff", a, b), Pairing::id(trust, "staff", a, b));
        assert_ne!(Pairing::id(trust, "staff", a, b), Pairing::id(trust, "staff", b, a));
        assert_ne!(Pairing::id(trust, "staff", a, b), Pairing::id(trust, "outcomes", a, b));
    }
}
