//! What a projection is: events in, rows out.

use crate::{ReadError, Recorded, Transaction};
use contract::events::DecodeError;

/// Turns events into rows. Statements name their tables without a schema: the runner chooses it, so that
/// a rebuild can fill a second set of tables beside the live one.
#[async_trait::async_trait]
pub trait Projection: Send + Sync + 'static {
    /// Name, and as a rule the Postgres schema of its tables ([`crate::ProjectionTables`]), for example `surveys_results`.
    fn name(&self) -> &'static str;

    /// The tables, without a schema. Where this text changes, the next migration builds these beside those of the build before.
    fn tables(&self) -> &'static str;

    /// Counted up when the same events give other rows than before. The next migration then does the same.
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

impl From<ReadError> for ApplyError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Store(error) => Self::Store(error),
            ReadError::Unreadable(error) => Self::Unreadable(error),
            ReadError::Pool(_) | ReadError::NoTables(_) => Self::Away(error.to_string()),
        }
    }
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
