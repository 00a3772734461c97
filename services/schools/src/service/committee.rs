//! What committees have to know of schools, people and records, and records of their committee.

use contract::commands::{CommitteeCommand, MeetingCommand};
use eventlog::{Knows, Lookup};
use tonic::Status;

use super::Doors;
use crate::committee::{Committee, CommitteeFacts};
use crate::meeting::{Meeting, MeetingFacts, MeetingRefusal, MeetingToRecord};
use crate::person::Person;
use crate::school::School;

#[async_trait::async_trait]
impl Knows<Committee> for Doors {
    async fn facts(
        &self,
        command: &CommitteeCommand,
        lookup: &Lookup<'_>,
    ) -> Result<CommitteeFacts, Status> {
        Ok(match command {
            CommitteeCommand::FormCommittee(asked) => {
                let school = lookup.load::<School>(&asked.school_id).await?;
                CommitteeFacts::School(school.standing(lookup.today()))
            }
            CommitteeCommand::MoveMeeting(asked) => held(&asked.meeting_id, lookup).await?,
            CommitteeCommand::CancelMeeting(asked) => held(&asked.meeting_id, lookup).await?,
            CommitteeCommand::FillSeat(asked) => {
                let person = lookup.load::<Person>(&asked.person_id).await?;
                CommitteeFacts::Person { known: person.is_known() }
            }
            CommitteeCommand::ScheduleMeeting(_)
            | CommitteeCommand::SetQuorum(_)
            | CommitteeCommand::CreateSeat(_)
            | CommitteeCommand::VacateSeat(_) => CommitteeFacts::Nothing,
        })
    }
}

async fn held(meeting_id: &str, lookup: &Lookup<'_>) -> Result<CommitteeFacts, Status> {
    let held = lookup.load::<Meeting>(meeting_id).await?.is_held();
    Ok(CommitteeFacts::Meeting { held })
}

#[async_trait::async_trait]
impl Knows<Meeting> for Doors {
    async fn facts(
        &self,
        command: &MeetingCommand,
        lookup: &Lookup<'_>,
    ) -> Result<MeetingFacts, Status> {
        let (committee_id, meeting_id, owner) = match command {
            MeetingCommand::RecordAttendance(asked) => (&asked.committee_id, &asked.meeting_id, ""),
            MeetingCommand::MinuteQuestion(asked) => {
                (&asked.committee_id, &asked.meeting_id, asked.owner_id.as_str())
            }
        };
        let committee = lookup.load::<Committee>(committee_id).await?;
        let owner_known = owner.is_empty() || lookup.load::<Person>(owner).await?.is_known();
        Ok(MeetingFacts { meeting: to_record(&committee, meeting_id), owner_known })
    }
}

fn to_record(committee: &Committee, meeting_id: &str) -> Result<MeetingToRecord, MeetingRefusal> {
    let committee = committee.formed()?;
    let meeting = committee.meetings.fixed(meeting_id)?;
    Ok(MeetingToRecord {
        school_id: committee.school_id.clone(),
        on: meeting.on.clone(),
        members: committee.seats.on(&meeting.on),
        quorum: committee.quorum,
    })
}
