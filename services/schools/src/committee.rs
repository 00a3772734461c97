//! A School Governance Committee (SGC): one per school, one meeting about each term.

use std::collections::BTreeSet;

use contract::events::CommitteeEvent;
use contract::schools::v1::{CommitteeFormed, MeetingScheduled};
use contract::{Kind, Refusal, Term};
use eventlog::{Context, Decider};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::school::Standing;

/// What a committee can be asked.
#[derive(Debug)]
pub enum CommitteeCommand {
    /// Come into being.
    Form {
        /// The committee's id, derived from the school's.
        committee_id: Uuid,
        /// Whose committee.
        school_id: Uuid,
        /// How people call it.
        name: String,
        /// Where the school stands towards the trust.
        school: Standing,
    },
    /// Fix the day it meets about a term.
    Schedule {
        /// The meeting's id.
        meeting_id: Uuid,
        /// Which term it is about.
        term: Term,
        /// The day.
        on: Date,
    },
}

/// Why a committee says no.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommitteeRefusal {
    /// COMMITTEE_ALREADY_FORMED.
    #[error("The school already has a governance committee.")]
    AlreadyFormed,
    /// NAME_EMPTY.
    #[error("A committee needs a name.")]
    NameEmpty,
    /// COMMITTEE_UNKNOWN.
    #[error("There is no such committee in this trust.")]
    Unknown,
    /// SCHOOL_UNKNOWN.
    #[error("There is no such school in this trust.")]
    SchoolUnknown,
    /// SCHOOL_HAS_LEFT.
    #[error("The school has left the trust.")]
    SchoolHasLeft,
    /// MEETING_ALREADY_SCHEDULED.
    #[error("The committee already has a meeting about {0}.")]
    AlreadyScheduled(String),
}

impl Refusal for CommitteeRefusal {
    fn reason(&self) -> &'static str {
        match self {
            Self::AlreadyFormed => "COMMITTEE_ALREADY_FORMED",
            Self::NameEmpty => "NAME_EMPTY",
            Self::Unknown => "COMMITTEE_UNKNOWN",
            Self::SchoolUnknown => "SCHOOL_UNKNOWN",
            Self::SchoolHasLeft => "SCHOOL_HAS_LEFT",
            Self::AlreadyScheduled(_) => "MEETING_ALREADY_SCHEDULED",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::AlreadyFormed | Self::AlreadyScheduled(_) => Kind::Repeated,
            Self::NameEmpty => Kind::Malformed,
            Self::Unknown | Self::SchoolUnknown => Kind::Unknown,
            Self::SchoolHasLeft => Kind::State,
        }
    }
}

/// Whether the committee is there, and which terms it has a meeting about.
#[derive(Debug, Default, Serialize, Deserialize)]
pub enum Committee {
    /// Not formed.
    #[default]
    Unknown,
    /// Formed.
    Formed {
        /// Its id.
        committee_id: String,
        /// Its school's.
        school_id: String,
        /// Terms with a meeting.
        terms: BTreeSet<String>,
    },
}

impl Committee {
    /// Whether the committee was formed.
    pub fn is_known(&self) -> bool {
        matches!(self, Self::Formed { .. })
    }
}

impl Decider for Committee {
    type Command = CommitteeCommand;
    type Event = CommitteeEvent;
    type Refusal = CommitteeRefusal;

    fn decide(
        &self,
        command: &CommitteeCommand,
        _: &Context,
    ) -> Result<Vec<CommitteeEvent>, CommitteeRefusal> {
        match command {
            CommitteeCommand::Form { committee_id, school_id, name, school } => {
                match school {
                    Standing::Unknown => return Err(CommitteeRefusal::SchoolUnknown),
                    Standing::Left => return Err(CommitteeRefusal::SchoolHasLeft),
                    Standing::In => {}
                }
                if name.is_empty() {
                    return Err(CommitteeRefusal::NameEmpty);
                }
                if self.is_known() {
                    return Err(CommitteeRefusal::AlreadyFormed);
                }
                let (committee_id, school_id) = (committee_id.to_string(), school_id.to_string());
                Ok(vec![CommitteeFormed { committee_id, school_id, name: name.clone() }.into()])
            }
            CommitteeCommand::Schedule { meeting_id, term, on } => {
                let Self::Formed { committee_id, school_id, terms } = self else {
                    return Err(CommitteeRefusal::Unknown);
                };
                if terms.contains(&term.to_string()) {
                    return Err(CommitteeRefusal::AlreadyScheduled(term.words()));
                }
                Ok(vec![
                    MeetingScheduled {
                        committee_id: committee_id.clone(),
                        school_id: school_id.clone(),
                        meeting_id: meeting_id.to_string(),
                        term: term.to_string(),
                        on: on.to_string(),
                    }
                    .into(),
                ])
            }
        }
    }

