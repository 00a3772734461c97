//! Seals the log: follows it a few seconds behind, adds its hashes to the tree, and signs what the tree then says.

#[cfg(test)]
mod tests;
mod tree;

use std::time::Duration;

use eventlog::tokio_postgres::{self, Client, Config, NoTls};
use proof::{Checkpoint, CheckpointError, EdgeError, KeyError, SealKey};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use tree::Head;

/// Why the sealer does not get on; it tries again.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The store is away.
    #[error(transparent)]
    Store(#[from] tokio_postgres::Error),
    /// What is kept of the tree does not fit together; somebody altered it.
    #[error("the sealed tree of trust {trust} is damaged: {cause}")]
    Damaged {
        /// Whose.
        trust: Uuid,
        /// How.
        cause: EdgeError,
    },
    /// The key cannot sign.
    #[error(transparent)]
    Sign(#[from] CheckpointError),
    /// The key cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// Seals every trust's log. Run as many as you like: each step compares and sets the head.
#[derive(Debug)]
pub struct Sealer {
    store: Config,
    keys: Vec<SealKey>,
}

/// At most this long is an event unsealed while the store is there; the promise is ten seconds.
const LOOK: Duration = Duration::from_secs(3);

impl Sealer {
    /// Seals with one key, or with two while one follows the other; `store` is the role `plumbline_sealer`.
    pub fn new(store: Config, keys: Vec<SealKey>) -> Self {
        Self { store, keys }
    }

    /// Seals until shutdown; what goes wrong is logged when it changes and tried again.
    pub async fn run(self, shutdown: CancellationToken) {
        let work = async {
            let mut last = None;
            let mut look = tokio::time::interval(LOOK);
            look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            loop {
                look.tick().await;
                let outcome = self.seal_all().await.err().map(|error| error.to_string());
                if let (Some(error), true) = (&outcome, outcome != last) {
                    tracing::error!(%error, "the sealer does not get on");
                }
                last = outcome;
            }
        };
        tokio::select! {
            () = work => {}
            () = shutdown.cancelled() => {}
        }
    }

    /// Seals whatever has been added since the last time.
    pub async fn seal_all(&self) -> Result<(), SealError> {
        let (mut client, connection) = self.store.connect(NoTls).await?;
        let driver = tokio::spawn(connection);
        let behind = client
            .query(
                "select h.trust_id from log.head h left join seal.head s using (trust_id) \
                 where h.position > coalesce(s.size, 0) or not exists \
                 (select from seal.checkpoint c where c.trust_id = s.trust_id and c.size = s.size) \
                 order by h.trust_id",
                &[],
            )
            .await?;
        for row in behind {
            self.seal(&mut client, row.get(0)).await?;
        }
        drop(client);
        // The connection ends with its client; how it ended no longer matters.
        let _ = driver.await;
        Ok(())
    }

    /// One trust: hashes and head in one transaction, committed; then the signature. A crash in between
    /// leaves a head without checkpoint, which the next turn signs.
    async fn seal(&self, client: &mut Client, trust: Uuid) -> Result<(), SealError> {
        let tx = client.transaction().await?;
        eventlog::name_trust(&tx, trust).await?;
        let head = tree::grow(&tx, trust).await?;
        #[cfg(feature = "sabotage")]
        if eventlog::sabotaged("sign-before-commit") {
            let (mut other, connection) = self.store.connect(NoTls).await?;
            tokio::spawn(connection);
            self.sign(&mut other, trust, head).await?;
        }
        fail_point();
        tx.commit().await?;
        self.sign(client, trust, head).await
    }

    async fn sign(&self, client: &mut Client, trust: Uuid, head: Head) -> Result<(), SealError> {
        let keys = self
            .keys
            .iter()
            .map(|key| key.of_log(&origin(key, trust)))
            .collect::<Result<Vec<_>, _>>()?;
        let Some(first) = keys.first() else { return Ok(()) };
        let checkpoint =
            Checkpoint { origin: first.name().to_owned(), size: head.size, root: head.root };
        let note = checkpoint.sign(&keys.iter().collect::<Vec<_>>())?;
        let public: Vec<&str> = keys.iter().map(SealKey::public).collect();
        let tx = client.transaction().await?;
        eventlog::name_trust(&tx, trust).await?;
        tx
            .execute(
                "insert into seal.key (trust_id, public_key) select $1, unnest($2::text[]) on conflict do nothing",
                &[&trust, &public],
            )
            .await?;
        tx
            .execute(
                "insert into seal.checkpoint (trust_id, size, note) values ($1, $2, $3) on conflict do nothing",
                &[&trust, &head.size.cast_signed(), &note],
            )
            .await?;
        Ok(tx.commit().await?)
    }
}

/// Tests of crashes stop the process here, with the tree grown and not yet committed.
fn fail_point() {
    #[cfg(feature = "failpoints")]
    fail::fail_point!("sealer-before-commit", eventlog::die);
}

/// A trust's log's name: the installation's, then the trust's id.
pub fn origin(key: &SealKey, trust: Uuid) -> String {
    format!("{}/{trust}", key.name())
}
