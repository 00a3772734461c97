//! The end of a round and its reopening: what is open, what is left unjudged, and what is opened again with it.

use contract::categories::v1::{
    CloseRoundRequest, DecideRequest, LeftUnjudged, ReopenRequest, RoundPlace, RoundReopened,
};
use contract::commands::{CategoryCommand, RoundCommand};
use contract::events::{CategoryEvent, StoredEvent as _};
use contract::log::v1::WordsClass;
use contract::{Refusal as _, Term, field};
use eventlog::{Envelope, Knows, Lookup, SealedWords, Stream};
use tonic::Status;

use crate::category::{Category, RoundFacts};
use crate::framework::Framework;
use crate::round::{Opened, Round, RoundRefusal, place};
use crate::service::Doors;

/// A round that ends, and what is left unjudged for it.
#[derive(Debug)]
pub(crate) struct Closing<'a> {
    doors: &'a Doors,
    left: Vec<LeftUnjudged>,
}

impl<'a> Closing<'a> {
    /// Leaves every named category unjudged, all or none. A repeat finds what the first try left.
    pub(crate) async fn leave(
        doors: &'a Doors,
        envelope: &Envelope,
        asked: &CloseRoundRequest,
    ) -> Result<(), Status> {
        if asked.not_judged.is_empty() {
            return Ok(());
        }
        let left = asked.not_judged.clone();
        let commands = left.iter().map(|cell| leave(&asked.round_id, cell.clone())).collect();
        let mut envelope = envelope.clone();
        envelope.context.command_id = envelope.context.new_id("unjudged");
        let closing = Self { doors, left };
        doors.door.tell_each::<Category>(&envelope, commands, &closing).await.map(drop)
    }

    fn names(&self, open: &RoundPlace) -> bool {
        self.left
            .iter()
            .any(|left| (&left.school_id, &left.area_id) == (&open.school_id, &open.area_id))
    }
}

fn leave(round_id: &str, cell: LeftUnjudged) -> CategoryCommand {
    let LeftUnjudged { school_id, area_id, reason } = cell;
    let round_id = round_id.to_owned();
    DecideRequest { round_id, school_id, area_id, reason, ..DecideRequest::default() }.into()
}

#[tonic::async_trait]
impl Knows<Category> for Closing<'_> {
    /// Nothing is left unjudged where the round would stay open afterwards.
    async fn facts(
        &self,
        command: &CategoryCommand,
        lookup: &Lookup<'_>,
    ) -> Result<RoundFacts, Status> {
        let is_first = self.left.first().is_some_and(|left| {
            (left.school_id.as_str(), left.area_id.as_str())
                == (command.school_id(), command.area_id())
        });
        if is_first {
            let round: Round = lookup.load(command.round_id()).await?;
            let (round, closed) = round.opened().map_err(|unknown| unknown.to_status())?;
            if closed {
                return Err(RoundRefusal::Closed.to_status());
            }
            let open = open(&round, lookup).await?;
            let unnamed = open.iter().filter(|open| !self.names(open)).count();
            if unnamed > 0 {
                return Err(RoundRefusal::CategoriesOpen { count: unnamed }.to_status());
            }
        }
        Knows::<Category>::facts(self.doors, command, lookup).await
    }
}

/// Opens again what the closing left unjudged. A repeat finds what the first try opened.
pub(crate) async fn open_again(
    doors: &Doors,
    envelope: &Envelope,
    reopened: &RoundReopened,
    reason: &str,
) -> Result<(), Status> {
    if reopened.opened.is_empty() {
        return Ok(());
    }
    let again = |place: &RoundPlace| {
        let (round_id, reason) = (reopened.round_id.clone(), reason.to_owned());
        let RoundPlace { school_id, area_id } = place.clone();
        ReopenRequest { round_id, school_id, area_id, reason, ..ReopenRequest::default() }.into()
    };
    let commands: Vec<CategoryCommand> = reopened.opened.iter().map(again).collect();
    let mut envelope = envelope.clone();
    envelope.context.command_id = envelope.context.new_id("opened");
    // A text of its own, so that the one may be erased without the other.
    envelope.context.sealed = SealedWords::of_text(reason, WordsClass::Governors);
    doors.door.tell_each::<Category>(&envelope, commands, doors).await.map(drop)
}

/// The categories of a round that a command on it has to know of: those that are open, and those that its closing left.
pub(crate) async fn places(
    command: &RoundCommand,
    lookup: &Lookup<'_>,
) -> Result<(Vec<RoundPlace>, Vec<RoundPlace>), Status> {
    let (round_id, closes) = match command {
        RoundCommand::CloseRound(asked) => (&asked.round_id, true),
        RoundCommand::ReopenRound(asked) => (&asked.round_id, false),
        RoundCommand::OpenRound(_)
        | RoundCommand::AddSchoolToRound(_)
        | RoundCommand::TakeSchoolOutOfRound(_) => return Ok((Vec::new(), Vec::new())),
    };
    let round: Round = lookup.load(round_id).await?;
    let Ok((round, _)) = round.opened() else { return Ok((Vec::new(), Vec::new())) };
    if closes {
        return Ok((open(&round, lookup).await?, Vec::new()));
    }
    let term = field::term("term", &round.term)?;
    let left = those(&round.left, lookup, |category| category.is_left(term)).await?;
    Ok((Vec::new(), left))
}

async fn open(round: &Opened, lookup: &Lookup<'_>) -> Result<Vec<RoundPlace>, Status> {
    let term: Term = field::term("term", &round.term)?;
    let framework: Framework = lookup.load(&round.framework_id).await?;
    let version = framework.version(round.framework_version).cloned().unwrap_or_default();
    let schools = round.school_ids.iter();
    let areas = |school: &'_ String| -> Vec<RoundPlace> {
        version.area_ids.iter().map(|area| place(school, area)).collect()
    };
    let all: Vec<RoundPlace> = schools.flat_map(areas).collect();
    those(&all, lookup, |category| category.is_open(term)).await
}

/// The places whose category is as asked.
async fn those(
    places: &[RoundPlace],
    lookup: &Lookup<'_>,
    wanted: impl Fn(&Category) -> bool,
) -> Result<Vec<RoundPlace>, Status> {
    let id = |place: &RoundPlace| Category::id(&place.school_id, &place.area_id);
    let streams = places.iter().map(|place| Stream::new(CategoryEvent::CATEGORY, id(place)));
    lookup.read_ahead(&streams.collect::<Vec<_>>()).await?;
    let mut found = Vec::new();
    for place in places {
        let category: Category = lookup.load(id(place)).await?;
        if wanted(&category) {
            found.push(place.clone());
        }
    }
    Ok(found)
}
