//! The trust's levels of independence: a list from the least to the most, in versions.

use std::collections::BTreeSet;

use contract::commands::IndependenceScaleCommand;
use contract::events::IndependenceScaleEvent;
use contract::evidence::v1::{IndependenceLevel, IndependenceLevelsSet};
use contract::{Kind, Refusal};
use eventlog::{Context, Decider};
use serde::{Deserialize, Serialize};

/// The id of the only stream: a trust has one list of levels.
pub(crate) const SCALE: &str = "levels";

/// Why the levels are refused.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum IndependenceScaleRefusal {
    #[error("The next version of the levels is {expected}, not {given}.")]
    OutOfOrder { expected: u32, given: u32 },
    #[error("These are the levels already.")]
    Unchanged,
    #[error("{0} is there twice.")]
    Repeated(String),
}

impl Refusal for IndependenceScaleRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::OutOfOrder { .. } => (Kind::State, "INDEPENDENCE_LEVELS_OUT_OF_ORDER"),
            Self::Unchanged => (Kind::Repeated, "INDEPENDENCE_LEVELS_UNCHANGED"),
            Self::Repeated(_) => (Kind::Malformed, "INDEPENDENCE_LEVEL_REPEATED"),
        }
    }
}

/// The newest version and its levels; version 0 where none was set.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct IndependenceScale {
    pub version: u32,
    pub levels: Vec<IndependenceLevel>,
}

impl Decider for IndependenceScale {
    type Command = IndependenceScaleCommand;
    type Facts = ();
    type Event = IndependenceScaleEvent;
    type Refusal = IndependenceScaleRefusal;

    fn decide(
        &self,
        command: &IndependenceScaleCommand,
        _: &(),
        _: &Context,
    ) -> Result<Vec<IndependenceScaleEvent>, IndependenceScaleRefusal> {
        let IndependenceScaleCommand::SetIndependenceLevels(asked) = command;
        let mut seen = BTreeSet::new();
        if let Some(twice) = asked.levels.iter().find(|level| !seen.insert(&level.level_id)) {
            return Err(IndependenceScaleRefusal::Repeated(twice.name.clone()));
        }
        if self.version > 0 && self.levels == asked.levels {
            return Err(IndependenceScaleRefusal::Unchanged);
        }
        let expected = self.version.saturating_add(1);
        if asked.version != expected {
            let given = asked.version;
            return Err(IndependenceScaleRefusal::OutOfOrder { expected, given });
        }
        let (version, levels) = (asked.version, asked.levels.clone());
        Ok(vec![IndependenceLevelsSet { version, levels }.into()])
    }

    fn evolve(&mut self, event: &IndependenceScaleEvent) {
        let IndependenceScaleEvent::IndependenceLevelsSet(set) = event;
        self.version = set.version;
        self.levels.clone_from(&set.levels);
    }

    fn derived_id(_: &IndependenceScaleCommand, _: &Context) -> Option<String> {
        Some(SCALE.to_owned())
    }
}

eventlog::aggregate_plug!(IndependenceScale);

#[cfg(test)]
pub(crate) mod tests;
