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
mod tests;
