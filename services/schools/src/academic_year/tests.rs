use contract::schools::v1::SetTermsRequest;
use eventlog::cqrs_es::test::{AggregateResultValidator, TestFramework};

use super::*;
use crate::given::context;

const SCHOOL: &str = "00000000-0000-0000-0000-000000000004";

/// What happened before, and where a school stands that keeps its own terms.
struct Given(Vec<AcademicYearEvent>, Option<Standing>);

impl Given {
    fn when(self, command: AcademicYearCommand) -> AggregateResultValidator<Year> {
        let (year, keeper) = ("2025-26".parse().unwrap(), self.1);
        let beside = vec![days("2024-25-summer", "2025-04-22", "2025-08-25")];
        let facts = YearFacts { year, keeper, beside };
        TestFramework::with((facts, context())).given(self.0).when(command)
    }
}

fn year(given: Vec<AcademicYearEvent>) -> Given {
    Given(given, None)
}

fn days(term: &str, starts_on: &str, ends_on: &str) -> TermDates {
    let [term, starts_on, ends_on] = [term, starts_on, ends_on].map(str::to_owned);
    TermDates { term, starts_on, ends_on, breaks: Vec::new() }
}

fn terms() -> Vec<TermDates> {
    vec![
        days("2025-26-autumn", "2025-09-01", "2025-12-19"),
        days("2025-26-spring", "2026-01-05", "2026-03-27"),
        days("2025-26-summer", "2026-04-13", "2026-08-31"),
    ]
}

fn set(terms: Vec<TermDates>) -> AcademicYearCommand {
    set_for("", terms)
}

fn set_for(school: &str, terms: Vec<TermDates>) -> AcademicYearCommand {
    let (academic_year, school_id) = ("2025-26".to_owned(), school.to_owned());
    SetTermsRequest { command_id: String::new(), academic_year, school_id, terms }.into()
}

fn were_set(school_id: &str) -> AcademicYearEvent {
    TermsSet {
        academic_year: "2025-26".to_owned(),
        school_id: school_id.to_owned(),
        terms: terms(),
    }
    .into()
}

fn refused(terms: Vec<TermDates>) -> YearRefusal {
    year(vec![]).when(set(terms)).inspect_result().unwrap_err()
}

#[test]
fn terms_are_set_from_the_first_to_the_last_day_of_the_year() {
    year(vec![]).when(set(terms())).then_expect_events(vec![were_set("")]);
}

#[test]
fn terms_given_in_another_order_are_put_in_order() {
    let turned = terms().into_iter().rev().collect();
    year(vec![]).when(set(turned)).then_expect_events(vec![were_set("")]);
}

#[test]
fn the_same_terms_set_again_change_nothing() {
    year(vec![were_set("")]).when(set(terms())).then_expect_events(vec![]);
}

#[test]
fn terms_may_be_set_anew() {
    let mut moved = terms();
    "2025-12-18".clone_into(&mut moved[0].ends_on);
    let result = year(vec![were_set("")]).when(set(moved)).inspect_result();
    assert_eq!(result.unwrap().len(), 1);
}

#[test]
fn a_school_keeps_its_own_terms() {
    Given(vec![], Some(Standing::In))
        .when(set_for(SCHOOL, terms()))
        .then_expect_events(vec![were_set(SCHOOL)]);
}

#[test]
fn only_a_school_of_the_trust_keeps_its_own_terms() {
    for (standing, refusal) in [
        (Standing::Unknown, YearRefusal::SchoolUnknown),
        (Standing::Left, YearRefusal::SchoolHasLeft),
    ] {
        Given(vec![], Some(standing)).when(set_for(SCHOOL, terms())).then_expect_error(refusal);
    }
}

#[test]
fn a_year_has_three_terms() {
    for missing in 0..3 {
        let mut two = terms();
        let gone = two.remove(missing);
        assert_eq!(refused(two), YearRefusal::Missing(words(&gone)));
    }
    assert_eq!(refused(vec![]), YearRefusal::Missing("Autumn 2025-26".to_owned()));
}

