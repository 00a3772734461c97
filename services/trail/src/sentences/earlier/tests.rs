use contract::categories::v1::BroughtInDecisionTakenBack;

use super::*;
use crate::sentences::tests::{reads_well, sealed};

fn brought() -> DecisionBroughtIn {
    DecisionBroughtIn {
        school_id: "s1".into(),
        decided_on: "2024-07-12".into(),
        paper: sealed(),
        ..DecisionBroughtIn::default()
    }
}

#[test]
fn a_judgement_by_a_framework_is_told_with_its_day_and_its_paper() {
    let brought = DecisionBroughtIn {
        framework_id: "default".into(),
        framework_version: 1,
        area_id: "governance".into(),
        region_id: "improve".into(),
        ..brought()
    };
    let line = earlier_decisions(&brought.into());
    reads_well(&line.sentence);
    assert_eq!(
        line.sentence,
        "A judgement of {school:s1} was brought in: {region:improve} in {area:governance}, decided on 12 July 2024, from “{quote:c0}”."
    );
    assert_eq!((line.schools, line.areas), (vec!["s1".to_owned()], vec!["governance".to_owned()]));
}

#[test]
fn an_area_that_only_the_paper_names_keeps_its_name() {
    let brought = DecisionBroughtIn {
        area_name: "Provision {and} care".into(),
        region_name: "Good".into(),
        decided_by: sealed(),
        ..brought()
    };
    let line = earlier_decisions(&brought.into());
    reads_well(&line.sentence);
    assert_eq!(
        line.sentence,
        "A judgement of {school:s1} was brought in: “Good” in “Provision (and) care”, decided on 12 July 2024 by “{quote:c0}”, from “{quote:c0}”."
    );
    assert_eq!(line.areas, Vec::<String>::new());
}

#[test]
fn what_was_taken_back_is_told_with_its_reason() {
    let back = BroughtInDecisionTakenBack {
        school_id: "s1".into(),
        area_id: "governance".into(),
        decided_on: "2024-07-12".into(),
        reason: sealed(),
        ..BroughtInDecisionTakenBack::default()
    };
    let line = earlier_decisions(&back.into());
    reads_well(&line.sentence);
    assert_eq!(
        line.sentence,
        "A judgement of {school:s1} in {area:governance}, brought in as decided on 12 July 2024, was taken back: {words:c0}"
    );
}
