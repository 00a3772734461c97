//! Facts and a day in, tasks out.

use contract::Term;
use contract::dashboards::v1::TaskKind;
use contract::evidence::v1::{
    Obligation, Requirement, RequirementRhythm, RequirementTerms, RequirementVersion,
};
use jiff::civil::Date;

use super::evaluated::{Evaluations, KnownEvaluation, KnownTemplate, KnownTerm};
use super::required::RequirementsKnown;
use super::schools::SchoolHere;

const MARYS: &str = "marys";
const AUTUMN: &str = "2026-27-autumn";

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn term(school: &str, term: &str, starts_on: &str, ends_on: &str) -> KnownTerm {
    KnownTerm {
        school_id: school.to_owned(),
        term: term.parse::<Term>().unwrap(),
        starts_on: starts_on.to_owned(),
        ends_on: ends_on.to_owned(),
    }
}

/// A template of the trust, and its terms in 2026-27.
fn evaluations() -> Evaluations {
    let template = KnownTemplate { school_id: String::new(), since: "2026-01-10".to_owned() };
    Evaluations {
        terms: vec![
            term("", AUTUMN, "2026-09-02", "2026-12-18"),
            term("", "2026-27-spring", "2027-01-04", "2027-03-25"),
            term("", "2026-27-summer", "2027-04-12", "2027-07-21"),
        ],
        templates: vec![template],
        begun: Vec::new(),
    }
}

fn school(school_id: &str) -> SchoolHere {
    SchoolHere { school_id: school_id.to_owned(), ..SchoolHere::default() }
}

/// Term and last day of the task on a day.
fn due(known: &Evaluations, on: &str) -> Option<[String; 2]> {
    known.task(&school(MARYS), day(on)).map(|task| [task.term, task.due_on])
}

#[test]
fn the_term_is_the_one_that_began_last_until_its_year_is_over() {
    let known = evaluations();
    let autumn = Some([AUTUMN.to_owned(), "2026-12-18".to_owned()]);
    let spring = Some(["2026-27-spring".to_owned(), "2027-03-25".to_owned()]);
    let summer = Some(["2026-27-summer".to_owned(), "2027-07-21".to_owned()]);
    assert_eq!(due(&known, "2026-09-01"), None, "the year has begun, and no term");
    assert_eq!(due(&known, "2026-09-02"), autumn);
    assert_eq!(due(&known, "2027-01-03"), autumn, "late, in the break");
    assert_eq!(due(&known, "2027-01-04"), spring);
    assert_eq!(due(&known, "2027-08-31"), summer);
    // Of the next year no dates are set: the calendar says which term it is, and not when it ends.
    assert_eq!(due(&known, "2027-09-01"), Some(["2027-28-autumn".to_owned(), String::new()]));
}

#[test]
fn a_school_that_keeps_its_own_terms_is_asked_by_those() {
    let mut known = evaluations();
    known.terms.push(term(MARYS, AUTUMN, "2026-09-07", "2026-12-11"));
    known.terms.push(term("oak", AUTUMN, "2026-09-01", "2026-12-04"));
    assert_eq!(due(&known, "2026-09-04"), None);
    assert_eq!(due(&known, "2026-09-07"), Some([AUTUMN.to_owned(), "2026-12-11".to_owned()]));
    // A year that its own dates do not cover is the trust's.
    known.terms.push(term("", "2027-28-autumn", "2027-08-30", "2027-12-17"));
    let next = Some(["2027-28-autumn".to_owned(), "2027-12-17".to_owned()]);
    assert_eq!(due(&known, "2027-08-30"), next, "many schools begin in August");
}

#[test]
fn a_template_of_another_school_asks_nothing_and_a_signed_one_is_done() {
    let mut known = evaluations();
    known.templates = vec![KnownTemplate { school_id: "oak".to_owned(), since: String::new() }];
    assert_eq!(due(&known, "2026-11-20"), None);
    known.begun = vec![KnownEvaluation {
        self_evaluation_id: "e1".to_owned(),
        school_id: MARYS.to_owned(),
        term: AUTUMN.to_owned(),
        since: "2026-11-01".to_owned(),
        signed: false,
    }];
    let task = known.task(&school(MARYS), day("2026-11-20")).unwrap();
    assert_eq!((task.kind(), task.since.as_str()), (TaskKind::SignSelfEvaluation, "2026-11-01"));
    known.begun[0].signed = true;
    assert_eq!(due(&known, "2026-11-20"), None);
}

