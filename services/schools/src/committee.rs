//! A School Governance Committee (SGC): one per school, its seats, and the days it meets.

mod meetings;
mod refusal;
mod seats;

use contract::commands::CommitteeCommand;
use contract::events::CommitteeEvent;
use contract::schools::v1::{CommitteeFormed, FormCommitteeRequest, QuorumSet, SetQuorumRequest};
use eventlog::{Context, Decider};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use meetings::MeetingDays;
pub use refusal::CommitteeRefusal;
pub use seats::SeatsHeld;

use crate::school::Standing;

/// What a committee has to know beside its own past.
#[derive(Clone, Copy, Debug)]
pub enum CommitteeFacts {
    /// Nothing more.
    Nothing,
    /// Where the school of a committee to be formed stands towards the trust.
    School(Standing),
    /// Whether the person who is to take a seat is known.
    Person { known: bool },
    /// Whether the attendance of the meeting is recorded.
    Meeting { held: bool },
}

impl CommitteeFacts {
    /// Why they stand in the way of a committee that is there.
    fn in_the_way(self) -> Option<CommitteeRefusal> {
        match self {
            Self::Person { known: false } => Some(CommitteeRefusal::PersonUnknown),
            Self::Meeting { held: true } => Some(CommitteeRefusal::MeetingHeld),
            Self::Nothing | Self::School(_) | Self::Person { .. } | Self::Meeting { .. } => None,
        }
    }
}

/// Whether the committee is there, and what is fixed of it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub enum Committee {
    /// Not formed.
    #[default]
    Unknown,
    /// Formed.
    Formed(FormedCommittee),
}

/// A committee that is there.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct FormedCommittee {
    /// Its school's.
    pub school_id: String,
    /// The days it meets.
    pub meetings: MeetingDays,
    /// Who holds its seats.
    pub seats: SeatsHeld,
    /// 0 while none is set.
    pub quorum: u32,
}

impl FormedCommittee {
    fn set_quorum(&self, asked: SetQuorumRequest) -> Result<QuorumSet, CommitteeRefusal> {
        let (committee_id, quorum) = (asked.committee_id, asked.quorum);
        if quorum == self.quorum {
            return Err(CommitteeRefusal::QuorumUnchanged);
        }
        Ok(QuorumSet { committee_id, school_id: self.school_id.clone(), quorum })
    }
}

impl Committee {
    /// The id of a school's committee, so that a school has one.
    pub fn id(school_id: &str) -> String {
        let school = Uuid::try_parse(school_id).unwrap_or_default();
        Uuid::new_v5(&school, b"committee").to_string()
    }

    /// Whether the committee was formed.
    pub fn is_known(&self) -> bool {
        matches!(self, Self::Formed(_))
    }

    /// The committee, if it was formed.
    pub fn formed(&self) -> Result<&FormedCommittee, CommitteeRefusal> {
        match self {
            Self::Unknown => Err(CommitteeRefusal::Unknown),
            Self::Formed(committee) => Ok(committee),
        }
    }

    fn form(
        &self,
        asked: FormCommitteeRequest,
        facts: CommitteeFacts,
    ) -> Result<CommitteeFormed, CommitteeRefusal> {
        match facts {
            CommitteeFacts::School(Standing::In) => {}
            CommitteeFacts::School(Standing::Left) => return Err(CommitteeRefusal::SchoolHasLeft),
            _ => return Err(CommitteeRefusal::SchoolUnknown),
        }
        if self.is_known() {
            return Err(CommitteeRefusal::AlreadyFormed);
        }
        let committee_id = Self::id(&asked.school_id);
        Ok(CommitteeFormed { committee_id, school_id: asked.school_id, name: asked.name })
    }
}

impl Decider for Committee {
    type Command = CommitteeCommand;
    type Facts = CommitteeFacts;
    type Event = CommitteeEvent;
    type Refusal = CommitteeRefusal;

    fn decide(
        &self,
        command: &CommitteeCommand,
        facts: &CommitteeFacts,
        context: &Context,
    ) -> Result<Vec<CommitteeEvent>, CommitteeRefusal> {
        use CommitteeCommand as Command;
        let event = match command.clone() {
            Command::FormCommittee(asked) => self.form(asked, *facts)?.into(),
            Command::ScheduleMeeting(asked) => {
                meetings::schedule(self.formed()?, asked, context)?.into()
            }
            Command::MoveMeeting(asked) => {
                meetings::reschedule(self.formed()?, asked, context)?.into()
            }
            Command::CancelMeeting(asked) => {
                meetings::cancel(self.formed()?, asked, context)?.into()
            }
            Command::SetQuorum(asked) => self.formed()?.set_quorum(asked)?.into(),
            Command::CreateSeat(asked) => seats::create(self.formed()?, asked, context).into(),
            Command::FillSeat(asked) => seats::fill(self.formed()?, asked, context)?.into(),
            Command::VacateSeat(asked) => seats::vacate(self.formed()?, asked, context)?.into(),
        };
        facts.in_the_way().map_or(Ok(vec![event]), Err)
    }

    fn evolve(&mut self, event: &CommitteeEvent) {
        if let CommitteeEvent::CommitteeFormed(formed) = event {
            let school_id = formed.school_id.clone();
            *self = Self::Formed(FormedCommittee { school_id, ..FormedCommittee::default() });
        }
        let Self::Formed(committee) = self else { return };
        match event {
            CommitteeEvent::CommitteeFormed(_) => {}
            CommitteeEvent::MeetingScheduled(event) => committee.meetings.scheduled(event),
            CommitteeEvent::MeetingMoved(event) => committee.meetings.moved(event),
            CommitteeEvent::MeetingCancelled(event) => committee.meetings.cancelled(event),
            CommitteeEvent::QuorumSet(event) => committee.quorum = event.quorum,
            CommitteeEvent::SeatCreated(event) => committee.seats.created(&event.seat_id),
            CommitteeEvent::SeatFilled(event) => committee.seats.filled(event),
            CommitteeEvent::SeatVacated(event) => committee.seats.vacated(event),
        }
    }

    fn derived_id(command: &CommitteeCommand, _: &Context) -> Option<String> {
        match command {
            CommitteeCommand::FormCommittee(asked) => Some(Self::id(&asked.school_id)),
            CommitteeCommand::ScheduleMeeting(_)
            | CommitteeCommand::MoveMeeting(_)
            | CommitteeCommand::CancelMeeting(_)
            | CommitteeCommand::SetQuorum(_)
            | CommitteeCommand::CreateSeat(_)
            | CommitteeCommand::FillSeat(_)
            | CommitteeCommand::VacateSeat(_) => None,
        }
    }
}

eventlog::aggregate_plug!(Committee);

#[cfg(test)]
mod tests;
