//! Every refusal and boundary of a report.

use eventlog::cqrs_es::test::TestFramework;
use jiff::Timestamp;

use super::*;

fn report_id() -> Uuid {
    Uuid::from_u128(7)
}

fn context() -> Context {
    let now: Timestamp = "2025-11-27T10:00:00Z".parse().unwrap();
    Context {
        actor: Uuid::from_u128(1),
        role: "improvement_lead".into(),
        now,
        command_id: Uuid::from_u128(2),
    }
}

fn given(
    events: Vec<ReportEvent>,
) -> impl Fn(Act) -> eventlog::cqrs_es::test::AggregateResultValidator<Report> {
    move |act| {
        let framework = TestFramework::<Report>::with(context()).given(events.clone());
        framework.when(ReportCommand { report_id: report_id(), act })
    }
}

fn id() -> String {
    report_id().to_string()
}

fn change(position: u64) -> Change {
    Change {
        school_id: "s".into(),
        term: "2025-26-autumn".into(),
        area_id: "governance".into(),
        from_region_id: "improve".into(),
        to_region_id: "sustain".into(),
        because_position: position,
    }
}

fn marked(position: u64) -> ReportEvent {
    ChangeMarked {
        report_id: id(),
        school_id: "s".into(),
        term: "2025-26-autumn".into(),
        area_id: "governance".into(),
        from_region_id: "improve".into(),
        to_region_id: "sustain".into(),
        because_position: position,
    }
    .into()
}

fn draft(sha256: &str) -> Draft {
    Draft {
        school_id: "s".into(),
        term: "2025-26-autumn".into(),
        meeting_on: "2025-12-04".into(),
        as_of_position: 90,
        template_version: 1,
        data_sha256: sha256.into(),
    }
}

fn drafting(areas_shared: usize, areas: usize) -> Act {
    Act::Draft(Drafting { draft: draft("aa"), areas_shared, areas })
}

fn drafted(sha256: &str) -> ReportEvent {
    let Draft { school_id, term, meeting_on, as_of_position, template_version, data_sha256 } =
        draft(sha256);
    ReportDrafted {
        report_id: id(),
        school_id,
        term,
        meeting_on,
        as_of_position,
        template_version,
        data_sha256,
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
    }
}

fn issued() -> ReportEvent {
    ReportIssued {
        report_id: id(),
        school_id: "s".into(),
        term: "2025-26-autumn".into(),
        meeting_on: "2025-12-05".into(),
        issued_on: "2025-11-27".into(),
        as_of_position: 90,
        data_sha256: "bb".into(),
        pdf_sha256: "cc".into(),
        template_version: 1,
    }
    .into()
}

fn comment(text: &str) -> Act {
    Act::Comment { text: text.into() }
}

fn added(text: &str) -> ReportEvent {
    CommentaryAdded { report_id: id(), text: text.into() }.into()
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
        text: "Why?".into(),
    }
    .into()
}

fn answered() -> ReportEvent {
    QuestionAnswered {
        report_id: id(),
        question_id: question().to_string(),
        text: "Because.".into(),
    }
    .into()
}

fn ask(text: &str) -> Act {
    Act::Ask { paragraph: "category/governance".into(), is_there: true, text: text.into() }
}

fn ask_about_nothing() -> Act {
    Act::Ask { paragraph: "category/moon".into(), is_there: false, text: "Why?".into() }
}

fn answer(text: &str) -> Act {
    Act::Answer { question_id: question(), text: text.into() }
}

fn correct(text: &str, reason: &str) -> Act {
    Act::Correct { text: text.into(), reason: reason.into() }
}

