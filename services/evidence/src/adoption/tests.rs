use contract::evidence::v1::{
    AdoptRequirementRequest, TakeBackAdoptionRequest, TakeBackWaiverRequest,
    WaiveRequirementRequest,
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

fn knowing(asked: AskedOfSchool, events: Vec<AdoptionEvent>) -> AggregateTestExecutor<Adoption> {
    TestFramework::<Adoption>::with((asked, context())).given(events)
}

fn given(events: Vec<AdoptionEvent>) -> AggregateTestExecutor<Adoption> {
    knowing(AskedOfSchool::Due, events)
}

fn ids() -> [String; 3] {
    ["r", "a", "2025-26"].map(str::to_owned)
}

fn adopt(on: &str) -> AdoptionCommand {
    let ([requirement_id, school_id, period], on) = (ids(), on.to_owned());
    AdoptRequirementRequest { requirement_id, school_id, period, on, ..Default::default() }.into()
}

fn adopted(on: &str) -> AdoptionEvent {
    let ([requirement_id, school_id, period], on) = (ids(), on.to_owned());
    RequirementAdopted { requirement_id, school_id, period, on }.into()
}

fn waive() -> AdoptionCommand {
    let [requirement_id, school_id, period] = ids();
    let reason = "The diocese's own policy holds.".to_owned();
    WaiveRequirementRequest { requirement_id, school_id, period, reason, ..Default::default() }
        .into()
}

fn waived() -> AdoptionEvent {
    let [requirement_id, school_id, period] = ids();
    let reason = context().words("The diocese's own policy holds.");
    RequirementWaived { requirement_id, school_id, period, on: "2026-04-21".to_owned(), reason }
        .into()
}

fn back_from_adoption() -> AdoptionCommand {
    let [requirement_id, school_id, period] = ids();
    TakeBackAdoptionRequest { requirement_id, school_id, period, ..Default::default() }.into()
}

fn back_from_waiver() -> AdoptionCommand {
    let [requirement_id, school_id, period] = ids();
    TakeBackWaiverRequest { requirement_id, school_id, period, ..Default::default() }.into()
}

#[test]
fn a_school_adopts_what_is_asked_for_by_today() {
    given(vec![]).when(adopt("2026-04-20")).then_expect_events(vec![adopted("2026-04-20")]);
    given(vec![]).when(adopt("")).then_expect_events(vec![adopted("2026-04-21")]);
    let tomorrow = "2026-04-22".parse().unwrap();
    given(vec![]).when(adopt("2026-04-22")).then_expect_error(AdoptionRefusal::Ahead(tomorrow));
}

#[test]
fn what_is_not_asked_for_is_neither_adopted_nor_waived() {
    for command in [adopt(""), waive()] {
        knowing(AskedOfSchool::Unknown, vec![])
            .when(command.clone())
            .then_expect_error(AdoptionRefusal::RequirementUnknown);
        knowing(AskedOfSchool::NotDue, vec![])
            .when(command)
            .then_expect_error(AdoptionRefusal::NotDue);
    }
}

#[test]
fn what_is_settled_is_opened_before_it_is_settled_anew() {
    given(vec![]).when(waive()).then_expect_events(vec![waived()]);
    for command in [adopt(""), waive()] {
        given(vec![adopted("2026-04-20")])
            .when(command.clone())
            .then_expect_error(AdoptionRefusal::Adopted);
        given(vec![waived()]).when(command).then_expect_error(AdoptionRefusal::Waived);
    }
    given(vec![]).when(back_from_adoption()).then_expect_error(AdoptionRefusal::NotAdopted);
    given(vec![]).when(back_from_waiver()).then_expect_error(AdoptionRefusal::NotWaived);
    given(vec![waived()]).when(back_from_adoption()).then_expect_error(AdoptionRefusal::NotAdopted);
}

#[test]
fn what_is_taken_back_is_open_even_where_it_is_not_asked_for_any_more() {
    let [requirement_id, school_id, period] = ids();
    let on = "2026-04-21".to_owned();
    let back = AdoptionTakenBack { requirement_id, school_id, period, on };
    knowing(AskedOfSchool::NotDue, vec![adopted("2026-04-20")])
        .when(back_from_adoption())
        .then_expect_events(vec![back.clone().into()]);
    given(vec![adopted("2026-04-20"), back.into()])
        .when(waive())
        .then_expect_events(vec![waived()]);
    let [requirement_id, school_id, period] = ids();
    let on = "2026-04-21".to_owned();
    let back = WaiverTakenBack { requirement_id, school_id, period, on };
    given(vec![waived()]).when(back_from_waiver()).then_expect_events(vec![back.clone().into()]);
    given(vec![waived(), back.into()])
        .when(adopt("2026-04-20"))
        .then_expect_events(vec![adopted("2026-04-20")]);
}
