//! Looks up what a wave has to know of others before it decides.

use contract::commands::WaveCommand;
use contract::field;
use contract::surveys::v1::{ReleaseResultsRequest, ScheduleWaveRequest};
use eventlog::{Knows, Lookup};
use tonic::Status;

use crate::batches;
use crate::earlier::BeforeRelease;
use crate::instrument::Instrument;
use crate::service::Doors;
use crate::wave::{CountedFrom, InstrumentVersion, Wave, WaveFacts};

#[async_trait::async_trait]
impl Knows<Wave> for Doors {
    async fn facts(&self, command: &WaveCommand, lookup: &Lookup<'_>) -> Result<WaveFacts, Status> {
        match command {
            WaveCommand::ScheduleWave(asked) => meant(asked, lookup).await,
            WaveCommand::ReleaseResults(asked) => self.counted_from(asked, lookup).await,
            WaveCommand::ExtendWave(asked) => {
                let (trust, wave_id) = (lookup.trust(), field::uuid("wave_id", &asked.wave_id)?);
                let ending = batches::is_ending(&self.log, trust, wave_id).await?;
                Ok(WaveFacts { ending, ..WaveFacts::default() })
            }
            WaveCommand::PlanInvitations(_) | WaveCommand::HandOutLinks(_) => {
                Ok(WaveFacts::default())
            }
            // `opening` makes a key and `closing` fixes batches. A second try must not do so again, so they bring the facts.
            WaveCommand::OpenWave(_) | WaveCommand::OpenOnItsDay(_) | WaveCommand::CloseWave(_) => {
                Ok(WaveFacts::default())
            }
        }
    }
}

/// The version of the instrument that a plan means.
async fn meant(asked: &ScheduleWaveRequest, lookup: &Lookup<'_>) -> Result<WaveFacts, Status> {
    let instrument: Instrument = lookup.load(&asked.instrument_id).await?;
    let version = instrument.version(asked.instrument_version);
    let instrument = version
        .map(|version| InstrumentVersion { number: version.version, audience: version.audience() });
    Ok(WaveFacts { instrument, ..WaveFacts::default() })
}

impl Doors {
    /// What a release is decided from; little where there is no such wave.
    async fn counted_from(
        &self,
        asked: &ReleaseResultsRequest,
        lookup: &Lookup<'_>,
    ) -> Result<WaveFacts, Status> {
        let (trust, wave_id) = (lookup.trust(), field::uuid("wave_id", &asked.wave_id)?);
        let wave: Wave = lookup.load(wave_id).await?;
        let batches = batches::all(&self.log, trust, wave_id).await?;
        let mut counted = CountedFrom { batches, ..CountedFrom::default() };
        if let Some((instrument_id, version)) = wave.instrument() {
            let instrument: Instrument = lookup.load(instrument_id).await?;
            let version = instrument.version(version);
            counted.questions = version.map(|known| known.questions.clone()).unwrap_or_default();
            // Which streams it rests on is read first, then the streams, then what they say: what happens later is a conflict.
            let read =
                async || BeforeRelease::read(&self.log, trust, instrument_id, u64::MAX).await;
            lookup.read_ahead(&read().await?.streams()).await?;
            let before = read().await?;
            counted.hubs = wave.to_release().map(|plan| before.hubs_of(plan)).unwrap_or_default();
            counted.earlier = before.into_releases();
        }
        Ok(WaveFacts { counted, ..WaveFacts::default() })
    }
}
