//! A figure: one measure of a school for a period and a part of its pupils, in versions of which the last one counts.

use contract::commands::FigureCommand;
use contract::events::FigureEvent;
use contract::evidence::v1::{
    FigureLevel, FigureRecorded, FigureStatus, FigureVersion, FigureWithdrawn, MeasureDefinition,
    MeasureUnit, RecordFigureRequest,
};
use contract::{FigureKey, Kind, Period, Refusal, british_day};
use eventlog::{Context, Decider};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::reading::{Misread, PercentStyle, cell};

/// Versions that one figure may have: far more than a release is ever revised.
const MOST_VERSIONS: u32 = 24;

/// Largest cohort: there are some nine million pupils in England.
pub(crate) const LARGEST_COHORT: u32 = 10_000_000;

/// Why the record of a figure says no.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum FigureRefusal {
    #[error("There is no such measure.")]
    MeasureUnknown,
    #[error("This measure is retired, so nothing more is recorded by it.")]
    MeasureRetired,
    #[error("This measure knows no such part of the pupils.")]
    BreakdownUnknown,
    #[error("{0} has not begun yet.")]
    PeriodAhead(String),
    #[error(transparent)]
    Misread(#[from] Misread),
    #[error("No pupil gives no number. Give the reason why there is none, for example NE.")]
    CohortEmpty,
    #[error(
        "Say on how many pupils this rests. What is internal is not shown to all, if they are few."
    )]
    CohortMissing,
    #[error("A figure rests on at most 10,000,000 pupils.")]
    CohortTooLarge,
    #[error("This figure is {} already. Withdraw it first if that was a mistake.", .0.words().to_lowercase())]
    StatusGoesBack(FigureStatus),
    #[error(
        "This figure was recorded {MOST_VERSIONS} times. Withdraw it, and record what is right."
    )]
    TooManyVersions,
    #[error("There is no such figure of this school.")]
    Unknown,
}

impl Refusal for FigureRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::MeasureUnknown => (Kind::Unknown, "MEASURE_UNKNOWN"),
            Self::MeasureRetired => (Kind::State, "MEASURE_IS_RETIRED"),
            Self::BreakdownUnknown => (Kind::Malformed, "BREAKDOWN_UNKNOWN"),
            Self::PeriodAhead(_) => (Kind::Malformed, "PERIOD_AHEAD"),
            Self::Misread(Misread::Unreadable(_)) => (Kind::Malformed, "VALUE_UNREADABLE"),
            Self::Misread(Misread::Impossible(..)) => (Kind::Malformed, "VALUE_IMPOSSIBLE"),
            Self::Misread(Misread::TooManyDecimals(_)) => (Kind::Malformed, "TOO_MANY_DECIMALS"),
            Self::CohortEmpty => (Kind::Malformed, "COHORT_EMPTY"),
            Self::CohortMissing => (Kind::Malformed, "COHORT_MISSING"),
            Self::CohortTooLarge => (Kind::Malformed, "COHORT_TOO_LARGE"),
            Self::StatusGoesBack(_) => (Kind::State, "STATUS_GOES_BACK"),
            Self::TooManyVersions => (Kind::State, "TOO_MANY_VERSIONS"),
            Self::Unknown => (Kind::Unknown, "FIGURE_UNKNOWN"),
        }
    }
}

/// The measure that a figure names, looked up before it is decided.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum FigureFacts {
    /// There is none, or none was asked for.
    #[default]
    NoMeasure,
    /// It is retired.
    Retired,
    /// It is in use, in this version.
    Measured { version: u32, definition: MeasureDefinition },
}

/// What was said last, of which school, and how often something was said.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct SchoolFigure {
    school_id: String,
    /// `None` where nothing was recorded, or all was withdrawn.
    last: Option<FigureVersion>,
    /// Number of the last version, those that were withdrawn too.
    recorded: u32,
    /// Versions since nothing stood.
    standing: u32,
}

impl SchoolFigure {
    fn id(trust: Uuid, asked: &RecordFigureRequest) -> String {
        let RecordFigureRequest { school_id, measure_id, period, breakdown_id, .. } = asked;
        FigureKey { school_id, measure_id, period, breakdown_id }.id(trust)
    }

