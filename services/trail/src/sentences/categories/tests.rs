use contract::categories::v1::{
    CategoryDecided, CategoryShared, RegionProposed, RoundClosed, RoundPlace, SchoolAddedToRound,
    ViewNotGiven,
};

use super::*;
use crate::sentences::tests::{reads_well, sealed};

fn cell() -> Option<Cell> {
    Some(Cell {
        school_id: "s1".into(),
        area_id: "governance".into(),
        term: "2025-26-autumn".into(),
        ..Cell::default()
    })
}

#[test]
fn a_decision_is_told_with_its_reason() {
    let decided = CategoryDecided {
        cell: cell(),
        region_id: "improve".into(),
        reason: sealed(),
        ..CategoryDecided::default()
    };
    let line = category(&CategoryEvent::CategoryDecided(decided));
    assert_eq!(
        line.sentence,
        "{school:s1} was judged {region:improve} in {area:governance} for Autumn 2025-26: \
             {words:c0}"
    );
    assert_eq!((line.schools, line.areas), (vec!["s1".to_owned()], vec!["governance".to_owned()]));
}

#[test]
fn a_move_says_which_way() {
    let mut changed = CategoryChanged {
        cell: cell(),
        from_region_id: "improve".into(),
        to_region_id: "sustain".into(),
        ..CategoryChanged::default()
    };
    changed.set_movement(Movement::Up);
    let line = category(&CategoryEvent::CategoryChanged(changed));
    assert_eq!(
        line.sentence,
        "{school:s1} moved up from {region:improve} to {region:sustain} in {area:governance} for Autumn 2025-26."
    );
}

#[test]
fn what_was_waited_for_is_told_with_its_day() {
    let proposed = RegionProposed {
        cell: cell(),
        region_id: "improve".into(),
        answer_by: "2025-11-28".into(),
        reason: sealed(),
        ..RegionProposed::default()
    };
    let line = category(&CategoryEvent::RegionProposed(proposed));
    let wanted = ", to be answered by 28 November 2025: {words:c0}";
    assert!(line.sentence.ends_with(wanted), "{}", line.sentence);
    let decided = CategoryDecided { cell: cell(), not_answered: true, ..Default::default() };
    let line = category(&CategoryEvent::CategoryDecided(decided));
    assert!(line.sentence.contains("without its answer to the proposal"), "{}", line.sentence);
    reads_well(&line.sentence);
    let missing = ViewNotGiven { cell: cell(), reason: sealed() };
    let line = category(&CategoryEvent::ViewNotGiven(missing));
    assert!(line.sentence.contains("gave no view of its own"), "{}", line.sentence);
}

#[test]
fn a_round_tells_who_joined_it_and_what_it_left() {
    let mut known = Known::default();
    let added = SchoolAddedToRound {
        round_id: "r1".into(),
        school_id: "s2".into(),
        term: "2025-26-autumn".into(),
        reason: sealed(),
        ..SchoolAddedToRound::default()
    };
    let added = RoundEvent::SchoolAddedToRound(added);
    let line = round(&added, &known);
    let wanted = "{school:s2} joined the categorisation for Autumn 2025-26: {words:c0}";
    assert_eq!((line.sentence.as_str(), line.schools), (wanted, vec!["s2".to_owned()]));
    known.take(&contract::events::AnyEvent::Round(added));
    let left = RoundPlace { school_id: "s2".into(), area_id: "staff".into() };
    let closed = RoundClosed { round_id: "r1".into(), not_judged: vec![left] };
    let line = round(&closed.into(), &known);
    assert!(line.sentence.ends_with("it left 1 school in an area unjudged."), "{}", line.sentence);
    assert_eq!(line.schools, ["s2"], "the school that joined is told of its end");
}

#[test]
fn a_sharing_says_with_whom() {
    let shared = CategoryShared { cell: cell(), region_id: "improve".into(), areas_in_round: 7 };
    let line = category(&CategoryEvent::CategoryShared(shared));
    assert_eq!(
        line.sentence,
        "The judgement {region:improve} on {school:s1} in {area:governance} for Autumn 2025-26 \
             was shared with its committee."
    );
    reads_well(&line.sentence);
}
