//! Compares the open waves with the folder of keys, when the service starts and when the operator asks.

use std::path::Path;

use eventlog::{Log, ReadError};
use uuid::Uuid;

use crate::keys::WaveKeys;

/// An open wave whose key is not in the folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LostKey {
    /// Whose wave.
    pub trust: Uuid,
    /// The wave.
    pub wave: Uuid,
}

/// Every open wave whose key is not in the folder: it can only be closed.
pub async fn lost_keys(log: &Log, folder: Option<&Path>) -> Result<Vec<LostKey>, ReadError> {
    Ok(compare(log, &WaveKeys::in_folder(folder)).await?.0)
}

/// Says at the start which waves can only be closed. Destroys keys that a crash has left after the close.
pub(crate) async fn tell(log: &Log, keys: &WaveKeys) -> Result<(), ReadError> {
    let (lost, ended) = compare(log, keys).await?;
    for LostKey { trust, wave } in lost {
        tracing::error!(%trust, %wave, "the key of an open survey is lost: it takes no answers and can only be closed");
    }
    for wave in ended {
        if let Err(error) = keys.destroy(wave) {
            tracing::error!(%error, %wave, "the key of a closed survey could not be destroyed");
        }
    }
    Ok(())
}

/// Open waves without their key, and waves that take no more answers.
async fn compare(log: &Log, keys: &WaveKeys) -> Result<(Vec<LostKey>, Vec<Uuid>), ReadError> {
    let (mut lost, mut ended) = (Vec::new(), Vec::new());
    for (trust, _) in log.heads().await? {
        let rows = log
            .of(trust)
            .await?
            .query(
                "select wave_id, key_id, closing from collector.wave where trust_id = $1",
                &[&trust],
            )
            .await?;
        for row in rows {
            let wave = row.get("wave_id");
            if row.get("closing") {
                ended.push(wave);
            } else if keys.find(wave, row.get("key_id")).is_err() {
                lost.push(LostKey { trust, wave });
            }
        }
    }
    Ok((lost, ended))
}
