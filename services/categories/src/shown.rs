//! What of a categorisation is shown to whom.

use access::{Reach, Shows};
use contract::categories::v1::{Category, CategoryState};

/// The area about vision and values.
pub(crate) const FOUNDATIONS: &str = "foundations";

/// The category as the reader may see it. While it is being made only those who make it see it; once shared, others see
/// what the school said of itself and what was decided, not the steps between.
pub(crate) fn category(category: Category, reach: &Reach) -> Option<Category> {
    let cell = category.cell.clone().unwrap_or_default();
    let shows = |kind| reach.shows_of(&cell.school_id, kind);
    if shows(Shows::CategoryDraft) {
        return Some(category);
    }
    let shared = category.state() == CategoryState::Shared;
    let open = shows(Shows::CategoryShared)
        || (shows(Shows::CategoryFoundations) && cell.area_id == FOUNDATIONS);
    (shared && open).then_some(Category {
        proposal: None,
        challenge: None,
        moderation: None,
        reopening: None,
        ..category
    })
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use access::Sight;
    use contract::categories::v1::{Cell, Step};
    use uuid::Uuid;

    use super::*;

    const OWN: Uuid = Uuid::from_u128(1);

    fn of(area_id: &str, state: CategoryState) -> Category {
        let (school_id, area_id) = (OWN.to_string(), area_id.to_owned());
        Category {
            cell: Some(Cell { school_id, area_id, ..Cell::default() }),
            state: state.into(),
            proposal: Some(Step::default()),
            decision: Some(Step::default()),
            ..Category::default()
        }
    }

    fn reach(kind: Shows) -> Reach {
        let schools = BTreeMap::from([(OWN, Sight::Only(BTreeSet::from([kind])))]);
        Reach::Schools { trust: None, schools, reviews: BTreeMap::new() }
    }

    #[test]
    fn before_it_is_shared_only_those_who_make_it_see_it() {
        let decided = || of("staff", CategoryState::Decided);
        assert!(category(decided(), &reach(Shows::CategoryDraft)).is_some());
        assert!(category(decided(), &reach(Shows::CategoryShared)).is_none());
    }

    #[test]
    fn once_shared_the_steps_between_stay_with_those_who_took_them() {
        let shared = || of("staff", CategoryState::Shared);
        let seen = category(shared(), &reach(Shows::CategoryShared)).unwrap();
        assert!(seen.decision.is_some() && seen.proposal.is_none());
        assert!(category(shared(), &reach(Shows::CategoryDraft)).unwrap().proposal.is_some());
    }

    #[test]
    fn the_diocese_sees_vision_and_values_only() {
        let diocese = reach(Shows::CategoryFoundations);
        assert!(category(of(FOUNDATIONS, CategoryState::Shared), &diocese).is_some());
        assert!(category(of("staff", CategoryState::Shared), &diocese).is_none());
    }
}
