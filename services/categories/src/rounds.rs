//! Which rounds are there, and which are open?

use contract::categories::v1::Round;
use contract::events::RoundEvent;
use eventlog::{At, Document};

/// The rounds of a trust.
#[derive(Debug)]
pub(crate) struct Rounds;

impl Document for Rounds {
    const NAME: &'static str = "categories_rounds";
    type Body = Round;
    type Event = RoundEvent;

    fn fold(round: &mut Round, event: &RoundEvent, _: &At) {
        match event {
            RoundEvent::RoundOpened(opened) => {
                *round = Round {
                    round_id: opened.round_id.clone(),
                    term: opened.term.clone(),
                    framework_id: opened.framework_id.clone(),
                    framework_version: opened.framework_version,
                    school_ids: opened.school_ids.clone(),
                    closed: false,
                    views_by: opened.views_by.clone(),
                };
            }
            RoundEvent::RoundClosed(_) => round.closed = true,
            RoundEvent::RoundReopened(_) => round.closed = false,
            RoundEvent::SchoolAddedToRound(added) => {
                round.school_ids.push(added.school_id.clone());
                round.school_ids.sort();
            }
            RoundEvent::SchoolTakenOutOfRound(taken) => {
                round.school_ids.retain(|id| *id != taken.school_id);
            }
        }
    }
}
