//! A round is opened, changed, closed and opened again.

use contract::categories::v1::{
    CloseRoundRequest, LeftUnjudged, ReopenRoundRequest, TakeSchoolOutOfRoundRequest,
};
use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};

use super::*;
use crate::category::testing::context;

const AUTUMN: &str = "2025-26-autumn";

fn id() -> String {
    Round::id(context().trust, AUTUMN).to_string()
}

fn open() -> RoundCommand {
    OpenRoundRequest {
        term: AUTUMN.to_owned(),
        framework_id: "school-improvement".to_owned(),
        framework_version: 1,
        school_ids: vec!["b".to_owned(), "a".to_owned()],
        ..Default::default()
    }
    .into()
}

fn opened() -> RoundEvent {
    RoundOpened {
        round_id: id(),
        term: AUTUMN.to_owned(),
        framework_id: "school-improvement".to_owned(),
        framework_version: 1,
        school_ids: vec!["a".to_owned(), "b".to_owned()],
        views_by: "2025-12-05".to_owned(),
    }
    .into()
}

fn closed() -> RoundEvent {
    RoundClosed { round_id: id(), not_judged: vec![] }.into()
}

fn close() -> RoundCommand {
    CloseRoundRequest { round_id: id(), ..Default::default() }.into()
}

fn knowing(around: RoundSurroundings) -> TestFramework<Round> {
    TestFramework::<Round>::with((around, context()))
}

fn agreed() -> RoundSurroundings {
    RoundSurroundings { agreed: true, ..RoundSurroundings::default() }
}

fn given(events: Vec<RoundEvent>) -> AggregateTestExecutor<Round> {
    knowing(agreed()).given(events)
}

#[test]
fn a_round_opens_with_its_schools_in_order() {
    given(vec![]).when(open()).then_expect_events(vec![opened()]);
}

#[test]
fn a_term_has_one_round_open_or_closed() {
    given(vec![opened()]).when(open()).then_expect_error(RoundRefusal::AlreadyOpen);
    given(vec![opened(), closed()]).when(open()).then_expect_error(RoundRefusal::AlreadyOpen);
}

#[test]
fn a_round_judges_by_an_agreed_framework() {
    let unknown = knowing(RoundSurroundings::default()).given_no_previous_events();
    unknown.when(open()).then_expect_error(RoundRefusal::FrameworkUnknown);
}

#[test]
fn an_open_round_can_be_closed() {
    given(vec![opened()]).when(close()).then_expect_events(vec![closed()]);
}

#[test]
fn a_round_nobody_opened_cannot_be_closed() {
    given(vec![]).when(close()).then_expect_error(RoundRefusal::Unknown);
}

#[test]
fn a_round_is_closed_once() {
    given(vec![opened(), closed()]).when(close()).then_expect_error(RoundRefusal::Closed);
}

