//! Which figures and judgements a reader may see.

use std::collections::HashSet;

use access::{Reach, Shows};
use contract::dashboards::v1::{Fact, HeatmapCell};

/// The area about vision and values.
const FOUNDATIONS: &str = "foundations";

/// The decisions that were shared, by the position each was taken at.
pub(crate) type Shared = HashSet<u64>;

/// The decisions that were shared.
pub(crate) fn shared(cells: Vec<HeatmapCell>) -> Shared {
    cells.into_iter().map(|cell| cell.position).collect()
}

/// The cells the reader may see. Of the schools whose judging the reader is shown, those are all; of others, the shared ones.
pub(crate) fn cells(
    judged: Vec<HeatmapCell>,
    shared: Vec<HeatmapCell>,
    reach: &Reach,
    shared_only: bool,
) -> Vec<HeatmapCell> {
    let drafts =
        |cell: &HeatmapCell| !shared_only && reach.shows_of(&cell.school_id, Shows::CategoryDraft);
    let shared = shared.into_iter().filter(|cell| {
        let draft = reach.shows_of(&cell.school_id, Shows::CategoryDraft);
        !drafts(cell) && (draft || is_open(reach, &cell.school_id, &cell.area_id))
    });
    let mut cells: Vec<HeatmapCell> =
        judged.into_iter().filter(|cell| drafts(cell)).chain(shared).collect();
    cells.sort_by(|a, b| {
        (&a.school_id, &a.area_id, &a.term).cmp(&(&b.school_id, &b.area_id, &b.term))
    });
    cells
}

/// Whether a shared decision may be seen.
fn is_open(reach: &Reach, school_id: &str, area_id: &str) -> bool {
    reach.shows_of(school_id, Shows::CategoryShared)
        || (area_id == FOUNDATIONS && reach.shows_of(school_id, Shows::CategoryFoundations))
}

/// Whether the reader may see a fact only after its decision was shared.
pub(crate) fn depends_on_sharing(fact: &Fact, reach: &Reach) -> bool {
    fact.measure.starts_with("category.") && !reach.shows_of(&fact.school_id, Shows::CategoryDraft)
}

/// Whether the reader may see a fact.
pub(crate) fn fact(fact: &Fact, shared: &Shared, reach: &Reach) -> bool {
    let (family, rest) = fact.measure.split_once('.').unwrap_or((&fact.measure, ""));
    match family {
        "survey" => reach.shows_of(&fact.school_id, Shows::SurveyResults),
        "category" => {
            reach.shows_of(&fact.school_id, Shows::CategoryDraft)
                || (shared.contains(&fact.from_position) && is_open(reach, &fact.school_id, rest))
        }
        // The findings of a review are evidence for the people who judge.
        "review" => reach.shows_of(&fact.school_id, Shows::CategoryDraft),
        _ => reach.shows_of(&fact.school_id, Shows::Published),
    }
}

#[cfg(test)]
mod tests {
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
        assert!(
            !sees(&said(OTHER, "roll.pupils", 1)),
            "this reach says nothing of what is published"
        );
    }
}
