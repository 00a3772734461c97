//! One school in one area, over all rounds: what was said, proposed, answered, decided and shared.

mod facts;
mod refusal;
mod standing;

use std::collections::BTreeMap;

use contract::Term;
use contract::categories::v1::{
    AnswerNotGiven, CategoryChanged, CategoryDecided, CategoryNotJudged, CategoryReopened,
    CategoryShared, Cell, DecideRequest, Moderated, ProposalAccepted, ProposalChallenged,
    ProposalWithdrawn, ProposeRegionRequest, RegionProposed, SchoolViewStated, ViewNotGiven,
};
use contract::commands::CategoryCommand;
use contract::events::CategoryEvent;
use eventlog::{Context, Decider};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub(crate) use facts::{DecidingMeetingFacts, RoundFacts};
pub(crate) use refusal::CategoryRefusal;
use standing::{InRound, Situation};

/// The rounds so far, by term.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Category {
    rounds: BTreeMap<String, InRound>,
}

impl Category {
    /// The stream's id.
    pub(crate) fn id(school_id: &str, area_id: &str) -> String {
        format!("{school_id}.{area_id}")
    }

    /// Whether it was left without a region in a term, and not opened again since.
    pub(crate) fn is_left(&self, term: Term) -> bool {
        self.in_round(term).situation == Situation::NotJudged
    }

    /// Whether neither a decision nor a reason for having none stands in a term.
    pub(crate) fn is_open(&self, term: Term) -> bool {
        !self.in_round(term).stands()
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
        if begins(command) && round.closed && !here.opened_again() {
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
            RecordViewNotGiven(asked) => {
                here.without_view(round, context.today())?;
                ViewNotGiven { cell, reason: context.words(&asked.reason) }.into()
            }
            ProposeRegion(asked) => {
                here.proposable(&asked)?;
                RegionProposed { cell, ..proposed(asked, round, context)? }.into()
            }
            RecordAnswerNotGiven(_) => return Ok(missed(&here, cell, context.today())),
            WithdrawProposal(asked) => {
                here.withdrawable()?;
                ProposalWithdrawn { cell, reason: context.words(&asked.reason) }.into()
            }
            AcceptProposal(_) => here.answerable().map(|()| ProposalAccepted { cell })?.into(),
            ChallengeProposal(asked) => {
                here.answerable()?;
                let (region_id, reason) = (asked.region_id, context.words(&asked.reason));
                let evidence = round.evidence(asked.evidence, context)?;
                let in_report = asked.in_report;
                ProposalChallenged { cell, reason, region_id, evidence, in_report }.into()
            }
            Moderate(asked) => {
                here.moderatable(round.meeting.as_ref())?;
                let reason = context.words(&asked.reason);
                Moderated { cell, region_id: asked.region_id, reason, meeting }.into()
            }
            Decide(asked) if asked.region_id.is_empty() => {
                here.leavable(&asked)?;
                let (reason, decided_on) =
                    (context.words(&asked.reason), context.today().to_string());
                CategoryNotJudged { cell, reason, decided_on, meeting }.into()
            }
            Decide(asked) => {
                here.decidable(&asked, round.meeting.as_ref(), context.today())?;
                let decided = decided(here, asked, round, context)?;
                CategoryDecided { cell, ..decided }.into()
            }
            Share(_) => return Ok(self.shared(here.shareable()?, cell, round)),
            Reopen(asked) => {
                here.reopenable()?;
                let (proposed, viewed) = (here.has_proposal(), here.viewed());
                let reason = context.words(&asked.reason);
                CategoryReopened { cell, reason, proposed, viewed }.into()
            }
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &CategoryEvent) {
        match event {
            CategoryEvent::SchoolViewStated(event) => self.at(&event.cell).view_stated = true,
            CategoryEvent::ViewNotGiven(event) => self.at(&event.cell).view_not_given = true,
            CategoryEvent::RegionProposed(event) => {
                let round = self.at(&event.cell);
                round.situation = Situation::Proposed;
                round.moderated = None;
                round.evidence = event.evidence.clone();
                round.answer_by = event.answer_by.clone();
                round.answer_missed = false;
            }
            CategoryEvent::AnswerNotGiven(event) => self.at(&event.cell).answer_missed = true,
            CategoryEvent::ProposalWithdrawn(event) => {
                let round = self.at(&event.cell);
                round.situation = Situation::Begun;
                round.evidence.clear();
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
                let proposed = round.has_proposal();
                round.situation = if proposed { Situation::Reopened } else { Situation::Begun };
                round.moderated = None;
            }
        }
    }

    fn derived_id(command: &CategoryCommand, _: &Context) -> Option<String> {
        Some(Self::id(command.school_id(), command.area_id()))
    }
}

/// That the last day to answer is over, where no answer came and it was not told yet.
fn missed(here: &InRound, cell: Option<Cell>, today: Date) -> Vec<CategoryEvent> {
    let missed = |day: Date| AnswerNotGiven { cell, answer_by: day.to_string() }.into();
    here.without_answer(today).map(missed).into_iter().collect()
}

/// Whether the command begins something that a closed round does not take.
fn begins(command: &CategoryCommand) -> bool {
    use CategoryCommand::{ProposeRegion, RecordViewNotGiven, StateSchoolView};
    matches!(command, StateSchoolView(_) | RecordViewNotGiven(_) | ProposeRegion(_))
}

/// The proposal but for its place.
fn proposed(
    asked: ProposeRegionRequest,
    round: &RoundFacts,
    context: &Context,
) -> Result<RegionProposed, CategoryRefusal> {
    Ok(RegionProposed {
        cell: None,
        answer_by: round.answer_by(&asked.answer_by, context.today())?,
        region_id: asked.region_id,
        reason: context.words(&asked.reason),
        evidence: round.evidence(asked.evidence, context)?,
    })
}

/// The decision but for its place. It rests on the proposal's evidence where it cites none itself.
fn decided(
    here: InRound,
    asked: DecideRequest,
    round: &RoundFacts,
    context: &Context,
) -> Result<CategoryDecided, CategoryRefusal> {
    let not_answered = here.unanswered();
    let evidence = match asked.evidence.is_empty() {
        true => here.evidence,
        false => round.evidence(asked.evidence, context)?,
    };
    Ok(CategoryDecided {
        cell: None,
        region_id: asked.region_id,
        reason: context.words(&asked.reason),
        evidence,
        decided_on: context.today().to_string(),
        meeting: round.meeting.as_ref().map(|meeting| meeting.held.clone()),
        not_answered,
    })
}

eventlog::aggregate_plug!(Category);

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
