//! What has each school adopted, and what was waived for it?

use contract::events::AdoptionEvent;
use contract::evidence::v1::{
    Adoption, AdoptionState, AdoptionTakenBack, RequirementAdopted, RequirementWaived,
    WaiverTakenBack,
};
use eventlog::{At, Document, ListColumns};

/// Where each school stands with each requirement for a period.
#[derive(Debug)]
pub(crate) struct AdoptionsList;

impl Document for AdoptionsList {
    const NAME: &'static str = "evidence_adoptions";
    type Body = Adoption;
    type Event = AdoptionEvent;

    fn columns(adoption: &Adoption) -> ListColumns<'_> {
        ListColumns::new().within("school_id", &adoption.school_id)
    }

    fn fold(adoption: &mut Adoption, event: &AdoptionEvent, at: &At) {
        let (requirement_id, school_id, period, on) = match event {
            AdoptionEvent::RequirementAdopted(RequirementAdopted {
                requirement_id,
                school_id,
                period,
                on,
            })
            | AdoptionEvent::AdoptionTakenBack(AdoptionTakenBack {
                requirement_id,
                school_id,
                period,
                on,
            })
            | AdoptionEvent::RequirementWaived(RequirementWaived {
                requirement_id,
                school_id,
                period,
                on,
                ..
            })
            | AdoptionEvent::WaiverTakenBack(WaiverTakenBack {
                requirement_id,
                school_id,
                period,
                on,
            }) => (requirement_id, school_id, period, on),
        };
        let (state, reason) = match event {
            AdoptionEvent::RequirementAdopted(_) => (AdoptionState::Adopted, None),
            AdoptionEvent::RequirementWaived(waived) => {
                (AdoptionState::Waived, waived.reason.clone())
            }
            AdoptionEvent::AdoptionTakenBack(_) | AdoptionEvent::WaiverTakenBack(_) => {
                (AdoptionState::Unspecified, None)
            }
        };
        *adoption = Adoption {
            requirement_id: requirement_id.clone(),
            school_id: school_id.clone(),
            period: period.clone(),
            state: state.into(),
            on: on.clone(),
            by_id: at.actor.to_string(),
            reason,
            position: at.position,
        };
    }
}
