use contract::schools::v1::{
    ImportRegisterRequest, JoinSchoolRequest, LeaveTrustRequest, SchoolSucceeded,
    StateUniquenessRequest, SucceedSchoolRequest, UrnPeriod,
};
use eventlog::cqrs_es::test::{AggregateResultValidator, TestFramework};
use jiff::civil::date;

use super::*;
use crate::given::context;

/// What happened before.
struct Given(Vec<SchoolEvent>);

impl Given {
    fn when(self, command: impl Into<Asked>) -> AggregateResultValidator<School> {
        let Asked { command, facts } = command.into();
        TestFramework::with((facts, context())).given(self.0).when(command)
    }
}

/// A command with what the school knows of others.
struct Asked {
    command: SchoolCommand,
    facts: SchoolFacts,
}

impl From<SchoolCommand> for Asked {
    fn from(command: SchoolCommand) -> Self {
        Self { command, facts: SchoolFacts::Nothing }
    }
}

fn school(given: Vec<SchoolEvent>) -> Given {
    Given(given)
}

/// The id of the school that joined under a URN.
fn id(urn: &str) -> String {
    school_id(context().trust, urn).to_string()
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
    joined(&id(urn), &orford(urn)).into()
}

fn has_succeeded(old: &str, new: &str, on: &str) -> SchoolEvent {
    SchoolSucceeded {
        school_id: id("124777"),
        old_urn: old.to_owned(),
        new_urn: new.to_owned(),
        on: on.to_owned(),
    }
    .into()
}

fn has_left() -> SchoolEvent {
    SchoolLeft { school_id: id("150252"), on: "2025-08-31".to_owned(), reason: None }.into()
}

fn join(details: SchoolDetails) -> SchoolCommand {
    JoinSchoolRequest { command_id: String::new(), school: Some(details) }.into()
}

fn succeed(urn: &str) -> SchoolCommand {
    let (new_urn, on) = (urn.to_owned(), "2023-12-01".to_owned());
    SucceedSchoolRequest { new_urn, on, ..SucceedSchoolRequest::default() }.into()
}

fn leave(on: &str) -> SchoolCommand {
    LeaveTrustRequest { on: on.to_owned(), ..LeaveTrustRequest::default() }.into()
}

fn state(statement: &str) -> SchoolCommand {
    let statement = statement.to_owned();
    StateUniquenessRequest { statement, ..StateUniquenessRequest::default() }.into()
}

fn step(old: &str, new: &str, on: Option<Date>) -> Succession {
    Succession { old: old.to_owned(), new: new.to_owned(), on }
}

fn follow(urn: &str, ancestry: Vec<Succession>) -> Asked {
    let facts = SchoolFacts::Shown { details: Box::new(orford(urn)), ancestry };
    Asked { command: ImportRegisterRequest::default().into(), facts }
}

/// The same command where another school, to which these things happened, has or had the URN.
fn held(command: SchoolCommand, holder: Vec<SchoolEvent>) -> Asked {
    let mut other = School::default();
    holder.iter().for_each(|event| other.evolve(event));
    Asked { command, facts: SchoolFacts::Held(Box::new(other)) }
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
fn a_school_does_not_join_under_another_schools_urn() {
    let holder = vec![has_joined("124777"), has_succeeded("124777", "150252", "2023-12-01")];
    school(vec![])
        .when(held(join(orford("150252")), holder))
        .then_expect_error(SchoolRefusal::AlreadyJoined("150252".to_owned()));
    school(vec![])
        .when(held(join(orford("150252")), vec![has_joined("150252"), has_left()]))
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
        .when(held(succeed("150251"), vec![has_joined("150251")]))
        .then_expect_error(SchoolRefusal::AlreadyJoined("150251".to_owned()));
}

#[test]
fn a_school_leaves() {
    school(vec![has_joined("150252")])
        .when(leave("2025-08-31"))
        .then_expect_events(vec![has_left()]);
}

#[test]
fn an_unknown_school_does_not_leave() {
    school(vec![]).when(leave("2025-08-31")).then_expect_error(SchoolRefusal::Unknown);
}

#[test]
fn a_school_leaves_once() {
    school(vec![has_joined("150252"), has_left()])
        .when(leave("2025-09-30"))
        .then_expect_error(SchoolRefusal::HasLeft("2025-08-31".to_owned()));
}

#[test]
fn a_school_leaves_on_the_day_it_joined_at_the_earliest() {
    let result = school(vec![has_joined("150252")]).when(leave("2023-12-01")).inspect_result();
    assert_eq!(result.unwrap().len(), 1);
    let day = "2023-11-30";
    school(vec![has_joined("150252")]).when(leave(day)).then_expect_error(
        SchoolRefusal::LeavesBeforeJoining(day.to_owned(), "2023-12-01".to_owned()),
    );
}

#[test]
fn a_school_states_what_makes_it_unlike_the_others() {
    let school_id = id("150252");
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
