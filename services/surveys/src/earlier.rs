//! Reads from the log what earlier releases printed of the same people.

use std::collections::{BTreeMap, HashMap};

use contract::events::{AnyEvent, WaveEvent};
use contract::surveys::v1::{ResultsReleased, WaveOpened, WaveScheduled};
use eventlog::{Log, ReadError};
use uuid::Uuid;

use crate::printed::EarlierRelease;

/// Types of the events that earlier releases are read from.
const KINDS: &[&str] = &[
    "plumbline.surveys.v1.WaveScheduled",
    "plumbline.surveys.v1.WaveOpened",
    "plumbline.surveys.v1.ResultsReleased",
];

/// Positions that are looked through at a time.
const CHUNK: u32 = 50_000;

/// The releases of the same people before a position of the log: those whose waves used the same set of questions.
pub(crate) async fn earlier_releases(
    log: &Log,
    trust: Uuid,
    instrument_id: &str,
    before: u64,
) -> Result<Vec<EarlierRelease>, ReadError> {
    let mut waves = SameQuestions { instrument_id, ..SameQuestions::default() };
    let (mut from, end) = (0, log.head(trust).await?.unwrap_or(0).min(before.saturating_sub(1)));
    while from < end {
        let until = end - from;
        let chunk = u32::try_from(until).unwrap_or(u32::MAX).min(CHUNK);
        for recorded in log.read_of(trust, KINDS, from, chunk).await? {
            if let AnyEvent::Wave(event) = recorded.event()? {
                waves.learn(event);
            }
        }
        from += u64::from(chunk);
    }
    Ok(waves.released)
}

#[derive(Default)]
struct SameQuestions<'a> {
    instrument_id: &'a str,
    /// People asked, by wave and school.
    asked: HashMap<String, BTreeMap<String, u32>>,
    released: Vec<EarlierRelease>,
}

impl SameQuestions<'_> {
    fn learn(&mut self, event: WaveEvent) {
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
            WaveEvent::ResultsReleased(ResultsReleased { wave_id, figures, response_rates }) => {
                if let Some(asked) = self.asked.remove(&wave_id) {
                    self.released.push(EarlierRelease::of(asked, figures, &response_rates));
                }
            }
            WaveEvent::InvitationsPlanned(_)
            | WaveEvent::OpeningHeldUp(_)
            | WaveEvent::LinksHandedOut(_)
            | WaveEvent::AnswersCollected(_)
            | WaveEvent::WaveClosed(_) => {}
        }
    }
}
