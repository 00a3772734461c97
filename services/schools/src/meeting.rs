//! The record of one meeting of a committee: who came, and what was asked, answered and agreed.

use std::collections::BTreeSet;

use contract::commands::MeetingCommand;
use contract::events::MeetingEvent;
use contract::schools::v1::{
    AttendanceRecorded, MinuteQuestionRequest, QuestionMinuted, RecordAttendanceRequest,
};
use contract::{Kind, Refusal};
use eventlog::{Context, Decider};
use serde::{Deserialize, Serialize};

use crate::committee::CommitteeRefusal;

/// Why the record of a meeting says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MeetingRefusal {
    #[error("The committee has no such meeting.")]
    Unknown,
    #[error("The meeting was cancelled, so there is nothing to record.")]
    Cancelled,
    #[error("The meeting is on {0}. Record it on that day or later.")]
    Ahead(String),
    #[error("One of the persons holds no seat of the committee on the day of the meeting.")]
    NotAMember,
    #[error("A person can't be both there and away with apologies.")]
    PresentAndApology,
    #[error("An action needs its owner and a day, and neither stands without an action.")]
    ActionIncomplete,
    #[error("There is no such person in this trust.")]
    PersonUnknown,
}

impl Refusal for MeetingRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::Unknown => (Kind::Unknown, "MEETING_UNKNOWN"),
            Self::Cancelled => (Kind::State, "MEETING_CANCELLED"),
            Self::Ahead(_) => (Kind::State, "MEETING_AHEAD"),
            Self::NotAMember => (Kind::State, "NOT_A_MEMBER"),
            Self::PresentAndApology => (Kind::Malformed, "PRESENT_AND_APOLOGY"),
            Self::ActionIncomplete => (Kind::Malformed, "ACTION_INCOMPLETE"),
            Self::PersonUnknown => (Kind::Unknown, "PERSON_UNKNOWN"),
        }
    }
}

/// What the record has to know of the committee and of the person who is to act.
#[derive(Clone, Debug)]
pub struct MeetingFacts {
    /// The meeting, or why there is none to record.
    pub meeting: Result<MeetingToRecord, MeetingRefusal>,
    /// Whether the owner of the action is known; true where none is named.
    pub owner_known: bool,
}

/// A meeting that is fixed.
#[derive(Clone, Debug, Default)]
pub struct MeetingToRecord {
    /// The school's id.
    pub school_id: String,
    /// Its day, ISO 8601.
    pub on: String,
    /// Persons with a seat on that day.
    pub members: BTreeSet<String>,
    /// 0 where none is set.
    pub quorum: u32,
}

impl From<CommitteeRefusal> for MeetingRefusal {
    fn from(refusal: CommitteeRefusal) -> Self {
        match refusal {
            CommitteeRefusal::MeetingCancelled => Self::Cancelled,
            _ => Self::Unknown,
        }
    }
}

/// Whether it was recorded who came.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Meeting {
    attended: bool,
}

impl Meeting {
    /// Whether it was recorded who came.
    pub fn is_held(&self) -> bool {
        self.attended
    }
}

impl Decider for Meeting {
    type Command = MeetingCommand;
    type Facts = MeetingFacts;
    type Event = MeetingEvent;
    type Refusal = MeetingRefusal;

    fn decide(
        &self,
        command: &MeetingCommand,
        facts: &MeetingFacts,
        context: &Context,
    ) -> Result<Vec<MeetingEvent>, MeetingRefusal> {
        let meeting = facts.meeting.clone()?;
        if meeting.on > context.today().to_string() {
            return Err(MeetingRefusal::Ahead(meeting.on));
        }
        let event = match command.clone() {
            MeetingCommand::RecordAttendance(asked) => attendance(asked, meeting)?.into(),
            MeetingCommand::MinuteQuestion(_) if !facts.owner_known => {
                return Err(MeetingRefusal::PersonUnknown);
            }
            MeetingCommand::MinuteQuestion(asked) => minute(asked, meeting, context)?.into(),
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &MeetingEvent) {
        match event {
            MeetingEvent::AttendanceRecorded(_) => self.attended = true,
            MeetingEvent::QuestionMinuted(_) => {}
        }
    }
}

fn attendance(
    asked: RecordAttendanceRequest,
    meeting: MeetingToRecord,
) -> Result<AttendanceRecorded, MeetingRefusal> {
    let RecordAttendanceRequest { meeting_id, committee_id, present_ids, apology_ids, .. } = asked;
    if present_ids.iter().any(|person| apology_ids.contains(person)) {
        return Err(MeetingRefusal::PresentAndApology);
    }
    if present_ids.iter().chain(&apology_ids).any(|person| !meeting.members.contains(person)) {
        return Err(MeetingRefusal::NotAMember);
    }
    let present = u32::try_from(present_ids.len()).unwrap_or(u32::MAX);
    Ok(AttendanceRecorded {
        meeting_id,
        committee_id,
        school_id: meeting.school_id,
        present_ids,
        apology_ids,
        quorum: meeting.quorum,
        quorate: meeting.quorum > 0 && present >= meeting.quorum,
    })
}

fn minute(
    asked: MinuteQuestionRequest,
    meeting: MeetingToRecord,
    context: &Context,
) -> Result<QuestionMinuted, MeetingRefusal> {
    let acts = !asked.action.is_empty();
    if acts == asked.owner_id.is_empty() || acts == asked.due_on.is_empty() {
        return Err(MeetingRefusal::ActionIncomplete);
    }
    Ok(QuestionMinuted {
        meeting_id: asked.meeting_id,
        committee_id: asked.committee_id,
        school_id: meeting.school_id,
        minute_id: context.new_id("minute").to_string(),
        question: context.words(&asked.question),
        answer: context.words(&asked.answer),
        action: context.words(&asked.action),
        owner_id: asked.owner_id,
        due_on: asked.due_on,
    })
}

eventlog::aggregate_plug!(Meeting);

#[cfg(test)]
mod tests;
