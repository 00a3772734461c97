use contract::events::VisitNoteEvent;
use contract::evidence::v1::*;
use contract::schools::v1::Role;
use eventlog::SealedWords;
use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};
use uuid::Uuid;

use super::*;

const WRITER: Uuid = Uuid::from_u128(2);
const OTHER: Uuid = Uuid::from_u128(3);
const NOTE: &str = "note";

fn context_of(actor: Uuid, role: &str) -> Context {
    Context {
        trust: Uuid::from_u128(9),
        actor,
        role: role.to_owned(),
        now: "2026-04-21T10:00:00Z".parse().unwrap(),
        command_id: Uuid::from_u128(1),
        sealed: SealedWords::unsalted(),
    }
}

fn context() -> Context {
    context_of(WRITER, "central_team")
}

fn given(events: &[VisitNoteEvent]) -> AggregateTestExecutor<super::VisitNote> {
    by(context(), events)
}

fn by(context: Context, events: &[VisitNoteEvent]) -> AggregateTestExecutor<super::VisitNote> {
    TestFramework::<super::VisitNote>::with(((), context)).given(events.to_vec())
}

fn begin(kind: VisitKind, on: &str) -> VisitNoteCommand {
    BeginVisitNoteRequest {
        school_id: "a".to_owned(),
        kind: kind.into(),
        on: on.to_owned(),
        focus: "Reading in Key Stage 1.".to_owned(),
        ..BeginVisitNoteRequest::default()
    }
    .into()
}

fn begun() -> VisitNoteEvent {
    VisitNoteBegun {
        visit_note_id: context().new_id("visit_note").to_string(),
        school_id: "a".to_owned(),
        kind: VisitKind::HealthCheck.into(),
        on: "2026-04-20".to_owned(),
        focus: context().words("Reading in Key Stage 1."),
        writer_id: WRITER.to_string(),
    }
    .into()
}

/// The id of the note and of its school, in every request but the first.
fn ids() -> (String, String) {
    (NOTE.to_owned(), "a".to_owned())
}

fn record() -> RecordVisitFindingRequest {
    let (visit_note_id, school_id) = ids();
    RecordVisitFindingRequest {
        visit_note_id,
        school_id,
        areas: vec!["outcomes".to_owned()],
        strength: StrengthOfEvidence::Strong.into(),
        text: "Pupils read daily.".to_owned(),
        ..RecordVisitFindingRequest::default()
    }
}

fn found(finding_id: &str) -> VisitNoteEvent {
    let (visit_note_id, school_id) = ids();
    let finding_id = finding_id.to_owned();
    VisitFindingRecorded { visit_note_id, school_id, finding_id, ..Default::default() }.into()
}

fn to_do() -> AgreeVisitActionRequest {
    let (visit_note_id, school_id) = ids();
    AgreeVisitActionRequest {
        visit_note_id,
        school_id,
        text: "Buy books.".to_owned(),
        owner_role: Role::Headteacher.into(),
        due_on: "2026-06-30".to_owned(),
        ..AgreeVisitActionRequest::default()
    }
}

fn agreed_action(action_id: &str) -> VisitNoteEvent {
    let (visit_note_id, school_id) = ids();
    let action_id = action_id.to_owned();
    VisitActionAgreed { visit_note_id, school_id, action_id, ..Default::default() }.into()
}

fn send() -> VisitNoteCommand {
    let (visit_note_id, school_id) = ids();
    SendVisitNoteRequest { visit_note_id, school_id, ..Default::default() }.into()
}

fn sent(on: &str) -> VisitNoteEvent {
    let ((visit_note_id, school_id), on) = (ids(), on.to_owned());
    VisitNoteSent { visit_note_id, school_id, on }.into()
}

fn comment() -> VisitNoteCommand {
    let (visit_note_id, school_id) = ids();
    let text = "It was Key Stage 2.".to_owned();
    CommentOnVisitNoteRequest { visit_note_id, school_id, text, ..Default::default() }.into()
}

fn commented() -> VisitNoteEvent {
    let ((visit_note_id, school_id), on) = (ids(), "2026-04-21".to_owned());
    let text = context().words("It was Key Stage 2.");
    VisitNoteCommented { visit_note_id, school_id, on, text }.into()
}

