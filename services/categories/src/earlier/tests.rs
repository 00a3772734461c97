use eventlog::SealedWords;
use eventlog::cqrs_es::test::{AggregateTestExecutor, TestFramework};
use jiff::civil::date;
use uuid::Uuid;

use super::*;

const DAY: &str = "2024-07-12";

fn context() -> Context {
    Context {
        trust: Uuid::from_u128(7),
        actor: Uuid::from_u128(8),
        role: "improvement_lead".to_owned(),
        now: "2025-11-21T10:00:00Z".parse().unwrap(),
        command_id: Uuid::from_u128(9),
        sealed: SealedWords::unsalted(),
    }
}

/// The framework of the time has two areas; one of them was decided on in Plumbline since.
fn facts() -> EarlierFacts {
    EarlierFacts {
        agreed: true,
        area_ids: vec!["governance".to_owned(), "staff".to_owned()],
        region_ids: vec!["repair".to_owned(), "improve".to_owned()],
        first_decided: [("staff".to_owned(), date(2024, 7, 13))].into(),
        first_in_any_area: None,
    }
}

fn given(events: &[EarlierDecisionsEvent]) -> AggregateTestExecutor<EarlierDecisions> {
    TestFramework::<EarlierDecisions>::with((facts(), context())).given(events.to_vec())
}

fn of(area: &str) -> EarlierDecision {
    let (area_id, region_id) = (area.to_owned(), "improve".to_owned());
    EarlierDecision { area_id, region_id, ..EarlierDecision::default() }
}

fn in_words(area: &str) -> EarlierDecision {
    let (area_name, region_name) = (area.to_owned(), "Good".to_owned());
    EarlierDecision { area_name, region_name, ..EarlierDecision::default() }
}

fn asks(decisions: &[EarlierDecision]) -> BringInDecisionsRequest {
    BringInDecisionsRequest {
        school_id: "school".to_owned(),
        framework_id: "default".to_owned(),
        framework_version: 1,
        decided_on: DAY.to_owned(),
        paper: "Annual review 2023-24".to_owned(),
        decided_by: "Board of trustees".to_owned(),
        decisions: decisions.to_vec(),
        ..BringInDecisionsRequest::default()
    }
}

fn without_framework(decisions: &[EarlierDecision]) -> BringInDecisionsRequest {
    BringInDecisionsRequest { framework_id: String::new(), framework_version: 0, ..asks(decisions) }
}

/// What the request records.
fn events_of(asked: &BringInDecisionsRequest) -> Vec<EarlierDecisionsEvent> {
    let event = |(place, decision): (usize, &EarlierDecision)| {
        let decision_id = context().new_id(&format!("decision/{place}")).to_string();
        brought_in(asked, decision, decision_id, &context()).into()
    };
    asked.decisions.iter().enumerate().map(event).collect()
}

#[test]
fn the_table_of_a_school_is_brought_in_in_one_act_with_its_day_and_its_paper() {
    let asked = asks(&[of("governance"), of("staff")]);
    given(&[]).when(asked.clone().into()).then_expect_events(events_of(&asked));
    let asked = without_framework(&[in_words("Provision"), in_words("Wellbeing")]);
    given(&[]).when(asked.clone().into()).then_expect_events(events_of(&asked));
}

#[test]
fn a_day_that_has_not_come_is_none_of_an_earlier_year() {
    let on = |day: &str| BringInDecisionsRequest {
        decided_on: day.to_owned(),
        ..asks(&[of("governance")])
    };
    let ahead = EarlierRefusal::Ahead(date(2025, 11, 22));
    given(&[]).when(on("2025-11-22").into()).then_expect_error(ahead);
    given(&[]).when(on("2025-11-21").into()).then_expect_events(events_of(&on("2025-11-21")));
}

#[test]
fn nothing_is_brought_in_on_or_after_the_first_decision_taken_here() {
    let on = |day: &str| BringInDecisionsRequest {
        decided_on: day.to_owned(),
        ..asks(&[of("governance"), of("staff")])
    };
    for day in ["2024-07-13", "2025-01-10"] {
        let here = EarlierRefusal::DecidedHere { area: "staff".to_owned(), on: date(2024, 7, 13) };
        given(&[]).when(on(day).into()).then_expect_error(here);
    }
}

