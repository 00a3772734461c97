//! The questions of every wave that is being answered, remembered so that no answer has to read the
//! log.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use contract::events::{StoredEvent as _, WaveEvent};
use contract::surveys::v1::WaveScheduled;
use eventlog::{Log, ReadError, Stream, load};
use jiff::civil::Date;
use uuid::Uuid;

use crate::instrument::Instrument;
use crate::names;
use crate::respondent::Questionnaire;

/// Read once a wave and kept. After a wave is scheduled, its last day alone changes, to a later one, and a trust keeps its name.
/// Cheap to clone.
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

    /// The questions of a wave, for answers that arrive on a day; `None` where there is no such wave. The log is read where
    /// nothing is known yet, and where the wave may have been extended since.
    pub(crate) async fn on(
        &self,
        trust: Uuid,
        wave: Uuid,
        today: Date,
    ) -> Result<Option<Arc<Questionnaire>>, ReadError> {
        let known = self.known().get(&(trust, wave)).cloned();
        match known.filter(|known| known.admits(today).is_ok()) {
            Some(known) => Ok(Some(known)),
            None => self.now(trust, wave).await,
        }
    }

    /// The questions of a wave with its last day as the log has it now; `None` where there is no such wave.
    pub(crate) async fn now(
        &self,
        trust: Uuid,
        wave: Uuid,
    ) -> Result<Option<Arc<Questionnaire>>, ReadError> {
        let Some(plan) = self.plan(trust, wave).await? else { return Ok(None) };
        let known = self.known().get(&(trust, wave)).cloned();
        if let Some(known) = known.filter(|known| known.is_of(&plan)) {
            return Ok(Some(known));
        }
        let Some(read) = self.read(trust, plan).await?.map(Arc::new) else { return Ok(None) };
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

    async fn read(
        &self,
        trust: Uuid,
        plan: WaveScheduled,
    ) -> Result<Option<Questionnaire>, ReadError> {
        let (instrument, _) = load::<Instrument>(&self.log, trust, &plan.instrument_id).await?;
        let questions =
            instrument.version(plan.instrument_version).map(|version| version.questions.clone());
        let questionnaire = questions.and_then(|questions| Questionnaire::try_new(plan, questions));
        let trust_name = names::of_trust(&self.log, trust).await?;
        Ok(questionnaire.map(|questionnaire| questionnaire.asked_by(trust_name)))
    }

    /// What was planned, with the last day that holds now.
    async fn plan(&self, trust: Uuid, wave: Uuid) -> Result<Option<WaveScheduled>, ReadError> {
        let history = self.log.load(trust, &Stream::new(WaveEvent::CATEGORY, wave)).await?;
        let mut plan: Option<WaveScheduled> = None;
        for happened in &history {
            match happened.decode()? {
                WaveEvent::WaveScheduled(scheduled) => plan = Some(scheduled),
                WaveEvent::WaveExtended(extended) => {
                    if let Some(plan) = &mut plan {
                        plan.closes_on = extended.closes_on;
                    }
                }
                WaveEvent::WaveOpened(_)
                | WaveEvent::InvitationsPlanned(_)
                | WaveEvent::OpeningHeldUp(_)
                | WaveEvent::LinksHandedOut(_)
                | WaveEvent::AnswersCollected(_)
                | WaveEvent::WaveClosed(_)
                | WaveEvent::ResultsReleased(_) => {}
            }
        }
        Ok(plan)
    }
}