    /// The next version; nothing where it says what the last one said.
    fn record(
        &self,
        asked: &RecordFigureRequest,
        facts: &FigureFacts,
        context: &Context,
    ) -> Result<Option<FigureEvent>, FigureRefusal> {
        let (measure_version, definition) = match facts {
            FigureFacts::NoMeasure => return Err(FigureRefusal::MeasureUnknown),
            FigureFacts::Retired => return Err(FigureRefusal::MeasureRetired),
            FigureFacts::Measured { version, definition } => (*version, definition),
        };
        let states = FigureVersion {
            version: self.recorded.saturating_add(1),
            measure_version,
            ..said(asked, definition, context)?
        };
        if let Some(last) = &self.last {
            if place(states.status()) < place(last.status()) {
                return Err(FigureRefusal::StatusGoesBack(last.status()));
            }
            if (FigureVersion { version: last.version, ..states.clone() }) == *last {
                return Ok(None);
            }
        }
        if self.standing >= MOST_VERSIONS {
            return Err(FigureRefusal::TooManyVersions);
        }
        Ok(Some(
            FigureRecorded {
                figure_id: Self::id(context.trust, asked),
                level: FigureLevel::School.into(),
                school_id: asked.school_id.clone(),
                measure_id: asked.measure_id.clone(),
                period: asked.period.clone(),
                breakdown_id: asked.breakdown_id.clone(),
                states: Some(states),
                ..FigureRecorded::default()
            }
            .into(),
        ))
    }
}

/// How far a status is settled: a published figure never becomes less settled again.
pub(crate) fn place(status: FigureStatus) -> Option<usize> {
    FigureStatus::ORDERED.iter().position(|one| *one == status)
}

/// What is said, once it is possible. It has neither its own number nor the measure's yet.
fn said(
    asked: &RecordFigureRequest,
    definition: &MeasureDefinition,
    context: &Context,
) -> Result<FigureVersion, FigureRefusal> {
    let part = &asked.breakdown_id;
    if !part.is_empty() && !definition.breakdowns.iter().any(|one| one.breakdown_id == *part) {
        return Err(FigureRefusal::BreakdownUnknown);
    }
    // The field rules have looked at it before.
    if let Ok(period) = asked.period.parse::<Period>()
        && period.first_day() > british_day(context.now)
    {
        return Err(FigureRefusal::PeriodAhead(period.words()));
    }
    // A person who types one value writes it of a hundred.
    let value = cell(&asked.value, definition, PercentStyle::OfHundred)?;
    if asked.cohort.is_some_and(|cohort| cohort > LARGEST_COHORT) {
        return Err(FigureRefusal::CohortTooLarge);
    }
    if asked.cohort == Some(0) && value.number.is_some() {
        return Err(FigureRefusal::CohortEmpty);
    }
    let counted = matches!(definition.unit(), MeasureUnit::Count | MeasureUnit::Pounds);
    let internal = asked.status() == FigureStatus::Internal && value.number.is_some();
    if internal && !counted && asked.cohort.is_none() {
        return Err(FigureRefusal::CohortMissing);
    }
    Ok(FigureVersion {
        value: Some(value),
        cohort: asked.cohort,
        status: asked.status,
        source: asked.source.clone(),
        ..FigureVersion::default()
    })
}

impl Decider for SchoolFigure {
    type Command = FigureCommand;
    type Facts = FigureFacts;
    type Event = FigureEvent;
    type Refusal = FigureRefusal;

    fn decide(
        &self,
        command: &FigureCommand,
        facts: &FigureFacts,
        context: &Context,
    ) -> Result<Vec<FigureEvent>, FigureRefusal> {
        match command {
            FigureCommand::RecordFigure(asked) => {
                Ok(self.record(asked, facts, context)?.into_iter().collect())
            }
            FigureCommand::WithdrawFigure(asked) => {
                if self.last.is_none() || self.school_id != asked.school_id {
                    return Err(FigureRefusal::Unknown);
                }
                let withdrawn = FigureWithdrawn {
                    figure_id: asked.figure_id.clone(),
                    school_id: asked.school_id.clone(),
                    reason: context.words(&asked.reason),
                };
                Ok(vec![withdrawn.into()])
            }
        }
    }

    fn evolve(&mut self, event: &FigureEvent) {
        match event {
            FigureEvent::FigureRecorded(recorded) => {
                self.school_id.clone_from(&recorded.school_id);
                self.recorded = recorded.states.as_ref().map_or(0, |states| states.version);
                self.standing += 1;
                self.last.clone_from(&recorded.states);
            }
            FigureEvent::FigureWithdrawn(_) => {
                self.last = None;
                self.standing = 0;
            }
        }
    }

    fn derived_id(command: &FigureCommand, context: &Context) -> Option<String> {
        match command {
            FigureCommand::RecordFigure(asked) => Some(Self::id(context.trust, asked)),
            FigureCommand::WithdrawFigure(_) => None,
        }
    }
}

eventlog::aggregate_plug!(SchoolFigure);

#[cfg(test)]
mod tests;
