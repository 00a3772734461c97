//! Opens a wave: tokens first, the event after.

use contract::surveys::v1::SchoolTokens;
use eventlog::{Decider as _, Envelope, Log, execute, load};
use tonic::Status;
use uuid::Uuid;

use crate::tokens;
use crate::wave::{Wave, WaveCommand};

/// Opens the wave and returns the log's position and, to the one call that opened it, the tokens.
///
/// The token rows are stored before the event: a crash in between leaves rows that open nothing,
/// because nobody was ever told their codes, and the repeated command makes others; the close
/// sweeps them away. The other way round a crash would leave an open wave without tokens, which
/// nobody could answer. Two calls at once each store rows of their own; the log takes one of them,
/// the other takes its rows back.
pub(crate) async fn open(
    log: &Log,
    wave_id: Uuid,
    asked: Vec<(Uuid, u32)>,
    envelope: &Envelope,
) -> Result<(u64, Vec<SchoolTokens>), Status> {
    let (wave, _) = load::<Wave>(log, envelope.trust(), wave_id).await?;
    let command = WaveCommand::Open(asked.clone());
    if wave.decide(&command, &(), &envelope.context).is_err() {
        // A refusal or a repeat: either way no tokens are due.
        let receipt = execute::<Wave>(log, wave_id, &command, envelope).await?;
        return Ok((receipt.position, Vec::new()));
    }
    let issued = tokens::issue(log, envelope.trust(), wave_id, &asked).await?;
    match execute::<Wave>(log, wave_id, &command, envelope).await {
        Ok(receipt) if !receipt.repeated => Ok((receipt.position, issued.tokens)),
        lost => {
            tokens::take_back(log, envelope.trust(), &issued).await?;
            Ok((lost?.position, Vec::new()))
        }
    }
}
