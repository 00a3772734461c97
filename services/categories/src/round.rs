//! The categorisation of all schools for one term.

use contract::categories::v1::{OpenRoundRequest, RoundClosed, RoundOpened};
use contract::commands::RoundCommand;
use contract::events::RoundEvent;
use contract::{Kind, Refusal};
use eventlog::{Context, Decider};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Why a round says no.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum RoundRefusal {
    #[error("The round of this term was opened before; a term has one round.")]
    AlreadyOpen,
    #[error("The trust has not agreed this version of the framework.")]
    FrameworkUnknown,
    #[error("There is no such round here.")]
    Unknown,
    #[error("The round is closed.")]
    Closed,
}

impl Refusal for RoundRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::AlreadyOpen => (Kind::State, "ROUND_ALREADY_OPEN"),
            Self::FrameworkUnknown => (Kind::Unknown, "FRAMEWORK_UNKNOWN"),
            Self::Unknown => (Kind::Unknown, "ROUND_UNKNOWN"),
            Self::Closed => (Kind::State, "ROUND_CLOSED"),
        }
    }
}

/// What a round has to know of the framework before it opens.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FrameworkFacts {
    /// Whether the trust agreed the version that the round names.
    pub agreed: bool,
}

/// Where a round stands.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) enum Round {
    /// It was never opened.
    #[default]
    Unopened,
    /// Schools are judged.
    Open(Opened),
    /// Ended; what was decided stays.
    Closed(Opened),
}

/// What others need of a round to decide.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Opened {
    pub term: String,
    pub framework_id: String,
    pub framework_version: u32,
    pub school_ids: Vec<String>,
}

impl Round {
    /// The id of a term's round: one a term, so that opening it twice meets itself.
    pub(crate) fn id(trust: Uuid, term: &str) -> Uuid {
        Uuid::new_v5(&trust, format!("round/{term}").as_bytes())
    }

    /// What it was opened with, and whether it is closed.
    pub(crate) fn opened(self) -> Result<(Opened, bool), RoundRefusal> {
        match self {
            Self::Unopened => Err(RoundRefusal::Unknown),
            Self::Open(opened) => Ok((opened, false)),
            Self::Closed(opened) => Ok((opened, true)),
        }
    }
}

impl Decider for Round {
    type Command = RoundCommand;
    type Facts = FrameworkFacts;
    type Event = RoundEvent;
    type Refusal = RoundRefusal;

    fn decide(
        &self,
        command: &RoundCommand,
        framework: &FrameworkFacts,
        context: &Context,
    ) -> Result<Vec<RoundEvent>, RoundRefusal> {
        let event = match (command.clone(), self) {
            (RoundCommand::OpenRound(asked), Self::Unopened) => {
                if !framework.agreed {
                    return Err(RoundRefusal::FrameworkUnknown);
                }
                open(asked, context).into()
            }
            (RoundCommand::OpenRound(_), _) => return Err(RoundRefusal::AlreadyOpen),
            (RoundCommand::CloseRound(_), Self::Unopened) => return Err(RoundRefusal::Unknown),
            (RoundCommand::CloseRound(_), Self::Closed(_)) => return Err(RoundRefusal::Closed),
            (RoundCommand::CloseRound(asked), Self::Open(_)) => {
                RoundClosed { round_id: asked.round_id }.into()
            }
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &RoundEvent) {
        match event {
            RoundEvent::RoundOpened(event) => {
                *self = Self::Open(Opened {
                    term: event.term.clone(),
                    framework_id: event.framework_id.clone(),
                    framework_version: event.framework_version,
                    school_ids: event.school_ids.clone(),
                });
            }
            RoundEvent::RoundClosed(_) => {
                if let Self::Open(opened) = self {
                    *self = Self::Closed(std::mem::take(opened));
                }
            }
        }
    }

    fn derived_id(command: &RoundCommand, context: &Context) -> Option<String> {
        match command {
            RoundCommand::OpenRound(asked) => {
                Some(Self::id(context.trust, &asked.term).to_string())
            }
            RoundCommand::CloseRound(_) => None,
        }
    }
}

fn open(asked: OpenRoundRequest, context: &Context) -> RoundOpened {
    let mut school_ids = asked.school_ids;
    school_ids.sort();
    RoundOpened {
        round_id: Round::id(context.trust, &asked.term).to_string(),
        term: asked.term,
        framework_id: asked.framework_id,
        framework_version: asked.framework_version,
        school_ids,
    }
}

eventlog::aggregate_plug!(Round);

#[cfg(test)]
mod tests {
    use contract::categories::v1::CloseRoundRequest;
    use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};

    use super::*;
    use crate::category::testing::context;

    const AUTUMN: &str = "2025-26-autumn";

    fn id() -> String {
        Round::id(context().trust, AUTUMN).to_string()
    }

    fn open() -> RoundCommand {
        OpenRoundRequest {
            term: AUTUMN.to_owned(),
            framework_id: "school-improvement".to_owned(),
            framework_version: 1,
            school_ids: vec!["b".to_owned(), "a".to_owned()],
            ..Default::default()
        }
        .into()
    }

    fn opened() -> RoundEvent {
        RoundOpened {
            round_id: id(),
            term: AUTUMN.to_owned(),
            framework_id: "school-improvement".to_owned(),
            framework_version: 1,
            school_ids: vec!["a".to_owned(), "b".to_owned()],
        }
        .into()
    }

    fn closed() -> RoundEvent {
        RoundClosed { round_id: id() }.into()
    }

    fn close() -> RoundCommand {
        CloseRoundRequest { round_id: id(), ..Default::default() }.into()
    }

    fn knowing(agreed: bool) -> TestFramework<Round> {
        TestFramework::<Round>::with((FrameworkFacts { agreed }, context()))
    }

    fn given(events: Vec<RoundEvent>) -> AggregateTestExecutor<Round> {
        knowing(true).given(events)
    }

    #[test]
    fn a_round_opens_with_its_schools_in_order() {
        given(vec![]).when(open()).then_expect_events(vec![opened()]);
    }

    #[test]
    fn a_term_has_one_round_open_or_closed() {
        given(vec![opened()]).when(open()).then_expect_error(RoundRefusal::AlreadyOpen);
        given(vec![opened(), closed()]).when(open()).then_expect_error(RoundRefusal::AlreadyOpen);
    }

    #[test]
    fn a_round_judges_by_an_agreed_framework() {
        let unknown = knowing(false).given_no_previous_events();
        unknown.when(open()).then_expect_error(RoundRefusal::FrameworkUnknown);
    }

    #[test]
    fn an_open_round_can_be_closed() {
        given(vec![opened()]).when(close()).then_expect_events(vec![closed()]);
    }

    #[test]
    fn a_round_nobody_opened_cannot_be_closed() {
        given(vec![]).when(close()).then_expect_error(RoundRefusal::Unknown);
    }

    #[test]
    fn a_round_is_closed_once() {
        given(vec![opened(), closed()]).when(close()).then_expect_error(RoundRefusal::Closed);
    }

    #[test]
    fn the_id_is_the_same_for_the_same_term_of_a_trust() {
        let (trust, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        assert_eq!(Round::id(trust, AUTUMN), Round::id(trust, AUTUMN));
        assert_ne!(Round::id(trust, AUTUMN), Round::id(trust, "2025-26-spring"));
        assert_ne!(Round::id(trust, AUTUMN), Round::id(other, AUTUMN));
    }
}
