//! One school in one area, over all rounds: what was said, proposed, answered, decided and shared.

mod facts;
mod refusal;

use std::collections::BTreeMap;

use contract::Term;
use contract::categories::v1::{
    CategoryChanged, CategoryDecided, CategoryNotJudged, CategoryReopened, CategoryShared, Cell,
    DecideRequest, Evidence, Moderated, ProposalAccepted, ProposalChallenged, ProposeRegionRequest,
    RegionProposed, SchoolViewStated,
};
use contract::commands::CategoryCommand;
use contract::events::CategoryEvent;
use eventlog::{Context, Decider};
use serde::{Deserialize, Serialize};

pub(crate) use facts::{MeetingFacts, RoundFacts};
pub(crate) use refusal::CategoryRefusal;

/// The rounds so far, by term.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Category {
    rounds: BTreeMap<String, InRound>,
}

/// Where the category stands in one round.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct InRound {
    situation: Situation,
    view_stated: bool,
    /// What the proposal cited; a decision without evidence of its own rests on it.
    evidence: Vec<Evidence>,
    /// What moderation came to, until the next proposal or reopening.
    moderated: Option<String>,
    /// The region last decided, also while it is reopened.
    decided: Option<String>,
    /// Whether it was ever decided or left unjudged.
    resolved: bool,
    /// The region last shared: where others believe the school to stand until another one is shared.
    shared: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Situation {
    /// Nothing is proposed.
    #[default]
    Begun,
    Proposed,
    Accepted,
    Challenged,
    /// Moderated; a head who had not answered before still can.
    Moderated {
        answered: bool,
    },
    Decided,
    Shared,
    /// Left without a region, with a reason.
    NotJudged,
    /// Opened again: the proposal stands, everything after it is asked anew.
    Reopened,
}

impl InRound {
    /// Something proposed and no decision: what every step between the two needs.
    fn under_discussion(&self) -> Result<(), CategoryRefusal> {
        match self.situation {
            Situation::Begun => Err(CategoryRefusal::NothingProposed),
            Situation::Decided | Situation::Shared | Situation::NotJudged => {
                Err(CategoryRefusal::DecisionStands)
            }
            Situation::Proposed
            | Situation::Accepted
            | Situation::Challenged
            | Situation::Moderated { .. }
            | Situation::Reopened => Ok(()),
        }
    }

    fn before_proposal(&self) -> Result<(), CategoryRefusal> {
        match self.situation {
            Situation::Begun | Situation::Reopened => Ok(()),
            Situation::Decided | Situation::Shared | Situation::NotJudged => {
                Err(CategoryRefusal::DecisionStands)
            }
            Situation::Proposed
            | Situation::Accepted
            | Situation::Challenged
            | Situation::Moderated { .. } => Err(CategoryRefusal::AlreadyProposed),
        }
    }

    /// Whether the headteacher has said yes or no to the proposal.
    fn answered(&self) -> bool {
        match self.situation {
            Situation::Accepted | Situation::Challenged => true,
            Situation::Moderated { answered } => answered,
            Situation::Begun
            | Situation::Proposed
            | Situation::Decided
            | Situation::Shared
            | Situation::NotJudged
            | Situation::Reopened => false,
        }
    }

    fn answerable(&self) -> Result<(), CategoryRefusal> {
        self.under_discussion()?;
        if self.answered() { Err(CategoryRefusal::AlreadyAnswered) } else { Ok(()) }
    }

    /// A closed round is open again for what was reopened in it.
    fn opened_again(&self) -> bool {
        self.resolved && !self.stands()
    }

    /// Whether it is decided or left unjudged, and not reopened since.
    fn stands(&self) -> bool {
        matches!(self.situation, Situation::Decided | Situation::Shared | Situation::NotJudged)
    }
}

impl Category {
    /// The stream's id.
    pub(crate) fn id(school_id: &str, area_id: &str) -> String {
        format!("{school_id}.{area_id}")
    }

    /// Where it stands in a term.
    fn in_round(&self, term: Term) -> InRound {
        self.rounds.get(&term.to_string()).cloned().unwrap_or_default()
    }

