//! What inspectorates and schemes published: what is earlier when the trust is set up, a later inspection in its term.

use contract::evidence::v1::{
    EndAccreditationRequest, RecordAccreditationRequest, RecordInspectionRequest,
};
use jiff::civil::{Date, date};

use crate::demo::DemoError;
use crate::demo::cast::Cast;
use crate::demo::script::{Script, TermKey};
use crate::demo::stage::{Stage, at, command, send};

/// The day on which the earlier inspections are recorded.
const EARLIER: Date = date(2025, 9, 12);
/// The minute of a day at which the improvement lead begins to record: the day's other events are over.
const EVENING: usize = 17 * 60 + 30;
/// The same of the accreditations.
const LATER: usize = 18 * 60 + 30;

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

/// Records the accreditations, and the end of those that ended.
pub(crate) async fn award(stage: &Stage, script: &Script, cast: &Cast) -> Result<(), DemoError> {
    for (place, award) in script.accreditations.iter().enumerate() {
        let step = format!("accreditation/{}/{}", award.school, award.scheme);
        let school_id = cast.school(&award.school)?.school_id.clone();
        let message = RecordAccreditationRequest {
            command_id: command(&step),
            school_id: school_id.clone(),
            scheme: award.scheme.clone(),
            level: award.level.clone(),
            awarded_on: award.awarded.to_string(),
            expires_on: award.expires.to_string(),
        };
        let caller = cast.caller(stage, "improvement-lead", at(EARLIER, LATER + place))?;
        let recorded = send!(stage.evidence.record_accreditation, &step, &caller, message)?;
        let Some(ended) = award.ended else { continue };
        let step = format!("{step}/end");
        let message = EndAccreditationRequest {
            command_id: command(&step),
            accreditation_id: recorded.accreditation_id,
            school_id,
            on: ended.to_string(),
            reason: award.because.clone(),
        };
        send!(stage.evidence.end_accreditation, &step, &caller, message)?;
    }
    Ok(())
}
