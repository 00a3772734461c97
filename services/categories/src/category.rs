//! One school in one area, over all rounds: what was said, proposed, answered, decided and shared.

mod command;

use std::collections::BTreeMap;

use contract::categories::v1::{
    CategoryChanged, CategoryDecided, CategoryReopened, CategoryShared, Cell, Evidence, Moderated,
    ProposalAccepted, ProposalChallenged, RegionProposed, SchoolViewStated,
};
use contract::events::CategoryEvent;
use contract::{Kind, Refusal, Term};
use eventlog::{Context, Decider};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) use command::{CategoryCommand, Judgement, RoundFacts, Step};

/// Why a category says no.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum CategoryRefusal {
    #[error("the round is closed; it takes no new views and proposals")]
    RoundClosed,
    #[error("this school is not in the round")]
    SchoolNotInRound,
    #[error("the round's framework has no area {0}")]
    AreaUnknown(String),
    #[error("the round's framework has no region {0}")]
    RegionUnknown(String),
    #[error("please give a reason")]
    ReasonEmpty,
    #[error("a proposal needs at least one piece of evidence")]
    EvidenceMissing,
    #[error("the school has not stated its own view of this area yet")]
    ViewNotStated,
    #[error("a region has already been proposed")]
    AlreadyProposed,
    #[error("the proposal was challenged; it is for moderation now")]
    AlreadyChallenged,
    #[error("nothing has been proposed yet")]
    NothingProposed,
    #[error("the proposal has already been answered")]
    AlreadyAnswered,
    #[error("the proposal was challenged and has to be moderated first")]
    ChallengeNotModerated,
    #[error("a decision stands; it has to be reopened first")]
    DecisionStands,
    #[error("nothing has been decided yet")]
    NotDecided,
    #[error("the decision has already been shared")]
    AlreadyShared,
}

impl Refusal for CategoryRefusal {
    fn reason(&self) -> &'static str {
        match self {
            Self::RoundClosed => "ROUND_CLOSED",
            Self::SchoolNotInRound => "SCHOOL_NOT_IN_ROUND",
            Self::AreaUnknown(_) => "AREA_UNKNOWN",
            Self::RegionUnknown(_) => "REGION_UNKNOWN",
            Self::ReasonEmpty => "REASON_EMPTY",
            Self::EvidenceMissing => "EVIDENCE_MISSING",
            Self::ViewNotStated => "VIEW_NOT_STATED",
            Self::AlreadyProposed => "ALREADY_PROPOSED",
            Self::AlreadyChallenged => "ALREADY_CHALLENGED",
            Self::NothingProposed => "NOTHING_PROPOSED",
            Self::AlreadyAnswered => "ALREADY_ANSWERED",
            Self::ChallengeNotModerated => "CHALLENGE_NOT_MODERATED",
            Self::DecisionStands => "DECISION_STANDS",
            Self::NotDecided => "NOT_DECIDED",
            Self::AlreadyShared => "ALREADY_SHARED",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::ReasonEmpty | Self::EvidenceMissing => Kind::Malformed,
            Self::AreaUnknown(_) | Self::RegionUnknown(_) => Kind::Unknown,
            Self::RoundClosed
            | Self::SchoolNotInRound
            | Self::ViewNotStated
            | Self::AlreadyProposed
            | Self::AlreadyChallenged
            | Self::NothingProposed
            | Self::AlreadyAnswered
            | Self::ChallengeNotModerated
            | Self::DecisionStands
            | Self::NotDecided
            | Self::AlreadyShared => Kind::State,
        }
    }
}

/// The rounds so far, by term.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Category {
    rounds: BTreeMap<String, InRound>,
}

/// Where the category stands in one round.
#[derive(Debug, Default, Serialize, Deserialize)]
struct InRound {
    situation: Situation,
    view_stated: bool,
    /// What the proposal cited; a decision without evidence of its own rests on it.
    evidence: Vec<Evidence>,
    /// The region last decided, also while it is reopened.
    decided: Option<String>,
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
    /// Opened again: the proposal stands, everything after it is asked anew.
    Reopened,
}

impl InRound {
    /// Something proposed and no decision: what every step between the two needs.
    fn under_discussion(&self) -> Result<(), CategoryRefusal> {
        match self.situation {
            Situation::Begun => Err(CategoryRefusal::NothingProposed),
            Situation::Decided | Situation::Shared => Err(CategoryRefusal::DecisionStands),
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
            Situation::Decided | Situation::Shared => Err(CategoryRefusal::DecisionStands),
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
            | Situation::Reopened => false,
        }
    }

    fn answerable(&self) -> Result<(), CategoryRefusal> {
        self.under_discussion()?;
        if self.answered() { Err(CategoryRefusal::AlreadyAnswered) } else { Ok(()) }
    }

    /// A closed round is open again for what was reopened in it.
    fn opened_again(&self) -> bool {
        self.decided.is_some() && !matches!(self.situation, Situation::Decided | Situation::Shared)
    }
}

impl Category {
    /// The stream's id.
    pub(crate) fn id(school_id: Uuid, area_id: &str) -> String {
        format!("{school_id}.{area_id}")
    }

    /// What a decision in a term is compared with: the one that stood before the reopening, otherwise the
    /// last one of the latest earlier term.
    fn previous(&self, term: Term) -> Option<&str> {
        let reopened =
            self.rounds.get(&term.to_string()).and_then(|round| round.decided.as_deref());
        let earlier = self.rounds.iter().filter_map(|(text, round)| {
            let other: Term = text.parse().ok()?;
            Some((other, round.decided.as_deref()?)).filter(|(other, _)| *other < term)
        });
        reopened.or_else(|| earlier.max_by_key(|(other, _)| *other).map(|(_, region)| region))
    }

