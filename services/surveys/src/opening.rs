//! Opens a wave: the key first, then the event, then the links that the key makes.

use contract::Refusal as _;
use contract::events::WaveEvent;
use contract::surveys::v1::SchoolTokens;
use eventlog::{Decider as _, Envelope, Log, Receipt, execute, load};
use jiff::ToSpan as _;
use tonic::Status;
use uuid::Uuid;

use crate::keys::WaveKeys;
use crate::tokens;
use crate::wave::{Opening, Wave, WaveCommand};

/// Opens the wave. Returns the log's position and the links, also to a repeat of the same command within a day.
///
/// The key is made before the event that names it, and an earlier try's key is taken again. The links are derived from the key,
/// so no crash and no lost answer burns one: a repeat stores and shows the same. Two calls at once have the same key; the log
/// takes one of them.
pub(crate) async fn open(
    log: &Log,
    keys: &WaveKeys,
    (wave_id, asked): (Uuid, Vec<(Uuid, u32)>),
    envelope: &Envelope,
) -> Result<(u64, Vec<SchoolTokens>), Status> {
    let trust = envelope.trust();
    let (wave, _) = load::<Wave>(log, trust, wave_id).await?;
    let mut opening = Opening { asked, key_id: Uuid::nil() };
    // A refusal and a repeat need no new key.
    if wave.decide(&WaveCommand::Open(opening.clone()), &(), &envelope.context).is_ok() {
        opening.key_id = keys.make(wave_id).map_err(|trouble| trouble.to_status())?.id();
    }
    let command = WaveCommand::Open(opening.clone());
    let receipt = execute::<Wave>(log, wave_id, &command, envelope).await?;
    let position = receipt.position;
    if receipt.repeated && !within_a_day(log, envelope, position).await? {
        return Ok((position, Vec::new()));
    }
    let (wave, _) = load::<Wave>(log, trust, wave_id).await?;
    let Some(key_id) = key_id(&receipt).filter(|_| wave.is_open()) else {
        return Ok((position, Vec::new()));
    };
    let key = keys.find(wave_id, key_id).map_err(|trouble| trouble.to_status())?;
    tokens::store(log, (trust, wave_id), &key, &opening.asked).await?;
    Ok((position, tokens::links(&key, &opening.asked)))
}

fn key_id(receipt: &Receipt<WaveEvent>) -> Option<Uuid> {
    receipt.events.iter().find_map(|event| match event {
        WaveEvent::WaveOpened(opened) => opened.key_id.parse().ok(),
        WaveEvent::WaveScheduled(_)
        | WaveEvent::AnswersCollected(_)
        | WaveEvent::WaveClosed(_)
        | WaveEvent::ResultsReleased(_) => None,
    })
}

/// Whether the wave was opened less than 24 hours before this command was given.
async fn within_a_day(log: &Log, envelope: &Envelope, position: u64) -> Result<bool, Status> {
    let recorded = log.at(envelope.trust(), &[position]).await?;
    let opened = recorded.first().map(|event| event.at()).transpose();
    let opened = opened.map_err(eventlog::ReadError::from)?;
    Ok(opened.is_some_and(|opened| envelope.context.now < opened + 24.hours()))
}
