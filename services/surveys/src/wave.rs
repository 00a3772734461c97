//! One run of a survey: scheduled, opened, closed, released.

use std::collections::BTreeMap;

use contract::events::WaveEvent;
use contract::surveys::v1::{
    AnswersCollected, Audience, Invited, Privacy, Question, Response, ResultsReleased, WaveClosed,
    WaveOpened, WaveScheduled,
};
use contract::{Kind, Refusal, Term};
use eventlog::{Context, Decider};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::batches::{self, Collected, KeptBatch};
use crate::printed::{Answered, EarlierRelease, PrintRules, Printed};

/// What a wave can be asked.
#[derive(Clone, Debug)]
pub(crate) enum WaveCommand {
    Schedule(Plan),
    Open(Opening),
    /// What the log says of the batches.
    Close(Vec<Collected>),
    Release(WaveFacts),
}

/// How a wave opens.
#[derive(Clone, Debug)]
pub(crate) struct Opening {
    /// How many are asked, by school.
    pub(crate) asked: Vec<(Uuid, u32)>,
    /// The key that makes the links.
    pub(crate) key_id: Uuid,
}

/// What is known of a closed wave when its figures are decided.
#[derive(Clone, Debug)]
pub(crate) struct WaveFacts {
    /// The questions of the wave's instrument version.
    pub(crate) questions: Vec<Question>,
    /// The batches that are still kept.
    pub(crate) batches: Vec<KeptBatch>,
    /// What was released before of the same people.
    pub(crate) earlier: Vec<EarlierRelease>,
}

/// What is wanted of a new wave.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) wave_id: Uuid,
    pub(crate) instrument_id: String,
    /// Version and audience of the published instrument; nothing where there is none.
    pub(crate) instrument: Option<(u32, Audience)>,
    pub(crate) title: String,
    pub(crate) term: Term,
    pub(crate) opens_on: Date,
    pub(crate) closes_on: Date,
    pub(crate) school_ids: Vec<Uuid>,
    /// Nothing: the default.
    pub(crate) floor: Option<u32>,
    pub(crate) privacy: Privacy,
}

/// Why a wave says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum WaveRefusal {
    #[error("There is no set of questions {0} in that version.")]
    InstrumentUnknown(String),
    #[error("The closing day is before the opening day.")]
    WindowBackwards,
    #[error("Figures may not rest on fewer than {least} answers here.")]
    FloorTooLow { least: u32 },
    #[error("A survey needs at least one school.")]
    NoSchools,
    #[error("This survey is already planned.")]
    AlreadyScheduled,
    #[error("There is no such survey here.")]
    Unknown,
    #[error("This survey is already open.")]
    AlreadyOpen,
    #[error("This survey is closed; plan another one.")]
    Closed,
    #[error("The school {0} does not take part in this survey.")]
    SchoolNotInWave(Uuid),
    #[error("The school {0} is named twice.")]
    SchoolRepeated(Uuid),
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
            Self::NoSchools => (Kind::Malformed, "NO_SCHOOLS"),
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
    type Facts = ();
    type Event = WaveEvent;
    type Refusal = WaveRefusal;

    fn decide(
        &self,
        command: &WaveCommand,
        (): &(),
        _: &Context,
    ) -> Result<Vec<WaveEvent>, WaveRefusal> {
        match (command, self) {
            (WaveCommand::Schedule(plan), Self::Unplanned) => schedule(plan),
            (WaveCommand::Schedule(_), _) => Err(WaveRefusal::AlreadyScheduled),
            (_, Self::Unplanned) => Err(WaveRefusal::Unknown),

            (WaveCommand::Open(opening), Self::Scheduled(plan)) => open(plan, opening),
            (WaveCommand::Open(_), Self::Open(_)) => Err(WaveRefusal::AlreadyOpen),
            (WaveCommand::Open(_), Self::Closed(_) | Self::Released) => Err(WaveRefusal::Closed),

            (WaveCommand::Close(collected), Self::Open(running)) => Ok(close(running, collected)),
            (WaveCommand::Close(_), Self::Scheduled(_) | Self::Closed(_) | Self::Released) => {
                Err(WaveRefusal::NotOpen)
            }

            (WaveCommand::Release(facts), Self::Closed(running)) => {
                Ok(vec![release(running, facts)?.into()])
            }
            (WaveCommand::Release(_), Self::Scheduled(_) | Self::Open(_)) => {
                Err(WaveRefusal::NotClosed)
            }
            (WaveCommand::Release(_), Self::Released) => Err(WaveRefusal::AlreadyReleased),
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

fn schedule(plan: &Plan) -> Result<Vec<WaveEvent>, WaveRefusal> {
    let Some((version, audience)) = plan.instrument else {
        return Err(WaveRefusal::InstrumentUnknown(plan.instrument_id.clone()));
    };
    if plan.closes_on < plan.opens_on {
        return Err(WaveRefusal::WindowBackwards);
    }
    let floor = plan.floor.unwrap_or(DEFAULT_FLOOR);
    if floor < LEAST_FLOOR {
        return Err(WaveRefusal::FloorTooLow { least: LEAST_FLOOR });
    }
    let mut school_ids = Vec::new();
    for school in plan.school_ids.iter().map(Uuid::to_string) {
        if !school_ids.contains(&school) {
            school_ids.push(school);
        }
    }
    if school_ids.is_empty() {
        return Err(WaveRefusal::NoSchools);
    }
    let scheduled = WaveScheduled {
        wave_id: plan.wave_id.to_string(),
        instrument_id: plan.instrument_id.clone(),
        instrument_version: version,
        title: plan.title.clone(),
        audience: audience.into(),
        term: plan.term.to_string(),
        opens_on: plan.opens_on.to_string(),
        closes_on: plan.closes_on.to_string(),
        school_ids,
        floor,
        privacy: plan.privacy.into(),
    };
    Ok(vec![scheduled.into()])
}

fn open(plan: &WaveScheduled, opening: &Opening) -> Result<Vec<WaveEvent>, WaveRefusal> {
    let mut invited: Vec<Invited> = Vec::new();
    for (school, count) in &opening.asked {
        let school_id = school.to_string();
        if !plan.school_ids.contains(&school_id) {
            return Err(WaveRefusal::SchoolNotInWave(*school));
        }
        if invited.iter().any(|other| other.school_id == school_id) {
            return Err(WaveRefusal::SchoolRepeated(*school));
        }
        invited.push(Invited { school_id, count: *count });
    }
    if invited.iter().all(|school| school.count == 0) {
        return Err(WaveRefusal::NobodyInvited);
    }
    let (wave_id, key_id) = (plan.wave_id.clone(), opening.key_id.to_string());
    Ok(vec![WaveOpened { wave_id, invited, key_id }.into()])
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

fn release(running: &Running, facts: &WaveFacts) -> Result<ResultsReleased, WaveRefusal> {
    let Running { plan, asked, .. } = running;
    let responses = &collected(running, &facts.batches)?;
    let (questions, schools) = (&facts.questions, &plan.school_ids);
    let (floor, earlier, rules) = (plan.floor, &facts.earlier, PrintRules::default());
    let answered = Answered { questions, schools, asked, floor, responses, earlier, rules };
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
