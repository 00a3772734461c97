//! Leaves in the log that a retention run was made, and what it removed.

use contract::schools::v1::RetentionLine;
use eventlog::{Context, Envelope, ExecuteError, Log, SealedWords};
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use crate::trust::{Trust, TrustCommand, TrustRefusal};

/// Says in a trust's log what a retention run removed; returns the position.
pub async fn record(
    log: &Log,
    trust: Uuid,
    (on, now): (Date, Timestamp),
    removed: Vec<RetentionLine>,
) -> Result<u64, ExecuteError<TrustRefusal>> {
    let command_id = Uuid::now_v7();
    let (actor, role) = (contract::SYSTEM_ACTOR, "administrator".to_owned());
    let sealed = SealedWords::default();
    let envelope = Envelope::of_no_call(Context { trust, actor, role, now, command_id, sealed });
    let command = TrustCommand::ExecuteRetention { on, removed };
    Ok(eventlog::execute::<Trust>(log, trust, &command, &envelope).await?.position)
}
