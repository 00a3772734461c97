//! Every refusal and boundary of a report.

mod asked;
mod corrections;
mod written;

use contract::reports::v1::{
    AddCommentaryRequest, AnswerQuestionRequest, ApproveReportRequest, AskQuestionRequest,
    CommentaryAdded, DraftReportRequest, IssueReportRequest, OpenReportRequest, QuestionAnswered,
    QuestionAsked,
};
use eventlog::cqrs_es::test::TestFramework;
use jiff::Timestamp;

use super::*;

const SCHOOL: &str = "00000000-0000-0000-0000-000000000005";
const AUTUMN: &str = "2025-26-autumn";

fn context() -> Context {
    let now: Timestamp = "2025-11-27T10:00:00Z".parse().unwrap();
    Context {
        trust: Uuid::from_u128(9),
        actor: Uuid::from_u128(1),
        role: "improvement_lead".into(),
        now,
        command_id: Uuid::from_u128(2),
        sealed: eventlog::SealedWords::unsalted(),
    }
}

/// A command with what the service made for it.
struct Act(ReportCommand, Papers);

fn given(
    events: Vec<ReportEvent>,
) -> impl Fn(Act) -> eventlog::cqrs_es::test::AggregateResultValidator<Report> {
    move |Act(command, papers)| {
        let framework = TestFramework::<Report>::with((papers, context())).given(events.clone());
        framework.when(command)
    }
}

fn plain(command: impl Into<ReportCommand>) -> Act {
    Act(command.into(), Papers::Unasked)
}

fn id() -> String {
    Report::id(SCHOOL, AUTUMN)
}

fn mark(position: u64) -> Act {
    let change = change(position);
    plain(MarkChangeRequest {
        command_id: String::new(),
        school_id: change.school_id,
        term: change.term,
        area_id: change.area_id,
        from_region_id: change.from_region_id,
        to_region_id: change.to_region_id,
        because_position: change.because_position,
    })
}

fn approve() -> Act {
    plain(ApproveReportRequest { report_id: id(), ..Default::default() })
}

fn issue(issuing: Issuing) -> Act {
    let asked = IssueReportRequest { report_id: id(), ..Default::default() };
    Act(asked.into(), Papers::Frozen(issuing))
}

fn open() -> Act {
    plain(OpenReportRequest { report_id: id(), ..Default::default() })
}

fn change(position: u64) -> Change {
    Change {
        school_id: SCHOOL.into(),
        term: AUTUMN.into(),
        area_id: "governance".into(),
        from_region_id: "improve".into(),
        to_region_id: "sustain".into(),
        because_position: position,
    }
}

fn marked(position: u64) -> ReportEvent {
    ChangeMarked {
        report_id: id(),
        school_id: SCHOOL.into(),
        term: AUTUMN.into(),
        area_id: "governance".into(),
        from_region_id: "improve".into(),
        to_region_id: "sustain".into(),
        because_position: position,
    }
    .into()
}

fn draft(sha256: &str) -> Draft {
    Draft {
        school_id: SCHOOL.into(),
        term: AUTUMN.into(),
        meeting_on: "2025-12-04".into(),
        as_of_position: 90,
        template_version: 1,
        data_sha256: sha256.into(),
        words: 1_200,
    }
}

fn drafting(areas_shared: usize, areas: usize) -> Act {
    let drafting = Drafting { draft: draft("aa"), areas_shared, areas };
    Act(DraftReportRequest::default().into(), Papers::Drafted(drafting))
}

/// What a draft of a day leads to; its meeting is on 4 December.
fn drafted_on(
    day: &str,
    areas_shared: usize,
    areas: usize,
) -> Result<Vec<ReportEvent>, ReportRefusal> {
    let Act(command, papers) = drafting(areas_shared, areas);
    let now = format!("{day}T10:00:00Z").parse().unwrap();
    Report::default().decide(&command, &papers, &Context { now, ..context() })
}

fn drafted(sha256: &str) -> ReportEvent {
    let Draft { school_id, term, meeting_on, as_of_position, template_version, data_sha256, words } =
        draft(sha256);
    ReportDrafted {
        report_id: id(),
        school_id,
        term,
        meeting_on,
        as_of_position,
        template_version,
        data_sha256,
        words,
    }
    .into()
}

