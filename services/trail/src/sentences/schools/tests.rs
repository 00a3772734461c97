use contract::schools::v1::MeetingScheduled;

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
