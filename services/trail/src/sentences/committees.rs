//! Sentences about committees, their seats and their meetings.

use contract::events::{CommitteeEvent, MeetingEvent};
use contract::schools::v1::{
    AttendanceRecorded, MeetingKind, MeetingScheduled, QuestionMinuted, SeatCategory, SeatFilled,
};

use super::Line;
use super::words::{
    because, capital, commitment, count, day, named, person, quoted, school as at, term, when,
};

pub(super) fn committee(event: &CommitteeEvent) -> Line {
    let (sentence, school) = match event {
        CommitteeEvent::CommitteeFormed(event) => {
            let committee = named("The committee", &event.name);
            (format!("{committee} was set up for {}.", at(&event.school_id)), &event.school_id)
        }
        CommitteeEvent::MeetingScheduled(event) => (scheduled(event), &event.school_id),
        CommitteeEvent::MeetingMoved(event) => (
            format!(
                "The committee of {} moved its meeting about {} from {} to {}{}",
                at(&event.school_id),
                term(&event.term),
                day(&event.from),
                day(&event.on),
                because(&event.reason)
            ),
            &event.school_id,
        ),
        CommitteeEvent::MeetingCancelled(event) => (
            format!(
                "The committee of {} cancelled its meeting about {} on {}{}",
                at(&event.school_id),
                term(&event.term),
                day(&event.on),
                because(&event.reason)
            ),
            &event.school_id,
        ),
        CommitteeEvent::QuorumSet(event) => {
            let members = count(event.quorum as usize, "member", "members");
            let school = at(&event.school_id);
            (format!("The quorum of the committee of {school} is {members}."), &event.school_id)
        }
        CommitteeEvent::SeatCreated(event) => {
            let (school, seat) = (at(&event.school_id), category(event.category()));
            (format!("The committee of {school} has one more seat{seat}."), &event.school_id)
        }
        CommitteeEvent::SeatFilled(event) => (filled(event), &event.school_id),
        CommitteeEvent::SeatVacated(event) => (
            capital(&format!(
                "{} gave up a seat in the committee of {}{}{}",
                person(&event.person_id),
                at(&event.school_id),
                when("after", &event.on),
                because(&event.reason)
            )),
            &event.school_id,
        ),
    };
    Line::new(sentence).about([school])
}

fn scheduled(event: &MeetingScheduled) -> String {
    let meeting = match event.kind() {
        MeetingKind::Extraordinary => "an extraordinary meeting",
        MeetingKind::Unspecified | MeetingKind::Ordinary => "its meeting",
    };
    let (school, about, on) = (at(&event.school_id), term(&event.term), day(&event.on));
    format!("The committee of {school} fixed {meeting} about {about} for {on}.")
}

fn category(category: SeatCategory) -> &'static str {
    match category {
        SeatCategory::Unspecified => "",
        SeatCategory::Parent => ", for a parent",
        SeatCategory::Staff => ", for the staff",
        SeatCategory::CoOpted => ", for a co-opted member",
        SeatCategory::Foundation => ", for a foundation member",
        SeatCategory::ExOfficio => ", held with an office",
    }
}

fn filled(event: &SeatFilled) -> String {
    capital(&format!(
        "{} took a seat in the committee of {}{}{}.",
        person(&event.person_id),
        at(&event.school_id),
        when("from", &event.from),
        when("until", &event.until)
    ))
}

pub(super) fn meeting(event: &MeetingEvent) -> Line {
    match event {
        MeetingEvent::AttendanceRecorded(event) => {
            Line::new(attended(event)).about([&event.school_id])
        }
        MeetingEvent::QuestionMinuted(event) => Line::new(minuted(event)).about([&event.school_id]),
    }
}

fn attended(event: &AttendanceRecorded) -> String {
    let came = count(event.present_ids.len(), "member", "members");
    let apologies = match event.apology_ids.len() {
        0 => String::new(),
        sent => format!(" and {sent} sent apologies"),
    };
    let quorate = match (event.quorum, event.quorate) {
        (0, _) => "",
        (_, true) => ". It was quorate",
        (_, false) => ". It was not quorate",
    };
    let school = at(&event.school_id);
    format!("{came} came to a meeting of the committee of {school}{apologies}{quorate}.")
}

fn minuted(event: &QuestionMinuted) -> String {
    let action = match commitment(&event.action) {
        "" => String::new(),
        action => {
            let (owner, by) = (person(&event.owner_id), when("by", &event.due_on));
            format!(" {} is to act{by}: {}.", capital(&owner), quoted(action))
        }
    };
    let (school, asked) = (at(&event.school_id), quoted(commitment(&event.question)));
    format!("The committee of {school} recorded a question of a meeting: {asked}.{action}")
}

#[cfg(test)]
mod tests;
