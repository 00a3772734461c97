//! The commentary of a draft, what the committee is to decide, and the way to approval.

use contract::reports::v1::{
    CommentaryAdded, CommentaryMoved, CommentaryRemoved, CommentaryReworded, DecisionDropped,
    DecisionRequested, DropDecisionRequest, EditCommentaryRequest, MoveCommentaryRequest,
    RemoveCommentaryRequest, RequestDecisionRequest, SendBackRequest, SendForApprovalRequest,
    SentBack, SentForApproval,
};

use super::*;

fn written(paragraph_id: &str, role: &str) -> ReportEvent {
    CommentaryAdded {
        report_id: id(),
        text: context().words("Good."),
        paragraph_id: paragraph_id.into(),
        written_by: role.into(),
    }
    .into()
}

/// A draft with a paragraph of the lead and one of the head.
fn two() -> Vec<ReportEvent> {
    vec![drafted("aa"), written("lead", "improvement_lead"), written("head", "headteacher")]
}

fn edit(paragraph_id: &str) -> Act {
    let (paragraph_id, text) = (paragraph_id.into(), "Better.".into());
    plain(EditCommentaryRequest { report_id: id(), paragraph_id, text, ..Default::default() })
}

fn remove(paragraph_id: &str) -> Act {
    let paragraph_id = paragraph_id.into();
    plain(RemoveCommentaryRequest { report_id: id(), paragraph_id, ..Default::default() })
}

fn lift(paragraph_id: &str) -> Act {
    let paragraph_id = paragraph_id.into();
    plain(MoveCommentaryRequest { report_id: id(), paragraph_id, ..Default::default() })
}

fn edited(paragraph_id: &str) -> ReportEvent {
    let (paragraph_id, text) = (paragraph_id.into(), context().words("Better."));
    CommentaryReworded { report_id: id(), paragraph_id, text }.into()
}

fn removed(paragraph_id: &str) -> ReportEvent {
    CommentaryRemoved { report_id: id(), paragraph_id: paragraph_id.into() }.into()
}

fn moved(paragraph_id: &str, place: u32) -> ReportEvent {
    CommentaryMoved { report_id: id(), paragraph_id: paragraph_id.into(), place }.into()
}

fn send() -> Act {
    plain(SendForApprovalRequest { report_id: id(), ..Default::default() })
}

fn sent() -> ReportEvent {
    SentForApproval { report_id: id() }.into()
}

fn send_back() -> Act {
    plain(SendBackRequest { report_id: id(), note: "Shorter.".into(), ..Default::default() })
}

fn sent_back() -> ReportEvent {
    SentBack { report_id: id(), note: context().words("Shorter.") }.into()
}

/// What a headteacher's command leads to.
fn by_head(Act(command, papers): &Act) -> Result<Vec<ReportEvent>, ReportRefusal> {
    let mut report = Report::default();
    two().iter().for_each(|event| report.evolve(event));
    report.decide(command, papers, &Context { role: "headteacher".into(), ..context() })
}

fn order(events: &[ReportEvent]) -> Vec<String> {
    let mut report = Report::default();
    events.iter().for_each(|event| report.evolve(event));
    report.commentary().paragraphs.iter().map(|paragraph| paragraph.id.clone()).collect()
}

#[test]
fn a_paragraph_is_worded_anew_and_taken_out_until_the_approval() {
    given(two())(edit("lead")).then_expect_events(vec![edited("lead")]);
    given(two())(remove("head")).then_expect_events(vec![removed("head")]);
    given(two())(edit("else")).then_expect_error(ReportRefusal::ParagraphUnknown);
    given([two(), vec![removed("head")]].concat())(edit("head"))
        .then_expect_error(ReportRefusal::ParagraphUnknown);
    let done = [two(), vec![approved()]].concat();
    given(done.clone())(edit("lead")).then_expect_error(ReportRefusal::AlreadyApproved);
    given([done, vec![issued()]].concat())(remove("lead"))
        .then_expect_error(ReportRefusal::AlreadyIssued);
}

#[test]
fn a_headteacher_changes_the_own_paragraphs_only() {
    assert_eq!(by_head(&edit("head")).unwrap(), [edited("head")]);
    assert_eq!(by_head(&edit("lead")), Err(ReportRefusal::NotYours));
    assert_eq!(by_head(&remove("lead")), Err(ReportRefusal::NotYours));
}

#[test]
fn a_paragraph_is_moved_up_one_place_at_a_time() {
    given(two())(lift("head")).then_expect_events(vec![moved("head", 1)]);
    given(two())(lift("lead")).then_expect_error(ReportRefusal::AlreadyFirst);
    given(two())(lift("else")).then_expect_error(ReportRefusal::ParagraphUnknown);
    let three = [two(), vec![written("third", "headteacher"), moved("third", 2)]].concat();
    assert_eq!(order(&three), ["lead", "third", "head"]);
    assert_eq!(order(&[three, vec![removed("lead")]].concat()), ["third", "head"]);
}

#[test]
fn the_committee_is_asked_to_decide_what_stands_in_the_draft() {
    let item = context().new_id("decision").to_string();
    let requested = DecisionRequested {
        report_id: id(),
        item_id: item.clone(),
        text: context().words("Agree the plan."),
    };
    let request = || {
        let text = "Agree the plan.".into();
        plain(RequestDecisionRequest { report_id: id(), text, ..Default::default() })
    };
    given(vec![])(request()).then_expect_error(ReportRefusal::NotDrafted);
    given(two())(request()).then_expect_events(vec![requested.clone().into()]);
    let drop = |item_id: &str| {
        let item_id = item_id.into();
        plain(DropDecisionRequest { report_id: id(), item_id, ..Default::default() })
    };
    let asked = [two(), vec![requested.into()]].concat();
    let dropped = DecisionDropped { report_id: id(), item_id: item.clone() };
    given(asked.clone())(drop(&item)).then_expect_events(vec![dropped.clone().into()]);
    given(asked.clone())(drop("else")).then_expect_error(ReportRefusal::ItemUnknown);
    given([asked, vec![dropped.into()]].concat())(drop(&item))
        .then_expect_error(ReportRefusal::ItemUnknown);
}

#[test]
fn a_draft_is_sent_again_only_when_it_changed() {
    let with = |more: Vec<ReportEvent>| given([two(), more].concat());
    given(vec![])(send()).then_expect_error(ReportRefusal::NotDrafted);
    with(vec![])(send()).then_expect_events(vec![sent()]);
    with(vec![sent()])(send()).then_expect_error(ReportRefusal::AlreadySent);
    for change in [edited("lead"), moved("head", 1), removed("head"), drafted("bb")] {
        with(vec![sent(), change])(send()).then_expect_events(vec![sent()]);
    }
}

#[test]
fn what_was_sent_is_sent_back_once() {
    let with = |more: Vec<ReportEvent>| given([two(), more].concat());
    with(vec![])(send_back()).then_expect_error(ReportRefusal::NotSent);
    with(vec![sent()])(send_back()).then_expect_events(vec![sent_back()]);
    with(vec![sent(), edited("lead")])(send_back()).then_expect_events(vec![sent_back()]);
    with(vec![sent(), sent_back()])(send_back()).then_expect_error(ReportRefusal::NotSent);
    with(vec![sent(), sent_back()])(send()).then_expect_events(vec![sent()]);
}
