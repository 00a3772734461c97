//! The improvement lead proposes a region, resting on what is chosen from the record or said in words.

use contract::categories::v1::{CategoryState, ProposeRegionRequest};
use contract::longest;
use tonic::{Request, Status};

use super::{Place, Step};
use crate::form::{Entered, Entry, Problem};
use crate::pages::citable;
use crate::services::Services;

/// The improvement lead proposes a region.
#[derive(Debug)]
pub(crate) struct ProposeRegion;

impl Step for ProposeRegion {
    type Command = ProposeRegionRequest;
    const AT: &'static str = "/schools/{school}/areas/{area}/rounds/{round}/proposal";
    const KEY: &'static str = "proposal";
    const ENTRIES: &'static [Entry] = &[
        Entry::radios("region", "Which region do you propose?").wanted("Choose a region"),
        Entry::words_of::<Self::Command>("reason", "Why?")
            .hint("The school’s head reads it now, its committee beside the decision. Name no pupil, parent or colleague")
            .wanted("Say why in a sentence or two"),
        Entry::pieces("evidence", "What does it rest on?")
            .hint("Choose from what the record holds about this school"),
        Entry::words("statement", "Something else, in words", longest::<Self::Command>("says"))
            .hint("For example what a visit showed. The same people read it. It is shown as told, not as a figure"),
        Entry::day("answer", "Until when is the school waited for?")
            .hint("Leave empty for five school days from today"),
    ];
    const BUTTON: &'static str = "Propose";
    const DONE: &'static str =
        "The region is proposed. The school’s head says next whether the school agrees";
    const FROM: &'static [CategoryState] = &[CategoryState::ViewStated, CategoryState::Reopened];

    fn problems(entered: &Entered) -> Vec<Problem> {
        let rests = !entered.get("evidence").is_empty() || !entered.get("statement").is_empty();
        let sentence = "Choose what the proposal rests on, or say it in words";
        if rests { Vec::new() } else { vec![Problem::with("evidence", sentence)] }
    }

    fn command(place: &Place, entered: &Entered) -> Self::Command {
        ProposeRegionRequest {
            command_id: entered.command(),
            round_id: place.round.clone(),
            school_id: place.school.clone(),
            area_id: place.area.clone(),
            region_id: entered.get("region"),
            reason: entered.get("reason"),
            evidence: citable::chosen(&entered.all("evidence"), entered.get("statement")),
            answer_by: entered.get("answer"),
        }
    }

    async fn send(services: &Services, command: Request<Self::Command>) -> Result<u64, Status> {
        Ok(services.categories().propose_region(command).await?.into_inner().position)
    }
}

#[cfg(test)]
mod tests;
