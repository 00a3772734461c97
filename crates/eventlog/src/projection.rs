//! What a projection is: events in, rows out.

use crate::{Recorded, Transaction};
use contract::events::DecodeError;

/// Turns events into rows. Statements name their tables without a schema: the runner chooses it, so that
/// a rebuild can fill a second set of tables beside the live one.
#[async_trait::async_trait]
pub trait Projection: Send + Sync + 'static {
    /// Name, and the Postgres schema of its tables, for example `surveys_results`.
    fn name(&self) -> &'static str;

    /// The tables, without a schema. Changing this text makes the projection rebuild on the next migration.
    fn tables(&self) -> &'static str;

    /// Counted up when the same events give other rows than before. Changing it makes the projection rebuild on the next migration.
    fn edition(&self) -> u32 {
        1
    }

    /// The types of event it reads, where it leaves many unread. Catching up, events of other types come without their
    /// body: they say when something happened and by whom, not what.
    fn reads(&self) -> Option<&'static [&'static str]> {
        None
    }

    /// Takes one event into the rows.
    async fn apply(&self, tx: &Transaction<'_>, event: &Recorded) -> Result<(), ApplyError>;

    /// Takes many events of one trust into the rows; worth writing anew where one statement can do for all.
    async fn apply_batch(
        &self,
        tx: &Transaction<'_>,
        events: &[Recorded],
    ) -> Result<(), ApplyError> {
        for event in events {
            self.apply(tx, event).await?;
        }
        Ok(())
    }
}

/// Why an event could not be taken in.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The event cannot be read; the projection stops there until a build can.
    #[error(transparent)]
    Unreadable(#[from] DecodeError),
    /// A statement failed.
    #[error("{0}")]
    Store(#[from] tokio_postgres::Error),
    /// Something needed is away; the same event is tried again.
    #[error("{0}")]
    Away(String),
    /// The event contradicts what the projection holds; it stops there.
    #[error("{0}")]
    Contradiction(String),
}

impl ApplyError {
    /// Whether it is about this event (stop there) or about the moment (try again).
    pub(crate) fn stops(&self) -> bool {
        match self {
            Self::Unreadable(_) | Self::Contradiction(_) => true,
            Self::Store(error) => error.code().is_some_and(|code| !crate::append::away(code)),
            Self::Away(_) => false,
        }
    }
}
