//! Forms under way, and figures with their events.

use contract::categories::v1::{Category, CategoryState};
use contract::dashboards::v1::{Fact, ListFactsResponse};
use contract::schools::v1::Role;
use maud::Markup;

use super::judged::citations;
use super::{MARYS, OAK, area, as_of, category, ground, instrument, rounds, somebody, words};
use crate::form::{Act as _, Again, Entered, Fields, Told, checking, encoded};
use crate::pages::judging::{ProposeRegion, Step as _, TakeDecision, Taken};
use crate::pages::{area as area_page, citable, facts as facts_page};
use crate::shown::Shown;

pub(crate) fn facts() -> facts_page::Loaded {
    let fact = |school: &str, measure: &str, said: &str| Fact {
        school_id: school.to_owned(),
        measure: measure.to_owned(),
        period: "2025-26-autumn".to_owned(),
        words: words(said),
        from_position: 310,
        ..Fact::default()
    };
    let facts = vec![
        fact(MARYS, "category.governance", "Improve"),
        Fact { value: Some(89.0), ..fact(OAK, "roll.pupils", "89") },
        fact("", "survey.parent-view-2019-2025.q1.positive", "62% of 120 answers"),
    ];
    facts_page::Loaded {
        ground: ground(),
        facts: Shown::All(ListFactsResponse { as_of: as_of(412), facts }),
        instruments: vec![instrument()],
    }
}

/// The area's page while the school's view waits for a proposal.
pub(crate) fn area_viewed() -> area_page::Loaded {
    let viewed = |mut category: Category| {
        category.set_state(CategoryState::ViewStated);
        category.proposal = None;
        category
    };
    let open = area_open();
    let categories = open.categories.map(|known| known.into_iter().map(viewed).collect());
    area_page::Loaded { categories, ..open }
}

/// The area's page while a proposal waits for the head's answer.
pub(crate) fn area_open() -> area_page::Loaded {
    let mut category = category("governance");
    category.set_state(CategoryState::Proposed);
    (category.challenge, category.moderation, category.decision) = (None, None, None);
    if let Some(cell) = &mut category.cell {
        cell.round_id = rounds()[0].round_id.clone();
    }
    area_page::Loaded { categories: Shown::All(vec![category]), ..area() }
}

/// What was entered into a proposal when a piece of evidence was searched for.
pub(crate) fn piece_searched() -> Told {
    let round = rounds().swap_remove(0).round_id;
    let place = format!(r#"{{"school":"{MARYS}","area":"governance","round":"{round}"}}"#);
    let act: Taken<ProposeRegion> = serde_json::from_str(&place).unwrap();
    let (reason, ticked) = (words("Visits are planned ahead."), citable::value(&citations()[2]));
    let fields = encoded(&[
        ("region", "improve"),
        ("reason", &reason),
        ("evidence", &ticked),
        ("find-words", "parent"),
        ("find-pieces", "proposal-evidence"),
    ]);
    let entered = Entered::read(ProposeRegion::ENTRIES, Fields::parse(fields.as_bytes()));
    let again = Again { address: act.address(), key: act.key(), entered };
    Told { again: Some(again), ..Told::default() }
}

/// The page that checks a decision before it is taken.
pub(crate) fn decision_checked() -> Markup {
    let place = r#"{"school":"s","area":"governance","round":"r"}"#;
    let act: Taken<TakeDecision> = serde_json::from_str(place).unwrap();
    let reason = words("Governors ask about outcomes.");
    let fields = encoded(&[("region", "improve"), ("reason", &reason)]);
    let entered = Entered::read(TakeDecision::ENTRIES, Fields::parse(fields.as_bytes()));
    let again = Again { address: act.address(), key: act.key(), entered };
    let who = somebody(Role::ChiefExecutive);
    let check = TakeDecision::CHECK.unwrap();
    checking((&who, &ground()), &act, (&again, "/back"), check)
}