#[test]
fn terms_lie_within_the_year() {
    let outside = YearRefusal::OutsideYear("Autumn 2025-26".to_owned(), "2025-26".to_owned());
    let mut early = terms();
    "2025-07-31".clone_into(&mut early[0].starts_on);
    assert_eq!(refused(early), outside);
    let mut late = terms();
    "2026-09-01".clone_into(&mut late[2].ends_on);
    let outside = YearRefusal::OutsideYear("Summer 2025-26".to_owned(), "2025-26".to_owned());
    assert_eq!(refused(late), outside);
}

#[test]
fn the_autumn_may_begin_in_august() {
    let mut early = terms();
    "2025-08-26".clone_into(&mut early[0].starts_on);
    assert_eq!(year(vec![]).when(set(early)).inspect_result().unwrap().len(), 1);
}

#[test]
fn terms_of_two_years_do_not_share_a_day() {
    let mut early = terms();
    "2025-08-25".clone_into(&mut early[0].starts_on);
    let [autumn, summer] = ["Autumn 2025-26", "Summer 2024-25"].map(str::to_owned);
    let refusal = refused(early);
    assert_eq!(refusal, YearRefusal::OverlapsAnotherYear(autumn, summer));
    let sentence = "Autumn 2025-26 shares days with Summer 2024-25. Change one of the two.";
    assert_eq!(refusal.to_string(), sentence);
    assert_eq!(refusal.reason(), "TERMS_OVERLAP");
}

#[test]
fn breaks_are_days_inside_a_term() {
    let off = |starts_on: &str, ends_on: &str| TermBreak {
        starts_on: starts_on.to_owned(),
        ends_on: ends_on.to_owned(),
    };
    let with = |breaks: &[TermBreak]| {
        let mut terms = terms();
        terms[0].breaks = breaks.to_vec();
        terms
    };
    let half_term = off("2025-10-20", "2025-10-31");
    let training = off("2025-09-02", "2025-09-02");
    let given = with(&[half_term.clone(), training.clone()]);
    let events = year(vec![]).when(set(given)).inspect_result().unwrap();
    let AcademicYearEvent::TermsSet(kept) = &events[0];
    assert_eq!(kept.terms[0].breaks, [training, half_term.clone()], "in the order of time");
    let outside = YearRefusal::BreakOutsideTerm("Autumn 2025-26".to_owned());
    for wrong in [
        off("2025-09-01", "2025-09-02"),
        off("2025-12-18", "2025-12-19"),
        off("2025-10-21", "2025-10-20"),
        off("2025-10-31", "2025-11-02"),
    ] {
        assert_eq!(refused(with(&[half_term.clone(), wrong])), outside);
    }
}

#[test]
fn a_term_of_another_year_is_outside() {
    let mut other = terms();
    "2024-25-spring".clone_into(&mut other[1].term);
    let outside = YearRefusal::OutsideYear("Spring 2024-25".to_owned(), "2025-26".to_owned());
    assert_eq!(refused(other), outside);
}

#[test]
fn terms_do_not_share_a_day() {
    let mut touching = terms();
    touching[1].starts_on = touching[0].ends_on.clone();
    assert_eq!(refused(touching), YearRefusal::Overlap("Spring 2025-26".to_owned()));
    let mut next_day = terms();
    "2025-12-20".clone_into(&mut next_day[1].starts_on);
    assert_eq!(year(vec![]).when(set(next_day)).inspect_result().unwrap().len(), 1);
}

#[test]
fn a_term_given_twice_overlaps() {
    let mut twice = terms();
    twice.push(twice[2].clone());
    assert_eq!(refused(twice), YearRefusal::Overlap("Summer 2025-26".to_owned()));
}

#[test]
fn a_term_does_not_end_before_it_begins() {
    let mut backwards = terms();
    "2026-01-04".clone_into(&mut backwards[1].ends_on);
    assert_eq!(refused(backwards), YearRefusal::Backwards("Spring 2025-26".to_owned()));
}

#[test]
fn a_schools_own_year_has_a_stream_of_its_own() {
    let id = |school| Year::derived_id(&set_for(school, vec![]), &context());
    assert_eq!(id(""), Some("2025-26".to_owned()));
    assert_eq!(id(SCHOOL), Some(format!("2025-26.{SCHOOL}")));
}
