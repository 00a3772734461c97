//! One run of a survey: scheduled, opened, closed, released.

use std::collections::BTreeMap;

use contract::events::WaveEvent;
use contract::surveys::v1::{
    Audience, Invited, Privacy, Question, Response, ResponsesCollected, ResultsReleased,
    WaveClosed, WaveOpened, WaveScheduled,
};
use contract::{Kind, Refusal, Term};
use eventlog::{Context, Decider};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::figures::{Collected, figures};
use crate::response_rate::response_rates;

/// What a wave can be asked.
#[derive(Clone, Debug)]
pub(crate) enum WaveCommand {
    Schedule(Plan),
    /// How many are asked, by school.
    Open(Vec<(Uuid, u32)>),
    /// The answers in shuffled batches.
    Close(Vec<ResponsesCollected>),
    /// The questions of the wave's instrument version.
    Release(Vec<Question>),
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
    responses: Vec<Response>,
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
}

/// What holds where nothing is said, for every audience.
const DEFAULT_FLOOR: u32 = 10;

/// The lowest floor a trust may choose: 7 for staff, 10 for pupils and parents.
fn least_floor(audience: Audience) -> u32 {
    match audience {
        Audience::Staff => 7,
        Audience::Parents | Audience::Pupils | Audience::Unspecified => 10,
    }
}

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

            (WaveCommand::Open(asked), Self::Scheduled(plan)) => open(plan, asked),
            (WaveCommand::Open(_), Self::Open(_)) => Err(WaveRefusal::AlreadyOpen),
            (WaveCommand::Open(_), Self::Closed(_) | Self::Released) => Err(WaveRefusal::Closed),

            (WaveCommand::Close(batches), Self::Open(running)) => Ok(close(running, batches)),
            (WaveCommand::Close(_), Self::Scheduled(_) | Self::Closed(_) | Self::Released) => {
                Err(WaveRefusal::NotOpen)
            }

            (WaveCommand::Release(questions), Self::Closed(running)) => {
                Ok(vec![release(running, questions).into()])
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
                    *self =
                        Self::Open(Running { plan, asked: asked.collect(), responses: Vec::new() });
                }
            }
            WaveEvent::ResponsesCollected(batch) => {
                if let Self::Open(running) = self {
                    running.responses.extend_from_slice(&batch.responses);
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
    let (floor, least) = (plan.floor.unwrap_or(DEFAULT_FLOOR), least_floor(audience));
    if floor < least {
        return Err(WaveRefusal::FloorTooLow { least });
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

fn open(plan: &WaveScheduled, asked: &[(Uuid, u32)]) -> Result<Vec<WaveEvent>, WaveRefusal> {
    let mut invited: Vec<Invited> = Vec::new();
    for (school, count) in asked {
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
    Ok(vec![WaveOpened { wave_id: plan.wave_id.clone(), invited }.into()])
}

fn close(running: &Running, batches: &[ResponsesCollected]) -> Vec<WaveEvent> {
    let collected = batches.iter().cloned().map(WaveEvent::from);
    collected.chain([WaveClosed { wave_id: running.plan.wave_id.clone() }.into()]).collect()
}

fn release(running: &Running, questions: &[Question]) -> ResultsReleased {
    let Running { plan, asked, responses } = running;
    let answered = |school: &String| {
        responses.iter().filter(|response| response.school_id == *school).count() as u32
    };
    let schools = plan.school_ids.iter();
    let counts: Vec<(String, u32, u32)> = schools
        .map(|school| (school.clone(), asked.get(school).copied().unwrap_or(0), answered(school)))
        .collect();
    let collected =
        Collected { questions, schools: &plan.school_ids, asked, floor: plan.floor, responses };
    ResultsReleased {
        wave_id: plan.wave_id.clone(),
        response_rates: response_rates(&counts),
        figures: figures(&collected),
    }
}

eventlog::aggregate_plug!(Wave);

#[cfg(test)]
mod tests;