fn approved() -> ReportEvent {
    ReportApproved { report_id: id() }.into()
}

fn issuing() -> Issuing {
    Issuing {
        draft_sha256: "aa".into(),
        meeting_on: "2025-12-05".into(),
        issued_on: "2025-11-27".into(),
        data_sha256: "bb".into(),
        pdf_sha256: "cc".into(),
        figures: printed(),
    }
}

fn printed() -> Vec<PrintedFigure> {
    let (figure_id, measure_id) = ("figure-1".into(), "ks2-rwm-expected".into());
    vec![PrintedFigure { figure_id, measure_id, position: 70 }]
}

fn issued() -> ReportEvent {
    ReportIssued {
        report_id: id(),
        school_id: SCHOOL.into(),
        term: AUTUMN.into(),
        meeting_on: "2025-12-05".into(),
        issued_on: "2025-11-27".into(),
        as_of_position: 90,
        data_sha256: "bb".into(),
        pdf_sha256: "cc".into(),
        template_version: 1,
        figures: printed(),
    }
    .into()
}

fn comment(text: &str) -> Act {
    let (report_id, text) = (id(), text.into());
    plain(AddCommentaryRequest { report_id, text, ..Default::default() })
}

fn added(text: &str) -> ReportEvent {
    CommentaryAdded {
        report_id: id(),
        text: context().words(text),
        paragraph_id: context().new_id("paragraph").to_string(),
        written_by: context().role,
    }
    .into()
}

fn out() -> Vec<ReportEvent> {
    vec![drafted("aa"), approved(), issued()]
}

fn question() -> Uuid {
    context().new_id("question")
}

fn asked() -> ReportEvent {
    QuestionAsked {
        report_id: id(),
        question_id: question().to_string(),
        paragraph: "category/governance".into(),
        text: context().words("Why?"),
        asked_for_id: String::new(),
    }
    .into()
}

fn answered() -> ReportEvent {
    QuestionAnswered {
        report_id: id(),
        question_id: question().to_string(),
        text: context().words("Because."),
        at_meeting: false,
    }
    .into()
}

fn ask(is_there: bool) -> Act {
    let (paragraph, text) = ("category/governance".into(), "Why?".into());
    let asked = AskQuestionRequest { report_id: id(), paragraph, text, ..Default::default() };
    Act(asked.into(), Papers::Paragraph { is_there })
}

fn answer() -> Act {
    let (question_id, text) = (question().to_string(), "Because.".into());
    plain(AnswerQuestionRequest { report_id: id(), question_id, text, ..Default::default() })
}

#[test]
fn a_school_has_one_report_a_term() {
    let other = Uuid::from_u128(2).to_string();
    assert_eq!(Report::id(SCHOOL, AUTUMN), Report::id(SCHOOL, AUTUMN));
    assert_ne!(Report::id(SCHOOL, AUTUMN), Report::id(&other, AUTUMN));
    assert_ne!(Report::id(SCHOOL, AUTUMN), Report::id(SCHOOL, "2024-25-summer"));
}

#[test]
fn a_change_is_marked_once() {
    given(vec![])(mark(8)).then_expect_events(vec![marked(8)]);
    given(vec![marked(8)])(mark(8)).then_expect_events(vec![]);
    given(vec![marked(8)])(mark(9)).then_expect_events(vec![marked(9)]);
}

#[test]
fn a_change_after_issue_is_for_the_next_report() {
    given(out())(mark(8)).then_expect_error(ReportRefusal::AlreadyIssued);
}

#[test]
fn a_draft_waits_until_the_last_area_is_shared() {
    let refused = |shared, areas| ReportRefusal::NotAllShared { shared, areas };
    let early = "2025-11-18";
    assert_eq!(drafted_on(early, 6, 7), Err(refused(6, 7)));
    assert_eq!(drafted_on(early, 0, 0), Err(refused(0, 0)));
    assert_eq!(drafted_on(early, 7, 7), Ok(vec![drafted("aa")]));
}

#[test]
fn from_a_week_before_the_papers_go_out_a_draft_shows_what_there_is() {
    let refused = ReportRefusal::NotAllShared { shared: 0, areas: 0 };
    assert_eq!(drafted_on("2025-11-18", 0, 0), Err(refused));
    assert_eq!(drafted_on("2025-11-19", 0, 0), Ok(vec![drafted("aa")]));
}

