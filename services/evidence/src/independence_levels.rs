//! Which levels of independence has the trust set?

use contract::british_day;
use contract::events::IndependenceScaleEvent;
use contract::evidence::v1::IndependenceLevels;
use eventlog::{At, Document};

/// Every version of the levels; a version is a thing of its own.
#[derive(Debug)]
pub(crate) struct IndependenceLevelsList;

impl Document for IndependenceLevelsList {
    const NAME: &'static str = "evidence_independence_levels";
    type Body = IndependenceLevels;
    type Event = IndependenceScaleEvent;

    fn thing(event: &IndependenceScaleEvent, _: &str) -> String {
        let IndependenceScaleEvent::IndependenceLevelsSet(set) = event;
        set.version.to_string()
    }

    fn fold(levels: &mut IndependenceLevels, event: &IndependenceScaleEvent, at: &At) {
        let IndependenceScaleEvent::IndependenceLevelsSet(set) = event;
        *levels = IndependenceLevels {
            version: set.version,
            levels: set.levels.clone(),
            set_on: british_day(at.time).to_string(),
            position: at.position,
        };
    }
}
