//! One run of a survey: scheduled, opened, closed, released.

use std::collections::{BTreeMap, BTreeSet};

use contract::commands::WaveCommand;
use contract::events::WaveEvent;
use contract::surveys::v1::{
    AnswersCollected, Audience, OpenWaveRequest, Question, Response, ResultsReleased,
    ScheduleWaveRequest, WaveClosed, WaveOpened, WaveScheduled,
};
use contract::{Kind, Refusal};
use eventlog::{Context, Decider};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::batches::{self, Collected, KeptBatch};
use crate::printed::{Answered, EarlierRelease, HubOfWave, PrintRules, Printed};

/// Why a wave says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum WaveRefusal {
    #[error("There is no set of questions {0} in that version.")]
    InstrumentUnknown(String),
    #[error("The closing day is before the opening day.")]
    WindowBackwards,
    #[error("Figures may not rest on fewer than {least} answers here.")]
    FloorTooLow { least: u32 },
    #[error("This survey is already planned.")]
    AlreadyScheduled,
    #[error("There is no such survey here.")]
    Unknown,
    #[error("This survey is already open.")]
    AlreadyOpen,
    #[error("This survey is closed; plan another one.")]
    Closed,
    #[error("The school {0} does not take part in this survey.")]
    SchoolNotInWave(String),
    #[error("The school {0} is named twice.")]
    SchoolRepeated(String),
    #[error("A survey is opened for at least one person.")]
    NobodyInvited,
    #[error("This survey is not open.")]
    NotOpen,
    #[error("Results can be released when the survey is closed.")]
    NotClosed,
    #[error("The results are already released; they are decided once.")]
    AlreadyReleased,
    #[error(
        "The answers to this survey have been removed, so its results can't be decided any more."
    )]
    AnswersRemoved,
    #[error(
        "The answers that are kept are not those that the record committed to at the close. Nothing is released; tell the administrator."
    )]
    AnswersAltered,
}

impl Refusal for WaveRefusal {
    fn code(&self) -> (Kind, &'static str) {
        match self {
            Self::InstrumentUnknown(_) => (Kind::Unknown, "INSTRUMENT_UNKNOWN"),
            Self::WindowBackwards => (Kind::Malformed, "WINDOW_BACKWARDS"),
            Self::FloorTooLow { .. } => (Kind::Malformed, "FLOOR_TOO_LOW"),
            Self::AlreadyScheduled => (Kind::State, "WAVE_ALREADY_SCHEDULED"),
            Self::Unknown => (Kind::Unknown, "WAVE_UNKNOWN"),
            Self::AlreadyOpen => (Kind::State, "WAVE_ALREADY_OPEN"),
            Self::Closed => (Kind::State, "WAVE_CLOSED"),
            Self::SchoolNotInWave(_) => (Kind::State, "SCHOOL_NOT_IN_WAVE"),
            Self::SchoolRepeated(_) => (Kind::Malformed, "SCHOOL_REPEATED"),
            Self::NobodyInvited => (Kind::Malformed, "NOBODY_INVITED"),
            Self::NotOpen => (Kind::State, "WAVE_NOT_OPEN"),
            Self::NotClosed => (Kind::State, "WAVE_NOT_CLOSED"),
            Self::AlreadyReleased => (Kind::State, "ALREADY_RELEASED"),
            Self::AnswersRemoved => (Kind::State, "ANSWERS_REMOVED"),
            Self::AnswersAltered => (Kind::State, "ANSWERS_ALTERED"),
        }
    }
}

/// What a wave has to know of others. Each command looks at its own part of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct WaveFacts {
    /// To schedule: the version of the instrument that is meant; nothing where there is none.
    pub(crate) instrument: Option<InstrumentVersion>,
    /// To open: the key that makes the links.
    pub(crate) key_id: Uuid,
    /// To close: the batches that were fixed.
    pub(crate) collected: Vec<Collected>,
    /// To release: what the figures are counted from.
    pub(crate) counted: CountedFrom,
}

/// A published version of an instrument.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InstrumentVersion {
    pub(crate) number: u32,
    pub(crate) audience: Audience,
}

/// What is known of a closed wave when its figures are decided.
#[derive(Clone, Debug, Default)]
pub(crate) struct CountedFrom {
    /// The questions of the wave's instrument version.
    pub(crate) questions: Vec<Question>,
    /// The batches that are still kept.
    pub(crate) batches: Vec<KeptBatch>,
    /// What was released before of the same people.
    pub(crate) earlier: Vec<EarlierRelease>,
    /// The hubs that schools of the wave lay in on its closing day.
    pub(crate) hubs: Vec<HubOfWave>,
}

