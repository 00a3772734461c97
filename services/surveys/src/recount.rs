//! Counts a released wave once more, from the batches that are still kept, and compares with what was released.

use contract::Refusal as _;
use contract::events::{DecodeError, StoredEvent as _, WaveEvent};
use contract::surveys::v1::{ReleaseResultsRequest, ResultsReleased};
use eventlog::{Context, Decider as _, Log, ReadError, Stream, load};
use uuid::Uuid;

use crate::batches;
use crate::earlier::BeforeRelease;
use crate::instrument::Instrument;
use crate::wave::{CountedFrom, Wave, WaveFacts, WaveRefusal};

/// What a recount found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recount {
    /// The same rates and figures, from so many batches.
    Same(usize),
    /// Other rates or figures.
    Differs,
    /// The batches were removed.
    Removed,
    /// A batch is not the one that the log committed to.
    Altered,
    /// Nothing was released.
    NotReleased,
    /// There is no such wave.
    Unknown,
}

/// Why nothing could be counted.
#[derive(Debug, thiserror::Error)]
pub enum RecountError {
    /// The store is away.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// An event cannot be read.
    #[error(transparent)]
    Decode(#[from] DecodeError),
}

/// Counts a wave once more.
pub async fn recount(log: &Log, trust: Uuid, wave_id: Uuid) -> Result<Recount, RecountError> {
    let history = log.load(trust, &Stream::new(WaveEvent::CATEGORY, wave_id)).await?;
    if history.is_empty() {
        return Ok(Recount::Unknown);
    }
    let mut wave = Wave::default();
    for happened in &history {
        match happened.decode()? {
            WaveEvent::ResultsReleased(released) => {
                let closed = ClosedWave { trust, wave_id, wave, released_at: happened.position() };
                return compare(log, closed, &released).await;
            }
            event @ (WaveEvent::WaveScheduled(_)
            | WaveEvent::InvitationsPlanned(_)
            | WaveEvent::OpeningHeldUp(_)
            | WaveEvent::LinksHandedOut(_)
            | WaveEvent::WaveExtended(_)
            | WaveEvent::WaveOpened(_)
            | WaveEvent::AnswersCollected(_)
            | WaveEvent::WaveClosed(_)) => wave.evolve(&event),
        }
    }
    Ok(Recount::NotReleased)
}

/// A wave as it stood before its release.
struct ClosedWave {
    trust: Uuid,
    wave_id: Uuid,
    wave: Wave,
    released_at: u64,
}

async fn compare(
    log: &Log,
    ClosedWave { trust, wave_id, wave, released_at }: ClosedWave,
    released: &ResultsReleased,
) -> Result<Recount, RecountError> {
    let (mut questions, mut earlier, mut hubs) = (Vec::new(), Vec::new(), Vec::new());
    if let Some((instrument_id, version)) = wave.instrument() {
        let (instrument, _) = load::<Instrument>(log, trust, instrument_id).await?;
        questions.extend(instrument.version(version).map(|known| known.questions.clone()));
        let before = BeforeRelease::read(log, trust, instrument_id, released_at).await?;
        hubs = wave.to_release().map(|plan| before.hubs_of(plan)).unwrap_or_default();
        earlier = before.into_releases();
    }
    let questions = questions.concat();
    let batches = batches::all(log, trust, wave_id).await?;
    let count = batches.len();
    let counted = CountedFrom { questions, batches, earlier, hubs };
    let facts = WaveFacts { counted, ..WaveFacts::default() };
    let counted = wave.decide(&ReleaseResultsRequest::default().into(), &facts, &nobody(trust));
    Ok(match counted.as_deref() {
        Ok([WaveEvent::ResultsReleased(counted)]) if counted == released => Recount::Same(count),
        Err(WaveRefusal::AnswersRemoved) => Recount::Removed,
        Err(WaveRefusal::AnswersAltered) => Recount::Altered,
        Err(refusal) => {
            tracing::debug!(reason = refusal.reason(), "a released wave refuses its release");
            Recount::Differs
        }
        Ok(_) => Recount::Differs,
    })
}

/// A wave's figures depend on no caller and no time.
fn nobody(trust: Uuid) -> Context {
    Context {
        trust,
        actor: Uuid::nil(),
        role: String::new(),
        now: jiff::Timestamp::UNIX_EPOCH,
        command_id: Uuid::nil(),
        sealed: eventlog::SealedWords::default(),
    }
}
