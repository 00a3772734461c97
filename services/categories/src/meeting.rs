//! A meeting that decides or moderates many categories in one act: what it asks of each, and what each has to know of it.

use contract::categories::v1::{
    CellDecision, CellModeration, DecideCategoriesRequest, DecideRequest, DecisionMeeting,
    ModerateCategoriesRequest, ModerateRequest,
};
use contract::commands::CategoryCommand;
use contract::events::{CategoryEvent, StoredEvent as _};
use eventlog::{Context, Happened, Knows, Lookup, ReadError, Stream};
use tonic::Status;

use crate::category::{Category, DecidingMeetingFacts, RoundFacts};
use crate::service::Doors;

/// A meeting, and the service that knows the round it decides in.
#[derive(Debug)]
pub(crate) struct DecidingMeeting<'a> {
    doors: &'a Doors,
    pub held: DecisionMeeting,
}

impl<'a> DecidingMeeting<'a> {
    /// The meeting, and a command for each category that it decides.
    pub(crate) fn called(
        doors: &'a Doors,
        asked: DecideCategoriesRequest,
        context: &Context,
    ) -> (Vec<CategoryCommand>, Self) {
        let held = DecisionMeeting {
            meeting_id: context.new_id("meeting").to_string(),
            present_ids: asked.present_ids,
            interests: context.words(&asked.interests),
            agreement: asked.agreement,
        };
        let cells = asked.cells.into_iter();
        let commands = cells.map(|cell| decide(&asked.command_id, &asked.round_id, cell));
        (commands.collect(), Self { doors, held })
    }

    /// The same of a meeting that moderates.
    pub(crate) fn moderating(
        doors: &'a Doors,
        asked: ModerateCategoriesRequest,
        context: &Context,
    ) -> (Vec<CategoryCommand>, Self) {
        let held = DecisionMeeting {
            meeting_id: context.new_id("meeting").to_string(),
            present_ids: asked.present_ids,
            interests: context.words(&asked.interests),
            agreement: asked.agreement,
        };
        let moderate = |cell: CellModeration| {
            let CellModeration { school_id, area_id, region_id, reason } = cell;
            let (command_id, round_id) = (asked.command_id.clone(), asked.round_id.clone());
            ModerateRequest { command_id, round_id, school_id, area_id, region_id, reason }.into()
        };
        (asked.cells.into_iter().map(moderate).collect(), Self { doors, held })
    }
}

fn decide(command_id: &str, round_id: &str, cell: CellDecision) -> CategoryCommand {
    let CellDecision { school_id, area_id, region_id, reason } = cell;
    let (command_id, round_id) = (command_id.to_owned(), round_id.to_owned());
    let evidence = Vec::new();
    DecideRequest { command_id, round_id, school_id, area_id, region_id, reason, evidence }.into()
}

#[tonic::async_trait]
impl Knows<Category> for DecidingMeeting<'_> {
    async fn facts(
        &self,
        command: &CategoryCommand,
        lookup: &Lookup<'_>,
    ) -> Result<RoundFacts, Status> {
        let round = Knows::<Category>::facts(self.doors, command, lookup).await?;
        let id = Category::id(command.school_id(), command.area_id());
        let history = lookup.happened(&Stream::new(CategoryEvent::CATEGORY, id)).await?;
        let proposed_by = proposed_by(&history, command.round_id())?;
        let meeting = Some(DecidingMeetingFacts { held: self.held.clone(), proposed_by });
        Ok(RoundFacts { meeting, ..round })
    }
}

/// The person who made the last proposal of a round; empty where there is none.
fn proposed_by(history: &[Happened], round_id: &str) -> Result<String, ReadError> {
    for event in history.iter().rev() {
        let CategoryEvent::RegionProposed(proposed) = event.decode()? else { continue };
        if proposed.cell.is_some_and(|cell| cell.round_id == round_id) {
            return Ok(event.actor().to_owned());
        }
    }
    Ok(String::new())
}
