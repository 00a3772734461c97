//! Closes a wave: the answers into the log, shuffled; the tokens destroyed.

use contract::Refusal as _;
use eventlog::{Decider as _, Envelope, Log, execute, load};
use tonic::Status;
use uuid::Uuid;

use crate::buffer;
use crate::wave::{Wave, WaveCommand};

/// Closes the wave and returns the log's position.
///
/// Three steps, each safe to repeat: fix the batches ([`buffer::fix`]), append them together with
/// the close as one command (all of it is in the log or none), delete the fixed batches. A crash
/// after the first step leaves a wave that takes no more answers and is closed by the next
/// CloseWave, with the same batches. A crash after the second leaves rows that the next CloseWave
/// deletes.
pub(crate) async fn close(log: &Log, wave_id: Uuid, envelope: &Envelope) -> Result<u64, Status> {
    let trust = envelope.trust();
    let (wave, _) = load::<Wave>(log, trust, wave_id).await?;
    // Asked first, so that nothing is destroyed for a command that will be refused.
    let closes = wave.decide(&WaveCommand::Close(Vec::new()), &(), &envelope.context);
    let batches = match &closes {
        Ok(_) => buffer::fix(log, trust, wave_id).await?,
        Err(refusal) => {
            tracing::debug!(reason = refusal.reason(), wave = %wave_id, "nothing to collect");
            Vec::new()
        }
    };
    let closed = execute::<Wave>(log, wave_id, &WaveCommand::Close(batches), envelope).await;
    if closed.is_ok() || closes.is_err() {
        // The close stands whether or not the rows go now.
        if let Err(error) = buffer::forget(log, trust, wave_id).await {
            tracing::warn!(%error, wave = %wave_id, "collected batches wait to be deleted");
        }
    }
    Ok(closed?.position)
}