    fn at(&mut self, cell: &Option<Cell>) -> &mut InRound {
        let term = cell.as_ref().map(|cell| cell.term.clone()).unwrap_or_default();
        self.rounds.entry(term).or_default()
    }
}

impl CategoryCommand {
    fn propose(
        &self,
        round: &InRound,
        judgement: &Judgement,
    ) -> Result<CategoryEvent, CategoryRefusal> {
        if judgement.evidence.is_empty() {
            return Err(CategoryRefusal::EvidenceMissing);
        }
        if round.situation == Situation::Challenged {
            return Err(CategoryRefusal::AlreadyChallenged);
        }
        round.before_proposal()?;
        if !round.view_stated {
            return Err(CategoryRefusal::ViewNotStated);
        }
        let Judgement { region_id, reason, evidence } = judgement.clone();
        Ok(RegionProposed { cell: self.cell(), region_id, reason, evidence }.into())
    }

    fn decide_region(
        &self,
        category: &Category,
        judgement: &Judgement,
        context: &Context,
    ) -> Result<Vec<CategoryEvent>, CategoryRefusal> {
        let untouched = InRound::default();
        let round = category.rounds.get(&self.round.term.to_string()).unwrap_or(&untouched);
        round.under_discussion()?;
        if round.situation == Situation::Challenged {
            return Err(CategoryRefusal::ChallengeNotModerated);
        }
        let Judgement { region_id, reason, evidence } = judgement.clone();
        let evidence = if evidence.is_empty() { round.evidence.clone() } else { evidence };
        let decided_on = context.today().to_string();
        let decided =
            CategoryDecided { cell: self.cell(), region_id, reason, evidence, decided_on };
        let mut events = vec![decided.into()];
        if let Some(from) =
            category.previous(self.round.term).filter(|from| *from != judgement.region_id)
        {
            let changed = CategoryChanged {
                cell: self.cell(),
                from_region_id: from.to_owned(),
                to_region_id: judgement.region_id.clone(),
                movement: self.movement(from, &judgement.region_id).into(),
            };
            events.push(changed.into());
        }
        Ok(events)
    }

    fn share(&self, round: &InRound) -> Result<CategoryEvent, CategoryRefusal> {
        match (round.situation, &round.decided) {
            (Situation::Decided, Some(region_id)) => Ok(CategoryShared {
                cell: self.cell(),
                region_id: region_id.clone(),
                areas_in_round: u32::try_from(self.round.area_ids.len()).unwrap_or(u32::MAX),
            }
            .into()),
            (Situation::Shared, _) => Err(CategoryRefusal::AlreadyShared),
            _ => Err(CategoryRefusal::NotDecided),
        }
    }
}

impl Decider for Category {
    type Command = CategoryCommand;
    type Event = CategoryEvent;
    type Refusal = CategoryRefusal;

    fn decide(
        &self,
        command: &CategoryCommand,
        context: &Context,
    ) -> Result<Vec<CategoryEvent>, CategoryRefusal> {
        let untouched = InRound::default();
        let round = self.rounds.get(&command.round.term.to_string()).unwrap_or(&untouched);
        let begins = matches!(command.step, Step::StateView(_) | Step::Propose(_));
        if begins && command.round.closed && !round.opened_again() {
            return Err(CategoryRefusal::RoundClosed);
        }
        command.check()?;
        let cell = command.cell();
        let event: CategoryEvent = match &command.step {
            Step::StateView(judgement) => {
                round.before_proposal()?;
                let Judgement { region_id, reason, evidence } = judgement.clone();
                SchoolViewStated { cell, region_id, reason, evidence }.into()
            }
            Step::Propose(judgement) => command.propose(round, judgement)?,
            Step::Accept => {
                round.answerable()?;
                ProposalAccepted { cell }.into()
            }
            Step::Challenge(judgement) => {
                round.answerable()?;
                let Judgement { region_id, reason, evidence } = judgement.clone();
                ProposalChallenged { cell, reason, region_id, evidence }.into()
            }
            Step::Moderate(judgement) => {
                round.under_discussion()?;
                let Judgement { region_id, reason, .. } = judgement.clone();
                Moderated { cell, region_id, reason }.into()
            }
            Step::Decide(judgement) => return command.decide_region(self, judgement, context),
            Step::Share => command.share(round)?,
            Step::Reopen { reason } => match round.situation {
                Situation::Decided | Situation::Shared => {
                    CategoryReopened { cell, reason: reason.clone() }.into()
                }
                _ => return Err(CategoryRefusal::NotDecided),
            },
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &CategoryEvent) {
        match event {
            CategoryEvent::SchoolViewStated(event) => self.at(&event.cell).view_stated = true,
            CategoryEvent::RegionProposed(event) => {
                let round = self.at(&event.cell);
                round.situation = Situation::Proposed;
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
            }
            CategoryEvent::CategoryDecided(event) => {
                let round = self.at(&event.cell);
                round.situation = Situation::Decided;
                round.decided = Some(event.region_id.clone());
            }
            // Said together with the decision, which says it all.
            CategoryEvent::CategoryChanged(_) => {}
            CategoryEvent::CategoryShared(event) => {
                self.at(&event.cell).situation = Situation::Shared;
            }
            CategoryEvent::CategoryReopened(event) => {
                self.at(&event.cell).situation = Situation::Reopened;
            }
        }
    }
}

eventlog::aggregate_plug!(Category);

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
