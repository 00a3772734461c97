//! Tells listeners that logs have grown: after the commit and outside of it.
//!
//! A notification inside the append would make all commits of the database take turns until each is on the disk. A process
//! that dies before it tells loses nothing: listeners also look now and then.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use deadpool_postgres::Pool;
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::ReadError;
use crate::listen::CHANNEL;

/// At least so long from one notification of a process to its next; what grows meanwhile goes together.
const PAUSE: Duration = Duration::from_millis(2);

/// Where a process notes which logs it has made longer. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Teller {
    grown: Arc<Mutex<BTreeSet<Uuid>>>,
    wake: mpsc::Sender<()>,
}

impl Teller {
    /// Starts the task that tells; it ends when the last clone is dropped.
    pub(crate) fn start(pool: Pool) -> Self {
        let (wake, mut woken) = mpsc::channel(1);
        let teller = Self { grown: Arc::default(), wake };
        let grown = teller.grown.clone();
        tokio::spawn(async move {
            while woken.recv().await.is_some() {
                let trusts =
                    std::mem::take(&mut *grown.lock().unwrap_or_else(PoisonError::into_inner));
                if let Err(error) = notify(&pool, trusts).await {
                    tracing::debug!(%error, "listeners were not told that logs have grown");
                }
                tokio::time::sleep(PAUSE).await;
            }
        });
        teller
    }

    /// Has listeners told soon; does not wait for it.
    pub(crate) fn tell(&self, trusts: impl IntoIterator<Item = Uuid>) {
        self.grown.lock().unwrap_or_else(PoisonError::into_inner).extend(trusts);
        // One that is full has the task wake anyway.
        let _ = self.wake.try_send(());
    }
}

async fn notify(pool: &Pool, trusts: BTreeSet<Uuid>) -> Result<(), ReadError> {
    if trusts.is_empty() {
        return Ok(());
    }
    let trusts: Vec<String> = trusts.iter().map(Uuid::to_string).collect();
    let client = pool.get().await?;
    let notify = client.prepare_cached("select pg_notify($1, t) from unnest($2::text[]) t").await?;
    client.query(&notify, &[&CHANNEL, &trusts]).await?;
    Ok(())
}
