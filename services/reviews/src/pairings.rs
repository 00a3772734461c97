//! Which schools are paired, and have they taken it up?

use contract::events::PairingEvent;
use contract::reviews::v1::{Pairing, PairingState};
use eventlog::{At, Document};

/// The pairings of a trust.
#[derive(Debug)]
pub(crate) struct PairingsList;

impl Document for PairingsList {
    const NAME: &'static str = "reviews_pairings";
    const EDITION: u32 = 2;
    type Body = Pairing;
    type Event = PairingEvent;

    fn fold(pairing: &mut Pairing, event: &PairingEvent, at: &At) {
        match event {
            PairingEvent::PairingProposed(proposed) => {
                *pairing = Pairing {
                    pairing_id: proposed.pairing_id.clone(),
                    area_id: proposed.area_id.clone(),
                    giving_school_id: proposed.giving_school_id.clone(),
                    receiving_school_id: proposed.receiving_school_id.clone(),
                    state: PairingState::Proposed.into(),
                    because_position: proposed.because_position,
                    position: at.position,
                    proposed_because: proposed.reason.clone(),
                    declined_because: None,
                    taken_up_by: Vec::new(),
                    reopened_position: 0,
                    review_ids: Vec::new(),
                };
            }
            PairingEvent::PairingTakenUp(taken_up) => {
                pairing.taken_up_by.push(taken_up.school_id.clone());
            }
            PairingEvent::PairingGroundReopened(reopened) => {
                pairing.reopened_position = reopened.because_position;
            }
            PairingEvent::PairingAccepted(_) => pairing.set_state(PairingState::Accepted),
            PairingEvent::PairingDeclined(declined) => {
                pairing.set_state(PairingState::Declined);
                pairing.declined_because.clone_from(&declined.reason);
            }
            PairingEvent::PairingWithdrawn(_) => pairing.set_state(PairingState::Withdrawn),
        }
    }
}
