//! Closes a wave: answers fixed in batches that the log commits to; links and key destroyed.

use contract::Refusal as _;
use contract::commands::{Answered as _, WaveCommand};
use contract::field;
use contract::surveys::v1::{CloseWaveRequest, CloseWaveResponse};
use eventlog::{Decider as _, FoundBefore, load};
use tonic::{Request, Response, Status};

use crate::batches::{self, WaveEnd};
use crate::service::Doors;
use crate::wave::{Wave, WaveFacts};

/// Closes the wave and returns the log's position. It is no plain command, since the answers are fixed before the log commits to
/// them, and the key is destroyed after.
///
/// Each step is safe to repeat. It ends the answering and fixes batch after batch ([`batches::fix`]). It appends the
/// commitments and the close as one command, and destroys the key. A crash leaves a wave that takes no more answers. The next
/// CloseWave goes on with the batches that are fixed. A wave whose key is lost closes in the same way, since no step needs the key.
pub(crate) async fn close(
    doors: &Doors,
    request: Request<CloseWaveRequest>,
) -> Result<Response<CloseWaveResponse>, Status> {
    let (envelope, asked) = doors.door.command(request).await?;
    let (trust, wave_id) = (envelope.trust(), field::uuid("wave_id", &asked.wave_id)?);
    let (wave, _) = load::<Wave>(&doors.log, trust, wave_id).await?;
    let (mut facts, command) = (WaveFacts::default(), WaveCommand::from(asked.clone()));
    // Asked first, so that nothing is destroyed for a command that will be refused.
    match (wave.decide(&command, &facts, &envelope.context), wave.open_with()) {
        (Ok(_), Some((key, batches))) => {
            let end = WaveEnd {
                trust,
                wave: wave_id,
                key,
                batches,
                #[cfg(test)]
                left_out: doors.keys.left_out,
            };
            facts.collected = batches::fix(&doors.log, end).await?;
        }
        (Ok(_), None) => {}
        (Err(refusal), _) => {
            tracing::debug!(reason = refusal.reason(), wave = %wave_id, "nothing to collect");
        }
    }
    let facts = FoundBefore(facts);
    let closed = doors.door.tell_admitted::<Wave, _>(&envelope, asked, &facts).await;
    if closed.is_ok() || wave.is_over() {
        // The close stands whether or not the key goes now; the next start of the service destroys it.
        if let Err(error) = doors.keys.destroy(wave_id) {
            tracing::error!(%error, wave = %wave_id, "the key of a closed survey could not be destroyed");
        }
    }
    Ok(Response::new(CloseWaveRequest::answer(&closed?.0)))
}
