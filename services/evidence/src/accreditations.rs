//! Which accreditations does each school hold, and until when?

use contract::events::AccreditationEvent;
use contract::evidence::v1::Accreditation;
use eventlog::{At, Document, ListColumns};

/// The accreditations of a trust's schools.
#[derive(Debug)]
pub(crate) struct AccreditationsList;

impl Document for AccreditationsList {
    const NAME: &'static str = "evidence_accreditations";
    type Body = Accreditation;
    type Event = AccreditationEvent;

    fn columns(accreditation: &Accreditation) -> ListColumns<'_> {
        ListColumns::new().within("school_id", &accreditation.school_id)
    }

    fn fold(accreditation: &mut Accreditation, event: &AccreditationEvent, at: &At) {
        match event {
            AccreditationEvent::AccreditationAwarded(awarded) => {
                *accreditation = Accreditation {
                    accreditation_id: awarded.accreditation_id.clone(),
                    school_id: awarded.school_id.clone(),
                    scheme: awarded.scheme.clone(),
                    level: awarded.level.clone(),
                    awarded_on: awarded.awarded_on.clone(),
                    expires_on: awarded.expires_on.clone(),
                    position: at.position,
                    ended_on: String::new(),
                    ended_because: None,
                    report: None,
                };
            }
            AccreditationEvent::AccreditationEnded(ended) => {
                accreditation.ended_on.clone_from(&ended.on);
                accreditation.ended_because.clone_from(&ended.reason);
            }
            AccreditationEvent::AccreditationReportAttached(attached) => {
                accreditation.report.clone_from(&attached.report);
            }
            AccreditationEvent::AccreditationReportDetached(_) => accreditation.report = None,
        }
    }
}
