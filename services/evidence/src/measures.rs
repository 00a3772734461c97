//! Which measures has the trust defined?

use contract::events::MeasureEvent;
use contract::evidence::v1::Measure;
use eventlog::{At, Document};

/// Every definition of a trust's own measures; a definition is a thing of its own.
#[derive(Debug)]
pub(crate) struct MeasuresList;

impl Document for MeasuresList {
    const NAME: &'static str = "evidence_measures";
    type Body = Measure;
    type Event = MeasureEvent;

    fn thing(event: &MeasureEvent, measure_id: &str) -> String {
        match event {
            MeasureEvent::MeasureDefined(defined) => format!("{measure_id}/{}", defined.version),
            MeasureEvent::MeasureRetired(retired) => format!("{measure_id}/{}", retired.version),
        }
    }

    fn fold(measure: &mut Measure, event: &MeasureEvent, at: &At) {
        match event {
            MeasureEvent::MeasureDefined(defined) => {
                *measure = Measure {
                    measure_id: defined.measure_id.clone(),
                    version: defined.version,
                    definition: defined.definition.clone(),
                    position: at.position,
                    ..Measure::default()
                };
            }
            MeasureEvent::MeasureRetired(retired) => {
                measure.retired_on.clone_from(&retired.on);
                measure.retired_because.clone_from(&retired.reason);
            }
        }
    }
}
