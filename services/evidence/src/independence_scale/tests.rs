use contract::evidence::v1::SetIndependenceLevelsRequest;
use eventlog::SealedWords;
use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};
use uuid::Uuid;

use super::*;

fn given(events: Vec<IndependenceScaleEvent>) -> AggregateTestExecutor<IndependenceScale> {
    let context = Context {
        trust: Uuid::from_u128(9),
        actor: Uuid::nil(),
        role: "improvement_lead".to_owned(),
        now: "2026-04-21T10:00:00Z".parse().unwrap(),
        command_id: Uuid::from_u128(1),
        sealed: SealedWords::unsalted(),
    };
    TestFramework::<IndependenceScale>::with(((), context)).given(events)
}

pub(crate) fn levels(names: &[&str]) -> Vec<IndependenceLevel> {
    let level = |name: &&str| IndependenceLevel {
        level_id: name.to_lowercase(),
        name: (*name).to_owned(),
        means: format!("A school of {name} decides with the trust."),
    };
    names.iter().map(level).collect()
}

fn set(version: u32, levels: Vec<IndependenceLevel>) -> IndependenceScaleCommand {
    SetIndependenceLevelsRequest { command_id: String::new(), version, levels }.into()
}

fn were_set(version: u32, levels: Vec<IndependenceLevel>) -> IndependenceScaleEvent {
    IndependenceLevelsSet { version, levels }.into()
}

#[test]
fn changed_levels_are_the_next_version() {
    let (two, three) = (levels(&["Guided", "Free"]), levels(&["Guided", "Partly", "Free"]));
    given(vec![]).when(set(1, two.clone())).then_expect_events(vec![were_set(1, two.clone())]);
    given(vec![were_set(1, two.clone())])
        .when(set(2, three.clone()))
        .then_expect_events(vec![were_set(2, three.clone())]);
    given(vec![were_set(1, two.clone())])
        .when(set(1, three))
        .then_expect_error(IndependenceScaleRefusal::OutOfOrder { expected: 2, given: 1 });
    given(vec![were_set(1, two.clone())])
        .when(set(2, two))
        .then_expect_error(IndependenceScaleRefusal::Unchanged);
}

#[test]
fn a_level_is_there_once() {
    let twice = levels(&["Guided", "Free", "Guided"]);
    given(vec![])
        .when(set(1, twice))
        .then_expect_error(IndependenceScaleRefusal::Repeated("Guided".to_owned()));
}
