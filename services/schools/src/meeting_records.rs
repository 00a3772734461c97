//! Who came to a committee's meeting, and what was asked, answered and agreed?

use contract::events::MeetingEvent;
use contract::schools::v1::{MeetingRecord, Minute};
use eventlog::{At, Document, ListColumns};

/// The records of meetings.
#[derive(Debug)]
pub struct MeetingRecords;

impl Document for MeetingRecords {
    const NAME: &'static str = "schools_meeting_records";
    type Body = MeetingRecord;
    type Event = MeetingEvent;

    fn columns(record: &MeetingRecord) -> ListColumns<'_> {
        ListColumns::new().within("committee_id", &record.committee_id)
    }

    fn fold(record: &mut MeetingRecord, event: &MeetingEvent, _: &At) {
        match event {
            MeetingEvent::AttendanceRecorded(came) => {
                let minutes = std::mem::take(&mut record.minutes);
                *record = MeetingRecord {
                    meeting_id: came.meeting_id.clone(),
                    committee_id: came.committee_id.clone(),
                    attended: true,
                    present_ids: came.present_ids.clone(),
                    apology_ids: came.apology_ids.clone(),
                    quorum: came.quorum,
                    quorate: came.quorate,
                    minutes,
                };
            }
            MeetingEvent::QuestionMinuted(minuted) => {
                record.meeting_id.clone_from(&minuted.meeting_id);
                record.committee_id.clone_from(&minuted.committee_id);
                record.minutes.push(Minute {
                    minute_id: minuted.minute_id.clone(),
                    question: minuted.question.clone(),
                    answer: minuted.answer.clone(),
                    action: minuted.action.clone(),
                    owner_id: minuted.owner_id.clone(),
                    due_on: minuted.due_on.clone(),
                });
            }
        }
    }
}
