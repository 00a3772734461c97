use contract::evidence::v1::{Obligation, RequirementKind};
use eventlog::SealedWords;
use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};
use uuid::Uuid;

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

fn given(events: Vec<RequirementEvent>) -> AggregateTestExecutor<Requirement> {
    TestFramework::<Requirement>::with(((), context())).given(events)
}

fn terms(rhythm: RequirementRhythm, due_on: &str) -> RequirementTerms {
    RequirementTerms {
        title: "Safeguarding policy".to_owned(),
        kind: RequirementKind::Document.into(),
        obligation: Obligation::Required.into(),
        rhythm: rhythm.into(),
        due_on: due_on.to_owned(),
    }
}

fn add(year: &str, terms: RequirementTerms) -> RequirementCommand {
    let (year, why) = (year.to_owned(), "Children have to be safe.".to_owned());
    AddRequirementRequest { year, terms: Some(terms), why, ..Default::default() }.into()
}

fn added(year: &str, terms: RequirementTerms) -> RequirementEvent {
    RequirementAdded {
        requirement_id: context().new_id("requirement").to_string(),
        year: year.to_owned(),
        terms: Some(terms),
        why: context().words("Children have to be safe."),
    }
    .into()
}

fn change(year: &str, terms: RequirementTerms) -> RequirementCommand {
    ChangeRequirementRequest {
        requirement_id: "r".to_owned(),
        year: year.to_owned(),
        terms: Some(terms),
        why: "Each term is better.".to_owned(),
        ..Default::default()
    }
    .into()
}

fn changed(year: &str, terms: RequirementTerms) -> RequirementEvent {
    RequirementChanged {
        requirement_id: "r".to_owned(),
        year: year.to_owned(),
        terms: Some(terms),
        why: context().words("Each term is better."),
    }
    .into()
}

fn drop_from(year: &str) -> RequirementCommand {
    let (requirement_id, reason) = ("r".to_owned(), "The law asks for another.".to_owned());
    let year = year.to_owned();
    DropRequirementRequest { requirement_id, year, reason, ..Default::default() }.into()
}

fn dropped(year: &str) -> RequirementEvent {
    let (requirement_id, year) = ("r".to_owned(), year.to_owned());
    let reason = context().words("The law asks for another.");
    RequirementDropped { requirement_id, year, reason }.into()
}

const DAY: RequirementRhythm = RequirementRhythm::OnDay;
const TERM: RequirementRhythm = RequirementRhythm::EachTerm;

#[test]
fn a_requirement_is_due_on_a_day_of_its_year_or_at_an_end() {
    let by_day = terms(DAY, "2026-06-30");
    given(vec![])
        .when(add("2025-26", by_day.clone()))
        .then_expect_events(vec![added("2025-26", by_day)]);
    // Without a day it is due at the end of each term, so one that was given says nothing.
    given(vec![])
        .when(add("2026-27", terms(TERM, "2026-06-30")))
        .then_expect_events(vec![added("2026-27", terms(TERM, ""))]);
    given(vec![])
        .when(add("2025-26", terms(DAY, "")))
        .then_expect_error(RequirementRefusal::WithoutDay);
    let (day, year) = ("2026-09-01".parse().unwrap(), "2025-26".parse().unwrap());
    given(vec![])
        .when(add("2025-26", terms(DAY, "2026-09-01")))
        .then_expect_error(RequirementRefusal::DayOutsideYear(day, year));
}

#[test]
fn the_register_of_this_year_and_the_next_can_change() {
    for year in ["2024-25", "2027-28"] {
        let closed = || RequirementRefusal::YearNotOpen(year.to_owned());
        given(vec![]).when(add(year, terms(TERM, ""))).then_expect_error(closed());
    }
    let stood = || vec![added("2023-24", terms(TERM, ""))];
    given(stood())
        .when(change("2026-27", terms(TERM, "")))
        .then_expect_events(vec![changed("2026-27", terms(TERM, ""))]);
    let closed = RequirementRefusal::YearNotOpen("2024-25".to_owned());
    given(stood()).when(drop_from("2024-25")).then_expect_error(closed);
}

#[test]
fn what_holds_from_a_later_year_is_not_changed_for_an_earlier_one() {
    let stood = || vec![added("2025-26", terms(TERM, "")), changed("2026-27", terms(TERM, ""))];
    for command in [change("2025-26", terms(TERM, "")), drop_from("2025-26")] {
        let refusal = RequirementRefusal::YearGoesBack("2026-27".to_owned());
        given(stood()).when(command).then_expect_error(refusal);
    }
    for command in [change("2026-27", terms(TERM, "")), drop_from("2026-27")] {
        given(vec![]).when(command).then_expect_error(RequirementRefusal::Unknown);
    }
}

#[test]
fn what_was_dropped_is_dropped_once_and_may_come_back() {
    let stood = || vec![added("2025-26", terms(TERM, ""))];
    given(stood()).when(drop_from("2026-27")).then_expect_events(vec![dropped("2026-27")]);
    let gone = || [stood(), vec![dropped("2026-27")]].concat();
    given(gone()).when(drop_from("2026-27")).then_expect_error(RequirementRefusal::Dropped);
    given(gone())
        .when(change("2026-27", terms(TERM, "")))
        .then_expect_events(vec![changed("2026-27", terms(TERM, ""))]);
}

#[test]
fn a_school_is_asked_for_what_holds_in_the_year() {
    let mut requirement = Requirement::default();
    assert_eq!(requirement.asked_for("2025-26"), AskedOfSchool::Unknown);
    for event in [
        added("2025-26", terms(TERM, "")),
        changed("2026-27", terms(DAY, "2026-10-01")),
        dropped("2028-29"),
    ] {
        requirement.evolve(&event);
    }
    let due = ["2025-26-autumn", "2025-26-summer", "2026-27", "2027-28"];
    let not_due = ["2024-25-summer", "2025-26", "2026-27-autumn", "2028-29", "2029-30"];
    for period in due {
        assert_eq!(requirement.asked_for(period), AskedOfSchool::Due, "{period}");
    }
    for period in not_due.into_iter().chain(["2025-26-autumn-1", "2025-09-01/2025-12-19"]) {
        assert_eq!(requirement.asked_for(period), AskedOfSchool::NotDue, "{period}");
    }
}
