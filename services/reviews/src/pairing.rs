//! Two schools and an area: one sustains it, the other is not there yet.

use contract::commands::PairingCommand;
use contract::events::PairingEvent;
use contract::reviews::v1::{
    PairingAccepted, PairingDeclined, PairingProposed, PairingWithdrawn, ProposePairingRequest,
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
            Self::AlreadyAnswered => (Kind::State, "ALREADY_ANSWERED"),
            Self::Withdrawn => (Kind::State, "PAIRING_WITHDRAWN"),
        }
    }
}

/// Where a pairing stands.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) enum Pairing {
    /// It was never proposed.
    #[default]
    Unknown,
    /// Waiting for an answer.
    Proposed,
    /// Both schools took it up.
    Accepted,
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
            Self::Proposed => Ok(()),
            Self::Accepted | Self::Declined => Err(PairingRefusal::AlreadyAnswered),
            Self::Withdrawn => Err(PairingRefusal::Withdrawn),
        }
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
        let event = match command.clone() {
            PairingCommand::ProposePairing(asked) => {
                if asked.giving_school_id == asked.receiving_school_id {
                    return Err(PairingRefusal::SameSchool);
                }
                if matches!(self, Self::Proposed | Self::Accepted) {
                    return Err(PairingRefusal::AlreadyProposed);
                }
                PairingProposed {
                    pairing_id: Self::id(context.trust, &asked),
                    area_id: asked.area_id,
                    giving_school_id: asked.giving_school_id,
                    receiving_school_id: asked.receiving_school_id,
                    because_event_id: asked.because_event_id,
                    because_position: asked.because_position,
                    reason: context.words(&asked.reason),
                }
                .into()
            }
            PairingCommand::AcceptPairing(asked) => {
                self.answerable()?;
                PairingAccepted { pairing_id: asked.pairing_id }.into()
            }
            PairingCommand::DeclinePairing(asked) => {
                self.answerable()?;
                let reason = context.words(&asked.reason);
                PairingDeclined { pairing_id: asked.pairing_id, reason }.into()
            }
            PairingCommand::WithdrawPairing(asked) => {
                self.answerable()?;
                PairingWithdrawn {
                    pairing_id: asked.pairing_id,
                    because_event_id: asked.because_event_id,
                    because_position: asked.because_position,
                }
                .into()
            }
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &PairingEvent) {
        *self = match event {
            PairingEvent::PairingProposed(_) => Self::Proposed,
            PairingEvent::PairingAccepted(_) => Self::Accepted,
            PairingEvent::PairingDeclined(_) => Self::Declined,
            PairingEvent::PairingWithdrawn(_) => Self::Withdrawn,
        };
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
mod tests {
    use contract::reviews::v1::{
        AcceptPairingRequest, DeclinePairingRequest, WithdrawPairingRequest,
    };
    use eventlog::SealedWords;
    use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};

    use super::*;

    fn context() -> Context {
        Context {
            trust: Uuid::from_u128(9),
            actor: Uuid::nil(),
            role: "system".to_owned(),
            now: "2025-11-21T10:00:00Z".parse().unwrap(),
            command_id: Uuid::from_u128(1),
            sealed: SealedWords::unsalted(),
        }
    }

    fn given(events: Vec<PairingEvent>) -> AggregateTestExecutor<Pairing> {
        TestFramework::<Pairing>::with(((), context())).given(events)
    }

    fn propose() -> ProposePairingRequest {
        ProposePairingRequest {
            area_id: "governance".to_owned(),
            giving_school_id: "a".to_owned(),
            receiving_school_id: "b".to_owned(),
            because_event_id: Uuid::from_u128(4).to_string(),
            because_position: 12,
            reason: "A sustains governance.".to_owned(),
            ..ProposePairingRequest::default()
        }
    }

    fn proposed() -> PairingEvent {
        let asked = propose();
        PairingProposed {
            pairing_id: Pairing::id(context().trust, &asked),
            area_id: asked.area_id,
            giving_school_id: asked.giving_school_id,
            receiving_school_id: asked.receiving_school_id,
            because_event_id: asked.because_event_id,
            because_position: asked.because_position,
            reason: context().words(&asked.reason),
        }
        .into()
    }

    fn accept() -> PairingCommand {
        AcceptPairingRequest { pairing_id: "p".to_owned(), ..Default::default() }.into()
    }

    fn decline() -> PairingCommand {
        let (pairing_id, reason) = ("p".to_owned(), "Too far.".to_owned());
        DeclinePairingRequest { pairing_id, reason, ..Default::default() }.into()
    }

    fn withdraw() -> PairingCommand {
        let (pairing_id, because_position) = ("p".to_owned(), 14);
        WithdrawPairingRequest { pairing_id, because_position, ..Default::default() }.into()
    }

    fn withdrawn() -> PairingEvent {
        let (pairing_id, because_position) = ("p".to_owned(), 14);
        PairingWithdrawn { pairing_id, because_position, ..Default::default() }.into()
    }

    fn accepted() -> PairingEvent {
        PairingAccepted { pairing_id: "p".to_owned() }.into()
    }

    fn declined() -> PairingEvent {
        PairingDeclined { pairing_id: "p".to_owned(), reason: context().words("Too far.") }.into()
    }

    #[test]
    fn a_pairing_is_proposed_then_accepted_or_declined() {
        given(vec![]).when(propose().into()).then_expect_events(vec![proposed()]);
        given(vec![proposed()]).when(accept()).then_expect_events(vec![accepted()]);
        given(vec![proposed()]).when(decline()).then_expect_events(vec![declined()]);
    }

    #[test]
    fn a_declined_or_withdrawn_pairing_may_be_proposed_again() {
        for ended in [declined(), withdrawn()] {
            given(vec![proposed(), ended])
                .when(propose().into())
                .then_expect_events(vec![proposed()]);
        }
    }

    #[test]
    fn a_proposal_is_withdrawn_before_it_is_answered_and_then_takes_no_answer() {
        given(vec![proposed()]).when(withdraw()).then_expect_events(vec![withdrawn()]);
        for command in [accept(), decline(), withdraw()] {
            given(vec![proposed(), withdrawn()])
                .when(command)
                .then_expect_error(PairingRefusal::Withdrawn);
        }
    }

    #[test]
    fn a_school_is_not_paired_with_itself() {
        let alone = ProposePairingRequest { receiving_school_id: "a".to_owned(), ..propose() };
        given(vec![]).when(alone.into()).then_expect_error(PairingRefusal::SameSchool);
    }

    #[test]
    fn a_standing_pairing_is_not_proposed_again() {
        for history in [vec![proposed()], vec![proposed(), accepted()]] {
            given(history)
                .when(propose().into())
                .then_expect_error(PairingRefusal::AlreadyProposed);
        }
    }

    #[test]
    fn a_pairing_nobody_proposed_is_unknown() {
        given(vec![]).when(accept()).then_expect_error(PairingRefusal::Unknown);
        given(vec![]).when(decline()).then_expect_error(PairingRefusal::Unknown);
        given(vec![]).when(withdraw()).then_expect_error(PairingRefusal::Unknown);
    }

    #[test]
    fn a_pairing_is_answered_once() {
        for answer in [accepted(), declined()] {
            for command in [accept(), decline(), withdraw()] {
                given(vec![proposed(), answer.clone()])
                    .when(command)
                    .then_expect_error(PairingRefusal::AlreadyAnswered);
            }
        }
    }

    #[test]
    fn the_pairing_the_other_way_round_or_in_another_area_is_another_one() {
        let id = |asked: &ProposePairingRequest| Pairing::id(context().trust, asked);
        let (giving_school_id, receiving_school_id) = ("b".to_owned(), "a".to_owned());
        let back = ProposePairingRequest { giving_school_id, receiving_school_id, ..propose() };
        let elsewhere = ProposePairingRequest { area_id: "staff".to_owned(), ..propose() };
        assert_eq!(id(&propose()), id(&propose()));
        assert_ne!(id(&propose()), id(&back));
        assert_ne!(id(&propose()), id(&elsewhere));
    }
}