#[test]
fn a_school_has_one_report_a_term() {
    let (school, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let term: Term = "2025-26-autumn".parse().unwrap();
    assert_eq!(Report::id(school, term), Report::id(school, term));
    assert_ne!(Report::id(school, term), Report::id(other, term));
    assert_ne!(Report::id(school, term), Report::id(school, term.previous()));
}

#[test]
fn a_change_is_marked_once() {
    given(vec![])(Act::Mark(change(8))).then_expect_events(vec![marked(8)]);
    given(vec![marked(8)])(Act::Mark(change(8))).then_expect_events(vec![]);
    given(vec![marked(8)])(Act::Mark(change(9))).then_expect_events(vec![marked(9)]);
}

#[test]
fn a_change_after_issue_is_still_marked() {
    given(out())(Act::Mark(change(8))).then_expect_events(vec![marked(8)]);
}

#[test]
fn a_draft_waits_until_the_last_area_is_shared() {
    let refused = |shared, areas| ReportRefusal::NotAllShared { shared, areas };
    given(vec![])(drafting(6, 7)).then_expect_error(refused(6, 7));
    given(vec![])(drafting(0, 0)).then_expect_error(refused(0, 0));
    given(vec![])(drafting(7, 7)).then_expect_events(vec![drafted("aa")]);
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
    given(again.clone())(Act::Issue(issuing())).then_expect_error(ReportRefusal::NotApproved);
    given(again)(Act::Approve).then_expect_events(vec![approved()]);
}

#[test]
fn commentary_goes_into_a_draft_only() {
    given(vec![])(comment("Good.")).then_expect_error(ReportRefusal::NotDrafted);
    given(vec![marked(8)])(comment("Good.")).then_expect_error(ReportRefusal::NotDrafted);
    given(vec![drafted("aa")])(comment(" Good. ")).then_expect_events(vec![added("Good.")]);
    given(vec![drafted("aa"), approved()])(comment("Good."))
        .then_expect_error(ReportRefusal::AlreadyApproved);
    given(out())(comment("Good.")).then_expect_error(ReportRefusal::AlreadyIssued);
}

#[test]
fn commentary_says_something() {
    given(vec![drafted("aa")])(comment(" \n ")).then_expect_error(ReportRefusal::TextEmpty);
}

#[test]
fn a_draft_is_approved_once() {
    given(vec![])(Act::Approve).then_expect_error(ReportRefusal::NotDrafted);
    given(vec![drafted("aa")])(Act::Approve).then_expect_events(vec![approved()]);
    given(vec![drafted("aa"), approved()])(Act::Approve)
        .then_expect_error(ReportRefusal::AlreadyApproved);
    given(out())(Act::Approve).then_expect_error(ReportRefusal::AlreadyIssued);
}

#[test]
fn an_approved_report_is_issued_once() {
    given(vec![])(Act::Issue(issuing())).then_expect_error(ReportRefusal::NotApproved);
    given(vec![drafted("aa")])(Act::Issue(issuing())).then_expect_error(ReportRefusal::NotApproved);
    given(vec![drafted("aa"), approved()])(Act::Issue(issuing()))
        .then_expect_events(vec![issued()]);
    given(out())(Act::Issue(issuing())).then_expect_error(ReportRefusal::AlreadyIssued);
}

#[test]
fn what_was_approved_is_what_is_issued() {
    let other = Issuing { draft_sha256: "another".into(), ..issuing() };
    given(vec![drafted("aa"), approved()])(Act::Issue(other))
        .then_expect_error(ReportRefusal::DraftChanged);
}

#[test]
fn only_an_issued_report_is_opened() {
    given(vec![drafted("aa"), approved()])(Act::Open).then_expect_error(ReportRefusal::NotIssued);
    given(out())(Act::Open).then_expect_events(vec![ReportOpened { report_id: id() }.into()]);
}

#[test]
fn governors_ask_about_an_issued_report() {
    given(vec![drafted("aa")])(ask("Why?")).then_expect_error(ReportRefusal::NotIssued);
    given(out())(ask("")).then_expect_error(ReportRefusal::TextEmpty);
    given(out())(ask("Why?")).then_expect_events(vec![asked()]);
    given(out())(ask_about_nothing()).then_expect_error(ReportRefusal::ParagraphUnknown);
}

#[test]
fn a_question_is_answered_once() {
    let with = |more: Vec<ReportEvent>| [out(), more].concat();
    given(out())(answer("Because.")).then_expect_error(ReportRefusal::QuestionUnknown);
    given(with(vec![asked()]))(answer(" ")).then_expect_error(ReportRefusal::TextEmpty);
    given(with(vec![asked()]))(answer("Because.")).then_expect_events(vec![answered()]);
    given(with(vec![asked(), answered()]))(answer("Because."))
        .then_expect_error(ReportRefusal::AlreadyAnswered);
}

#[test]
fn a_correction_stands_beside_an_issued_report_with_its_reason() {
    given(vec![drafted("aa")])(correct("It was 41.", "A slip."))
        .then_expect_error(ReportRefusal::NotIssued);
    given(out())(correct("", "A slip.")).then_expect_error(ReportRefusal::TextEmpty);
    given(out())(correct("It was 41.", " ")).then_expect_error(ReportRefusal::ReasonEmpty);
    let correction = CorrectionIssued {
        report_id: id(),
        correction_id: context().new_id("correction").to_string(),
        text: "It was 41.".into(),
        reason: "A slip.".into(),
    };
    given(out())(correct("It was 41.", "A slip.")).then_expect_events(vec![correction.into()]);
}

#[test]
fn commentary_and_changes_outlive_a_new_draft() {
    let mut report = Report::default();
    for event in [marked(8), drafted("old"), added("Good."), drafted("aa"), approved()] {
        report.evolve(&event);
    }
    assert_eq!(report.changes(), [change(8)]);
    assert_eq!(report.commentary(), ["Good."]);
    assert_eq!(report.ready_to_issue().unwrap().data_sha256, "aa");
}
