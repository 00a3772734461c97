use std::collections::{BTreeMap, BTreeSet};

use access::Sight;
use uuid::Uuid;

use super::*;

const OWN: Uuid = Uuid::from_u128(1);
const OTHER: Uuid = Uuid::from_u128(2);

/// A headteacher: drafts of the own school, what is shared of the other.
fn head() -> Reach {
    let only = |kinds: &[Shows]| Sight::Only(BTreeSet::from_iter(kinds.iter().copied()));
    let own = only(&[Shows::CategoryDraft, Shows::CategoryShared, Shows::SurveyResults]);
    let schools = BTreeMap::from([(OWN, own), (OTHER, only(&[Shows::CategoryShared]))]);
    Reach::Schools { trust: None, schools, reviews: BTreeMap::new() }
}

fn cell(school: Uuid, position: u64) -> HeatmapCell {
    let (school_id, area_id) = (school.to_string(), "staff".to_owned());
    HeatmapCell { school_id, area_id, position, ..HeatmapCell::default() }
}

fn said(school: Uuid, measure: &str, from_position: u64) -> Fact {
    let (school_id, measure) = (school.to_string(), measure.to_owned());
    Fact { school_id, measure, from_position, ..Fact::default() }
}

#[test]
fn a_headteacher_sees_the_own_schools_latest_and_the_others_shared_decision() {
    let judged = vec![cell(OWN, 9), cell(OTHER, 8)];
    let shared = vec![cell(OWN, 5), cell(OTHER, 4)];
    let seen = cells(judged, shared, &head(), false);
    assert_eq!(seen.iter().map(|cell| cell.position).collect::<Vec<_>>(), [9, 4]);
    let seen = cells(Vec::new(), vec![cell(OWN, 5), cell(OTHER, 4)], &head(), true);
    assert_eq!(seen.iter().map(|cell| cell.position).collect::<Vec<_>>(), [5, 4]);
}

#[test]
fn a_fact_is_shown_as_what_it_was_taken_from_is() {
    let shared = Shared::from([4]);
    let sees = |of: &Fact| fact(of, &shared, &head());
    assert!(sees(&said(OTHER, "category.staff", 4)));
    assert!(!sees(&said(OTHER, "category.staff", 8)), "decided, not shared");
    assert!(sees(&said(OWN, "category.staff", 9)));
    assert!(!sees(&said(OTHER, "category.staff.school_view", 3)));
    assert!(sees(&said(OWN, "survey.x.q1.positive", 1)));
    assert!(!sees(&said(OTHER, "survey.x.q1.positive", 1)));
    assert!(!sees(&said(OTHER, "review.staff.strengths", 1)));
    assert!(!sees(&said(OTHER, "roll.pupils", 1)), "this reach says nothing of what is published");
}
