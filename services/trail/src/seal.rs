//! Seals the log: follows it a few seconds behind, adds its hashes to the tree, and signs what the tree then says.
//!
//! What was sealed is compared with the rows again and again; a log that was altered is sealed no further.

mod audit;
mod gate;
mod memory;
#[cfg(test)]
mod tests;
mod tree;

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use eventlog::tokio_postgres::{self, Client};
use eventlog::{LogLine, StoreConfig};
use proof::{Checkpoint, CheckpointError, KeyError, Policy, SealKey, public_of_log};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::kept::Head;
use audit::{Audit, AuditPace};
use gate::KnownSeals;
use memory::{LastSeal, SealMemory};

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
    /// The store may have gone back: it is on a server on which nobody has compared it yet.
    #[error(
        "the store is on another server than before, so nothing is sealed until the relay or an operator has compared it: plumbline line"
    )]
    Elsewhere,
    /// What was signed last cannot be remembered, or is not believed.
    #[error("the folder of the last seals cannot be used: {0}")]
    Memory(#[from] io::Error),
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
    store: StoreConfig,
    keys: Vec<SealKey>,
    known: Vec<String>,
    round: Duration,
    trouble: watch::Sender<String>,
    /// What was signed last of each log: neither the store nor another process can take that back.
    memory: SealMemory,
}

/// At most this long is an event unsealed while the store is there; the promise is ten seconds.
const LOOK: Duration = Duration::from_secs(3);

/// How long a round through all logs may take unless a setting says otherwise.
const ROUND: Duration = Duration::from_secs(24 * 60 * 60);

impl Sealer {
    /// Seals with one key, or with two while one follows the other; `store` is the role `plumbline_sealer`.
    pub fn new(store: StoreConfig, keys: Vec<SealKey>) -> Self {
        let (trouble, memory) = (watch::Sender::default(), SealMemory::default());
        Self { store, keys, known: Vec::new(), round: ROUND, trouble, memory }
    }

    /// Compares every row with the tree once in so long.
    pub fn with_rounds_of(self, round: Duration) -> Self {
        Self { round, ..self }
    }

    /// Goes on from seals of these public keys too, whose private halves it does not have.
    pub fn knowing(self, known: Vec<String>) -> Self {
        Self { known, ..self }
    }

    /// Remembers in a folder what was signed last of each log, and goes on only from there.
    pub fn remembering_in(self, folder: PathBuf) -> io::Result<Self> {
        Ok(Self { memory: SealMemory::try_in(folder)?, ..self })
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
        let (client, connection) = self.store.open().await?;
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
        let line = LogLine::current(&client).await?;
        if !line.stands_here {
            return Err(SealError::Elsewhere);
        }
        #[cfg(feature = "sabotage")]
        if eventlog::sabotaged("one-log-stops-the-sealer") {
            audit::none_altered(&client).await?;
        }
        let mut outcome = Ok(());
        for row in client.query(BEHIND, &[]).await? {
            let trust = row.get(0);
            let sealed = self.seal(&mut client, trust, line.number).await;
            if let Err(SealError::Altered { what, .. }) = &sealed {
                audit::keep(&mut client, trust, Some(what)).await?;
            }
            outcome = outcome.and(sealed);
        }
        outcome
    }

    /// One trust: hashes and head in one transaction, committed; then the signature. A crash in between
    /// leaves a head without checkpoint, which the next turn signs.
    async fn seal(&self, client: &mut Client, trust: Uuid, line: u32) -> Result<(), SealError> {
        let known = self.known(trust, line)?;
        let tx = client.transaction().await?;
        eventlog::name_trust(&tx, trust).await?;
        if known.earlier_line > 0 && tree::log_ends_at(&tx, trust).await? <= known.earlier_line {
            // A size that was signed on an earlier line is never signed again with another root.
            return Ok(());
        }
        let tree = tree::open(&tx, trust).await?;
        gate::check(&tx, trust, &tree, known).await?;
        let head = tree::grow(&tx, trust, tree.edge).await?;
        #[cfg(feature = "sabotage")]
        if eventlog::sabotaged("sign-before-commit") {
            self.sign(&mut self.connect().await?, trust, SealedHead { head, line }).await?;
        }
        fail_point();
        tx.commit().await?;
        self.sign(client, trust, SealedHead { head, line }).await
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

    /// What the sealer knows of a log that stands on a line now.
    fn known(&self, trust: Uuid, line: u32) -> Result<KnownSeals, SealError> {
        let policy = self.policy_of(trust)?;
        let (last, earlier_line) = match self.memory.last(trust, &policy)? {
            Some(last) if last.line == line => (Some(last.checkpoint), 0),
            Some(last) => (None, last.checkpoint.size),
            None => (None, 0),
        };
        Ok(KnownSeals { policy, last, earlier_line })
    }

    async fn sign(
        &self,
        client: &mut Client,
        trust: Uuid,
        sealed: SealedHead,
    ) -> Result<(), SealError> {
        let SealedHead { head, line } = sealed;
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
        self.memory.keep(trust, LastSeal { line, checkpoint }, &note)?;
        Ok(())
    }
}

/// How far a log is sealed, and on which line it stands.
#[derive(Clone, Copy, Debug)]
struct SealedHead {
    head: Head,
    line: u32,
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