#[test]
fn the_id_is_the_same_for_the_same_term_of_a_trust() {
    let (trust, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    assert_eq!(Round::id(trust, AUTUMN), Round::id(trust, AUTUMN));
    assert_ne!(Round::id(trust, AUTUMN), Round::id(trust, "2025-26-spring"));
    assert_ne!(Round::id(trust, AUTUMN), Round::id(other, AUTUMN));
}

fn reason() -> String {
    "It joins the trust in December.".to_owned()
}

fn add(school: &str, views_by: &str) -> RoundCommand {
    AddSchoolToRoundRequest {
        round_id: id(),
        school_id: school.to_owned(),
        reason: reason(),
        views_by: views_by.to_owned(),
        ..Default::default()
    }
    .into()
}

fn added(views_by: &str) -> RoundEvent {
    SchoolAddedToRound {
        round_id: id(),
        school_id: "c".to_owned(),
        reason: context().words(&reason()),
        term: AUTUMN.to_owned(),
        framework_id: "school-improvement".to_owned(),
        framework_version: 1,
        views_by: views_by.to_owned(),
    }
    .into()
}

fn take_out(school: &str) -> RoundCommand {
    TakeSchoolOutOfRoundRequest {
        round_id: id(),
        school_id: school.to_owned(),
        reason: reason(),
        ..Default::default()
    }
    .into()
}

fn taken_out(school: &str) -> RoundEvent {
    SchoolTakenOutOfRound {
        round_id: id(),
        school_id: school.to_owned(),
        reason: context().words(&reason()),
        term: AUTUMN.to_owned(),
    }
    .into()
}

fn reopen() -> RoundCommand {
    ReopenRoundRequest { round_id: id(), reason: reason(), ..Default::default() }.into()
}

fn reopened(opened: Vec<RoundPlace>) -> RoundEvent {
    let reason = context().words(&reason());
    RoundReopened { round_id: id(), reason, term: AUTUMN.to_owned(), opened }.into()
}

#[test]
fn a_round_names_the_day_for_views() {
    let asking = |day: &str| {
        let RoundCommand::OpenRound(asked) = open() else { unreachable!() };
        OpenRoundRequest { views_by: day.to_owned(), ..asked }.into()
    };
    let named = given(vec![]).when(asking("2025-11-21")).inspect_result().unwrap();
    let [RoundEvent::RoundOpened(named)] = named.as_slice() else { panic!("{named:?}") };
    assert_eq!(named.views_by, "2025-11-21", "today is not too late");
    given(vec![]).when(asking("2025-11-20")).then_expect_error(RoundRefusal::ViewsDayPast);
}

#[test]
fn a_school_is_added_to_an_open_round() {
    given(vec![opened()]).when(add("c", "")).then_expect_events(vec![added("2025-12-05")]);
    given(vec![opened()])
        .when(add("c", "2025-12-12"))
        .then_expect_events(vec![added("2025-12-12")]);
    for school in ["a", "c"] {
        let history = vec![opened(), added("2025-12-05")];
        given(history).when(add(school, "")).then_expect_error(RoundRefusal::SchoolInRound);
    }
    given(vec![opened(), closed()]).when(add("c", "")).then_expect_error(RoundRefusal::Closed);
    given(vec![]).when(add("c", "")).then_expect_error(RoundRefusal::Unknown);
    let past = given(vec![opened()]).when(add("c", "2025-11-20"));
    past.then_expect_error(RoundRefusal::ViewsDayPast);
}

#[test]
fn a_school_that_is_added_late_has_a_day_of_its_own() {
    let mut round = Round::default();
    [opened(), added("2025-12-12")].iter().for_each(|event| round.evolve(event));
    let (opened, _) = round.opened().unwrap();
    assert_eq!((opened.views_by("a"), opened.views_by("c")), ("2025-12-05", "2025-12-12"));
    assert_eq!(opened.school_ids, ["a", "b", "c"]);
}

#[test]
fn a_school_is_taken_out_of_an_open_round() {
    given(vec![opened()]).when(take_out("a")).then_expect_events(vec![taken_out("a")]);
    let twice = given(vec![opened(), taken_out("a")]).when(take_out("a"));
    twice.then_expect_error(RoundRefusal::SchoolNotInRound);
    let late = given(vec![opened(), closed()]).when(take_out("a"));
    late.then_expect_error(RoundRefusal::Closed);
    given(vec![opened(), taken_out("a")])
        .when(add("a", "2025-12-12"))
        .inspect_result()
        .expect("a school that was taken out can be added again");
}

#[test]
fn a_round_with_open_categories_is_not_closed() {
    let open = vec![place("a", "staff"), place("b", "staff")];
    let around = RoundSurroundings { open, ..agreed() };
    let refused = knowing(around).given(vec![opened()]).when(close());
    refused.then_expect_error(RoundRefusal::CategoriesOpen { count: 2 });
}

#[test]
fn the_closing_says_what_it_left_unjudged() {
    let left = LeftUnjudged {
        school_id: "a".to_owned(),
        area_id: "staff".to_owned(),
        reason: "A new head.".to_owned(),
    };
    let close = CloseRoundRequest { round_id: id(), not_judged: vec![left], ..Default::default() };
    let closed = RoundClosed { round_id: id(), not_judged: vec![place("a", "staff")] };
    given(vec![opened()]).when(RoundCommand::from(close)).then_expect_events(vec![closed.into()]);
}

#[test]
fn a_closed_round_is_opened_again_with_what_it_left() {
    let around = RoundSurroundings { left: vec![place("a", "staff")], ..agreed() };
    knowing(around)
        .given(vec![opened(), closed()])
        .when(reopen())
        .then_expect_events(vec![reopened(vec![place("a", "staff")])]);
    given(vec![opened()]).when(reopen()).then_expect_error(RoundRefusal::Open);
    given(vec![]).when(reopen()).then_expect_error(RoundRefusal::Unknown);
    let again = given(vec![opened(), closed(), reopened(vec![])]).when(close());
    again.then_expect_events(vec![closed()]);
}
