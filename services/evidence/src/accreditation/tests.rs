use contract::evidence::v1::{
    AttachAccreditationReportRequest, DetachAccreditationReportRequest, EndAccreditationRequest,
};
use eventlog::SealedWords;
use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};

use super::*;

fn context() -> Context {
    Context {
        trust: Uuid::from_u128(9),
        actor: Uuid::nil(),
        role: "headteacher".to_owned(),
        now: "2026-04-21T10:00:00Z".parse().unwrap(),
        command_id: Uuid::from_u128(1),
        sealed: SealedWords::unsalted(),
    }
}

fn given(events: Vec<AccreditationEvent>) -> AggregateTestExecutor<Accreditation> {
    TestFramework::<Accreditation>::with((report(), context())).given(events)
}

/// A report as it was read.
fn report() -> AttachedReport {
    let (sha256, title) = ("cd".repeat(32), "Artsmark report".to_owned());
    AttachedReport { sha256, bytes: 30_000, pages: 4, title }
}

fn record() -> RecordAccreditationRequest {
    RecordAccreditationRequest {
        school_id: "a".to_owned(),
        scheme: "Artsmark".to_owned(),
        level: "Gold".to_owned(),
        awarded_on: "2025-02-03".to_owned(),
        expires_on: "2027-02-03".to_owned(),
        ..RecordAccreditationRequest::default()
    }
}

fn awarded() -> AccreditationEvent {
    let asked = record();
    AccreditationAwarded {
        accreditation_id: Accreditation::id(context().trust, &asked),
        school_id: asked.school_id,
        scheme: asked.scheme,
        level: asked.level,
        awarded_on: asked.awarded_on,
        expires_on: asked.expires_on,
    }
    .into()
}

fn end(school_id: &str, on: &str) -> AccreditationCommand {
    let (school_id, on) = (school_id.to_owned(), on.to_owned());
    EndAccreditationRequest { school_id, on, ..EndAccreditationRequest::default() }.into()
}

fn ended(on: &str) -> AccreditationEvent {
    let (school_id, on) = ("a".to_owned(), on.to_owned());
    AccreditationEnded { school_id, on, ..AccreditationEnded::default() }.into()
}

#[test]
fn an_accreditation_is_recorded_once_and_renewed_by_another_award() {
    given(vec![]).when(record().into()).then_expect_events(vec![awarded()]);
    given(vec![awarded()])
        .when(record().into())
        .then_expect_error(AccreditationRefusal::AlreadyRecorded);
    let id = |asked: &RecordAccreditationRequest| Accreditation::id(context().trust, asked);
    let renewed = RecordAccreditationRequest { awarded_on: "2026-02-03".to_owned(), ..record() };
    let written = RecordAccreditationRequest { scheme: "ARTSMARK".to_owned(), ..record() };
    assert_ne!(id(&record()), id(&renewed));
    assert_eq!(id(&record()), id(&written));
}

#[test]
fn it_is_recorded_from_the_day_of_the_award_and_expires_later() {
    let tomorrow = "2026-04-22";
    let ahead = RecordAccreditationRequest {
        awarded_on: tomorrow.to_owned(),
        expires_on: String::new(),
        ..record()
    };
    given(vec![]).when(ahead.into()).then_expect_error(AccreditationRefusal::Ahead(day(tomorrow)));
    let early = RecordAccreditationRequest { expires_on: "2025-02-02".to_owned(), ..record() };
    given(vec![]).when(early.into()).then_expect_error(AccreditationRefusal::ExpiresTooEarly(
        day("2025-02-02"),
        day("2025-02-03"),
    ));
}

#[test]
fn it_ends_once_after_the_award_and_by_today() {
    given(vec![awarded()])
        .when(end("a", "2026-01-09"))
        .then_expect_events(vec![ended("2026-01-09")]);
    given(vec![awarded(), ended("2026-01-09")])
        .when(end("a", "2026-01-10"))
        .then_expect_error(AccreditationRefusal::HasEnded(day("2026-01-09")));
    given(vec![awarded()])
        .when(end("a", "2026-04-22"))
        .then_expect_error(AccreditationRefusal::Ahead(day("2026-04-22")));
    given(vec![awarded()]).when(end("a", "2025-02-02")).then_expect_error(
        AccreditationRefusal::EndsTooEarly(day("2025-02-02"), day("2025-02-03")),
    );
}

#[test]
fn it_is_of_one_school() {
    for history in [vec![], vec![awarded()]] {
        given(history)
            .when(end("b", "2026-01-09"))
            .then_expect_error(AccreditationRefusal::Unknown);
    }
}

fn attach(school_id: &str) -> AccreditationCommand {
    let school_id = school_id.to_owned();
    AttachAccreditationReportRequest { school_id, ..Default::default() }.into()
}

fn detach(school_id: &str) -> AccreditationCommand {
    let school_id = school_id.to_owned();
    DetachAccreditationReportRequest { school_id, ..Default::default() }.into()
}

fn attached() -> AccreditationEvent {
    let (school_id, report) = ("a".to_owned(), Some(report()));
    AccreditationReportAttached { school_id, report, ..Default::default() }.into()
}

fn detached() -> AccreditationEvent {
    let (school_id, sha256) = ("a".to_owned(), report().sha256);
    AccreditationReportDetached { school_id, sha256, ..Default::default() }.into()
}

#[test]
fn a_report_is_attached_and_detached_also_after_the_end() {
    let over = vec![awarded(), ended("2026-01-09")];
    given(over.clone()).when(attach("a")).then_expect_events(vec![attached()]);
    given(over.clone()).when(attach("b")).then_expect_error(AccreditationRefusal::Unknown);
    given(vec![]).when(attach("a")).then_expect_error(AccreditationRefusal::Unknown);
    given(over).when(detach("a")).then_expect_error(AttachmentRefusal::NotAttached.into());
    let history = vec![awarded(), attached()];
    given(history.clone())
        .when(attach("a"))
        .then_expect_error(AttachmentRefusal::IsAttached.into());
    given(history.clone()).when(detach("b")).then_expect_error(AccreditationRefusal::Unknown);
    given(history.clone()).when(detach("a")).then_expect_events(vec![detached()]);
    given([history, vec![detached()]].concat())
        .when(attach("a"))
        .then_expect_events(vec![attached()]);
}
