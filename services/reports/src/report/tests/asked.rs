//! Governors' questions: asked for them, answered at the meeting, followed up, closed.

use contract::reports::v1::{
    CloseQuestionRequest, FollowUpQuestionRequest, QuestionClosed, QuestionFollowedUp,
};

use super::*;

fn follow_up() -> Act {
    let (question_id, text) = (question().to_string(), "By May.".into());
    plain(FollowUpQuestionRequest { report_id: id(), question_id, text, ..Default::default() })
}

fn followed_up() -> ReportEvent {
    let (question_id, text) = (question().to_string(), context().words("By May."));
    QuestionFollowedUp { report_id: id(), question_id, text }.into()
}

fn close() -> Act {
    let question_id = question().to_string();
    plain(CloseQuestionRequest { report_id: id(), question_id, ..Default::default() })
}

fn closed() -> ReportEvent {
    QuestionClosed { report_id: id(), question_id: question().to_string() }.into()
}

fn by_clerk(
    before: &[ReportEvent],
    Act(command, papers): &Act,
) -> Result<Vec<ReportEvent>, ReportRefusal> {
    let mut report = Report::default();
    before.iter().for_each(|event| report.evolve(event));
    report.decide(command, papers, &Context { role: "clerk".into(), ..context() })
}

fn for_governor(asked_for_id: &str) -> Act {
    let (asked_for_id, text) = (asked_for_id.into(), "Why?".into());
    let paragraph = "category/governance".into();
    let asked =
        AskQuestionRequest { report_id: id(), paragraph, text, asked_for_id, ..Default::default() };
    Act(asked.into(), Papers::Paragraph { is_there: true })
}

#[test]
fn a_clerk_asks_on_behalf_of_a_governor_and_never_alone() {
    assert_eq!(by_clerk(&out(), &for_governor("")), Err(ReportRefusal::ForWhomMissing));
    let events = by_clerk(&out(), &for_governor("oakes")).unwrap();
    let [ReportEvent::QuestionAsked(asked)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(asked.asked_for_id, "oakes");
}

#[test]
fn a_governor_asks_in_the_own_name_only() {
    given(out())(for_governor("oakes")).then_expect_events(vec![asked()]);
}

#[test]
fn what_a_clerk_records_was_answered_at_the_meeting() {
    let events = by_clerk(&[out(), vec![asked()]].concat(), &answer()).unwrap();
    let [ReportEvent::QuestionAnswered(answered)] = events.as_slice() else { panic!("{events:?}") };
    assert!(answered.at_meeting);
}

#[test]
fn an_answered_question_is_followed_up_until_it_is_closed() {
    let with = |more: Vec<ReportEvent>| given([out(), more].concat());
    with(vec![])(follow_up()).then_expect_error(ReportRefusal::QuestionUnknown);
    with(vec![asked()])(follow_up()).then_expect_error(ReportRefusal::NotAnswered);
    with(vec![asked(), answered()])(follow_up()).then_expect_events(vec![followed_up()]);
    with(vec![asked(), answered(), followed_up()])(follow_up())
        .then_expect_events(vec![followed_up()]);
    with(vec![asked(), answered(), closed()])(follow_up())
        .then_expect_error(ReportRefusal::QuestionClosed);
}

#[test]
fn the_committee_has_no_further_question_once() {
    let with = |more: Vec<ReportEvent>| given([out(), more].concat());
    with(vec![])(close()).then_expect_error(ReportRefusal::QuestionUnknown);
    with(vec![asked()])(close()).then_expect_error(ReportRefusal::NotAnswered);
    with(vec![asked(), answered()])(close()).then_expect_events(vec![closed()]);
    with(vec![asked(), answered(), closed()])(close())
        .then_expect_error(ReportRefusal::QuestionClosed);
    with(vec![asked(), answered(), closed()])(answer())
        .then_expect_error(ReportRefusal::AlreadyAnswered);
}
