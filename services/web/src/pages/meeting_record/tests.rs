use super::*;
use crate::form::Fields;
use crate::listing::testing::taken;
use crate::pages::committee::find;
use crate::sample;
use crate::shown::Shown;

fn shown(visitor: &Visitor, kept: MeetingRecord) -> String {
    drawn(visitor, kept).into_string()
}

fn drawn(visitor: &Visitor, kept: MeetingRecord) -> Markup {
    let loaded = sample::committees_page();
    let committee = find(visitor, &loaded, sample::COMMITTEE).unwrap();
    let meeting = committee.meetings.iter().find(|one| one.meeting_id == sample::MEETING).unwrap();
    let loaded = MeetingPage { page: &loaded, committee, meeting, record: Shown::All(kept) };
    record(visitor, &loaded, &Told::default())
}

#[test]
fn the_record_says_who_came_and_whether_it_was_quorate() {
    let page = shown(&sample::trustee(), sample::meeting_record());
    assert!(page.contains("The meeting was not quorate: the quorum was 2."));
    assert!(page.contains("1 member was there: ") && page.contains("Peter Lund"));
    assert!(!page.contains("<form"));
    let unset = MeetingRecord { quorum: 0, ..sample::meeting_record() };
    assert!(shown(&sample::trustee(), unset).contains("it is not known whether"));
    let quorate = MeetingRecord { quorate: true, ..sample::meeting_record() };
    assert!(shown(&sample::trustee(), quorate).contains("The meeting was quorate"));
}

#[test]
fn a_question_stands_beside_its_answer_and_action() {
    let page = shown(&sample::trustee(), sample::meeting_record());
    assert!(page.contains("There is a second sitting."));
    assert!(page.contains("Amira Khan") && page.contains("by 15 January 2026"));
    assert!(page.contains("Not answered yet"));
}

#[tokio::test]
async fn who_came_is_taken_as_a_file_with_each_member_in_a_row() {
    let file = taken("/committees/c/meetings/m", "attendance", |view| {
        drawn(&Visitor { view, ..sample::trustee() }, sample::meeting_record())
    });
    let file = file.await;
    assert!(file.contains("Member,Attendance\r\nPeter Lund,There\r\n"), "{file}");
    assert!(
        file.contains(",Apologies\r\n") && file.contains("The meeting was not quorate"),
        "{file}"
    );
}

#[test]
fn members_of_the_day_can_be_chosen() {
    let page = shown(&sample::clerk(), MeetingRecord::default());
    for person in [sample::GOVERNOR, sample::HEAD] {
        assert_eq!(page.matches(&format!("type=\"checkbox\" value=\"{person}\"")).count(), 2);
    }
}

fn problems<A: Act>(act: &A, entered: &str) -> Vec<Option<&'static str>> {
    let entered = Entered::read(A::ENTRIES, Fields::parse(entered.as_bytes()));
    act.problems(&entered).into_iter().map(|problem| problem.field).collect()
}

#[test]
fn an_action_wants_its_owner_and_its_day() {
    let act = MinuteQuestion { committee: "c".to_owned(), meeting: "m".to_owned() };
    let due = "due-day=15&due-month=1&due-year=2026";
    assert!(problems(&act, "question=q").is_empty());
    assert!(problems(&act, &format!("question=q&action=a&owner=p&{due}")).is_empty());
    assert_eq!(problems(&act, "question=q&action=a"), [Some("owner"), Some("due")]);
    assert_eq!(problems(&act, "question=q&owner=p"), [Some("action")]);
}

#[test]
fn a_member_is_either_there_or_away() {
    let act = RecordAttendance { committee: "c".to_owned(), meeting: "m".to_owned() };
    assert!(problems(&act, "present=p&apologies=q").is_empty());
    assert_eq!(problems(&act, "present=p&apologies=p"), [Some("apologies")]);
}
