//! Who sits on which committee, and when do the committees meet?

use contract::events::CommitteeEvent;
use contract::schools::v1::{CommitteeInFull, PlannedMeeting, Seat, SeatHolder};
use eventlog::{At, Document};

/// The committees of a trust.
#[derive(Debug)]
pub struct CommitteesList;

impl Document for CommitteesList {
    const NAME: &'static str = "schools_committees";
    type Body = CommitteeInFull;
    type Event = CommitteeEvent;

    fn fold(committee: &mut CommitteeInFull, event: &CommitteeEvent, _: &At) {
        match event {
            CommitteeEvent::CommitteeFormed(formed) => {
                *committee = CommitteeInFull {
                    committee_id: formed.committee_id.clone(),
                    school_id: formed.school_id.clone(),
                    name: formed.name.clone(),
                    ..CommitteeInFull::default()
                };
            }
            CommitteeEvent::MeetingScheduled(fixed) => {
                committee.meetings.push(PlannedMeeting {
                    meeting_id: fixed.meeting_id.clone(),
                    term: fixed.term.clone(),
                    on: fixed.on.clone(),
                    kind: fixed.kind,
                    ..PlannedMeeting::default()
                });
                in_order(committee);
            }
            CommitteeEvent::MeetingMoved(moved) => {
                if let Some(meeting) = meeting(committee, &moved.meeting_id) {
                    if meeting.first_fixed_for.is_empty() {
                        meeting.first_fixed_for.clone_from(&moved.from);
                    }
                    meeting.on.clone_from(&moved.on);
                    meeting.moved_because.clone_from(&moved.reason);
                }
                in_order(committee);
            }
            CommitteeEvent::MeetingCancelled(cancelled) => {
                if let Some(meeting) = meeting(committee, &cancelled.meeting_id) {
                    meeting.cancelled = true;
                    meeting.cancelled_because.clone_from(&cancelled.reason);
                }
            }
            CommitteeEvent::QuorumSet(set) => committee.quorum = set.quorum,
            CommitteeEvent::SeatCreated(seat) => committee.seats.push(Seat {
                seat_id: seat.seat_id.clone(),
                category: seat.category,
                holders: Vec::new(),
            }),
            CommitteeEvent::SeatFilled(filled) => {
                if let Some(seat) = seat(committee, &filled.seat_id) {
                    seat.holders.push(SeatHolder {
                        person_id: filled.person_id.clone(),
                        from: filled.from.clone(),
                        until: filled.until.clone(),
                        vacated_because: None,
                    });
                    seat.holders.sort_by(|a, b| a.from.cmp(&b.from));
                }
            }
            CommitteeEvent::SeatVacated(vacated) => {
                let seat = seat(committee, &vacated.seat_id);
                let holders = seat.map(|seat| seat.holders.iter_mut()).into_iter().flatten();
                let mut held = holders.filter(|holder| {
                    holder.person_id == vacated.person_id && holder.holds_on(&vacated.on)
                });
                if let Some(holder) = held.next() {
                    holder.until.clone_from(&vacated.on);
                    holder.vacated_because.clone_from(&vacated.reason);
                }
            }
        }
    }
}

fn in_order(committee: &mut CommitteeInFull) {
    committee.meetings.sort_by(|a, b| (&a.on, &a.meeting_id).cmp(&(&b.on, &b.meeting_id)));
}

fn meeting<'a>(committee: &'a mut CommitteeInFull, id: &str) -> Option<&'a mut PlannedMeeting> {
    committee.meetings.iter_mut().find(|meeting| meeting.meeting_id == id)
}

fn seat<'a>(committee: &'a mut CommitteeInFull, id: &str) -> Option<&'a mut Seat> {
    committee.seats.iter_mut().find(|seat| seat.seat_id == id)
}
