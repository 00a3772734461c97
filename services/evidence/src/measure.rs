//! A measure of the trust's own: what it counts, in versions, until the trust uses it no more.

use std::collections::BTreeSet;

use contract::commands::MeasureCommand;
use contract::events::MeasureEvent;
use contract::evidence::v1::{
    DefineMeasureRequest, MeasureDefined, MeasureDefinition, MeasureRetired, RetireMeasureRequest,
};
use contract::{Kind, Refusal, british_day};
use eventlog::{Context, Decider};
use measure_registry::shipped;
use serde::{Deserialize, Serialize};

/// Why a measure says no.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum MeasureRefusal {
    #[error("{0} comes with Plumbline, so no trust can define or retire it.")]
    IsShipped(String),
    #[error("The next definition of this measure is version {expected}, not {given}.")]
    OutOfOrder { expected: u32, given: u32 },
    #[error("This is how the measure is defined already.")]
    Unchanged,
    #[error("{0} is there twice.")]
    BreakdownRepeated(String),
    #[error("There is no such measure.")]
    Unknown,
    #[error("This measure is retired.")]
    IsRetired,
}

impl Refusal for MeasureRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::IsShipped(_) => (Kind::State, "MEASURE_IS_SHIPPED"),
            Self::OutOfOrder { .. } => (Kind::State, "MEASURE_OUT_OF_ORDER"),
            Self::Unchanged => (Kind::Repeated, "MEASURE_UNCHANGED"),
            Self::BreakdownRepeated(_) => (Kind::Malformed, "BREAKDOWN_REPEATED"),
            Self::Unknown => (Kind::Unknown, "MEASURE_UNKNOWN"),
            Self::IsRetired => (Kind::State, "MEASURE_IS_RETIRED"),
        }
    }
}

/// The definition in use, its version, and whether it is retired. Figures are recorded by it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct TrustMeasure {
    /// 0: it was never defined.
    pub version: u32,
    pub definition: MeasureDefinition,
    pub retired: bool,
}

impl TrustMeasure {
    fn define(&self, asked: &DefineMeasureRequest) -> Result<MeasureEvent, MeasureRefusal> {
        let definition = asked.definition.clone().unwrap_or_default();
        let mut seen = BTreeSet::new();
        for part in &definition.breakdowns {
            if !seen.insert(part.breakdown_id.as_str()) {
                return Err(MeasureRefusal::BreakdownRepeated(part.title.clone()));
            }
        }
        if self.version > 0 && !self.retired && self.definition == definition {
            return Err(MeasureRefusal::Unchanged);
        }
        let expected = self.version.saturating_add(1);
        if asked.version != expected {
            return Err(MeasureRefusal::OutOfOrder { expected, given: asked.version });
        }
        let (measure_id, version) = (asked.measure_id.clone(), asked.version);
        Ok(MeasureDefined { measure_id, version, definition: Some(definition) }.into())
    }

    fn retire(
        &self,
        asked: &RetireMeasureRequest,
        context: &Context,
    ) -> Result<MeasureEvent, MeasureRefusal> {
        if self.version == 0 {
            return Err(MeasureRefusal::Unknown);
        }
        if self.retired {
            return Err(MeasureRefusal::IsRetired);
        }
        Ok(MeasureRetired {
            measure_id: asked.measure_id.clone(),
            version: self.version,
            on: british_day(context.now).to_string(),
            reason: context.words(&asked.reason),
        }
        .into())
    }
}

impl Decider for TrustMeasure {
    type Command = MeasureCommand;
    type Facts = ();
    type Event = MeasureEvent;
    type Refusal = MeasureRefusal;

    fn decide(
        &self,
        command: &MeasureCommand,
        _: &(),
        context: &Context,
    ) -> Result<Vec<MeasureEvent>, MeasureRefusal> {
        let (MeasureCommand::DefineMeasure(DefineMeasureRequest { measure_id, .. })
        | MeasureCommand::RetireMeasure(RetireMeasureRequest { measure_id, .. })) = command;
        if shipped(measure_id).is_some() {
            return Err(MeasureRefusal::IsShipped(measure_id.clone()));
        }
        Ok(vec![match command {
            MeasureCommand::DefineMeasure(asked) => self.define(asked)?,
            MeasureCommand::RetireMeasure(asked) => self.retire(asked, context)?,
        }])
    }

    fn evolve(&mut self, event: &MeasureEvent) {
        match event {
            MeasureEvent::MeasureDefined(defined) => {
                self.version = defined.version;
                self.definition = defined.definition.clone().unwrap_or_default();
                self.retired = false;
            }
            MeasureEvent::MeasureRetired(_) => self.retired = true,
        }
    }

    fn derived_id(command: &MeasureCommand, _: &Context) -> Option<String> {
        match command {
            MeasureCommand::DefineMeasure(asked) => Some(asked.measure_id.clone()),
            MeasureCommand::RetireMeasure(_) => None,
        }
    }
}

eventlog::aggregate_plug!(TrustMeasure);

#[cfg(test)]
pub(crate) mod tests;