/// Where a wave stands.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) enum Wave {
    #[default]
    Unplanned,
    Scheduled(WaveScheduled),
    Open(Running),
    Closed(Running),
    Released,
}

/// A wave that was opened.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Running {
    plan: WaveScheduled,
    asked: BTreeMap<String, u32>,
    key_id: Uuid,
    /// Commitments of the collected batches, by their numbers.
    batches: BTreeMap<u32, String>,
}

impl Wave {
    /// Name and version of the questions asked; a released wave needs them no more.
    pub(crate) fn instrument(&self) -> Option<(&str, u32)> {
        match self {
            Self::Scheduled(plan)
            | Self::Open(Running { plan, .. })
            | Self::Closed(Running { plan, .. }) => {
                Some((&plan.instrument_id, plan.instrument_version))
            }
            Self::Unplanned | Self::Released => None,
        }
    }

    /// The plan of a wave that is closed and not released.
    pub(crate) fn to_release(&self) -> Option<&WaveScheduled> {
        match self {
            Self::Closed(running) => Some(&running.plan),
            Self::Unplanned | Self::Scheduled(_) | Self::Open(_) | Self::Released => None,
        }
    }

    /// The key of an open wave, and how many batches its answers will make.
    pub(crate) fn open_with(&self) -> Option<(Uuid, u32)> {
        match self {
            Self::Open(running) => {
                Some((running.key_id, batches::count(running.asked.values().copied())))
            }
            Self::Unplanned | Self::Scheduled(_) | Self::Closed(_) | Self::Released => None,
        }
    }

    pub(crate) fn is_open(&self) -> bool {
        matches!(self, Self::Open(_))
    }

    /// Whether it was open and is not any more.
    pub(crate) fn is_over(&self) -> bool {
        matches!(self, Self::Closed(_) | Self::Released)
    }
}

/// What holds where nothing is said, for every audience.
const DEFAULT_FLOOR: u32 = 10;

/// The lowest floor a trust may choose, for every audience.
const LEAST_FLOOR: u32 = 10;

impl Decider for Wave {
    type Command = WaveCommand;
    type Facts = WaveFacts;
    type Event = WaveEvent;
    type Refusal = WaveRefusal;

    fn decide(
        &self,
        command: &WaveCommand,
        facts: &WaveFacts,
        context: &Context,
    ) -> Result<Vec<WaveEvent>, WaveRefusal> {
        match (command, self) {
            (WaveCommand::ScheduleWave(asked), Self::Unplanned) => {
                Ok(vec![schedule(asked, facts.instrument, context)?.into()])
            }
            (WaveCommand::ScheduleWave(_), _) => Err(WaveRefusal::AlreadyScheduled),
            (_, Self::Unplanned) => Err(WaveRefusal::Unknown),

            (WaveCommand::OpenWave(asked), Self::Scheduled(plan)) => {
                Ok(vec![open(plan, asked, facts.key_id)?.into()])
            }
            (WaveCommand::OpenWave(_), Self::Open(_)) => Err(WaveRefusal::AlreadyOpen),
            (WaveCommand::OpenWave(_), Self::Closed(_) | Self::Released) => {
                Err(WaveRefusal::Closed)
            }

            (WaveCommand::CloseWave(_), Self::Open(running)) => {
                Ok(close(running, &facts.collected))
            }
            (WaveCommand::CloseWave(_), Self::Scheduled(_) | Self::Closed(_) | Self::Released) => {
                Err(WaveRefusal::NotOpen)
            }

            (WaveCommand::ReleaseResults(_), Self::Closed(running)) => {
                Ok(vec![release(running, &facts.counted)?.into()])
            }
            (WaveCommand::ReleaseResults(_), Self::Scheduled(_) | Self::Open(_)) => {
                Err(WaveRefusal::NotClosed)
            }
            (WaveCommand::ReleaseResults(_), Self::Released) => Err(WaveRefusal::AlreadyReleased),
        }
    }

