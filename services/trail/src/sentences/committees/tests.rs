use contract::log::v1::Words;
use contract::schools::v1::{MeetingCancelled, MeetingMoved, SeatVacated};

use super::*;

#[test]
fn a_meeting_is_told_with_term_and_day() {
    let event = CommitteeEvent::MeetingScheduled(MeetingScheduled {
        school_id: "s1".into(),
        term: "2025-26-autumn".into(),
        on: "2025-12-05".into(),
        ..MeetingScheduled::default()
    });
    let line = committee(&event);
    assert_eq!(
        line.sentence,
        "The committee of {school:s1} fixed its meeting about Autumn 2025-26 for 5 December 2025."
    );
    assert_eq!(line.schools, ["s1"]);
}

const SCHOOL: &str = "s1";

fn why() -> Option<Words> {
    Some(Words { commitment: "c0ffee".into(), ..Words::default() })
}

#[test]
fn a_moved_and_a_cancelled_meeting_are_told_with_their_reason() {
    let (school_id, term) = (SCHOOL.to_owned(), "2025-26-autumn".to_owned());
    let moved = CommitteeEvent::MeetingMoved(MeetingMoved {
        school_id: school_id.clone(),
        term: term.clone(),
        from: "2025-12-05".into(),
        on: "2025-12-09".into(),
        ..MeetingMoved::default()
    });
    assert_eq!(
        committee(&moved).sentence,
        "The committee of {school:s1} moved its meeting about Autumn 2025-26 from 5 December 2025 to 9 December 2025."
    );
    let on = "2025-12-05".into();
    let reason = why();
    let cancelled = MeetingCancelled { school_id, term, on, reason, ..MeetingCancelled::default() };
    let line = committee(&CommitteeEvent::MeetingCancelled(cancelled));
    assert_eq!(
        line.sentence,
        "The committee of {school:s1} cancelled its meeting about Autumn 2025-26 on 5 December 2025: {words:c0ffee}"
    );
}

#[test]
fn an_extraordinary_meeting_is_called_one() {
    let event = CommitteeEvent::MeetingScheduled(MeetingScheduled {
        kind: MeetingKind::Extraordinary.into(),
        ..MeetingScheduled::default()
    });
    assert!(committee(&event).sentence.contains("fixed an extraordinary meeting"));
}

#[test]
fn a_seat_is_told_with_the_person_who_took_it_or_gave_it_up() {
    let filled = CommitteeEvent::SeatFilled(SeatFilled {
        school_id: SCHOOL.into(),
        person_id: "p1".into(),
        from: "2025-09-01".into(),
        ..SeatFilled::default()
    });
    let took = "{person:p1} took a seat in the committee of {school:s1} from 1 September 2025.";
    assert_eq!(committee(&filled).sentence, took);
    let vacated = CommitteeEvent::SeatVacated(SeatVacated {
        school_id: SCHOOL.into(),
        person_id: "p1".into(),
        on: "2025-12-19".into(),
        ..SeatVacated::default()
    });
    let gave = "{person:p1} gave up a seat in the committee of {school:s1} after 19 December 2025.";
    assert_eq!(committee(&vacated).sentence, gave);
}

#[test]
fn the_attendance_says_whether_it_was_quorate() {
    let came = |quorum, quorate| {
        let event = AttendanceRecorded {
            school_id: SCHOOL.into(),
            present_ids: vec!["p1".into(), "p2".into()],
            apology_ids: vec!["p3".into()],
            quorum,
            quorate,
            ..AttendanceRecorded::default()
        };
        meeting(&MeetingEvent::AttendanceRecorded(event)).sentence
    };
    let told = "2 members came to a meeting of the committee of {school:s1} and 1 sent apologies";
    assert_eq!(came(3, false), format!("{told}. It was not quorate."));
    assert_eq!(came(2, true), format!("{told}. It was quorate."));
    assert_eq!(came(0, false), format!("{told}."));
}

#[test]
fn a_question_is_told_with_its_action() {
    let event = QuestionMinuted {
        school_id: SCHOOL.into(),
        question: why(),
        action: Some(Words { commitment: "ac7".into(), ..Words::default() }),
        owner_id: "p1".into(),
        due_on: "2026-01-15".into(),
        ..QuestionMinuted::default()
    };
    let told = meeting(&MeetingEvent::QuestionMinuted(event)).sentence;
    assert!(told.contains("recorded a question of a meeting: “{quote:c0ffee}”."), "{told}");
    assert!(told.ends_with(" {person:p1} is to act by 15 January 2026: “{quote:ac7}”."), "{told}");
}
