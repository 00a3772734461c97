//! What inspectorates published: the earlier inspections when the trust is set up, a later one in its term.

use contract::evidence::v1::RecordInspectionRequest;
use jiff::civil::{Date, date};

use crate::demo::DemoError;
use crate::demo::cast::Cast;
use crate::demo::script::{Script, TermKey};
use crate::demo::stage::{Stage, at, command, send};

/// The day on which the earlier inspections are recorded.
const EARLIER: Date = date(2025, 9, 12);
/// The minute of a day at which the improvement lead begins to record: the day's other events are over.
const EVENING: usize = 17 * 60 + 30;

/// Records the inspections whose reports came in a term, or before the first one.
pub(crate) async fn record(
    stage: &Stage,
    script: &Script,
    cast: &Cast,
    term: Option<TermKey>,
) -> Result<(), DemoError> {
    let day = term.map_or(EARLIER, |term| script.trust.terms.of(term).review_completed);
    let came = script.inspections.iter().filter(|inspection| inspection.recorded == term);
    for (place, inspection) in came.enumerate() {
        let step = format!("inspection/{}/{}", inspection.school, inspection.on);
        let message = RecordInspectionRequest {
            command_id: command(&step),
            school_id: cast.school(&inspection.school)?.school_id.clone(),
            on: inspection.on.to_string(),
            outcome: Some(inspection.outcome()),
        };
        let caller = cast.caller(stage, "improvement-lead", at(day, EVENING + place))?;
        send!(stage.evidence.record_inspection, &step, &caller, message)?;
    }
    Ok(())
}
