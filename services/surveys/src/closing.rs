//! Closes a wave: answers fixed in batches that the log commits to; links and key destroyed.

use contract::Refusal as _;
use eventlog::{Decider as _, Envelope, Log, execute, load};
use tonic::Status;
use uuid::Uuid;

use crate::batches::{self, Ending};
use crate::keys::WaveKeys;
use crate::wave::{Wave, WaveCommand};

/// Closes the wave and returns the log's position.
///
/// Each step is safe to repeat: end the answering, fix batch after batch ([`batches::fix`]), append their commitments and the
/// close as one command, destroy the key. A crash leaves a wave that takes no more answers. The next CloseWave goes on with the
/// batches that are fixed. A wave whose key is lost closes in the same way, since no step needs the key.
pub(crate) async fn close(
    log: &Log,
    keys: &WaveKeys,
    wave_id: Uuid,
    envelope: &Envelope,
) -> Result<u64, Status> {
    let trust = envelope.trust();
    let (wave, _) = load::<Wave>(log, trust, wave_id).await?;
    // Asked first, so that nothing is destroyed for a command that will be refused.
    let closes = wave.decide(&WaveCommand::Close(Vec::new()), &(), &envelope.context);
    let collected = match (&closes, wave.open_with()) {
        (Ok(_), Some((key, batches))) => {
            batches::fix(log, Ending { trust, wave: wave_id, key, batches }).await?
        }
        (Ok(_), None) => Vec::new(),
        (Err(refusal), _) => {
            tracing::debug!(reason = refusal.reason(), wave = %wave_id, "nothing to collect");
            Vec::new()
        }
    };
    let closed = execute::<Wave>(log, wave_id, &WaveCommand::Close(collected), envelope).await;
    if closed.is_ok() || wave.is_over() {
        // The close stands whether or not the key goes now; the next start of the service destroys it.
        if let Err(error) = keys.destroy(wave_id) {
            tracing::error!(%error, wave = %wave_id, "the key of a closed survey could not be destroyed");
        }
    }
    Ok(closed?.position)
}
