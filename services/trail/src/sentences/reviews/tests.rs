use contract::events::AnyEvent;
use contract::reviews::v1::{Reviewer, TeamReleased};

use super::*;
use crate::sentences::tests::{reads_well, sealed};

fn known() -> Known {
    let requested = ReviewRequested {
        review_id: "r1".into(),
        host_school_id: "s1".into(),
        areas: vec!["governance".into()],
        term: "2025-26-spring".into(),
        ..ReviewRequested::default()
    };
    let mut known = Known::default();
    known.take(&AnyEvent::Review(ReviewEvent::ReviewRequested(requested)));
    known
}

#[test]
fn a_team_is_told_with_its_schools() {
    let reviewer = |person_id: &str, school_id: &str, lead| Reviewer {
        person_id: person_id.into(),
        school_id: school_id.into(),
        lead,
    };
    let reviewers = vec![reviewer("p1", "s2", true), reviewer("p2", "s3", false)];
    let line = review(
        &TeamMatched { review_id: "r1".into(), reviewers, ..TeamMatched::default() }.into(),
        &known(),
    );
    assert_eq!(
        line.sentence,
        "The team for the peer review of {school:s1} was matched: \
             {person:p1} of {school:s2} (lead) and {person:p2} of {school:s3}."
    );
    assert_eq!(line.schools, ["s1", "s2", "s3"]);
}

#[test]
fn the_end_of_a_teams_roles_is_told() {
    let released = TeamReleased { review_id: "r1".into(), on: "2026-02-10".into() };
    let line = review(&released.into(), &known());
    assert_eq!(
        line.sentence,
        "The team of the peer review of {school:s1} had nothing more to look at on 10 February 2026, \
             and its roles ended with the day."
    );
    assert_eq!(line.schools, ["s1"]);
    reads_well(&line.sentence);
}

#[test]
fn a_finding_is_told_under_each_of_its_areas() {
    let mut finding = FindingRecorded {
        review_id: "r1".into(),
        areas: vec!["governance".into(), "staff".into()],
        text: sealed(),
        ..FindingRecorded::default()
    };
    finding.set_kind(FindingKind::Strength);
    let line = review(&ReviewEvent::FindingRecorded(finding), &known());
    assert_eq!(
        line.sentence,
        "The peer review of {school:s1} found a strength in {area:governance} and {area:staff}: \
             {words:c0}"
    );
    assert_eq!(line.areas, ["governance", "staff"]);
    reads_well(&line.sentence);
}
