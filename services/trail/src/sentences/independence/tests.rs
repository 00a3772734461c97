use contract::evidence::v1::{
    IndependenceLevel, IndependenceLevelsSet, IndependenceRecorded, IndependenceWithdrawn,
};

use super::*;
use crate::sentences::tests::{reads_well, sealed};

#[test]
fn the_levels_are_told_by_name() {
    let level = |name: &str| IndependenceLevel { name: name.into(), ..Default::default() };
    let levels = vec![level("Guided"), level("Free")];
    let line = scale(&IndependenceLevelsSet { version: 2, levels }.into());
    reads_well(&line.sentence);
    assert_eq!(
        line.sentence,
        "The levels of independence were set, as version 2: “Guided” and “Free”."
    );
}

#[test]
fn a_schools_level_is_told_with_its_reasons() {
    let (school_id, term) = ("s1".to_owned(), "2025-26-autumn".to_owned());
    let recorded = IndependenceRecorded {
        school_id: school_id.clone(),
        term: term.clone(),
        level_id: "works-alone".into(),
        levels_version: 2,
        reasons: sealed(),
    };
    let line = independence(&recorded.into());
    reads_well(&line.sentence);
    assert_eq!(
        line.sentence,
        "The independence of {school:s1} in Autumn 2025-26 was recorded as “works alone”: {words:c0}"
    );
    assert_eq!(line.schools, ["s1"]);
    let withdrawn = IndependenceWithdrawn { school_id, term, reason: sealed() };
    assert_eq!(
        independence(&withdrawn.into()).sentence,
        "The level of independence of {school:s1} in Autumn 2025-26 was withdrawn: {words:c0}"
    );
}
