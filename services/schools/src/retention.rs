//! Leaves in the log that a retention run was made, and what it removed.

use contract::schools::v1::RetentionLine;
use eventlog::{Context, Envelope, ExecuteError, Log, SealedWords};
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use crate::trust::{Trust, TrustCommand, TrustRefusal};

/// A retention run that was made.
#[derive(Debug)]
pub struct RetentionRun {
    pub on: Date,
    pub removed: Vec<RetentionLine>,
}

impl RetentionRun {
    /// Says in a trust's log what the run removed; returns the position.
    pub async fn record(
        self,
        log: &Log,
        trust: Uuid,
        now: Timestamp,
    ) -> Result<u64, ExecuteError<TrustRefusal>> {
        let command_id = Uuid::now_v7();
        let (actor, role) = (contract::SYSTEM_ACTOR, "administrator".to_owned());
        let sealed = SealedWords::default();
        let context = Context { trust, actor, role, now, command_id, sealed };
        let command = TrustCommand::ExecuteRetention { on: self.on, removed: self.removed };
        let envelope = Envelope::of_no_call(context);
        Ok(eventlog::execute::<Trust>(log, trust, &command, &envelope).await?.position)
    }
}
