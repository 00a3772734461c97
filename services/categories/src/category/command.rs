//! The steps a category can be asked to take, and what can be checked before looking at where it stands.

use contract::Term;
use contract::categories::v1::{Cell, Evidence, Movement};
use uuid::Uuid;

use super::CategoryRefusal;

/// What a category can be asked: a step, and where it is taken.
#[derive(Clone, Debug)]
pub(crate) struct CategoryCommand {
    pub round: RoundFacts,
    pub school_id: Uuid,
    pub area_id: String,
    pub step: Step,
}

/// What a category has to know of the round and its framework.
#[derive(Clone, Debug)]
pub(crate) struct RoundFacts {
    pub round_id: Uuid,
    pub term: Term,
    pub closed: bool,
    pub school_ids: Vec<String>,
    pub framework_version: u32,
    pub area_ids: Vec<String>,
    /// Region ids, lowest first.
    pub ladder: Vec<String>,
}

/// One step of a categorisation.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    StateView(Judgement),
    Propose(Judgement),
    Accept,
    Challenge(Judgement),
    Moderate(Judgement),
    Decide(Judgement),
    Share,
    Reopen { reason: String },
}

/// A region with the words and the evidence for it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Judgement {
    pub region_id: String,
    pub reason: String,
    pub evidence: Vec<Evidence>,
}

impl CategoryCommand {
    /// Where the step is taken, as its event will say.
    pub(super) fn cell(&self) -> Option<Cell> {
        Some(Cell {
            school_id: self.school_id.to_string(),
            area_id: self.area_id.clone(),
            round_id: self.round.round_id.to_string(),
            term: self.round.term.to_string(),
            framework_version: self.round.framework_version,
        })
    }

    /// School and area belong to the round, and what the step brings is complete.
    pub(super) fn check(&self) -> Result<(), CategoryRefusal> {
        if !self.round.school_ids.contains(&self.school_id.to_string()) {
            return Err(CategoryRefusal::SchoolNotInRound);
        }
        if !self.round.area_ids.contains(&self.area_id) {
            return Err(CategoryRefusal::AreaUnknown(self.area_id.clone()));
        }
        match &self.step {
            Step::StateView(judgement)
            | Step::Propose(judgement)
            | Step::Challenge(judgement)
            | Step::Moderate(judgement)
            | Step::Decide(judgement) => {
                self.check_region(&judgement.region_id)?;
                check_reason(&judgement.reason)
            }
            Step::Reopen { reason } => check_reason(reason),
            Step::Accept | Step::Share => Ok(()),
        }
    }

    fn check_region(&self, region_id: &str) -> Result<(), CategoryRefusal> {
        let known = self.round.ladder.iter().any(|rung| rung == region_id);
        if known { Ok(()) } else { Err(CategoryRefusal::RegionUnknown(region_id.to_owned())) }
    }

    /// Up or down the ladder; unspecified where an older framework's region is not on it.
    pub(super) fn movement(&self, from: &str, to: &str) -> Movement {
        let rung = |region: &str| self.round.ladder.iter().position(|one| one == region);
        match (rung(from), rung(to)) {
            (Some(from), Some(to)) if to > from => Movement::Up,
            (Some(from), Some(to)) if to < from => Movement::Down,
            _ => Movement::Unspecified,
        }
    }
}

fn check_reason(reason: &str) -> Result<(), CategoryRefusal> {
    if reason.trim().is_empty() { Err(CategoryRefusal::ReasonEmpty) } else { Ok(()) }
}
