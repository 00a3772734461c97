use contract::schools::v1::UrnPeriod;
use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};
use jiff::civil::date;

use super::*;
use crate::given::context;

const ID: Uuid = Uuid::from_u128(9);

fn school(given: Vec<SchoolEvent>) -> AggregateTestExecutor<School> {
    TestFramework::with(((), context())).given(given)
}

fn orford(urn: &str) -> SchoolDetails {
    SchoolDetails {
        urn: urn.to_owned(),
        name: "Orford".to_owned(),
        joined_on: "2023-12-01".to_owned(),
        ..SchoolDetails::default()
    }
}

fn has_joined(urn: &str) -> SchoolEvent {
    joined(ID, &orford(urn)).into()
}

fn has_succeeded(old: &str, new: &str, on: &str) -> SchoolEvent {
    SchoolSucceeded {
        school_id: ID.to_string(),
        old_urn: old.to_owned(),
        new_urn: new.to_owned(),
        on: on.to_owned(),
    }
    .into()
}

fn has_left() -> SchoolEvent {
    SchoolLeft { school_id: ID.to_string(), on: "2025-08-31".to_owned(), reason: None }.into()
}

fn join(details: SchoolDetails) -> SchoolCommand {
    SchoolCommand::Join { school_id: ID, details }
}

fn succeed(urn: &str) -> SchoolCommand {
    let on = date(2023, 12, 1);
    SchoolCommand::Succeed { new_urn: urn.to_owned(), on, held_by_another: false }
}

fn leave(on: Date) -> SchoolCommand {
    SchoolCommand::Leave { on, reason: None }
}

fn state(statement: &str) -> SchoolCommand {
    SchoolCommand::StateUniqueness { statement: context().words(statement) }
}

fn step(old: &str, new: &str, on: Option<Date>) -> Succession {
    Succession { old: old.to_owned(), new: new.to_owned(), on }
}

fn follow(urn: &str, ancestry: Vec<Succession>) -> SchoolCommand {
    SchoolCommand::FollowRegister { school_id: ID, details: orford(urn), ancestry }
}

#[test]
fn a_school_joins() {
    school(vec![]).when(join(orford("150252"))).then_expect_events(vec![has_joined("150252")]);
}

#[test]
fn a_school_joins_once() {
    school(vec![has_joined("150252")])
        .when(join(orford("150252")))
        .then_expect_error(SchoolRefusal::AlreadyJoined("150252".to_owned()));
}

#[test]
fn a_school_that_left_does_not_join_again() {
    school(vec![has_joined("150252"), has_left()])
        .when(join(orford("150252")))
        .then_expect_error(SchoolRefusal::HasLeft("2025-08-31".to_owned()));
}

#[test]
fn a_urn_of_five_digits_is_malformed() {
    school(vec![])
        .when(join(orford("15025")))
        .then_expect_error(SchoolRefusal::UrnMalformed("15025".to_owned()));
}

#[test]
fn an_earlier_urn_may_be_malformed_too() {
    let mut details = orford("150252");
    details.earlier_urns = vec![UrnPeriod { urn: "x".to_owned(), ..UrnPeriod::default() }];
    school(vec![])
        .when(join(details))
        .then_expect_error(SchoolRefusal::UrnMalformed("x".to_owned()));
}

#[test]
fn a_school_takes_a_new_urn() {
    school(vec![has_joined("124777")])
        .when(succeed("150252"))
        .then_expect_events(vec![has_succeeded("124777", "150252", "2023-12-01")]);
}

#[test]
fn an_unknown_school_takes_no_urn() {
    school(vec![]).when(succeed("150252")).then_expect_error(SchoolRefusal::Unknown);
}

#[test]
fn a_school_that_left_takes_no_urn() {
    school(vec![has_joined("124777"), has_left()])
        .when(succeed("150252"))
        .then_expect_error(SchoolRefusal::HasLeft("2025-08-31".to_owned()));
}

#[test]
fn the_new_urn_is_another_than_the_present_and_the_past() {
    let given = || vec![has_joined("124777"), has_succeeded("124777", "150252", "2023-12-01")];
    for urn in ["124777", "150252"] {
        school(given())
            .when(succeed(urn))
            .then_expect_error(SchoolRefusal::UrnUnchanged(urn.to_owned()));
    }
}

