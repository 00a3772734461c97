//! Seals the log: follows it a few seconds behind, adds its hashes to the tree, and signs what the tree then says.
//!
//! What was sealed is compared with the rows again and again; a log that was altered is sealed no further.

mod audit;
mod gate;
#[cfg(test)]
mod tests;
mod tree;

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use eventlog::tokio_postgres::{self, Client, Config, NoTls};
use proof::{Checkpoint, CheckpointError, KeyError, Policy, SealKey, public_of_log};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::kept::Head;
use audit::{Audit, AuditPace};
use gate::KnownSeals;

/// Why the sealer does not get on; it tries again.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The store is away.
    #[error(transparent)]
    Store(#[from] tokio_postgres::Error),
    /// Rows, tree and signed checkpoints do not agree. The log is sealed no further until they do.
    #[error("the log of trust {trust} is not as it was sealed: {what}")]
    Altered {
        /// Whose.
        trust: Uuid,
        /// How.
        what: String,
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
    known: Vec<String>,
    round: Duration,
    trouble: watch::Sender<String>,
    /// What this process signed last of each log: no other process can take that back.
    signed: Mutex<HashMap<Uuid, Checkpoint>>,
}

/// At most this long is an event unsealed while the store is there; the promise is ten seconds.
const LOOK: Duration = Duration::from_secs(3);

/// How long a round through all logs may take unless a setting says otherwise.
const ROUND: Duration = Duration::from_secs(24 * 60 * 60);

impl Sealer {
    /// Seals with one key, or with two while one follows the other; `store` is the role `plumbline_sealer`.
    pub fn new(store: Config, keys: Vec<SealKey>) -> Self {
        let (trouble, signed) = (watch::Sender::default(), Mutex::default());
        Self { store, keys, known: Vec::new(), round: ROUND, trouble, signed }
    }

    /// Compares every row with the tree once in so long.
    pub fn with_rounds_of(self, round: Duration) -> Self {
        Self { round, ..self }
    }

    /// Goes on from seals of these public keys too, whose private halves it does not have.
    pub fn knowing(self, known: Vec<String>) -> Self {
        Self { known, ..self }
    }

    /// What is wrong with the logs, a sentence each; empty while nothing is.
    pub fn trouble(&self) -> watch::Receiver<String> {
        self.trouble.subscribe()
    }

    /// Seals until shutdown; what goes wrong is logged when it changes and tried again.
    pub async fn run(self, shutdown: CancellationToken) {
        let work = async {
            let (mut last, mut audit) = (None, Audit::default());
            let mut look = tokio::time::interval(LOOK);
            look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            loop {
                look.tick().await;
                let outcome = self.look(&mut audit).await.err().map(|error| error.to_string());
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

    async fn look(&self, audit: &mut Audit) -> Result<(), SealError> {
        let sealed = self.seal_all().await;
        let audited = audit.go_on(self, AuditPace::Look(LOOK)).await;
        sealed.and(audited)
    }

    /// Compares all of every log with its tree, as [`Sealer::run`] does little by little.
    pub async fn audit_all(&self) -> Result<(), SealError> {
        Audit::default().go_on(self, AuditPace::Whole).await
    }

    async fn connect(&self) -> Result<Client, tokio_postgres::Error> {
        let (client, connection) = self.store.connect(NoTls).await?;
        // The connection ends with its client; how it ended no longer matters.
        tokio::spawn(connection);
        Ok(client)
    }

    /// Seals what has been added since the last time. A log that does not get on keeps no other waiting.
    pub async fn seal_all(&self) -> Result<(), SealError> {
        const BEHIND: &str = "select h.trust_id from log.head h left join seal.head s using (trust_id) \
            left join seal.audit a using (trust_id) where a.altered is null and (h.position > coalesce(s.size, 0) \
            or not exists (select from seal.checkpoint c where c.trust_id = s.trust_id and c.size = s.size)) \
            order by h.trust_id";
        let mut client = self.connect().await?;
        let mut outcome = Ok(());
        for row in client.query(BEHIND, &[]).await? {
            let trust = row.get(0);
            let sealed = self.seal(&mut client, trust).await;
            if let Err(SealError::Altered { what, .. }) = &sealed {
                audit::keep(&mut client, trust, Some(what)).await?;
            }
            outcome = outcome.and(sealed);
        }
        outcome
    }

    /// One trust: hashes and head in one transaction, committed; then the signature. A crash in between
    /// leaves a head without checkpoint, which the next turn signs.
    async fn seal(&self, client: &mut Client, trust: Uuid) -> Result<(), SealError> {
        let tx = client.transaction().await?;
        eventlog::name_trust(&tx, trust).await?;
        let tree = tree::open(&tx, trust).await?;
        gate::check(&tx, trust, &tree, self.known(trust)?).await?;
        let head = tree::grow(&tx, trust, tree.edge).await?;
        #[cfg(feature = "sabotage")]
        if eventlog::sabotaged("sign-before-commit") {
            self.sign(&mut self.connect().await?, trust, head).await?;
        }
        fail_point();
        tx.commit().await?;
        self.sign(client, trust, head).await
    }

    /// The keys under the name of a trust's log.
    fn keys_of(&self, trust: Uuid) -> Result<Vec<SealKey>, KeyError> {
        self.keys.iter().map(|key| key.of_log(&origin(key, trust))).collect()
    }

    /// Whose seals this process goes on from.
    fn policy_of(&self, trust: Uuid) -> Result<Policy, KeyError> {
        let own = self.keys.iter().map(SealKey::public);
        let keys = own.chain(self.known.iter().map(String::as_str)).map(|key| {
            let name = key.split('+').next().unwrap_or_default();
            public_of_log(key, &format!("{name}/{trust}")).map(|(_, public)| public)
        });
        Ok(Policy::new(keys.collect::<Result<_, _>>()?))
    }

    fn known(&self, trust: Uuid) -> Result<KnownSeals, KeyError> {
        let last = self.signed().get(&trust).cloned();
        Ok(KnownSeals { policy: self.policy_of(trust)?, last })
    }

    fn signed(&self) -> std::sync::MutexGuard<'_, HashMap<Uuid, Checkpoint>> {
        self.signed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn sign(&self, client: &mut Client, trust: Uuid, head: Head) -> Result<(), SealError> {
        let keys = self.keys_of(trust)?;
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
        tx.commit().await?;
        self.signed().insert(trust, checkpoint);
        Ok(())
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
