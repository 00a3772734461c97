use contract::evidence::v1::WithdrawIndependenceRequest;
use eventlog::SealedWords;
use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};

use super::*;

fn context() -> Context {
    Context {
        trust: Uuid::from_u128(9),
        actor: Uuid::nil(),
        role: "improvement_lead".to_owned(),
        now: "2026-04-21T10:00:00Z".parse().unwrap(),
        command_id: Uuid::from_u128(1),
        sealed: SealedWords::unsalted(),
    }
}

/// Where the trust has set its levels twice.
fn given(events: Vec<IndependenceEvent>) -> AggregateTestExecutor<Independence> {
    let level_ids = vec!["guided".to_owned(), "free".to_owned()];
    let levels = LevelsInUse { version: 2, level_ids };
    TestFramework::<Independence>::with((levels, context())).given(events)
}

fn record(term: &str, level: &str) -> IndependenceCommand {
    RecordIndependenceRequest {
        school_id: "a".to_owned(),
        term: term.to_owned(),
        level_id: level.to_owned(),
        reasons: "Its last two visits found what it said.".to_owned(),
        ..Default::default()
    }
    .into()
}

fn recorded_as(term: &str, level: &str) -> IndependenceEvent {
    IndependenceRecorded {
        school_id: "a".to_owned(),
        term: term.to_owned(),
        level_id: level.to_owned(),
        levels_version: 2,
        reasons: context().words("Its last two visits found what it said."),
    }
    .into()
}

fn withdraw() -> IndependenceCommand {
    let (school_id, term) = ("a".to_owned(), "2025-26-summer".to_owned());
    let reason = "It was another school.".to_owned();
    WithdrawIndependenceRequest { school_id, term, reason, ..Default::default() }.into()
}

#[test]
fn a_level_in_use_is_recorded_for_a_term_that_has_begun() {
    given(vec![])
        .when(record("2025-26-summer", "free"))
        .then_expect_events(vec![recorded_as("2025-26-summer", "free")]);
    given(vec![])
        .when(record("2026-27-autumn", "free"))
        .then_expect_error(IndependenceRefusal::Ahead("Autumn 2026-27".to_owned()));
    given(vec![])
        .when(record("2025-26-summer", "alone"))
        .then_expect_error(IndependenceRefusal::LevelUnknown);
    TestFramework::<Independence>::with((LevelsInUse::default(), context()))
        .given_no_previous_events()
        .when(record("2025-26-summer", "free"))
        .then_expect_error(IndependenceRefusal::LevelsNotSet);
}

#[test]
fn a_level_is_recorded_anew_or_withdrawn() {
    let stood = || vec![recorded_as("2025-26-summer", "guided")];
    given(stood())
        .when(record("2025-26-summer", "free"))
        .then_expect_events(vec![recorded_as("2025-26-summer", "free")]);
    let withdrawn = IndependenceWithdrawn {
        school_id: "a".to_owned(),
        term: "2025-26-summer".to_owned(),
        reason: context().words("It was another school."),
    };
    given(stood()).when(withdraw()).then_expect_events(vec![withdrawn.clone().into()]);
    given(vec![]).when(withdraw()).then_expect_error(IndependenceRefusal::Unknown);
    given([stood(), vec![withdrawn.into()]].concat())
        .when(withdraw())
        .then_expect_error(IndependenceRefusal::Unknown);
}