    /// The region that a sharing in a term is compared with. It is the one shared in that term before a reopening, or else the
    /// last one shared of the latest earlier term.
    fn previous(&self, term: Term) -> Option<&str> {
        let before = self.rounds.get(&term.to_string()).and_then(|round| round.shared.as_deref());
        let earlier = self.rounds.iter().filter_map(|(text, round)| {
            let other: Term = text.parse().ok()?;
            Some((other, round.shared.as_deref()?)).filter(|(other, _)| *other < term)
        });
        before.or_else(|| earlier.max_by_key(|(other, _)| *other).map(|(_, region)| region))
    }

    fn at(&mut self, cell: &Option<Cell>) -> &mut InRound {
        let term = cell.as_ref().map(|cell| cell.term.clone()).unwrap_or_default();
        self.rounds.entry(term).or_default()
    }
}

impl InRound {
    fn proposable(&self, asked: &ProposeRegionRequest) -> Result<(), CategoryRefusal> {
        if asked.evidence.is_empty() {
            return Err(CategoryRefusal::EvidenceMissing);
        }
        if self.situation == Situation::Challenged {
            return Err(CategoryRefusal::AlreadyChallenged);
        }
        self.before_proposal()?;
        if self.view_stated { Ok(()) } else { Err(CategoryRefusal::ViewNotStated) }
    }

    fn decidable(
        &self,
        asked: &DecideRequest,
        meeting: Option<&MeetingFacts>,
    ) -> Result<(), CategoryRefusal> {
        self.under_discussion()?;
        if self.situation == Situation::Challenged {
            return Err(CategoryRefusal::ChallengeNotModerated);
        }
        if meeting.is_some_and(MeetingFacts::is_proposer_alone) {
            return Err(CategoryRefusal::ProposerAlone);
        }
        let departs = self.moderated.as_ref().is_some_and(|came_to| *came_to != asked.region_id);
        if departs && asked.reason.is_empty() {
            return Err(CategoryRefusal::DepartureWithoutReason);
        }
        Ok(())
    }

    /// Whether it can be left without a region. A challenge need not be moderated for that, nor anything be proposed.
    fn leavable(&self, asked: &DecideRequest) -> Result<(), CategoryRefusal> {
        if self.stands() {
            return Err(CategoryRefusal::DecisionStands);
        }
        if asked.reason.is_empty() { Err(CategoryRefusal::ReasonMissing) } else { Ok(()) }
    }

    /// The region that a sharing would share.
    fn shareable(&self) -> Result<String, CategoryRefusal> {
        match (self.situation, &self.decided) {
            (Situation::Decided, Some(region_id)) => Ok(region_id.clone()),
            (Situation::Shared, _) => Err(CategoryRefusal::AlreadyShared),
            _ => Err(CategoryRefusal::NotDecided),
        }
    }

    fn reopenable(&self) -> Result<(), CategoryRefusal> {
        if self.stands() { Ok(()) } else { Err(CategoryRefusal::NotDecided) }
    }
}

impl Category {
    /// The sharing, after the change that others learn of where the region moved.
    fn shared(
        &self,
        region_id: String,
        cell: Option<Cell>,
        round: &RoundFacts,
    ) -> Vec<CategoryEvent> {
        let from = self.previous(round.term).filter(|from| *from != region_id);
        let changed = from.map(|from| CategoryChanged {
            cell: cell.clone(),
            from_region_id: from.to_owned(),
            to_region_id: region_id.clone(),
            movement: round.movement(from, &region_id).into(),
        });
        let areas_in_round = u32::try_from(round.area_ids.len()).unwrap_or(u32::MAX);
        let shared = CategoryShared { cell, region_id, areas_in_round };
        changed.map(CategoryEvent::from).into_iter().chain([shared.into()]).collect()
    }
}

impl Decider for Category {
    type Command = CategoryCommand;
    type Facts = RoundFacts;
    type Event = CategoryEvent;
    type Refusal = CategoryRefusal;

