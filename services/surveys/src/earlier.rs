//! Reads from the log what a release rests on beside its own wave: earlier releases of the same people, and the trust's hubs.

use std::collections::BTreeMap;

use contract::events::{AnyEvent, HubEvent, StoredEvent as _, WaveEvent};
use contract::surveys::v1::{WaveOpened, WaveScheduled};
use eventlog::{Log, ReadError, Stream};
use uuid::Uuid;

use printed::{EarlierRelease, HubOfWave};

/// Types of the events that it is read from.
const KINDS: &[&str] = &[
    "plumbline.schools.v1.HubFormed",
    "plumbline.schools.v1.SchoolEnteredHub",
    "plumbline.schools.v1.SchoolWithdrewFromHub",
    "plumbline.surveys.v1.WaveScheduled",
    "plumbline.surveys.v1.WaveOpened",
    "plumbline.surveys.v1.ResultsReleased",
];

/// Positions that are looked through at a time.
const CHUNK: u32 = 50_000;

/// What the log says before a position.
#[derive(Debug)]
pub(crate) struct BeforeRelease {
    instrument_id: String,
    /// People asked, by wave and school, of waves with the same questions that are not released.
    asked: BTreeMap<String, BTreeMap<String, u32>>,
    released: Vec<EarlierRelease>,
    hubs: BTreeMap<String, Vec<HubStay>>,
}

/// A school's time in a hub.
#[derive(Debug)]
struct HubStay {
    school_id: String,
    /// ISO 8601 date.
    from: String,
    /// First day it is no longer in the hub.
    until: Option<String>,
}

impl HubStay {
    fn covers(&self, day: &str) -> bool {
        self.from.as_str() <= day && self.until.as_deref().is_none_or(|until| day < until)
    }
}

impl BeforeRelease {
    /// Releases of the same people are those whose waves used the same set of questions.
    pub(crate) async fn read(
        log: &Log,
        trust: Uuid,
        instrument_id: &str,
        before: u64,
    ) -> Result<Self, ReadError> {
        let mut known = Self {
            instrument_id: instrument_id.to_owned(),
            asked: BTreeMap::new(),
            released: Vec::new(),
            hubs: BTreeMap::new(),
        };
        let (mut from, end) =
            (0, log.head(trust).await?.unwrap_or(0).min(before.saturating_sub(1)));
        while from < end {
            let until = end - from;
            let chunk = u32::try_from(until).unwrap_or(u32::MAX).min(CHUNK);
            for recorded in log.read_of(trust, KINDS, from, chunk).await? {
                match recorded.event()? {
                    AnyEvent::Wave(event) => known.learn_wave(event),
                    AnyEvent::Hub(event) => known.learn_hub(event),
                    _ => {}
                }
            }
            from += u64::from(chunk);
        }
        Ok(known)
    }

    /// The streams on which it rests. A release conflicts with what moves one of them meanwhile: another release of the same
    /// people, or a school that enters or leaves a hub.
    pub(crate) fn streams(&self) -> Vec<Stream> {
        let waves = self.asked.keys().map(|wave| Stream::new(WaveEvent::CATEGORY, wave));
        waves.chain(self.hubs.keys().map(|hub| Stream::new(HubEvent::CATEGORY, hub))).collect()
    }

    /// The hubs that schools of a wave lay in on its closing day.
    pub(crate) fn hubs_of(&self, wave: &WaveScheduled) -> Vec<HubOfWave> {
        let lies_in = |stays: &[HubStay], school: &str| {
            stays.iter().any(|stay| stay.school_id == school && stay.covers(&wave.closes_on))
        };
        let hubs = self.hubs.iter().map(|(hub_id, stays)| {
            let schools = wave.school_ids.iter().filter(|school| lies_in(stays, school));
            HubOfWave { hub_id: hub_id.clone(), schools: schools.cloned().collect() }
        });
        hubs.filter(|hub| !hub.schools.is_empty()).collect()
    }

    /// The releases, oldest first.
    pub(crate) fn into_releases(self) -> Vec<EarlierRelease> {
        self.released
    }

    fn learn_wave(&mut self, event: WaveEvent) {
        match event {
            WaveEvent::WaveScheduled(WaveScheduled {
                wave_id, instrument_id, school_ids, ..
            }) => {
                if instrument_id == self.instrument_id {
                    let nobody = school_ids.into_iter().map(|school| (school, 0)).collect();
                    self.asked.insert(wave_id, nobody);
                }
            }
            WaveEvent::WaveOpened(WaveOpened { wave_id, invited, .. }) => {
                if let Some(asked) = self.asked.get_mut(&wave_id) {
                    asked
                        .extend(invited.into_iter().map(|school| (school.school_id, school.count)));
                }
            }
            WaveEvent::ResultsReleased(released) => {
                if let Some(asked) = self.asked.remove(&released.wave_id) {
                    self.released.push(EarlierRelease::of(asked, released));
                }
            }
            WaveEvent::InvitationsPlanned(_)
            | WaveEvent::OpeningHeldUp(_)
            | WaveEvent::LinksHandedOut(_)
            | WaveEvent::WaveExtended(_)
            | WaveEvent::AnswersCollected(_)
            | WaveEvent::WaveClosed(_) => {}
        }
    }

    fn learn_hub(&mut self, event: HubEvent) {
        match event {
            HubEvent::HubFormed(formed) => {
                self.hubs.entry(formed.hub_id).or_default();
            }
            HubEvent::SchoolEnteredHub(entered) => {
                let stays = self.hubs.entry(entered.hub_id).or_default();
                let (school_id, from) = (entered.school_id, entered.from);
                stays.push(HubStay { school_id, from, until: None });
            }
            HubEvent::SchoolWithdrewFromHub(left) => {
                let stays = self.hubs.entry(left.hub_id).or_default();
                let stays = stays.iter_mut().filter(|stay| stay.school_id == left.school_id);
                for stay in stays.filter(|stay| stay.until.is_none()) {
                    stay.until = Some(left.on.clone());
                }
            }
        }
    }
}
