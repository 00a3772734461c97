use contract::evidence::v1::{
    VisitActionRevisited, VisitFindingRecorded, VisitNoteBegun, VisitNoteIssued,
};

use super::*;
use crate::sentences::tests::{reads_well, sealed};

fn told(event: impl Into<VisitNoteEvent>) -> String {
    let line = visit_note(&event.into());
    reads_well(&line.sentence);
    assert_eq!((line.schools, line.areas), (vec!["s1".to_owned()], Vec::new()));
    line.sentence
}

#[test]
fn a_step_is_told_and_its_content_is_not() {
    let begun = VisitNoteBegun {
        school_id: "s1".into(),
        kind: VisitKind::HealthCheck.into(),
        on: "2026-04-20".into(),
        focus: sealed(),
        ..VisitNoteBegun::default()
    };
    assert_eq!(told(begun), "A note of a health check to {school:s1} on 20 April 2026 was begun.");
    let found = VisitFindingRecorded {
        school_id: "s1".into(),
        areas: vec!["outcomes".into()],
        text: sealed(),
        ..VisitFindingRecorded::default()
    };
    assert_eq!(told(found), "A finding was added to the note of a visit to {school:s1}.");
}

#[test]
fn an_issue_without_an_answer_says_so() {
    let (school_id, on) = ("s1".to_owned(), "2026-05-04".to_owned());
    let issued = VisitNoteIssued { school_id, on, ..VisitNoteIssued::default() };
    assert_eq!(
        told(issued.clone()),
        "The note of a visit to {school:s1} was issued on 4 May 2026."
    );
    let unanswered = VisitNoteIssued { without_answer: true, ..issued };
    assert!(told(unanswered).ends_with(", without an answer of the headteacher."));
}

#[test]
fn what_became_of_an_action_is_told_in_a_word() {
    let revisited = |outcome: RevisitOutcome| VisitActionRevisited {
        school_id: "s1".into(),
        on: "2026-06-01".into(),
        outcome: outcome.into(),
        text: sealed(),
        ..VisitActionRevisited::default()
    };
    assert_eq!(
        told(revisited(RevisitOutcome::NotImproved)),
        "An action of the note of a visit to {school:s1} was visited again on 1 June 2026 and had not led to an improvement yet."
    );
    assert!(told(revisited(RevisitOutcome::Improved)).contains("had led to an improvement"));
}
