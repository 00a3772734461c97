//! One run of a survey: scheduled, opened, closed, released.

mod extending;
mod opening;
mod refusal;

use std::collections::BTreeMap;

use contract::FarAheadRefusal;
use contract::commands::WaveCommand;
use contract::events::WaveEvent;
use contract::surveys::v1::{
    AnswersCollected, Audience, Question, Response, ResultsReleased, ScheduleWaveRequest,
    WaveClosed, WaveScheduled,
};
use eventlog::{Context, Decider};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::batches::{self, Collected, KeptBatch};
use printed::{Answered, EarlierRelease, HubOfWave, PrintRules, Printed};

pub(crate) use opening::{HandOut, Plan};
pub(crate) use refusal::WaveRefusal;

/// What a wave has to know of others. Each command looks at its own part of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct WaveFacts {
    /// To schedule: the version of the instrument that is meant; nothing where there is none.
    pub(crate) instrument: Option<InstrumentVersion>,
    /// To open: the key that makes the links.
    pub(crate) key_id: Uuid,
    /// To open on its day: the folder of keys could not be used.
    pub(crate) keyless: bool,
    /// To open: the schools of the wave that have left the trust.
    pub(crate) left: Vec<String>,
    /// To extend: a close was begun, which destroyed the links.
    pub(crate) ending: bool,
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
    Scheduled(Plan),
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
    links: HandOut,
    /// Commitments of the collected batches, by their numbers.
    batches: BTreeMap<u32, String>,
}

/// Links that can be taken: the key that makes them, and how many of each school are asked.
pub(crate) struct TakenLinks<'a> {
    pub(crate) key_id: Uuid,
    pub(crate) asked: &'a BTreeMap<String, u32>,
}

impl Wave {
    /// Name and version of the questions asked; a released wave needs them no more.
    pub(crate) fn instrument(&self) -> Option<(&str, u32)> {
        match self {
            Self::Scheduled(Plan { plan, .. })
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

    /// The links of an open wave, where they can be taken at a time.
    pub(crate) fn hands_out(&self, now: Timestamp) -> Option<TakenLinks<'_>> {
        match self {
            Self::Open(running) if running.hands_out(now) => {
                Some(TakenLinks { key_id: running.key_id, asked: &running.asked })
            }
            Self::Unplanned
            | Self::Scheduled(_)
            | Self::Open(_)
            | Self::Closed(_)
            | Self::Released => None,
        }
    }

    /// The schools that are to be asked, before it opens.
    pub(crate) fn schools(&self) -> &[String] {
        match self {
            Self::Scheduled(Plan { plan, .. }) => &plan.school_ids,
            Self::Unplanned | Self::Open(_) | Self::Closed(_) | Self::Released => &[],
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

            (WaveCommand::PlanInvitations(asked), Self::Scheduled(plan)) => {
                Ok(vec![plan.invitations(&asked.invited)?.into()])
            }
            (WaveCommand::OpenWave(asked), Self::Scheduled(plan)) => {
                Ok(vec![plan.open(&asked.invited, facts)?.into()])
            }
            (WaveCommand::OpenOnItsDay(_), Self::Scheduled(plan)) => {
                Ok(plan.on_its_day(facts, context.today()).into_iter().collect())
            }
            (
                WaveCommand::PlanInvitations(_)
                | WaveCommand::OpenWave(_)
                | WaveCommand::OpenOnItsDay(_),
                Self::Open(_),
            ) => Err(WaveRefusal::AlreadyOpen),
            (
                WaveCommand::PlanInvitations(_)
                | WaveCommand::OpenWave(_)
                | WaveCommand::OpenOnItsDay(_)
                | WaveCommand::HandOutLinks(_),
                Self::Closed(_) | Self::Released,
            ) => Err(WaveRefusal::Closed),

            (WaveCommand::HandOutLinks(_), Self::Open(running)) => {
                Ok(running.hand_out(context.now)?.into_iter().map(WaveEvent::from).collect())
            }
            (WaveCommand::HandOutLinks(_), Self::Scheduled(_)) => Err(WaveRefusal::NotOpen),

            (WaveCommand::CloseWave(_), Self::Open(running)) => {
                Ok(close(running, &facts.collected))
            }
            (WaveCommand::ExtendWave(asked), Self::Open(running)) if !facts.ending => {
                Ok(vec![running.extended(&asked.closes_on, context.today())?.into()])
            }
            (
                WaveCommand::CloseWave(_) | WaveCommand::ExtendWave(_),
                Self::Scheduled(_) | Self::Closed(_) | Self::Released,
            )
            | (WaveCommand::ExtendWave(_), Self::Open(_)) => Err(WaveRefusal::NotOpen),

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
            WaveEvent::WaveScheduled(plan) => *self = Self::Scheduled(Plan::of(plan)),
            WaveEvent::WaveOpened(opened) => {
                if let Self::Scheduled(Plan { plan, .. }) = std::mem::take(self) {
                    *self = Self::Open(Running::of(plan, opened));
                }
            }
            WaveEvent::InvitationsPlanned(_) | WaveEvent::OpeningHeldUp(_) => {
                if let Self::Scheduled(plan) = self {
                    plan.take(event);
                }
            }
            WaveEvent::LinksHandedOut(handed) => {
                if let Self::Open(running) = self {
                    running.links = HandOut::Until(handed.until.clone());
                }
            }
            WaveEvent::WaveExtended(extended) => {
                if let Self::Open(running) = self {
                    running.plan.closes_on.clone_from(&extended.closes_on);
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
    FarAheadRefusal::check(&asked.closes_on, context.today())?;
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
#[cfg(test)]
mod tests_of_opening;
