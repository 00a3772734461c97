//! A School Governance Committee (SGC): one per school, one meeting about each term.

use std::collections::BTreeSet;

use contract::commands::CommitteeCommand;
use contract::events::CommitteeEvent;
use contract::schools::v1::{CommitteeFormed, MeetingScheduled};
use contract::{Kind, Refusal, Term};
use eventlog::{Context, Decider};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::school::Standing;

/// Why a committee says no.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommitteeRefusal {
    #[error("The school already has a governance committee.")]
    AlreadyFormed,
    #[error("There is no such committee in this trust.")]
    Unknown,
    #[error("There is no such school in this trust.")]
    SchoolUnknown,
    #[error("The school has left the trust.")]
    SchoolHasLeft,
    #[error("The committee already has a meeting about {0}.")]
    AlreadyScheduled(String),
}

impl Refusal for CommitteeRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::AlreadyFormed => (Kind::Repeated, "COMMITTEE_ALREADY_FORMED"),
            Self::Unknown => (Kind::Unknown, "COMMITTEE_UNKNOWN"),
            Self::SchoolUnknown => (Kind::Unknown, "SCHOOL_UNKNOWN"),
            Self::SchoolHasLeft => (Kind::State, "SCHOOL_HAS_LEFT"),
            Self::AlreadyScheduled(_) => (Kind::Repeated, "MEETING_ALREADY_SCHEDULED"),
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
        /// Its school's.
        school_id: String,
        /// Terms with a meeting.
        terms: BTreeSet<String>,
    },
}

impl Committee {
    /// The id of a school's committee, so that a school has one.
    pub fn id(school_id: &str) -> String {
        let school = Uuid::try_parse(school_id).unwrap_or_default();
        Uuid::new_v5(&school, b"committee").to_string()
    }

    /// Whether the committee was formed.
    pub fn is_known(&self) -> bool {
        matches!(self, Self::Formed { .. })
    }
}

impl Decider for Committee {
    type Command = CommitteeCommand;
    /// Where the school of a committee to be formed stands towards the trust.
    type Facts = Standing;
    type Event = CommitteeEvent;
    type Refusal = CommitteeRefusal;

    fn decide(
        &self,
        command: &CommitteeCommand,
        school: &Standing,
        context: &Context,
    ) -> Result<Vec<CommitteeEvent>, CommitteeRefusal> {
        let event = match (command.clone(), self) {
            (CommitteeCommand::FormCommittee(asked), _) => {
                match school {
                    Standing::Unknown => return Err(CommitteeRefusal::SchoolUnknown),
                    Standing::Left => return Err(CommitteeRefusal::SchoolHasLeft),
                    Standing::In => {}
                }
                if self.is_known() {
                    return Err(CommitteeRefusal::AlreadyFormed);
                }
                let committee_id = Self::id(&asked.school_id);
                let (school_id, name) = (asked.school_id, asked.name);
                CommitteeFormed { committee_id, school_id, name }.into()
            }
            (CommitteeCommand::ScheduleMeeting(_), Self::Unknown) => {
                return Err(CommitteeRefusal::Unknown);
            }
            (CommitteeCommand::ScheduleMeeting(asked), Self::Formed { school_id, terms }) => {
                if terms.contains(&asked.term) {
                    let term = asked.term.parse::<Term>();
                    let term = term.map_or(asked.term, Term::words);
                    return Err(CommitteeRefusal::AlreadyScheduled(term));
                }
                MeetingScheduled {
                    committee_id: asked.committee_id,
                    school_id: school_id.clone(),
                    meeting_id: context.new_id("meeting").to_string(),
                    term: asked.term,
                    on: asked.on,
                }
                .into()
            }
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &CommitteeEvent) {
        match event {
            CommitteeEvent::CommitteeFormed(formed) => {
                *self =
                    Self::Formed { school_id: formed.school_id.clone(), terms: BTreeSet::new() };
            }
            CommitteeEvent::MeetingScheduled(scheduled) => {
                if let Self::Formed { terms, .. } = self {
                    terms.insert(scheduled.term.clone());
                }
            }
        }
    }

    fn derived_id(command: &CommitteeCommand, _: &Context) -> Option<String> {
        match command {
            CommitteeCommand::FormCommittee(asked) => Some(Self::id(&asked.school_id)),
            CommitteeCommand::ScheduleMeeting(_) => None,
        }
    }
}

eventlog::aggregate_plug!(Committee);

#[cfg(test)]
mod tests;
