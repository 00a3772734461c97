//! Which inspections has each school had, and what was published of each?

use contract::events::InspectionEvent;
use contract::evidence::v1::Inspection;
use eventlog::{At, Document, ListColumns};

/// The inspections of a trust's schools.
#[derive(Debug)]
pub(crate) struct InspectionsList;

impl Document for InspectionsList {
    const NAME: &'static str = "evidence_inspections";
    type Body = Inspection;
    type Event = InspectionEvent;

    fn columns(inspection: &Inspection) -> ListColumns<'_> {
        ListColumns::new().within("school_id", &inspection.school_id)
    }

    fn fold(inspection: &mut Inspection, event: &InspectionEvent, at: &At) {
        match event {
            InspectionEvent::InspectionRecorded(recorded) => {
                *inspection = Inspection {
                    inspection_id: recorded.inspection_id.clone(),
                    school_id: recorded.school_id.clone(),
                    on: recorded.on.clone(),
                    outcome: recorded.outcome.clone(),
                    position: at.position,
                    withdrawn: false,
                    report: None,
                };
            }
            InspectionEvent::InspectionWithdrawn(_) => {
                inspection.withdrawn = true;
                inspection.report = None;
            }
            InspectionEvent::InspectionReportAttached(attached) => {
                inspection.report.clone_from(&attached.report);
            }
            InspectionEvent::InspectionReportDetached(_) => inspection.report = None,
        }
    }
}
