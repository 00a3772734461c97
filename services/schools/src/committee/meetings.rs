//! The days on which a committee meets.

use contract::schools::v1::{
    CancelMeetingRequest, Meeting, MeetingCancelled, MeetingKind, MeetingMoved, MeetingScheduled,
    MoveMeetingRequest, ScheduleMeetingRequest,
};
use contract::{FarAheadRefusal, report_meeting_on};
use eventlog::Context;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{CommitteeRefusal, FormedCommittee};

/// A committee's meetings: those that are fixed, and the ids of those that were cancelled.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct MeetingDays {
    fixed: Vec<Meeting>,
    cancelled: Vec<Meeting>,
}

impl MeetingDays {
    /// The meeting as it is fixed; refused where there is none, or where it was cancelled.
    pub fn fixed(&self, meeting_id: &str) -> Result<&Meeting, CommitteeRefusal> {
        let named = |meeting: &&Meeting| meeting.meeting_id == meeting_id;
        match self.fixed.iter().find(named) {
            Some(meeting) => Ok(meeting),
            None if self.cancelled.iter().any(|meeting| named(&meeting)) => {
                Err(CommitteeRefusal::MeetingCancelled)
            }
            None => Err(CommitteeRefusal::MeetingUnknown),
        }
    }

    /// Whether the committee can meet on a day.
    fn is_free(&self, on: &str, today: Date) -> Result<(), CommitteeRefusal> {
        if self.fixed.iter().any(|meeting| meeting.on == on) {
            return Err(CommitteeRefusal::AlreadyScheduled);
        }
        Ok(FarAheadRefusal::check(on, today)?)
    }

    /// The day of the term's report, if this meeting is fixed as given, or not at all.
    fn report_with(&self, meeting: &Meeting, fixed: bool) -> String {
        let others = self.fixed.iter().filter(|other| other.meeting_id != meeting.meeting_id);
        report_meeting_on(others.chain(fixed.then_some(meeting)), &meeting.term)
    }

    pub(super) fn scheduled(&mut self, event: &MeetingScheduled) {
        self.fixed.push(Meeting {
            meeting_id: event.meeting_id.clone(),
            term: event.term.clone(),
            on: event.on.clone(),
            kind: event.kind,
        });
    }

    pub(super) fn moved(&mut self, event: &MeetingMoved) {
        let named = self.fixed.iter_mut().find(|meeting| meeting.meeting_id == event.meeting_id);
        if let Some(meeting) = named {
            meeting.on.clone_from(&event.on);
        }
    }

    pub(super) fn cancelled(&mut self, event: &MeetingCancelled) {
        let named = |meeting: &mut Meeting| meeting.meeting_id == event.meeting_id;
        self.cancelled.extend(self.fixed.extract_if(.., named));
    }
}

pub(super) fn schedule(
    committee: &FormedCommittee,
    asked: ScheduleMeetingRequest,
    context: &Context,
) -> Result<MeetingScheduled, CommitteeRefusal> {
    let kind = match asked.kind() {
        MeetingKind::Unspecified => MeetingKind::Ordinary,
        kind => kind,
    };
    committee.meetings.is_free(&asked.on, context.today())?;
    let meeting_id = context.new_id("meeting").to_string();
    let meeting = Meeting { meeting_id, term: asked.term, on: asked.on, kind: kind.into() };
    Ok(MeetingScheduled {
        committee_id: asked.committee_id,
        school_id: committee.school_id.clone(),
        report_meeting_on: Some(committee.meetings.report_with(&meeting, true)),
        meeting_id: meeting.meeting_id,
        term: meeting.term,
        on: meeting.on,
        kind: meeting.kind,
    })
}

pub(super) fn reschedule(
    committee: &FormedCommittee,
    asked: MoveMeetingRequest,
    context: &Context,
) -> Result<MeetingMoved, CommitteeRefusal> {
    let before = committee.meetings.fixed(&asked.meeting_id)?;
    committee.meetings.is_free(&asked.on, context.today())?;
    let after = Meeting { on: asked.on, ..before.clone() };
    Ok(MeetingMoved {
        committee_id: asked.committee_id,
        school_id: committee.school_id.clone(),
        report_meeting_on: committee.meetings.report_with(&after, true),
        meeting_id: after.meeting_id,
        term: after.term,
        from: before.on.clone(),
        on: after.on,
        reason: context.words(&asked.reason),
    })
}

pub(super) fn cancel(
    committee: &FormedCommittee,
    asked: CancelMeetingRequest,
    context: &Context,
) -> Result<MeetingCancelled, CommitteeRefusal> {
    let meeting = committee.meetings.fixed(&asked.meeting_id)?;
    Ok(MeetingCancelled {
        committee_id: asked.committee_id,
        school_id: committee.school_id.clone(),
        meeting_id: asked.meeting_id,
        term: meeting.term.clone(),
        on: meeting.on.clone(),
        report_meeting_on: committee.meetings.report_with(meeting, false),
        reason: context.words(&asked.reason),
    })
}
