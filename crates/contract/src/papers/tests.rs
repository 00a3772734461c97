use super::*;
use crate::schools::v1::{MeetingCancelled, MeetingScheduled};

const TERM: &str = "2025-26-autumn";

fn meeting(on: &str, kind: MeetingKind) -> Meeting {
    Meeting { on: on.to_owned(), term: TERM.to_owned(), kind: kind.into(), ..Meeting::default() }
}

#[test]
fn a_report_goes_to_the_first_ordinary_meeting_of_its_term() {
    let fixed = [
        meeting("2025-10-01", MeetingKind::Extraordinary),
        meeting("2025-12-04", MeetingKind::Ordinary),
        meeting("2025-11-06", MeetingKind::Unspecified),
    ];
    assert_eq!(report_meeting_on(fixed.iter(), TERM), "2025-11-06");
    assert_eq!(report_meeting_on(fixed.iter().take(1), TERM), "2025-10-01");
    assert_eq!(report_meeting_on(fixed.iter(), "2025-26-spring"), "");
}

#[test]
fn a_meeting_recorded_before_there_were_kinds_is_the_one_of_its_report() {
    let event = CommitteeEvent::MeetingScheduled(MeetingScheduled {
        on: "2025-12-04".to_owned(),
        ..MeetingScheduled::default()
    });
    assert_eq!(ReportMeeting::after(&event).unwrap().on, "2025-12-04");
}

#[test]
fn a_cancelled_meeting_leaves_its_report_without_one() {
    let event = CommitteeEvent::MeetingCancelled(MeetingCancelled {
        on: "2025-12-04".to_owned(),
        ..MeetingCancelled::default()
    });
    let after = ReportMeeting::after(&event).unwrap();
    assert_eq!((after.on, after.cancelled_on), ("", "2025-12-04"));
}