#[test]
fn by_a_papers_own_names_nothing_is_brought_in_on_or_after_the_first_decision_in_any_area() {
    let first = date(2024, 7, 13);
    let facts = EarlierFacts { first_in_any_area: Some(first), ..facts() };
    let given = || {
        TestFramework::<EarlierDecisions>::with((facts.clone(), context()))
            .given_no_previous_events()
    };
    let on = |day: &str| BringInDecisionsRequest {
        decided_on: day.to_owned(),
        ..without_framework(&[in_words("Provision")])
    };
    given().when(on(DAY).into()).then_expect_events(events_of(&on(DAY)));
    for day in ["2024-07-13", "2025-01-10"] {
        given().when(on(day).into()).then_expect_error(EarlierRefusal::JudgedHere(first));
    }
}

#[test]
fn areas_and_regions_are_those_of_the_framework_that_is_named() {
    let weather = EarlierRefusal::AreaUnknown("weather".to_owned());
    given(&[]).when(asks(&[of("weather")]).into()).then_expect_error(weather);
    let region = EarlierDecision { region_id: "sustain".to_owned(), ..of("governance") };
    let sustain = EarlierRefusal::RegionUnknown("sustain".to_owned());
    given(&[]).when(asks(&[region]).into()).then_expect_error(sustain);
    let facts = EarlierFacts { agreed: false, ..facts() };
    TestFramework::<EarlierDecisions>::with((facts, context()))
        .given_no_previous_events()
        .when(asks(&[of("governance")]).into())
        .then_expect_error(EarlierRefusal::FrameworkUnknown);
}

#[test]
fn names_of_a_paper_and_ids_of_a_framework_are_not_mixed() {
    let mixed = EarlierDecision { area_name: "Governing".to_owned(), ..of("governance") };
    for asked in [
        asks(&[mixed]),
        asks(&[in_words("Provision")]),
        without_framework(&[of("governance")]),
        without_framework(&[EarlierDecision { region_name: String::new(), ..in_words("A") }]),
    ] {
        given(&[]).when(asked.into()).then_expect_error(EarlierRefusal::NamedOtherwise);
    }
}

#[test]
fn an_area_has_one_judgement_of_a_day() {
    let first = asks(&[of("governance")]);
    let repeated =
        |area: &str| EarlierRefusal::Repeated { area: area.to_owned(), on: date(2024, 7, 12) };
    let before = events_of(&first);
    given(&before).when(first.clone().into()).then_expect_error(repeated("governance"));
    let twice = asks(&[of("governance"), of("governance")]);
    given(&[]).when(twice.into()).then_expect_error(repeated("governance"));
    let twice = without_framework(&[in_words("Provision"), in_words("PROVISION")]);
    given(&[]).when(twice.into()).then_expect_error(repeated("PROVISION"));
    let earlier = BringInDecisionsRequest { decided_on: "2023-07-14".to_owned(), ..first };
    given(&before).when(earlier.clone().into()).then_expect_events(events_of(&earlier));
}

#[test]
fn what_was_taken_back_can_be_brought_in_again() {
    let asked = asks(&[of("governance")]);
    let before = events_of(&asked);
    let EarlierDecisionsEvent::DecisionBroughtIn(first) = &before[0] else { panic!("one event") };
    let take_back = TakeBackBroughtInRequest {
        school_id: "school".to_owned(),
        decision_ids: vec![first.decision_id.clone()],
        reason: "It was the table of another school.".to_owned(),
        ..TakeBackBroughtInRequest::default()
    };
    let back: EarlierDecisionsEvent = BroughtInDecisionTakenBack {
        decision_id: first.decision_id.clone(),
        school_id: "school".to_owned(),
        area_id: "governance".to_owned(),
        decided_on: DAY.to_owned(),
        reason: context().words(&take_back.reason),
    }
    .into();
    given(&[]).when(take_back.clone().into()).then_expect_error(EarlierRefusal::Unknown);
    given(&before).when(take_back.clone().into()).then_expect_events(vec![back.clone()]);
    let gone = [before, vec![back]].concat();
    given(&gone).when(take_back.into()).then_expect_error(EarlierRefusal::Unknown);
    given(&gone).when(asked.clone().into()).then_expect_events(events_of(&asked));
}
