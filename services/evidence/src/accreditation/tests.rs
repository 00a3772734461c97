use contract::evidence::v1::EndAccreditationRequest;
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
    TestFramework::<Accreditation>::with(((), context())).given(events)
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
