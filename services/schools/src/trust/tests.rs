use eventlog::cqrs_es::test::TestFramework;

use contract::schools::v1::{
    BeginTrustRequest, FoundTrustRequest, RemoveTrustMarkRequest, SetTrustColourRequest,
    SetTrustMarkRequest,
};

use super::*;
use crate::given::context;
use crate::trust_mark::tests::picture;

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

fn trust_id() -> String {
    context().trust.to_string()
}

fn set_mark(file: Vec<u8>) -> TrustCommand {
    let asked = SetTrustMarkRequest { file, ..SetTrustMarkRequest::default() };
    commands::TrustCommand::from(asked).into()
}

fn remove_mark() -> TrustCommand {
    commands::TrustCommand::from(RemoveTrustMarkRequest::default()).into()
}

fn set_colour(colour: &str) -> TrustCommand {
    let (command_id, colour) = (String::new(), colour.to_owned());
    commands::TrustCommand::from(SetTrustColourRequest { command_id, colour }).into()
}

fn marked(file: &[u8]) -> TrustMarkSet {
    TrustMarkSet { trust_id: trust_id(), mark: Some(trust_mark::read(file).unwrap().mark) }
}

fn coloured(colour: &str) -> TrustEvent {
    TrustColourSet { trust_id: trust_id(), colour: colour.to_owned() }.into()
}

#[test]
fn a_mark_is_set_and_another_takes_its_place() {
    let (first, second) = (picture(64, 64), picture(96, 64));
    let set = || TrustEvent::from(marked(&first));
    trust(vec![]).when(set_mark(first.clone())).then_expect_error(TrustRefusal::Unknown);
    trust(vec![founded()]).when(set_mark(first.clone())).then_expect_events(vec![set()]);
    trust(vec![founded(), set()])
        .when(set_mark(first.clone()))
        .then_expect_error(MarkRefusal::Unchanged.into());
    trust(vec![founded(), set()])
        .when(set_mark(second.clone()))
        .then_expect_events(vec![marked(&second).into()]);
    trust(vec![founded()])
        .when(set_mark(b"GIF89a".to_vec()))
        .then_expect_error(MarkRefusal::NotAPng.into());
}

#[test]
fn a_mark_is_taken_out_once() {
    let file = picture(64, 64);
    let set = marked(&file);
    let sha256 = set.mark.clone().unwrap_or_default().sha256;
    let removed =
        || TrustEvent::from(TrustMarkRemoved { trust_id: trust_id(), sha256: sha256.clone() });
    trust(vec![founded()]).when(remove_mark()).then_expect_error(MarkRefusal::NotSet.into());
    trust(vec![founded(), set.clone().into()])
        .when(remove_mark())
        .then_expect_events(vec![removed()]);
    trust(vec![founded(), set.clone().into(), removed()])
        .when(remove_mark())
        .then_expect_error(MarkRefusal::NotSet.into());
    trust(vec![founded(), set.clone().into(), removed()])
        .when(set_mark(file))
        .then_expect_events(vec![set.into()]);
}

#[test]
fn a_colour_bears_white_text() {
    trust(vec![]).when(set_colour("#00563f")).then_expect_error(TrustRefusal::Unknown);
    trust(vec![founded()])
        .when(set_colour(" #00563F "))
        .then_expect_events(vec![coloured("#00563f")]);
    trust(vec![founded()])
        .when(set_colour("#767676"))
        .then_expect_events(vec![coloured("#767676")]);
    let pale = TrustRefusal::ColourTooPale("#ffcc00".to_owned(), "1.5".to_owned());
    assert_eq!(
        pale.to_string(),
        "#ffcc00 on white has 1.5 to 1; 4.5 to 1 is needed. Choose a darker colour."
    );
    trust(vec![founded()]).when(set_colour("#ffcc00")).then_expect_error(pale);
    trust(vec![founded()])
        .when(set_colour("green"))
        .then_expect_error(TrustRefusal::ColourMalformed);
}

#[test]
fn a_trust_goes_back_to_the_colour_of_plumbline() {
    let green = || coloured("#00563f");
    trust(vec![founded(), green()])
        .when(set_colour("#00563f"))
        .then_expect_error(TrustRefusal::ColourUnchanged);
    trust(vec![founded(), green()]).when(set_colour("")).then_expect_events(vec![coloured("")]);
    trust(vec![founded()]).when(set_colour("")).then_expect_error(TrustRefusal::ColourUnchanged);
}
