use contract::evidence::v1::{
    SefArea, SefTemplateMade, SefTemplateRevised, SelfEvaluationBegun, SelfEvaluationSigned,
    SelfEvaluationWritten,
};

use super::*;
use crate::sentences::tests::{reads_well, sealed};

fn told(line: Line) -> String {
    reads_well(&line.sentence);
    assert!(line.areas.is_empty());
    line.sentence
}

fn step(event: impl Into<SelfEvaluationEvent>) -> String {
    let line = self_evaluation(&event.into());
    assert_eq!(line.schools, ["s1"]);
    told(line)
}

#[test]
fn a_step_is_told_and_what_it_says_is_not() {
    let (school_id, term) = ("s1".to_owned(), "2025-26-autumn".to_owned());
    let begun = SelfEvaluationBegun { school_id, term, ..Default::default() };
    let carried = SelfEvaluationBegun { carried_from_id: "e".to_owned(), ..begun.clone() };
    let of = "The self-evaluation of {school:s1} for Autumn 2025-26";
    assert_eq!(step(begun), format!("{of} was begun."));
    assert_eq!(step(carried), format!("{of} was begun with what an earlier one says."));
    let area = SefArea {
        area_id: "staff".to_owned(),
        region_id: "repair".to_owned(),
        strengths: sealed(),
        ..SefArea::default()
    };
    let written = SelfEvaluationWritten {
        school_id: "s1".to_owned(),
        term: "2025-26-autumn".to_owned(),
        areas: vec![area],
        ..SelfEvaluationWritten::default()
    };
    assert_eq!(step(written), format!("{of} was written."));
    let signed = SelfEvaluationSigned {
        school_id: "s1".to_owned(),
        term: "2025-26-autumn".to_owned(),
        on: "2025-11-21".to_owned(),
        ..SelfEvaluationSigned::default()
    };
    assert_eq!(
        step(signed),
        format!("{of} was signed off by the headteacher on 21 November 2025.")
    );
}

#[test]
fn a_template_is_the_trusts_or_a_schools() {
    let line = template(&SefTemplateMade::default().into());
    assert!(line.schools.is_empty());
    assert_eq!(told(line), "A template of the trust for self-evaluations was made.");
    let (school_id, version) = ("s1".to_owned(), 2);
    let revised = SefTemplateRevised { school_id, version, ..Default::default() };
    let line = template(&revised.into());
    assert_eq!(line.schools, ["s1"]);
    assert_eq!(told(line), "A template for self-evaluations of {school:s1} got version 2.");
}
