//! Which waves there are, where they stand, and who took part.

use std::collections::BTreeMap;

use contract::events::WaveEvent;
use contract::surveys::v1::{Wave, WaveScheduled, WaveState};
use eventlog::{At, Document, ListColumns};
use serde::{Deserialize, Serialize};

/// The waves of a trust.
#[derive(Debug)]
pub(crate) struct Waves;

/// A wave, and how each school took part in it.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct KnownWave {
    pub(crate) wave: Wave,
    schools: BTreeMap<String, SchoolPart>,
}

/// How many of a school were asked, and how many answered; the second is known here from the close on.
#[derive(Debug, Default, Serialize, Deserialize)]
struct SchoolPart {
    asked: u32,
    answered: u32,
}

impl Document for Waves {
    const NAME: &'static str = "surveys_waves";
    type Body = KnownWave;
    type Event = WaveEvent;

    fn columns(known: &KnownWave) -> ListColumns<'_> {
        ListColumns::new().with("term", &known.wave.term)
    }

    fn fold(known: &mut KnownWave, event: &WaveEvent, _: &At) {
        match event {
            WaveEvent::WaveScheduled(scheduled) => known.wave = as_wave(scheduled),
            WaveEvent::WaveOpened(opened) => {
                for invited in &opened.invited {
                    let part = SchoolPart { asked: invited.count, answered: 0 };
                    known.schools.insert(invited.school_id.clone(), part);
                }
                known.wave.set_state(WaveState::Open);
            }
            WaveEvent::ResponsesCollected(collected) => {
                for response in &collected.responses {
                    if let Some(part) = known.schools.get_mut(&response.school_id) {
                        part.answered += 1;
                    }
                }
            }
            WaveEvent::WaveClosed(_) => known.wave.set_state(WaveState::Closed),
            WaveEvent::ResultsReleased(_) => known.wave.set_state(WaveState::Released),
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
    }
}

impl KnownWave {
    /// How each school of the wave took part: school, asked, answered.
    pub(crate) fn participation(&self) -> Vec<(String, u32, u32)> {
        let part = |school: &String| {
            let part = self.schools.get(school);
            let (asked, answered) = part.map_or((0, 0), |part| (part.asked, part.answered));
            (school.clone(), asked, answered)
        };
        self.wave.school_ids.iter().map(part).collect()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_wave_of_three_hundred_schools_fits_into_a_document() {
        let school_ids: Vec<String> = (0..300).map(|id| Uuid::from_u128(id).to_string()).collect();
        let parts =
            school_ids.iter().map(|id| (id.clone(), SchoolPart { asked: 900, answered: 400 }));
        let schools = parts.collect();
        let wave = Wave { school_ids, ..Wave::default() };
        eventlog::testing::fits::<Waves>(&KnownWave { wave, schools });
    }
}
