//! The level of independence of a school in a term, with reasons. Recorded again, it takes the place of what was said before.

use contract::commands::IndependenceCommand;
use contract::events::IndependenceEvent;
use contract::evidence::v1::{
    IndependenceRecorded, IndependenceWithdrawn, RecordIndependenceRequest,
};
use contract::{Kind, Period, Refusal, Term};
use eventlog::{Context, Decider};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Why a level is refused.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum IndependenceRefusal {
    #[error("The trust has not set its levels of independence yet.")]
    LevelsNotSet,
    #[error("The newest list of levels does not have this one.")]
    LevelUnknown,
    #[error("{0} has not begun yet.")]
    Ahead(String),
    #[error("No level of this school is recorded for that term.")]
    Unknown,
}

impl Refusal for IndependenceRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::LevelsNotSet => (Kind::State, "INDEPENDENCE_LEVELS_NOT_SET"),
            Self::LevelUnknown => (Kind::Unknown, "INDEPENDENCE_LEVEL_UNKNOWN"),
            Self::Ahead(_) => (Kind::Malformed, "INDEPENDENCE_AHEAD"),
            Self::Unknown => (Kind::Unknown, "INDEPENDENCE_UNKNOWN"),
        }
    }
}

/// The newest version of the trust's levels, looked up before a level is decided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LevelsInUse {
    /// 0: none was set.
    pub version: u32,
    pub level_ids: Vec<String>,
}

/// Whether a level is recorded for the school and the term.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Independence {
    stands: bool,
}

impl Decider for Independence {
    type Command = IndependenceCommand;
    type Facts = LevelsInUse;
    type Event = IndependenceEvent;
    type Refusal = IndependenceRefusal;

    fn decide(
        &self,
        command: &IndependenceCommand,
        levels: &LevelsInUse,
        context: &Context,
    ) -> Result<Vec<IndependenceEvent>, IndependenceRefusal> {
        let event = match command.clone() {
            IndependenceCommand::RecordIndependence(asked) => {
                recorded(asked, levels, context)?.into()
            }
            IndependenceCommand::WithdrawIndependence(asked) => {
                if !self.stands {
                    return Err(IndependenceRefusal::Unknown);
                }
                let reason = context.words(&asked.reason);
                IndependenceWithdrawn { school_id: asked.school_id, term: asked.term, reason }
                    .into()
            }
        };
        Ok(vec![event])
    }

    fn evolve(&mut self, event: &IndependenceEvent) {
        self.stands = match event {
            IndependenceEvent::IndependenceRecorded(_) => true,
            IndependenceEvent::IndependenceWithdrawn(_) => false,
        };
    }

    /// One stream for each school and term.
    fn derived_id(command: &IndependenceCommand, context: &Context) -> Option<String> {
        let name = format!("independence/{}/{}", command.school_id(), command.term());
        Some(Uuid::new_v5(&context.trust, name.as_bytes()).to_string())
    }
}

eventlog::aggregate_plug!(Independence);

fn recorded(
    asked: RecordIndependenceRequest,
    levels: &LevelsInUse,
    context: &Context,
) -> Result<IndependenceRecorded, IndependenceRefusal> {
    if levels.version == 0 {
        return Err(IndependenceRefusal::LevelsNotSet);
    }
    if !levels.level_ids.contains(&asked.level_id) {
        return Err(IndependenceRefusal::LevelUnknown);
    }
    let term = asked.term.parse::<Term>().ok();
    if let Some(ahead) = term.filter(|term| Period::Term(*term).first_day() > context.today()) {
        return Err(IndependenceRefusal::Ahead(ahead.words()));
    }
    Ok(IndependenceRecorded {
        reasons: context.words(&asked.reasons),
        school_id: asked.school_id,
        term: asked.term,
        level_id: asked.level_id,
        levels_version: levels.version,
    })
}

#[cfg(test)]
mod tests;
