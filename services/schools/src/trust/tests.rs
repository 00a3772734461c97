use eventlog::cqrs_es::test::TestFramework;

use contract::schools::v1::{BeginTrustRequest, FoundTrustRequest};

use super::*;
use crate::given::context;

fn founded() -> TrustEvent {
    let trust_id = context().trust.to_string();
    TrustFounded { trust_id, name: "Orchard".to_owned() }.into()
}

fn found(name: &str) -> TrustCommand {
    let (command_id, name) = (String::new(), name.to_owned());
    commands::TrustCommand::from(FoundTrustRequest { command_id, name }).into()
}

fn trust(given: Vec<TrustEvent>) -> eventlog::cqrs_es::test::AggregateTestExecutor<Trust> {
    TestFramework::with(((), context())).given(given)
}

#[test]
fn a_trust_is_founded() {
    trust(vec![]).when(found("Orchard")).then_expect_events(vec![founded()]);
}

#[test]
fn a_trust_is_founded_once() {
    trust(vec![founded()]).when(found("Again")).then_expect_error(TrustRefusal::AlreadyFounded);
}

#[test]
fn a_link_begins_a_trust_once() {
    let asked = BeginTrustRequest { name: "Orchard".to_owned(), ..Default::default() };
    let begin = || TrustCommand::from(commands::TrustCommand::from(asked.clone()));
    trust(vec![]).when(begin()).then_expect_events(vec![founded()]);
    trust(vec![founded()]).when(begin()).then_expect_error(TrustRefusal::AlreadyFounded);
}

#[test]
fn a_retention_run_is_left_in_the_record_of_a_founded_trust() {
    let removed = vec![RetentionLine { what: "access-records".to_owned(), ..Default::default() }];
    let on = jiff::civil::date(2026, 11, 25);
    let run = || TrustCommand::ExecuteRetention { on, removed: removed.clone() };
    trust(vec![]).when(run()).then_expect_error(TrustRefusal::Unknown);
    let left = RetentionExecuted {
        trust_id: context().trust.to_string(),
        on: on.to_string(),
        removed: removed.clone(),
    };
    trust(vec![founded()]).when(run()).then_expect_events(vec![left.into()]);
}

#[test]
fn an_import_needs_a_founded_trust() {
    trust(vec![]).when(TrustCommand::BeginImport).then_expect_error(TrustRefusal::Unknown);
    trust(vec![founded()]).when(TrustCommand::BeginImport).then_expect_events(vec![]);
}