    fn evolve(&mut self, event: &WaveEvent) {
        match event {
            WaveEvent::WaveScheduled(plan) => *self = Self::Scheduled(plan.clone()),
            WaveEvent::WaveOpened(opened) => {
                if let Self::Scheduled(plan) = std::mem::take(self) {
                    let asked = opened
                        .invited
                        .iter()
                        .map(|school| (school.school_id.clone(), school.count));
                    *self = Self::Open(Running {
                        plan,
                        asked: asked.collect(),
                        key_id: opened.key_id.parse().unwrap_or_default(),
                        batches: BTreeMap::new(),
                    });
                }
            }
            WaveEvent::AnswersCollected(batch) => {
                if let Self::Open(running) = self {
                    running.batches.insert(batch.number, batch.commitment.clone());
                }
            }
            WaveEvent::WaveClosed(_) => {
                if let Self::Open(running) = std::mem::take(self) {
                    *self = Self::Closed(running);
                }
            }
            WaveEvent::ResultsReleased(_) => *self = Self::Released,
        }
    }
}

fn schedule(
    asked: &ScheduleWaveRequest,
    instrument: Option<InstrumentVersion>,
    context: &Context,
) -> Result<WaveScheduled, WaveRefusal> {
    let Some(version) = instrument else {
        return Err(WaveRefusal::InstrumentUnknown(asked.instrument_id.clone()));
    };
    if asked.closes_on < asked.opens_on {
        return Err(WaveRefusal::WindowBackwards);
    }
    let floor = if asked.floor == 0 { DEFAULT_FLOOR } else { asked.floor };
    if floor < LEAST_FLOOR {
        return Err(WaveRefusal::FloorTooLow { least: LEAST_FLOOR });
    }
    Ok(WaveScheduled {
        wave_id: context.new_id("wave").to_string(),
        instrument_id: asked.instrument_id.clone(),
        instrument_version: version.number,
        title: asked.title.clone(),
        audience: version.audience.into(),
        term: asked.term.clone(),
        opens_on: asked.opens_on.clone(),
        closes_on: asked.closes_on.clone(),
        school_ids: asked.school_ids.clone(),
        floor,
        privacy: asked.privacy,
    })
}

fn open(
    plan: &WaveScheduled,
    asked: &OpenWaveRequest,
    key_id: Uuid,
) -> Result<WaveOpened, WaveRefusal> {
    let mut named = BTreeSet::new();
    for school in asked.invited.iter().map(|invited| &invited.school_id) {
        if !plan.school_ids.contains(school) {
            return Err(WaveRefusal::SchoolNotInWave(school.clone()));
        }
        if !named.insert(school) {
            return Err(WaveRefusal::SchoolRepeated(school.clone()));
        }
    }
    if asked.invited.iter().all(|school| school.count == 0) {
        return Err(WaveRefusal::NobodyInvited);
    }
    let (wave_id, invited) = (plan.wave_id.clone(), asked.invited.clone());
    Ok(WaveOpened { wave_id, invited, key_id: key_id.to_string() })
}

fn close(running: &Running, collected: &[Collected]) -> Vec<WaveEvent> {
    let wave_id = &running.plan.wave_id;
    let batches = collected.len() as u32;
    let events = collected.iter().map(|Collected { number, commitment }| {
        let (wave_id, commitment) = (wave_id.clone(), commitment.clone());
        WaveEvent::from(AnswersCollected { wave_id, number: *number, commitment })
    });
    events.chain([WaveClosed { wave_id: wave_id.clone(), batches }.into()]).collect()
}

fn release(running: &Running, from: &CountedFrom) -> Result<ResultsReleased, WaveRefusal> {
    let Running { plan, asked, .. } = running;
    let responses = &collected(running, &from.batches)?;
    let (questions, schools) = (&from.questions, &plan.school_ids);
    let (floor, earlier, rules) = (plan.floor, &from.earlier, PrintRules::default());
    let hubs = &from.hubs;
    let answered = Answered { questions, schools, asked, floor, responses, hubs, earlier, rules };
    Ok(Printed::of(&answered).released(plan.wave_id.clone()))
}

/// The answers of every batch that the log committed to. Refuses where one is gone or is another.
fn collected(running: &Running, kept: &[KeptBatch]) -> Result<Vec<Response>, WaveRefusal> {
    let mut responses = Vec::new();
    for (number, commitment) in &running.batches {
        let batch = kept.iter().find(|batch| batch.number == *number);
        let batch = batch.ok_or(WaveRefusal::AnswersRemoved)?;
        if batch.commitment() != *commitment {
            return Err(WaveRefusal::AnswersAltered);
        }
        responses.extend(batch.responses().map_err(|_| WaveRefusal::AnswersAltered)?);
    }
    Ok(responses)
}

eventlog::aggregate_plug!(Wave);

#[cfg(test)]
mod tests;