fn agree() -> VisitNoteCommand {
    let (visit_note_id, school_id) = ids();
    AgreeVisitNoteRequest { visit_note_id, school_id, ..Default::default() }.into()
}

fn agreed() -> VisitNoteEvent {
    let ((visit_note_id, school_id), on) = (ids(), "2026-04-21".to_owned());
    VisitNoteAgreed { visit_note_id, school_id, on }.into()
}

fn issue() -> VisitNoteCommand {
    let ((visit_note_id, school_id), readers) = (ids(), vec![VisitReader::Committee.into()]);
    IssueVisitNoteRequest { visit_note_id, school_id, readers, ..Default::default() }.into()
}

fn issued(without_answer: bool) -> VisitNoteEvent {
    let ((visit_note_id, school_id), on) = (ids(), "2026-04-21".to_owned());
    let readers = vec![VisitReader::Committee.into()];
    VisitNoteIssued { visit_note_id, school_id, on, readers, without_answer }.into()
}

fn revisit(on: &str) -> RevisitVisitActionRequest {
    let (visit_note_id, school_id) = ids();
    RevisitVisitActionRequest {
        visit_note_id,
        school_id,
        action_id: "todo".to_owned(),
        on: on.to_owned(),
        outcome: RevisitOutcome::Improved.into(),
        text: "There are books.".to_owned(),
        ..RevisitVisitActionRequest::default()
    }
}