#[test]
fn a_draft_may_be_taken_again_until_it_is_issued() {
    given(vec![drafted("old")])(drafting(7, 7)).then_expect_events(vec![drafted("aa")]);
    given(vec![drafted("old"), approved()])(drafting(7, 7)).then_expect_events(vec![drafted("aa")]);
    given(out())(drafting(7, 7)).then_expect_error(ReportRefusal::AlreadyIssued);
}

#[test]
fn drafting_again_ends_an_approval() {
    let again = vec![drafted("old"), approved(), drafted("aa")];
    given(again.clone())(issue(issuing())).then_expect_error(ReportRefusal::NotApproved);
    given(again)(approve()).then_expect_events(vec![approved()]);
}

#[test]
fn commentary_goes_into_a_draft_only() {
    given(vec![])(comment("Good.")).then_expect_error(ReportRefusal::NotDrafted);
    given(vec![marked(8)])(comment("Good.")).then_expect_error(ReportRefusal::NotDrafted);
    given(vec![drafted("aa")])(comment("Good.")).then_expect_events(vec![added("Good.")]);
    given(vec![drafted("aa"), approved()])(comment("Good."))
        .then_expect_error(ReportRefusal::AlreadyApproved);
    given(out())(comment("Good.")).then_expect_error(ReportRefusal::AlreadyIssued);
}

#[test]
fn a_draft_is_approved_once() {
    given(vec![])(approve()).then_expect_error(ReportRefusal::NotDrafted);
    given(vec![drafted("aa")])(approve()).then_expect_events(vec![approved()]);
    given(vec![drafted("aa"), approved()])(approve())
        .then_expect_error(ReportRefusal::AlreadyApproved);
    given(out())(approve()).then_expect_error(ReportRefusal::AlreadyIssued);
}

#[test]
fn an_approved_report_is_issued_once() {
    given(vec![])(issue(issuing())).then_expect_error(ReportRefusal::NotApproved);
    given(vec![drafted("aa")])(issue(issuing())).then_expect_error(ReportRefusal::NotApproved);
    given(vec![drafted("aa"), approved()])(issue(issuing())).then_expect_events(vec![issued()]);
    given(out())(issue(issuing())).then_expect_error(ReportRefusal::AlreadyIssued);
}

#[test]
fn what_was_approved_is_what_is_issued() {
    let other = Issuing { draft_sha256: "another".into(), ..issuing() };
    given(vec![drafted("aa"), approved()])(issue(other))
        .then_expect_error(ReportRefusal::DraftChanged);
}

#[test]
fn only_an_issued_report_is_opened() {
    given(vec![drafted("aa"), approved()])(open()).then_expect_error(ReportRefusal::NotIssued);
    given(out())(open()).then_expect_events(vec![ReportOpened { report_id: id() }.into()]);
}

#[test]
fn governors_ask_about_an_issued_report() {
    given(vec![drafted("aa")])(ask(true)).then_expect_error(ReportRefusal::NotIssued);
    given(out())(ask(true)).then_expect_events(vec![asked()]);
    given(out())(ask(false)).then_expect_error(ReportRefusal::ParagraphUnknown);
}

#[test]
fn a_question_is_answered_once() {
    let with = |more: Vec<ReportEvent>| [out(), more].concat();
    given(out())(answer()).then_expect_error(ReportRefusal::QuestionUnknown);
    given(with(vec![asked()]))(answer()).then_expect_events(vec![answered()]);
    given(with(vec![asked(), answered()]))(answer())
        .then_expect_error(ReportRefusal::AlreadyAnswered);
}

#[test]
fn commentary_and_changes_outlive_a_new_draft() {
    let mut report = Report::default();
    for event in [marked(8), drafted("old"), added("Good."), drafted("aa"), approved()] {
        report.evolve(&event);
    }
    assert_eq!(report.changes(), [change(8)]);
    let [paragraph] = report.commentary().paragraphs.as_slice() else { panic!("one paragraph") };
    assert_eq!(paragraph.text, context().words("Good.").unwrap());
    assert_eq!(report.ready_to_issue().unwrap().data_sha256, "aa");
}
