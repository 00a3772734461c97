//! What was decided before Plumbline, brought in from papers when the trust is set up.

use contract::categories::v1::{
    BringInDecisionsRequest, FrameworkAgreed, ListBroughtInRequest, TakeBackBroughtInRequest,
};
use jiff::civil::{Date, date};

use crate::demo::DemoError;
use crate::demo::cast::Cast;
use crate::demo::script::{EarlierScript, Script};
use crate::demo::stage::{Stage, at, command, send};

/// The day on which it is brought in.
const DAY: Date = date(2025, 9, 12);
/// The minute of that day at which the improvement lead begins, after the accreditations.
const LATE: usize = 19 * 60 + 30;

/// Brings in every table of the story, and takes back what was of another school.
pub(crate) async fn bring_in(stage: &Stage, script: &Script, cast: &Cast) -> Result<(), DemoError> {
    for (place, table) in script.earlier.iter().enumerate() {
        let step = format!("earlier/{}/{}", table.school, table.on);
        let caller = cast.caller(stage, "improvement-lead", at(DAY, LATE + 2 * place))?;
        let school_id = cast.school(&table.school)?.school_id.clone();
        let message = BringInDecisionsRequest { school_id, ..asked(&step, table) };
        let told = send!(stage.categories.bring_in_decisions, &step, &caller, message)?;
        if !table.taken_back.is_empty() {
            take_back(stage, cast, table, told.position).await?;
        }
    }
    Ok(())
}

fn asked(step: &str, table: &EarlierScript) -> BringInDecisionsRequest {
    let framework = match table.is_by_framework() {
        true => categories::default_framework(),
        false => FrameworkAgreed::default(),
    };
    BringInDecisionsRequest {
        command_id: command(step),
        framework_id: framework.framework_id,
        framework_version: framework.version,
        decided_on: table.on.to_string(),
        paper: table.paper.clone(),
        decided_by: table.by.clone(),
        decisions: table.decisions(),
        ..BringInDecisionsRequest::default()
    }
}

/// Takes back all of a table that was brought in by a position.
async fn take_back(
    stage: &Stage,
    cast: &Cast,
    table: &EarlierScript,
    position: u64,
) -> Result<(), DemoError> {
    let step = format!("earlier/{}/{}/back", table.school, table.on);
    let caller = cast.caller(stage, "improvement-lead", at(DAY, LATE + 30))?;
    let school_id = cast.school(&table.school)?.school_id.clone();
    let listed = ListBroughtInRequest {
        at_least: position,
        school_id: school_id.clone(),
        ..ListBroughtInRequest::default()
    };
    let listed = send!(stage.categories.list_brought_in, &step, &caller, listed)?;
    let on = table.on.to_string();
    let of_table = listed.decisions.into_iter().filter(|decision| decision.decided_on == on);
    let message = TakeBackBroughtInRequest {
        command_id: command(&step),
        school_id,
        decision_ids: of_table.map(|decision| decision.decision_id).collect(),
        reason: table.taken_back.clone(),
    };
    send!(stage.categories.take_back_brought_in, &step, &caller, message)?;
    Ok(())
}