#[test]
fn the_new_urn_has_six_digits() {
    school(vec![has_joined("124777")])
        .when(succeed("1502522"))
        .then_expect_error(SchoolRefusal::UrnMalformed("1502522".to_owned()));
}

#[test]
fn the_new_urn_is_no_other_schools() {
    school(vec![has_joined("124777")])
        .when(SchoolCommand::Succeed {
            new_urn: "150251".to_owned(),
            on: date(2023, 12, 1),
            held_by_another: true,
        })
        .then_expect_error(SchoolRefusal::AlreadyJoined("150251".to_owned()));
}

#[test]
fn a_school_leaves() {
    school(vec![has_joined("150252")])
        .when(leave(date(2025, 8, 31)))
        .then_expect_events(vec![has_left()]);
}

#[test]
fn an_unknown_school_does_not_leave() {
    school(vec![]).when(leave(date(2025, 8, 31))).then_expect_error(SchoolRefusal::Unknown);
}

#[test]
fn a_school_leaves_once() {
    school(vec![has_joined("150252"), has_left()])
        .when(leave(date(2025, 9, 30)))
        .then_expect_error(SchoolRefusal::HasLeft("2025-08-31".to_owned()));
}

#[test]
fn a_school_leaves_on_the_day_it_joined_at_the_earliest() {
    let result = school(vec![has_joined("150252")]).when(leave(date(2023, 12, 1))).inspect_result();
    assert_eq!(result.unwrap().len(), 1);
    let day = date(2023, 11, 30);
    school(vec![has_joined("150252")])
        .when(leave(day))
        .then_expect_error(SchoolRefusal::LeavesBeforeJoining(day, "2023-12-01".to_owned()));
}

#[test]
fn a_school_states_what_makes_it_unlike_the_others() {
    let school_id = ID.to_string();
    let stated = UniquenessStated { school_id, statement: context().words("By the sea") };
    school(vec![has_joined("150252")])
        .when(state("By the sea"))
        .then_expect_events(vec![stated.into()]);
}

#[test]
fn only_a_school_in_the_trust_states_something() {
    school(vec![]).when(state("By the sea")).then_expect_error(SchoolRefusal::Unknown);
    school(vec![has_joined("150252"), has_left()])
        .when(state("By the sea"))
        .then_expect_error(SchoolRefusal::HasLeft("2025-08-31".to_owned()));
}

#[test]
fn a_school_the_register_shows_joins() {
    school(vec![]).when(follow("150252", vec![])).then_expect_events(vec![has_joined("150252")]);
}

#[test]
fn a_school_the_register_shows_again_does_nothing() {
    school(vec![has_joined("150252")]).when(follow("150252", vec![])).then_expect_events(vec![]);
}

#[test]
fn an_old_file_does_not_bring_the_old_urn_back() {
    school(vec![has_joined("124777"), has_succeeded("124777", "150252", "2023-12-01")])
        .when(follow("124777", vec![]))
        .then_expect_events(vec![]);
}

#[test]
fn a_school_that_left_does_not_follow_the_register() {
    school(vec![has_joined("150252"), has_left()])
        .when(follow("150252", vec![]))
        .then_expect_events(vec![]);
}

#[test]
fn a_school_takes_every_urn_the_register_shows_since() {
    let ancestry = vec![
        step("150252", "160000", Some(date(2025, 9, 1))),
        step("124777", "150252", Some(date(2023, 12, 1))),
    ];
    school(vec![has_joined("124777")]).when(follow("160000", ancestry)).then_expect_events(vec![
        has_succeeded("124777", "150252", "2023-12-01"),
        has_succeeded("150252", "160000", "2025-09-01"),
    ]);
}

#[test]
fn a_succession_needs_a_day() {
    school(vec![has_joined("124777")])
        .when(follow("150252", vec![step("124777", "150252", None)]))
        .then_expect_error(SchoolRefusal::SuccessionUndated(
            "124777".to_owned(),
            "150252".to_owned(),
        ));
}

#[test]
fn a_urn_follows_only_where_the_register_shows_it() {
    let refusal = SchoolRefusal::NotASuccessor("124777".to_owned(), "150252".to_owned());
    let day = Some(date(2023, 12, 1));
    let circle = vec![step("124777", "124778", day), step("124778", "124777", day)];
    school(vec![has_joined("124777")]).when(follow("150252", circle)).then_expect_error(refusal);
}
