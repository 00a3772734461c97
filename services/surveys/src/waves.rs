//! Which waves there are, where they stand, and how many were asked. Who answered is known here at no time.

use std::collections::BTreeMap;

use contract::events::WaveEvent;
use contract::surveys::v1::{OpeningObstacle, Wave, WaveScheduled, WaveState};
use eventlog::{At, Document, ListColumns};
use serde::{Deserialize, Serialize};

use printed::TookPart;

/// The waves of a trust.
#[derive(Debug)]
pub(crate) struct Waves;

/// A wave, and how many were asked in each school.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct KnownWave {
    pub(crate) wave: Wave,
    asked: BTreeMap<String, u32>,
}

impl Document for Waves {
    const NAME: &'static str = "surveys_waves";
    const EDITION: u32 = 3;
    type Body = KnownWave;
    type Event = WaveEvent;

    fn columns(known: &KnownWave) -> ListColumns<'_> {
        ListColumns::new().with("term", &known.wave.term)
    }

    fn fold(known: &mut KnownWave, event: &WaveEvent, at: &At) {
        let today = || contract::british_day(at.time).to_string();
        match event {
            WaveEvent::WaveScheduled(scheduled) => known.wave = as_wave(scheduled),
            WaveEvent::WaveOpened(opened) => {
                for invited in &opened.invited {
                    known.asked.insert(invited.school_id.clone(), invited.count);
                }
                known.wave.set_state(WaveState::Open);
                known.wave.opened_on = today();
                known.wave.planned.clear();
                known.wave.set_obstacle(OpeningObstacle::Unspecified);
                known.wave.links_wait = opened.by_itself;
            }
            WaveEvent::InvitationsPlanned(planned) => {
                known.wave.planned.clone_from(&planned.invited);
                known.wave.set_obstacle(OpeningObstacle::Unspecified);
            }
            WaveEvent::OpeningHeldUp(held) => known.wave.obstacle = held.obstacle,
            WaveEvent::LinksHandedOut(_) => known.wave.links_wait = false,
            WaveEvent::WaveExtended(extended) => {
                known.wave.closes_on.clone_from(&extended.closes_on);
            }
            WaveEvent::AnswersCollected(_) => {}
            WaveEvent::WaveClosed(_) => {
                known.wave.links_wait = false;
                known.wave.set_state(WaveState::Closed);
                known.wave.closed_on = today();
            }
            WaveEvent::ResultsReleased(_) => {
                known.wave.set_state(WaveState::Released);
                known.wave.released_position = at.position;
            }
        }
    }
}

/// A wave as it is answered, before anything but its scheduling is known.
pub(crate) fn as_wave(scheduled: &WaveScheduled) -> Wave {
    Wave {
        wave_id: scheduled.wave_id.clone(),
        instrument_id: scheduled.instrument_id.clone(),
        instrument_version: scheduled.instrument_version,
        title: scheduled.title.clone(),
        audience: scheduled.audience,
        term: scheduled.term.clone(),
        opens_on: scheduled.opens_on.clone(),
        closes_on: scheduled.closes_on.clone(),
        school_ids: scheduled.school_ids.clone(),
        floor: scheduled.floor,
        privacy: scheduled.privacy,
        state: WaveState::Scheduled.into(),
        ..Wave::default()
    }
}

impl KnownWave {
    /// Each school of the wave with how many were asked, by how many answered.
    pub(crate) fn participation(
        &self,
        answered: &BTreeMap<String, u32>,
    ) -> Vec<(String, TookPart)> {
        let of = |counts: &BTreeMap<String, u32>, school: &String| {
            counts.get(school).copied().unwrap_or(0)
        };
        let schools = self.wave.school_ids.iter();
        schools
            .map(|school| {
                let (asked, answered) = (of(&self.asked, school), of(answered, school));
                (school.clone(), TookPart { asked, answered })
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;