    fn evolve(&mut self, event: &CommitteeEvent) {
        match event {
            CommitteeEvent::CommitteeFormed(formed) => {
                *self = Self::Formed {
                    committee_id: formed.committee_id.clone(),
                    school_id: formed.school_id.clone(),
                    terms: BTreeSet::new(),
                };
            }
            CommitteeEvent::MeetingScheduled(scheduled) => {
                if let Self::Formed { terms, .. } = self {
                    terms.insert(scheduled.term.clone());
                }
            }
        }
    }
}

eventlog::aggregate_plug!(Committee);

#[cfg(test)]
mod tests {
    use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};
    use jiff::civil::date;

    use super::*;
    use crate::given::context;

    const COMMITTEE: Uuid = Uuid::from_u128(5);
    const SCHOOL: Uuid = Uuid::from_u128(4);
    const MEETING: Uuid = Uuid::from_u128(6);

    fn committee(given: Vec<CommitteeEvent>) -> AggregateTestExecutor<Committee> {
        TestFramework::with(context()).given(given)
    }

    fn formed() -> CommitteeEvent {
        CommitteeFormed {
            committee_id: COMMITTEE.to_string(),
            school_id: SCHOOL.to_string(),
            name: "SGC".to_owned(),
        }
        .into()
    }

    fn scheduled() -> CommitteeEvent {
        MeetingScheduled {
            committee_id: COMMITTEE.to_string(),
            school_id: SCHOOL.to_string(),
            meeting_id: MEETING.to_string(),
            term: "2025-26-autumn".to_owned(),
            on: "2025-12-04".to_owned(),
        }
        .into()
    }

    fn form(name: &str, school: Standing) -> CommitteeCommand {
        let name = name.to_owned();
        CommitteeCommand::Form { committee_id: COMMITTEE, school_id: SCHOOL, name, school }
    }

    fn schedule(term: &str) -> CommitteeCommand {
        let (term, on) = (term.parse().unwrap(), date(2025, 12, 4));
        CommitteeCommand::Schedule { meeting_id: MEETING, term, on }
    }

    #[test]
    fn a_committee_is_formed() {
        committee(vec![]).when(form("SGC", Standing::In)).then_expect_events(vec![formed()]);
    }

    #[test]
    fn a_school_has_one_committee() {
        committee(vec![formed()])
            .when(form("Another", Standing::In))
            .then_expect_error(CommitteeRefusal::AlreadyFormed);
    }

    #[test]
    fn a_committee_needs_a_name() {
        committee(vec![])
            .when(form("", Standing::In))
            .then_expect_error(CommitteeRefusal::NameEmpty);
    }

    #[test]
    fn only_a_school_of_the_trust_has_a_committee() {
        committee(vec![])
            .when(form("SGC", Standing::Unknown))
            .then_expect_error(CommitteeRefusal::SchoolUnknown);
        committee(vec![])
            .when(form("SGC", Standing::Left))
            .then_expect_error(CommitteeRefusal::SchoolHasLeft);
    }

    #[test]
    fn a_meeting_is_scheduled() {
        committee(vec![formed()])
            .when(schedule("2025-26-autumn"))
            .then_expect_events(vec![scheduled()]);
    }

    #[test]
    fn an_unknown_committee_does_not_meet() {
        committee(vec![])
            .when(schedule("2025-26-autumn"))
            .then_expect_error(CommitteeRefusal::Unknown);
    }

    #[test]
    fn a_committee_meets_once_about_a_term() {
        committee(vec![formed(), scheduled()])
            .when(schedule("2025-26-autumn"))
            .then_expect_error(CommitteeRefusal::AlreadyScheduled("Autumn 2025-26".to_owned()));
        let spring = committee(vec![formed(), scheduled()]).when(schedule("2025-26-spring"));
        assert_eq!(spring.inspect_result().unwrap().len(), 1);
    }
}
