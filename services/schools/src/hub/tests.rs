use contract::schools::v1::{EnterHubRequest, FormHubRequest, WithdrawFromHubRequest};
use eventlog::cqrs_es::test::{AggregateResultValidator, TestFramework};

use super::*;
use crate::given::context;

const SCHOOL: &str = "s";

fn id() -> String {
    Hub::id(context().trust, "Coast")
}

fn newcomer(standing: Standing) -> Option<Newcomer> {
    Some(Newcomer { standing, in_another_hub: false })
}

/// A hub's past and what it is told of a newcomer.
struct Given(Vec<HubEvent>, Option<Newcomer>);

impl Given {
    fn when(self, command: impl Into<HubCommand>) -> AggregateResultValidator<Hub> {
        TestFramework::with((self.1, context())).given(self.0).when(command.into())
    }
}

fn hub(given: Vec<HubEvent>) -> Given {
    Given(given, newcomer(Standing::In))
}

fn formed() -> HubEvent {
    HubFormed { hub_id: id(), name: "Coast".to_owned() }.into()
}

fn entered() -> HubEvent {
    let (school_id, from) = (SCHOOL.to_owned(), "2025-09-01".to_owned());
    SchoolEnteredHub { hub_id: id(), school_id, from }.into()
}

fn form() -> FormHubRequest {
    FormHubRequest { name: "Coast".to_owned(), ..Default::default() }
}

fn enter() -> EnterHubRequest {
    let (school_id, from) = (SCHOOL.to_owned(), "2025-09-01".to_owned());
    EnterHubRequest { hub_id: id(), school_id, from, ..Default::default() }
}

fn withdraw(on: &str) -> WithdrawFromHubRequest {
    let (school_id, on) = (SCHOOL.to_owned(), on.to_owned());
    WithdrawFromHubRequest { hub_id: id(), school_id, on, ..Default::default() }
}

#[test]
fn a_hub_is_formed() {
    hub(vec![]).when(form()).then_expect_events(vec![formed()]);
}

#[test]
fn a_hub_is_formed_once() {
    hub(vec![formed()]).when(form()).then_expect_error(HubRefusal::AlreadyFormed);
}

#[test]
fn a_school_enters_a_hub() {
    hub(vec![formed()]).when(enter()).then_expect_events(vec![entered()]);
}

#[test]
fn nobody_enters_an_unknown_hub() {
    hub(vec![]).when(enter()).then_expect_error(HubRefusal::Unknown);
}

#[test]
fn only_a_school_of_the_trust_enters() {
    Given(vec![formed()], newcomer(Standing::Unknown))
        .when(enter())
        .then_expect_error(HubRefusal::SchoolUnknown);
    Given(vec![formed()], newcomer(Standing::Left))
        .when(enter())
        .then_expect_error(HubRefusal::SchoolHasLeft);
}

#[test]
fn a_school_is_in_one_hub_at_a_time() {
    hub(vec![formed(), entered()]).when(enter()).then_expect_error(HubRefusal::AlreadyIn);
    let elsewhere = Newcomer { standing: Standing::In, in_another_hub: true };
    Given(vec![formed()], Some(elsewhere)).when(enter()).then_expect_error(HubRefusal::AlreadyIn);
}

#[test]
fn a_school_withdraws_and_may_come_back() {
    let (school_id, on) = (SCHOOL.to_owned(), "2025-09-01".to_owned());
    let withdrew = SchoolWithdrewFromHub { hub_id: id(), school_id, on };
    hub(vec![formed(), entered()])
        .when(withdraw("2025-09-01"))
        .then_expect_events(vec![withdrew.clone().into()]);
    hub(vec![formed(), entered(), withdrew.into()])
        .when(enter())
        .then_expect_events(vec![entered()]);
}

#[test]
fn a_school_moves_to_a_hub_on_a_day_ahead() {
    let (school_id, on) = (SCHOOL.to_owned(), "2026-01-01".to_owned());
    let withdrawn = SchoolWithdrewFromHub { hub_id: id(), school_id, on };
    let given = || vec![formed(), entered(), withdrawn.clone().into()];
    let enters = |from: &str| EnterHubRequest { from: from.to_owned(), ..enter() };
    hub(given()).when(enters("2025-12-31")).then_expect_error(HubRefusal::AlreadyIn);
    let (hub_id, school_id, from) = (id(), SCHOOL.to_owned(), "2026-01-01".to_owned());
    hub(given())
        .when(enters("2026-01-01"))
        .then_expect_events(vec![SchoolEnteredHub { hub_id, school_id, from }.into()]);
    hub(given()).when(withdraw("2026-02-01")).then_expect_error(HubRefusal::NotIn);
    let far = || FarAheadRefusal("2206-01-01".to_owned()).into();
    hub(given()).when(enters("2206-01-01")).then_expect_error(far());
    hub(vec![formed(), entered()]).when(withdraw("2206-01-01")).then_expect_error(far());
}

#[test]
fn nobody_withdraws_from_an_unknown_hub() {
    hub(vec![]).when(withdraw("2025-09-01")).then_expect_error(HubRefusal::Unknown);
}

#[test]
fn only_a_member_withdraws() {
    hub(vec![formed()]).when(withdraw("2025-09-01")).then_expect_error(HubRefusal::NotIn);
}

#[test]
fn a_school_does_not_withdraw_before_it_entered() {
    let (day, first) = ("2025-08-31", "2025-09-01");
    hub(vec![formed(), entered()])
        .when(withdraw(day))
        .then_expect_error(HubRefusal::Backwards(day.to_owned(), first.to_owned()));
}