#[test]
fn a_term_that_was_over_before_its_self_evaluation_was_asked_for_is_not_owed() {
    let asked = |template: &str, joined_on: &str, on: &str| {
        let mut known = evaluations();
        template.clone_into(&mut known.templates[0].since);
        let school = SchoolHere { joined_on: joined_on.to_owned(), ..school(MARYS) };
        known.task(&school, day(on)).map(|task| [task.term, task.since])
    };
    let since = |term: &str, since: &str| Some([term.to_owned(), since.to_owned()]);
    let (old, on) = ("2026-01-10", "2026-12-21");
    assert_eq!(asked(old, "2023-12-01", on), since(AUTUMN, "2026-09-02"));
    assert_eq!(asked(old, "2026-12-18", on), since(AUTUMN, "2026-12-18"), "its last day");
    assert_eq!(asked(old, "2026-12-19", on), None, "it joined later");
    assert_eq!(asked("2026-12-19", "", on), None, "no template was there in time");
    let spring = since("2026-27-spring", "2027-01-04");
    assert_eq!(asked("2026-12-19", "2026-12-19", "2027-01-04"), spring);
    // The calendar says no last day.
    let next = since("2027-28-autumn", "2027-10-01");
    assert_eq!(asked("2027-10-01", "", "2027-12-31"), next);
}

#[test]
fn a_school_that_is_gone_by_the_last_day_of_the_term_owes_no_self_evaluation() {
    let owes = |left_on: &str, on: &str| {
        let school = SchoolHere { left_on: left_on.to_owned(), ..school(MARYS) };
        evaluations().task(&school, day(on)).is_some()
    };
    assert!(owes("2026-12-19", "2026-11-20"), "the last day is its last one in the trust");
    assert!(!owes("2026-12-18", "2026-11-20"));
    assert!(owes("2027-12-18", "2027-11-20"), "the calendar says no last day");
}

/// The last days that a school has to keep on a day, of one requirement.
fn last_days(asked: &RequirementTerms, since: &str, school: SchoolHere, on: &str) -> Vec<String> {
    let mut requirement = Requirement { requirement_id: "q".to_owned(), ..Requirement::default() };
    requirement.say(RequirementVersion {
        year: "2025-26".to_owned(),
        terms: Some(asked.clone()),
        recorded_on: since.to_owned(),
        ..RequirementVersion::default()
    });
    let known = RequirementsKnown { requirements: vec![requirement], settled: Vec::new() };
    known.tasks(&[school], day(on)).into_iter().map(|task| task.due_on).collect()
}

fn each_term(obligation: Obligation) -> RequirementTerms {
    RequirementTerms {
        obligation: obligation.into(),
        rhythm: RequirementRhythm::EachTerm.into(),
        ..RequirementTerms::default()
    }
}

#[test]
fn a_last_day_counts_where_the_trust_asked_in_time_and_the_school_was_there() {
    let asked = each_term(Obligation::Required);
    let (here, on) = (SchoolHere::default, "2026-04-20");
    let all = ["2025-12-31", "2026-03-31"];
    assert_eq!(last_days(&asked, "2025-09-10", here(), on), all, "the summer is far away");
    assert_eq!(last_days(&asked, "2026-01-10", here(), on), all[1..], "asked for later");
    let joined = SchoolHere { joined_on: "2026-01-01".to_owned(), ..here() };
    assert_eq!(last_days(&asked, "2025-09-10", joined, on), all[1..]);
    let leaves = SchoolHere { left_on: "2026-08-31".to_owned(), ..here() };
    let near = "2026-08-10";
    assert_eq!(last_days(&asked, "2025-09-10", leaves, near), all, "it leaves by the last day");
    let offered = each_term(Obligation::Optional);
    assert!(last_days(&offered, "2025-09-10", here(), on).is_empty());
}

#[test]
fn what_is_overdue_is_a_task_until_the_end_of_the_next_year() {
    let asked = RequirementTerms {
        rhythm: RequirementRhythm::EachYear.into(),
        ..each_term(Obligation::Required)
    };
    let days = |on: &str| last_days(&asked, "2025-09-10", SchoolHere::default(), on);
    assert!(days("2026-07-31").is_empty(), "31 days are left");
    assert_eq!(days("2026-08-01"), ["2026-08-31"]);
    assert_eq!(days("2027-08-31"), ["2026-08-31", "2027-08-31"]);
    assert_eq!(days("2027-09-01"), ["2027-08-31"]);
}