fn revisited() -> VisitNoteEvent {
    let ((visit_note_id, school_id), asked) = (ids(), revisit("2026-04-21"));
    let (action_id, on, outcome) = (asked.action_id, asked.on, asked.outcome);
    let text = context().words(&asked.text);
    VisitActionRevisited { visit_note_id, school_id, action_id, on, outcome, text }.into()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn a_note_is_begun_once_the_visit_was_made() {
    given(&[]).when(begin(VisitKind::HealthCheck, "2026-04-20")).then_expect_events(vec![begun()]);
    given(&[])
        .when(begin(VisitKind::HealthCheck, "2026-04-22"))
        .then_expect_error(VisitNoteRefusal::Ahead(day("2026-04-22")));
}

#[test]
fn chair_and_governors_write_of_governors_visits_only() {
    for role in ["governor", "governance_chair"] {
        by(context_of(WRITER, role), &[])
            .when(begin(VisitKind::HealthCheck, "2026-04-20"))
            .then_expect_error(VisitNoteRefusal::KindNotYours);
        let governors = by(context_of(WRITER, role), &[])
            .when(begin(VisitKind::Governor, "2026-04-20"))
            .inspect_result();
        assert_eq!(governors.unwrap().len(), 1);
    }
}

#[test]
fn the_writer_and_the_lead_write_and_for_others_there_is_none() {
    let recorded = VisitFindingRecorded {
        visit_note_id: NOTE.to_owned(),
        school_id: "a".to_owned(),
        finding_id: context().new_id("finding").to_string(),
        areas: vec!["outcomes".to_owned()],
        strength: StrengthOfEvidence::Strong.into(),
        text: context().words("Pupils read daily."),
    };
    for context in [context(), context_of(OTHER, "improvement_lead")] {
        by(context, &[begun()])
            .when(record().into())
            .then_expect_events(vec![recorded.clone().into()]);
    }
    for role in ["central_team", "headteacher"] {
        by(context_of(OTHER, role), &[begun()])
            .when(record().into())
            .then_expect_error(VisitNoteRefusal::Unknown);
    }
    let elsewhere = RecordVisitFindingRequest { school_id: "b".to_owned(), ..record() };
    given(&[begun()]).when(elsewhere.into()).then_expect_error(VisitNoteRefusal::Unknown);
    given(&[]).when(record().into()).then_expect_error(VisitNoteRefusal::Unknown);
}

#[test]
fn what_was_taken_out_is_gone_and_what_is_not_there_is_refused() {
    let (visit_note_id, school_id) = ids();
    let take = |finding_id: &str| {
        let (visit_note_id, school_id) = ids();
        let finding_id = finding_id.to_owned();
        let asked = TakeOutVisitFindingRequest {
            visit_note_id,
            school_id,
            finding_id,
            ..Default::default()
        };
        VisitNoteCommand::from(asked)
    };
    let out = VisitFindingTakenOut { visit_note_id, school_id, finding_id: "f".to_owned() };
    let history = [begun(), found("f")];
    given(&history).when(take("f")).then_expect_events(vec![out.clone().into()]);
    given(&history).when(take("g")).then_expect_error(VisitNoteRefusal::FindingUnknown);
    given(&[begun(), found("f"), out.into()])
        .when(send())
        .then_expect_error(VisitNoteRefusal::Empty);
    let (visit_note_id, school_id) = ids();
    let action_id = "todo".to_owned();
    let asked =
        TakeOutVisitActionRequest { visit_note_id, school_id, action_id, ..Default::default() };
    given(&[begun()]).when(asked.clone().into()).then_expect_error(VisitNoteRefusal::ActionUnknown);
    let out = VisitActionTakenOut {
        visit_note_id: asked.visit_note_id.clone(),
        school_id: asked.school_id.clone(),
        action_id: asked.action_id.clone(),
    };
    given(&[begun(), agreed_action("todo")])
        .when(asked.into())
        .then_expect_events(vec![out.into()]);
}

#[test]
fn an_action_has_an_owner_and_is_due_after_the_visit() {
    let event = VisitActionAgreed {
        visit_note_id: NOTE.to_owned(),
        school_id: "a".to_owned(),
        action_id: context().new_id("action").to_string(),
        text: context().words("Buy books."),
        owner_role: Role::Headteacher.into(),
        owner_id: String::new(),
        due_on: "2026-06-30".to_owned(),
    };
    given(&[begun()]).when(to_do().into()).then_expect_events(vec![event.into()]);
    let nobodys = AgreeVisitActionRequest { owner_role: 0, ..to_do() };
    given(&[begun()]).when(nobodys.into()).then_expect_error(VisitNoteRefusal::WithoutOwner);
    let two = AgreeVisitActionRequest { owner_id: OTHER.to_string(), ..to_do() };
    given(&[begun()]).when(two.into()).then_expect_error(VisitNoteRefusal::WithoutOwner);
    let early = AgreeVisitActionRequest { due_on: "2026-04-19".to_owned(), ..to_do() };
    given(&[begun()])
        .when(early.into())
        .then_expect_error(VisitNoteRefusal::DueTooEarly(day("2026-04-19"), day("2026-04-20")));
}

#[test]
fn a_note_holds_so_much_that_it_fits_a_page() {
    let mut findings = vec![begun()];
    findings.extend((0..20).map(|number| found(&number.to_string())));
    given(&findings)
        .when(record().into())
        .then_expect_error(VisitNoteRefusal::Full(20, "findings"));
    let mut actions = vec![begun()];
    actions.extend((0..12).map(|number| agreed_action(&number.to_string())));
    given(&actions).when(to_do().into()).then_expect_error(VisitNoteRefusal::Full(12, "actions"));
}

#[test]
fn the_head_comments_and_the_writer_sends_it_again() {
    let today = "2026-04-21";
    let head = || context_of(OTHER, "headteacher");
    let draft = vec![begun(), found("f")];
    given(&draft).when(send()).then_expect_events(vec![sent(today)]);
    by(head(), &draft).when(comment()).then_expect_error(VisitNoteRefusal::Unknown);
    let with_the_head = [draft, vec![sent(today)]].concat();
    given(&with_the_head).when(record().into()).then_expect_error(VisitNoteRefusal::WithTheHead);
    given(&with_the_head).when(send()).then_expect_error(VisitNoteRefusal::WithTheHead);
    by(head(), &with_the_head).when(comment()).then_expect_events(vec![commented()]);
    by(head(), &with_the_head).when(agree()).then_expect_events(vec![agreed()]);
    let answered = [with_the_head, vec![commented()]].concat();
    by(head(), &answered).when(agree()).then_expect_error(VisitNoteRefusal::NotSent);
    given(&answered).when(send()).then_expect_events(vec![sent(today)]);
    let closed = [answered, vec![sent(today), agreed()]].concat();
    given(&closed).when(record().into()).then_expect_error(VisitNoteRefusal::Agreed);
    by(head(), &closed).when(comment()).then_expect_error(VisitNoteRefusal::Agreed);
}

#[test]
fn a_guest_works_on_the_note_as_its_writer_does_and_does_not_issue_it() {
    let guest = || context_of(OTHER, "external_verifier");
    let draft = [begun(), found("f")];
    let recorded = VisitFindingRecorded {
        visit_note_id: NOTE.to_owned(),
        school_id: "a".to_owned(),
        finding_id: context().new_id("finding").to_string(),
        areas: vec!["outcomes".to_owned()],
        strength: StrengthOfEvidence::Strong.into(),
        text: context().words("Pupils read daily."),
    };
    by(guest(), &draft).when(record().into()).then_expect_events(vec![recorded.into()]);
    by(guest(), &draft).when(send()).then_expect_events(vec![sent("2026-04-21")]);
    let with_the_head = [&draft[..], &[sent("2026-04-21")]].concat();
    by(guest(), &with_the_head)
        .when(record().into())
        .then_expect_error(VisitNoteRefusal::WithTheHead);
    let agreed = [&with_the_head[..], &[agreed()]].concat();
    by(guest(), &agreed).when(issue()).then_expect_error(VisitNoteRefusal::Unknown);
    let elsewhere = RecordVisitFindingRequest { school_id: "b".to_owned(), ..record() };
    by(guest(), &draft).when(elsewhere.into()).then_expect_error(VisitNoteRefusal::Unknown);
}

#[test]
fn a_note_is_issued_once_it_is_agreed_or_ten_days_were_waited() {
    let sent_on = |on: &str| [begun(), found("f"), sent(on)];
    let agreed = [&sent_on("2026-04-21")[..], &[agreed()]].concat();
    given(&agreed).when(issue()).then_expect_events(vec![issued(false)]);
    given(&sent_on("2026-04-11")).when(issue()).then_expect_events(vec![issued(true)]);
    given(&sent_on("2026-04-12"))
        .when(issue())
        .then_expect_error(VisitNoteRefusal::NotAgreed(day("2026-04-22")));
    let commented = [&sent_on("2026-04-01")[..], &[commented()]].concat();
    given(&commented).when(issue()).then_expect_error(VisitNoteRefusal::NotSent);
    given(&[begun()]).when(issue()).then_expect_error(VisitNoteRefusal::NotSent);
    let twice = [&agreed[..], &[issued(false)]].concat();
    given(&twice).when(issue()).then_expect_error(VisitNoteRefusal::Issued);
    by(context_of(OTHER, "central_team"), &agreed)
        .when(issue())
        .then_expect_error(VisitNoteRefusal::Unknown);
}

#[test]
fn an_action_of_an_issued_note_is_visited_again() {
    let open = [begun(), found("f"), agreed_action("todo"), sent("2026-04-20"), agreed()];
    let done = [&open[..], &[issued(false)]].concat();
    let colleague = || context_of(OTHER, "central_team");
    by(colleague(), &done).when(revisit("2026-04-21").into()).then_expect_events(vec![revisited()]);
    by(colleague(), &open)
        .when(revisit("2026-04-21").into())
        .then_expect_error(VisitNoteRefusal::NotIssued);
    by(context_of(OTHER, "headteacher"), &done)
        .when(revisit("2026-04-21").into())
        .then_expect_error(VisitNoteRefusal::Unknown);
    let unknown = RevisitVisitActionRequest { action_id: "x".to_owned(), ..revisit("2026-04-21") };
    given(&done).when(unknown.into()).then_expect_error(VisitNoteRefusal::ActionUnknown);
    given(&done)
        .when(revisit("2026-04-22").into())
        .then_expect_error(VisitNoteRefusal::Ahead(day("2026-04-22")));
    given(&done)
        .when(revisit("2026-04-19").into())
        .then_expect_error(VisitNoteRefusal::RevisitTooEarly(day("2026-04-19"), day("2026-04-20")));
    let often = [done, vec![revisited(); 6]].concat();
    given(&often)
        .when(revisit("2026-04-21").into())
        .then_expect_error(VisitNoteRefusal::Full(6, "visits to one action"));
}
