//! What a category has to know of others before it decides: the round, its framework, and the meeting.

use cited::Backing;
use contract::Term;
use contract::categories::v1::{Cell, Citation, DecisionMeeting, Evidence, Movement};
use contract::commands::CategoryCommand;

use eventlog::Context;
use jiff::civil::Date;

use super::CategoryRefusal;
use crate::days::SchoolDays;

/// School days in which a school answers a proposal, where no day is named.
const DAYS_TO_ANSWER: usize = 5;

/// What a category has to know of the round and its framework.
#[derive(Clone, Debug)]
pub(crate) struct RoundFacts {
    pub term: Term,
    pub closed: bool,
    pub school_ids: Vec<String>,
    /// ISO 8601 date: the last day on which views are waited for; empty where no day was named.
    pub views_by: String,
    /// When there is school; loaded where a proposal is sent.
    pub school_days: SchoolDays,
    pub framework_version: u32,
    pub area_ids: Vec<String>,
    /// Region ids, lowest first.
    pub ladder: Vec<String>,
    /// What the record holds of each thing that the command cites, in the same order.
    pub backings: Vec<Backing>,
    /// Where a meeting decides.
    pub meeting: Option<DecidingMeetingFacts>,
}

/// The meeting that decides, as one category has to know it.
#[derive(Clone, Debug)]
pub(crate) struct DecidingMeetingFacts {
    pub held: DecisionMeeting,
    /// The person who made the category's last proposal; empty where there is none.
    pub proposed_by: String,
}

impl DecidingMeetingFacts {
    /// Whether the person who made the proposal was there alone.
    pub(super) fn is_proposer_alone(&self) -> bool {
        self.held.present_ids.iter().all(|person| *person == self.proposed_by)
    }
}

impl RoundFacts {
    /// Where the command is for, as its event will say.
    pub(super) fn cell(&self, command: &CategoryCommand) -> Option<Cell> {
        Some(Cell {
            school_id: command.school_id().to_owned(),
            area_id: command.area_id().to_owned(),
            round_id: command.round_id().to_owned(),
            term: self.term.to_string(),
            framework_version: self.framework_version,
        })
    }

    /// School, area and region belong to the round.
    pub(super) fn check(&self, command: &CategoryCommand) -> Result<(), CategoryRefusal> {
        let (school, area) = (command.school_id(), command.area_id());
        if !self.school_ids.iter().any(|known| known == school) {
            return Err(CategoryRefusal::SchoolNotInRound);
        }
        if !self.area_ids.iter().any(|known| known == area) {
            return Err(CategoryRefusal::AreaUnknown(area.to_owned()));
        }
        match region(command) {
            // A decision without a region leaves the category unjudged.
            Some(region)
                if !region.is_empty() && !self.ladder.iter().any(|rung| rung == region) =>
            {
                Err(CategoryRefusal::RegionUnknown(region.to_owned()))
            }
            _ => Ok(()),
        }
    }

    /// The last day on which the school's answer is waited for: the day that is asked for, else five school days from today.
    pub(super) fn answer_by(&self, asked: &str, today: Date) -> Result<String, CategoryRefusal> {
        let Ok(day) = asked.parse::<Date>() else {
            return Ok(self.school_days.after(today, DAYS_TO_ANSWER).to_string());
        };
        if day < today { Err(CategoryRefusal::AnswerDayPast) } else { Ok(day.to_string()) }
    }

    /// What the event keeps of what the command cites. What the record holds is told by the record.
    pub(super) fn evidence(
        &self,
        citations: Vec<Citation>,
        context: &Context,
    ) -> Result<Vec<Evidence>, CategoryRefusal> {
        Ok(cited::evidence(citations, &self.backings, context)?)
    }

    /// Up or down the ladder; unspecified where an older framework's region is not on it.
    pub(super) fn movement(&self, from: &str, to: &str) -> Movement {
        let rung = |region: &str| self.ladder.iter().position(|one| one == region);
        match (rung(from), rung(to)) {
            (Some(from), Some(to)) if to > from => Movement::Up,
            (Some(from), Some(to)) if to < from => Movement::Down,
            _ => Movement::Unspecified,
        }
    }
}

/// The region a command names.
fn region(command: &CategoryCommand) -> Option<&str> {
    match command {
        CategoryCommand::StateSchoolView(asked) => Some(&asked.region_id),
        CategoryCommand::ProposeRegion(asked) => Some(&asked.region_id),
        CategoryCommand::ChallengeProposal(asked) => Some(&asked.region_id),
        CategoryCommand::Moderate(asked) => Some(&asked.region_id),
        CategoryCommand::Decide(asked) => Some(&asked.region_id),
        CategoryCommand::AcceptProposal(_)
        | CategoryCommand::RecordViewNotGiven(_)
        | CategoryCommand::RecordAnswerNotGiven(_)
        | CategoryCommand::WithdrawProposal(_)
        | CategoryCommand::Share(_)
        | CategoryCommand::Reopen(_) => None,
    }
}
