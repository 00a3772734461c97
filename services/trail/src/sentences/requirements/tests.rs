use contract::events::AnyEvent;
use contract::evidence::v1::{
    RequirementAdded, RequirementAdopted, RequirementDropped, RequirementWaived, WaiverTakenBack,
};

use super::*;
use crate::sentences::tests::{reads_well, sealed};

fn added() -> RequirementEvent {
    let terms = RequirementTerms { title: "Behaviour policy".into(), ..Default::default() };
    RequirementAdded {
        requirement_id: "r1".into(),
        year: "2025-26".into(),
        terms: Some(terms),
        why: sealed(),
    }
    .into()
}

fn known() -> Known {
    let mut known = Known::default();
    known.take(&AnyEvent::Requirement(added()));
    known
}

#[test]
fn the_register_is_told_by_titles_and_years() {
    let line = requirement(&added(), &known());
    reads_well(&line.sentence);
    assert_eq!(
        line.sentence,
        "The requirement “Behaviour policy” was put on the register of requirements from 2025-26: {words:c0}"
    );
    let dropped = RequirementDropped {
        requirement_id: "r1".into(),
        year: "2026-27".into(),
        reason: sealed(),
    };
    assert_eq!(
        requirement(&dropped.into(), &known()).sentence,
        "The requirement “Behaviour policy” was taken off the register of requirements from 2026-27: {words:c0}"
    );
}

#[test]
fn what_a_school_made_of_it_names_the_requirement() {
    let (requirement_id, school_id) = ("r1".to_owned(), "s1".to_owned());
    let adopted = RequirementAdopted {
        requirement_id: requirement_id.clone(),
        school_id: school_id.clone(),
        period: "2025-26-autumn".into(),
        on: "2025-11-03".into(),
    };
    let line = adoption(&adopted.into(), &known());
    assert_eq!(
        line.sentence,
        "{school:s1} adopted the requirement “Behaviour policy” for Autumn 2025-26 on 3 November 2025."
    );
    assert_eq!(line.schools, ["s1"]);
    let waived = RequirementWaived {
        requirement_id: requirement_id.clone(),
        school_id: school_id.clone(),
        period: "2025-26".into(),
        on: "2025-11-03".into(),
        reason: sealed(),
    };
    assert_eq!(
        adoption(&waived.into(), &known()).sentence,
        "The requirement “Behaviour policy” was waived for {school:s1} for the academic year 2025-26: {words:c0}"
    );
    let (period, on) = ("2025-26".to_owned(), "2025-11-04".to_owned());
    let back = WaiverTakenBack { requirement_id, school_id, period, on };
    assert_eq!(
        adoption(&back.into(), &known()).sentence,
        "The waiver of the requirement “Behaviour policy” for {school:s1} for the academic year 2025-26 was taken back."
    );
}
