//! The categorisation of all schools for one term.

use contract::categories::v1::{RoundClosed, RoundOpened};
use contract::events::RoundEvent;
use contract::{Kind, Refusal, Term};
use eventlog::{Context, Decider};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a round can be asked.
#[derive(Clone, Debug)]
pub(crate) enum RoundCommand {
    /// Begin.
    Open(Opening),
    /// End.
    Close {
        /// Which round.
        round_id: Uuid,
    },
}

/// What a round begins with.
#[derive(Clone, Debug)]
pub(crate) struct Opening {
    pub round_id: Uuid,
    pub term: Term,
    pub framework_id: String,
    pub framework_version: u32,
    /// Whether the trust agreed that version.
    pub framework_known: bool,
    pub school_ids: Vec<String>,
}

/// Why a round says no.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum RoundRefusal {
    #[error("the round of this term was opened before; a term has one round")]
    AlreadyOpen,
    #[error("the trust has not agreed this version of the framework")]
    FrameworkUnknown,
    #[error("a round needs at least one school")]
    NoSchools,
    #[error("there is no such round here")]
    Unknown,
    #[error("the round is closed")]
    Closed,
}

impl Refusal for RoundRefusal {
    fn reason(&self) -> &'static str {
        match self {
            Self::AlreadyOpen => "ROUND_ALREADY_OPEN",
            Self::FrameworkUnknown => "FRAMEWORK_UNKNOWN",
            Self::NoSchools => "NO_SCHOOLS",
            Self::Unknown => "ROUND_UNKNOWN",
            Self::Closed => "ROUND_CLOSED",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::NoSchools => Kind::Malformed,
            Self::FrameworkUnknown | Self::Unknown => Kind::Unknown,
            Self::AlreadyOpen | Self::Closed => Kind::State,
        }
    }
}

/// Where a round stands.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) enum Round {
    /// Nobody opened it.
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
    pub(crate) fn id(trust: Uuid, term: Term) -> Uuid {
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
    type Event = RoundEvent;
    type Refusal = RoundRefusal;

    fn decide(
        &self,
        command: &RoundCommand,
        _context: &Context,
    ) -> Result<Vec<RoundEvent>, RoundRefusal> {
        match (command, self) {
            (RoundCommand::Open(opening), Self::Unopened) => open(opening),
            (RoundCommand::Open(_), _) => Err(RoundRefusal::AlreadyOpen),
            (RoundCommand::Close { .. }, Self::Unopened) => Err(RoundRefusal::Unknown),
            (RoundCommand::Close { .. }, Self::Closed(_)) => Err(RoundRefusal::Closed),
            (RoundCommand::Close { round_id }, Self::Open(_)) => {
                Ok(vec![RoundClosed { round_id: round_id.to_string() }.into()])
            }
        }
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
}

fn open(opening: &Opening) -> Result<Vec<RoundEvent>, RoundRefusal> {
    if !opening.framework_known {
        return Err(RoundRefusal::FrameworkUnknown);
    }
    if opening.school_ids.is_empty() {
        return Err(RoundRefusal::NoSchools);
    }
    let mut school_ids = opening.school_ids.clone();
    school_ids.sort();
    school_ids.dedup();
    let opened = RoundOpened {
        round_id: opening.round_id.to_string(),
        term: opening.term.to_string(),
        framework_id: opening.framework_id.clone(),
        framework_version: opening.framework_version,
        school_ids,
    };
    Ok(vec![opened.into()])
}

eventlog::aggregate_plug!(Round);

#[cfg(test)]
mod tests {
    use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};

    use super::*;
    use crate::category::testing::context;

    fn opening() -> Opening {
        Opening {
            round_id: Uuid::from_u128(7),
            term: "2025-26-autumn".parse().unwrap(),
            framework_id: "school-improvement".to_owned(),
            framework_version: 1,
            framework_known: true,
            school_ids: vec!["b".to_owned(), "a".to_owned(), "b".to_owned()],
        }
    }

    fn opened() -> RoundEvent {
        RoundOpened {
            round_id: Uuid::from_u128(7).to_string(),
            term: "2025-26-autumn".to_owned(),
            framework_id: "school-improvement".to_owned(),
            framework_version: 1,
            school_ids: vec!["a".to_owned(), "b".to_owned()],
        }
        .into()
    }

    fn closed() -> RoundEvent {
        RoundClosed { round_id: Uuid::from_u128(7).to_string() }.into()
    }

    fn close() -> RoundCommand {
        RoundCommand::Close { round_id: Uuid::from_u128(7) }
    }

    fn given(events: Vec<RoundEvent>) -> AggregateTestExecutor<Round> {
        TestFramework::<Round>::with(context()).given(events)
    }

    #[test]
    fn a_round_opens_with_each_school_once() {
        given(vec![]).when(RoundCommand::Open(opening())).then_expect_events(vec![opened()]);
    }

    #[test]
    fn a_term_has_one_round_open_or_closed() {
        let again = || RoundCommand::Open(opening());
        given(vec![opened()]).when(again()).then_expect_error(RoundRefusal::AlreadyOpen);
        given(vec![opened(), closed()]).when(again()).then_expect_error(RoundRefusal::AlreadyOpen);
    }

    #[test]
    fn a_round_judges_by_an_agreed_framework() {
        let unknown = Opening { framework_known: false, ..opening() };
        given(vec![])
            .when(RoundCommand::Open(unknown))
            .then_expect_error(RoundRefusal::FrameworkUnknown);
    }

    #[test]
    fn a_round_judges_at_least_one_school() {
        let empty = Opening { school_ids: vec![], ..opening() };
        given(vec![]).when(RoundCommand::Open(empty)).then_expect_error(RoundRefusal::NoSchools);
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
        let (autumn, spring) =
            ("2025-26-autumn".parse().unwrap(), "2025-26-spring".parse().unwrap());
        let trust = Uuid::from_u128(1);
        assert_eq!(Round::id(trust, autumn), Round::id(trust, autumn));
        assert_ne!(Round::id(trust, autumn), Round::id(trust, spring));
        assert_ne!(Round::id(trust, autumn), Round::id(Uuid::from_u128(2), autumn));
    }
}
