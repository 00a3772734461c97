//! At which level of independence has each school worked, term by term?

use contract::british_day;
use contract::events::IndependenceEvent;
use contract::evidence::v1::SchoolIndependence;
use eventlog::{At, Document, ListColumns};

/// The level of each school in each term.
#[derive(Debug)]
pub(crate) struct SchoolIndependenceList;

impl Document for SchoolIndependenceList {
    const NAME: &'static str = "evidence_independence";
    type Body = SchoolIndependence;
    type Event = IndependenceEvent;

    fn columns(level: &SchoolIndependence) -> ListColumns<'_> {
        ListColumns::new().within("school_id", &level.school_id)
    }

    fn fold(level: &mut SchoolIndependence, event: &IndependenceEvent, at: &At) {
        match event {
            IndependenceEvent::IndependenceRecorded(recorded) => {
                *level = SchoolIndependence {
                    school_id: recorded.school_id.clone(),
                    term: recorded.term.clone(),
                    level_id: recorded.level_id.clone(),
                    levels_version: recorded.levels_version,
                    reasons: recorded.reasons.clone(),
                    by_id: at.actor.to_string(),
                    recorded_on: british_day(at.time).to_string(),
                    position: at.position,
                    withdrawn: false,
                };
            }
            IndependenceEvent::IndependenceWithdrawn(_) => level.withdrawn = true,
        }
    }
}
