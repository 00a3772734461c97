use super::*;
use crate::sample;

fn shown(visitor: &Visitor, meeting: &str, record: Shown<MeetingRecord>) -> String {
    let loaded = sample::committees_page();
    let committee = find(visitor, &loaded, sample::COMMITTEE).unwrap();
    let meeting = committee.meetings.iter().find(|one| one.meeting_id == meeting).unwrap();
    let loaded = MeetingPage { page: &loaded, committee, meeting, record };
    render(visitor, &loaded, &Told::default()).into_string()
}

fn nothing() -> Shown<MeetingRecord> {
    Shown::All(MeetingRecord::default())
}

#[test]
fn a_meeting_to_come_is_moved_or_cancelled_and_not_recorded() {
    let page = shown(&sample::clerk(), "meeting-1", nothing());
    assert!(
        page.contains("/meetings/meeting-1/day") && page.contains("/meetings/meeting-1/cancelled")
    );
    assert!(!page.contains("/attendance") && !page.contains("/questions"));
    assert!(page.contains("It was first fixed for Thursday 20 November 2025."));
    assert!(page.contains("The hall &amp; &lt;b&gt; is let."));
}

#[test]
fn a_meeting_of_the_past_is_recorded() {
    let page = shown(&sample::clerk(), sample::MEETING, nothing());
    assert!(page.contains("/attendance\"") && page.contains("/questions\""));
    assert!(page.contains("/day\""), "it may not have been held");
    let held = shown(&sample::clerk(), sample::MEETING, Shown::All(sample::meeting_record()));
    assert!(!held.contains("/day\"") && !held.contains("/cancelled\""));
}

#[test]
fn a_cancelled_meeting_says_so_and_offers_nothing() {
    let page = shown(&sample::clerk(), "meeting-off", nothing());
    assert!(
        page.contains("This meeting was cancelled.") && page.contains("Snow closed the school.")
    );
    assert!(!page.contains("action=\"/committees"));
}

#[test]
fn a_reader_without_the_record_is_told_so_and_not_that_there_is_none() {
    let visitor = sample::trustee();
    let page = shown(&visitor, sample::MEETING, Shown::Withheld("Not for you."));
    assert!(page.contains("Not for you.") && !page.contains("has been recorded yet"));
}