    fn decide(
        &self,
        command: &CategoryCommand,
        round: &RoundFacts,
        context: &Context,
    ) -> Result<Vec<CategoryEvent>, CategoryRefusal> {
        use CategoryCommand::*;
        let here = self.in_round(round.term);
        let begins = matches!(command, StateSchoolView(_) | ProposeRegion(_));
        if begins && round.closed && !here.opened_again() {
            return Err(CategoryRefusal::RoundClosed);
        }
        round.check(command)?;
        let cell = round.cell(command);
        let meeting = round.meeting.as_ref().map(|meeting| meeting.held.clone());
        let event: CategoryEvent = match command.clone() {
            StateSchoolView(asked) => {
                here.before_proposal()?;
                let (region_id, reason) = (asked.region_id, context.words(&asked.reason));
                let evidence = round.evidence(asked.evidence, context)?;
                SchoolViewStated { cell, region_id, reason, evidence }.into()
            }
            ProposeRegion(asked) => {
                here.proposable(&asked)?;
                let (region_id, reason) = (asked.region_id, context.words(&asked.reason));
                let evidence = round.evidence(asked.evidence, context)?;
                RegionProposed { cell, region_id, reason, evidence }.into()
            }
            AcceptProposal(_) => {
                here.answerable()?;
                ProposalAccepted { cell }.into()
            }
            ChallengeProposal(asked) => {
                here.answerable()?;
                let (region_id, reason) = (asked.region_id, context.words(&asked.reason));
                let evidence = round.evidence(asked.evidence, context)?;
                let in_report = asked.in_report;
                ProposalChallenged { cell, reason, region_id, evidence, in_report }.into()
            }
            Moderate(asked) => {
                here.under_discussion()?;
                let reason = context.words(&asked.reason);
                Moderated { cell, region_id: asked.region_id, reason }.into()
            }
            Decide(asked) if asked.region_id.is_empty() => {
                here.leavable(&asked)?;
                let (reason, decided_on) =
                    (context.words(&asked.reason), context.today().to_string());
                CategoryNotJudged { cell, reason, decided_on, meeting }.into()
            }
            Decide(asked) => {
                here.decidable(&asked, round.meeting.as_ref())?;
                let (region_id, reason) = (asked.region_id, context.words(&asked.reason));
                let evidence = if asked.evidence.is_empty() {
                    here.evidence
                } else {
                    round.evidence(asked.evidence, context)?
                };
                let decided_on = context.today().to_string();
                CategoryDecided { cell, region_id, reason, evidence, decided_on, meeting }.into()
            }
            Share(_) => return Ok(self.shared(here.shareable()?, cell, round)),
            Reopen(asked) => {
                here.reopenable()?;
                CategoryReopened { cell, reason: context.words(&asked.reason) }.into()
            }
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &CategoryEvent) {
        match event {
            CategoryEvent::SchoolViewStated(event) => self.at(&event.cell).view_stated = true,
            CategoryEvent::RegionProposed(event) => {
                let round = self.at(&event.cell);
                round.situation = Situation::Proposed;
                round.moderated = None;
                round.evidence = event.evidence.clone();
            }
            CategoryEvent::ProposalAccepted(event) => {
                self.at(&event.cell).situation = Situation::Accepted;
            }
            CategoryEvent::ProposalChallenged(event) => {
                self.at(&event.cell).situation = Situation::Challenged;
            }
            CategoryEvent::Moderated(event) => {
                let round = self.at(&event.cell);
                round.situation = Situation::Moderated { answered: round.answered() };
                round.moderated = Some(event.region_id.clone());
            }
            CategoryEvent::CategoryDecided(event) => {
                let round = self.at(&event.cell);
                round.situation = Situation::Decided;
                round.resolved = true;
                round.decided = Some(event.region_id.clone());
            }
            // Said together with the sharing, which says it all.
            CategoryEvent::CategoryChanged(_) => {}
            CategoryEvent::CategoryShared(event) => {
                let round = self.at(&event.cell);
                round.situation = Situation::Shared;
                round.shared = Some(event.region_id.clone());
            }
            CategoryEvent::CategoryNotJudged(event) => {
                let round = self.at(&event.cell);
                round.situation = Situation::NotJudged;
                round.resolved = true;
            }
            CategoryEvent::CategoryReopened(event) => {
                let round = self.at(&event.cell);
                let proposed =
                    round.situation != Situation::NotJudged || !round.evidence.is_empty();
                round.situation = if proposed { Situation::Reopened } else { Situation::Begun };
                round.moderated = None;
            }
        }
    }

    fn derived_id(command: &CategoryCommand, _: &Context) -> Option<String> {
        Some(Self::id(command.school_id(), command.area_id()))
    }
}

eventlog::aggregate_plug!(Category);

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
