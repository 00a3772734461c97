//! The questions of every wave that is being answered, remembered so that no answer has to read the
//! log.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use contract::events::{StoredEvent as _, WaveEvent};
use contract::surveys::v1::WaveScheduled;
use eventlog::{Log, ReadError, Stream, load};
use uuid::Uuid;

use crate::instrument::Instrument;
use crate::names;
use crate::respondent::Questionnaire;

/// Read once a wave and kept: nothing in a questionnaire changes after the wave is scheduled, and a trust keeps its name. Cheap
/// to clone.
#[derive(Clone, Debug)]
pub(crate) struct Questionnaires {
    log: Log,
    known: Arc<Mutex<Known>>,
}

/// By trust and wave.
type Known = HashMap<(Uuid, Uuid), Arc<Questionnaire>>;

/// Some 10 kB each; when so many are known, all are forgotten and those in use come back.
const MOST: usize = 1_000;

impl Questionnaires {
    pub(crate) fn new(log: Log) -> Self {
        Self { log, known: Arc::default() }
    }

    /// The questions of a wave; `None` where there is no such wave.
    pub(crate) async fn of(
        &self,
        trust: Uuid,
        wave: Uuid,
    ) -> Result<Option<Arc<Questionnaire>>, ReadError> {
        if let Some(known) = self.known().get(&(trust, wave)) {
            return Ok(Some(Arc::clone(known)));
        }
        let Some(read) = self.read(trust, wave).await?.map(Arc::new) else { return Ok(None) };
        let mut known = self.known();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert((trust, wave), Arc::clone(&read));
        Ok(Some(read))
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        // The map is whole at every moment, even after a panic.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn read(&self, trust: Uuid, wave: Uuid) -> Result<Option<Questionnaire>, ReadError> {
        let Some(scheduled) = self.scheduled(trust, wave).await? else { return Ok(None) };
        let (instrument, _) =
            load::<Instrument>(&self.log, trust, &scheduled.instrument_id).await?;
        let questions = instrument
            .version(scheduled.instrument_version)
            .map(|version| version.questions.clone());
        let questionnaire =
            questions.and_then(|questions| Questionnaire::try_new(scheduled, questions));
        let trust_name = names::of_trust(&self.log, trust).await?;
        Ok(questionnaire.map(|questionnaire| questionnaire.asked_by(trust_name)))
    }

    async fn scheduled(&self, trust: Uuid, wave: Uuid) -> Result<Option<WaveScheduled>, ReadError> {
        let history = self.log.load(trust, &Stream::new(WaveEvent::CATEGORY, wave)).await?;
        let Some(first) = history.first() else { return Ok(None) };
        Ok(match first.decode()? {
            WaveEvent::WaveScheduled(scheduled) => Some(scheduled),
            WaveEvent::WaveOpened(_)
            | WaveEvent::InvitationsPlanned(_)
            | WaveEvent::OpeningHeldUp(_)
            | WaveEvent::LinksHandedOut(_)
            | WaveEvent::AnswersCollected(_)
            | WaveEvent::WaveClosed(_)
            | WaveEvent::ResultsReleased(_) => None,
        })
    }
}
