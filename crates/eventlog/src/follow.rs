//! The projection runner: applies each position once, in order, rows and checkpoint in one transaction.

use std::collections::HashMap;
use std::sync::Arc;

use deadpool_postgres::Pool;
use futures::future::try_join;
use tokio::sync::Mutex;
use tokio_util::task::AbortOnDropHandle;
use uuid::Uuid;

use crate::pause::Pause;
use crate::projection::{ApplyError, Projection};
use crate::rows::{KEEPING, RowStatements};
use crate::tables::{ProjectionTables, mark};
use crate::{
    Log, OneTrust, Progress, ReadError, ReadModel, Recorded, Standing, Transaction, trace,
};

/// Why a follower does not get on.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// It stopped at an event and stays there until mended.
    #[error("{projection} stopped at position {position} of trust {trust}: {cause}")]
    Stopped {
        /// Which projection.
        projection: &'static str,
        /// Whose log.
        trust: Uuid,
        /// The event it could not take in.
        position: u64,
        /// Why.
        cause: String,
    },
    /// The store, or something the projection needs, is away; try again later.
    #[error("{0}")]
    Away(String),
}

impl From<ReadError> for FollowError {
    fn from(error: ReadError) -> Self {
        Self::Away(error.to_string())
    }
}

/// Drives one projection. Two followers of one projection are harmless: of two processes one takes the lock of projection
/// and trust and keeps the rows, the other goes on from where the store then stands.
#[derive(Clone)]
pub struct Follower {
    projection: Arc<dyn Projection>,
    log: Log,
    pool: Pool,
    rows: Arc<RowStatements>,
    /// What the tables say of themselves where they are those of this build.
    mark: String,
    /// A rebuild goes on beside a paused projection, and so has none.
    pause: Option<Pause>,
    progress: Progress,
    checkpoints: Arc<Mutex<HashMap<Uuid, u64>>>,
}

impl std::fmt::Debug for Follower {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Follower").field("schema", &self.rows.schema).finish_non_exhaustive()
    }
}

/// What a process says of a projection that another build has rebuilt, or whose tables `migrate` has yet to rebuild.
const REPLACED: &str =
    "its tables are those of another build; replace this process, or migrate the store";
/// Events in one transaction while catching up: the more, the more often only the last word on something is written.
const CHUNK: u32 = 5_000;

/// Where a trust's rows stand after a try to bring them on.
#[derive(Clone, Copy, Debug)]
struct Reached {
    position: u64,
    /// Whether it was this follower that brought them there; otherwise another process is at work on them.
    here: bool,
}

impl Follower {
    /// A follower of this build's live tables, over the connections of the service that owns them. Where `migrate` has yet to
    /// make them, it waits.
    pub async fn open(projection: Arc<dyn Projection>, log: Log) -> Result<Self, ReadError> {
        let client = log.across_trusts().await?;
        let tables = ProjectionTables::find(&client, projection.as_ref()).await?;
        drop(client);
        let pause = Some(Pause::new(projection.name(), log.appliers().clone()));
        Ok(Self { pause, ..Self::in_schema(projection, log, &tables.schema) })
    }

    /// A follower of tables that no operator pauses.
    pub(crate) fn in_schema(projection: Arc<dyn Projection>, log: Log, schema: &str) -> Self {
        let pool = log.appliers().clone();
        let mark = mark(projection.as_ref());
        Self {
            projection,
            log,
            pool,
            rows: Arc::new(RowStatements::new(schema)),
            mark,
            pause: None,
            progress: Progress::default(),
            checkpoints: Arc::default(),
        }
    }

    /// The projection's name.
    pub fn name(&self) -> &'static str {
        self.projection.name()
    }

    /// The rows this follower keeps, for queries that can wait for it.
    pub fn read_model(&self) -> ReadModel {
        let rows = Arc::clone(&self.rows);
        ReadModel::new(self.log.readers().clone(), rows, self.progress.clone())
    }

    /// Where it stands over all trusts, as the store has it: another process may have moved it.
    pub async fn standing(&self) -> Result<Standing, ReadError> {
        crate::standing::standing(&self.pool, &self.rows, self.projection.name()).await
    }

    async fn paused(&self) -> bool {
        match &self.pause {
            Some(pause) => pause.now().await,
            None => false,
        }
    }

    /// Takes events of one trust by position: the next ones are applied, older ones dropped, and a gap is
    /// read from the log. While the projection is paused it takes none; all of them come from the log when it
    /// is resumed. Returns the position reached, which is less where another process is at work on the rows.
    pub async fn offer(&self, trust: Uuid, events: &[Recorded]) -> Result<u64, FollowError> {
        let until = events.last().map_or(0, |event| event.position);
        self.advance(trust, events, until).await
    }

    /// The same for a log that is known to reach to a position: what the events leave out is read from the log. Costs
    /// nothing where the rows are known to hold it all.
    pub async fn advance(
        &self,
        trust: Uuid,
        events: &[Recorded],
        until: u64,
    ) -> Result<u64, FollowError> {
        let mut checkpoints = self.checkpoints.lock().await;
        let mut at = self.checkpoint(&mut checkpoints, trust).await?;
        let fresh = events.partition_point(|event| event.position <= at);
        let fresh = events.get(fresh..).unwrap_or_default();
        if at >= until || self.paused().await {
            return Ok(at);
        }
        if !fresh.is_empty() && dense(at, fresh) {
            let reached = self.apply(&mut checkpoints, trust, at, fresh).await?;
            if !reached.here {
                return Ok(reached.position);
            }
            at = reached.position;
        }
        self.read_log(&mut checkpoints, trust, at, until).await
    }

    /// Reads the log up to its present end. Returns the position reached.
    pub async fn catch_up(&self, trust: Uuid) -> Result<u64, FollowError> {
        let head = self.log.head(trust).await?.unwrap_or(0);
        self.advance(trust, &[], head).await
    }

    /// Catches up every trust there is; one that is stopped does not hold up the others.
    pub async fn catch_up_all(&self) -> Result<(), FollowError> {
        let mut first_failure = Ok(());
        for (trust, _) in self.log.heads().await? {
            let outcome = self.catch_up(trust).await;
            first_failure = first_failure.and(outcome.map(|_| ()));
        }
        first_failure
    }

    /// Learns where the rows of every trust stand, with one statement however many there are.
    pub async fn recall(&self) -> Result<(), FollowError> {
        let mut known = self.checkpoints.lock().await;
        let client = self.pool.get().await.map_err(ReadError::from)?;
        let rows = client.query(&self.rows.checkpoints, &[]).await;
        for row in rows.map_err(|error| self.rows.failed(error))? {
            let (trust, position) = (row.get(0), row.get::<_, i64>(1).unsigned_abs());
            known.insert(trust, position);
            self.progress.reached(trust, position);
        }
        Ok(())
    }

    async fn checkpoint(
        &self,
        known: &mut HashMap<Uuid, u64>,
        trust: Uuid,
    ) -> Result<u64, FollowError> {
        if let Some(position) = known.get(&trust) {
            return Ok(*position);
        }
        let failed = |error| self.rows.failed(error);
        let client = self.pool.get().await.map_err(ReadError::from)?;
        let checkpoint = client.prepare_cached(&self.rows.checkpoint).await.map_err(failed)?;
        let row = client.query_opt(&checkpoint, &[&trust]).await.map_err(failed)?;
        let position = row.map_or(0, |row| row.get::<_, i64>(0).unsigned_abs());
        known.insert(trust, position);
        self.progress.reached(trust, position);
        Ok(position)
    }

    async fn read_log(
        &self,
        known: &mut HashMap<Uuid, u64>,
        trust: Uuid,
        mut checkpoint: u64,
        until: u64,
    ) -> Result<u64, FollowError> {
        let reads = self.projection.reads();
        let mut ahead = None;
        while checkpoint < until && !self.paused().await {
            let events = match ahead.take() {
                Some(events) => events,
                None => self.log.follow(trust, reads, checkpoint, CHUNK).await?,
            };
            let Some(last) = events.last().map(|event| event.position) else { break };
            // The log has no gaps. Should it ever show one, what is missing must not be passed over.
            if !dense(checkpoint, &events) {
                return Err(FollowError::Away(format!("the log has a gap after {checkpoint}")));
            }
            // What comes next is read on another thread while these are applied; not at the end of the log, where there is
            // nothing yet.
            let next = (last < until).then(|| {
                let log = self.log.clone();
                let read = async move { log.follow(trust, reads, last, CHUNK).await };
                AbortOnDropHandle::new(tokio::spawn(read))
            });
            let reached = self.apply(known, trust, checkpoint, &events).await?;
            checkpoint = reached.position;
            if !reached.here {
                break;
            }
            if let Some(next) = next {
                ahead = Some(next.await.map_err(|error| FollowError::Away(error.to_string()))??);
            }
        }
        Ok(checkpoint)
    }

    /// Applies events that follow the checkpoint, all of them or, where one stops it, those before that one.
    async fn apply(
        &self,
        known: &mut HashMap<Uuid, u64>,
        trust: Uuid,
        checkpoint: u64,
        events: &[Recorded],
    ) -> Result<Reached, FollowError> {
        let error = match self.in_one_transaction(trust, checkpoint, events).await {
            Ok(Some(position)) => {
                known.insert(trust, position);
                self.progress.reached(trust, position);
                return Ok(Reached { position, here: true });
            }
            Ok(None) => {
                known.remove(&trust);
                let position = self.checkpoint(known, trust).await?;
                return Ok(Reached { position, here: false });
            }
            Err(error) => error,
        };
        // After any fault, what we believed of the checkpoint may be wrong too.
        known.remove(&trust);
        if !error.stops() {
            return Err(FollowError::Away(error.to_string()));
        }
        if let [only] = events {
            return Err(self.stopped(only, &error).await);
        }
        // Find the one event: what stands before it is taken in, what follows waits.
        let mut reached = Reached { position: checkpoint, here: true };
        for event in events {
            let one = std::slice::from_ref(event);
            reached = Box::pin(self.apply(known, trust, reached.position, one)).await?;
            if !reached.here {
                break;
            }
        }
        Ok(reached)
    }

    /// The position reached; `None` where another process is at work on these rows, or was. Nothing is taken into the tables of
    /// another build, even where they would have it.
    async fn in_one_transaction(
        &self,
        trust: Uuid,
        checkpoint: u64,
        events: &[Recorded],
    ) -> Result<Option<u64>, ApplyError> {
        let Some(last) = events.last() else { return Ok(Some(checkpoint)) };
        let name = self.projection.name();
        // They end when rows and checkpoint are committed, or not.
        let _spans = trace::apply_spans(name, events);
        let mut client = self.pool.get().await.map_err(ReadError::from)?;
        let rows = &*self.rows;
        let tx = Transaction::begin(&mut client, &rows.schema).await?;
        // First, under the lock of projection and trust: of two runners one goes on, and the other does not wait for it.
        let (named, lock) = (trust.to_string(), rows.lock(trust));
        let (to, from) = (last.position.cast_signed(), checkpoint.cast_signed());
        let time = crate::recorded::system_time(last.recorded_at);
        let taken = try_join(
            tx.query_one(KEEPING, &[&named, &rows.schema]),
            tx.execute(&rows.advance, &[&trust, &to, &time, &from, &lock, &self.mark]),
        )
        .await;
        let (_, moved) = taken.map_err(|error| rows.failed(error))?;
        if moved != 1 {
            let found = tx.query_opt(&rows.mark, &[]).await?.map(|row| row.get::<_, String>(0));
            if found.as_ref() != Some(&self.mark) {
                return Err(ApplyError::Away(format!("{name}: {REPLACED}")));
            }
            return Ok(None);
        }
        #[cfg(feature = "sabotage")]
        let tx = if crate::sabotaged("two-transactions") {
            tx.commit().await?;
            let tx = Transaction::begin(&mut client, &rows.schema).await?;
            tx.query_one(KEEPING, &[&named, &rows.schema]).await?;
            tx
        } else {
            tx
        };
        unreadable_point(self.projection.name(), events)?;
        self.projection.apply_batch(&tx, events).await?;
        fail_point();
        tx.commit().await?;
        metrics::counter!("plumbline_projection_events_total", "projection" => name)
            .increment(events.len() as u64);
        metrics::histogram!("plumbline_projection_batch_events", "projection" => name)
            .record(events.len() as f64);
        Ok(Some(last.position))
    }

    async fn stopped(&self, event: &Recorded, cause: &ApplyError) -> FollowError {
        let stopped = FollowError::Stopped {
            projection: self.projection.name(),
            trust: event.trust,
            position: event.position,
            cause: cause.to_string(),
        };
        if self.write_down(event.trust, &stopped).await {
            tracing::error!(error = %stopped, kind = %event.kind, "a projection stopped");
        }
        stopped
    }

    /// Says in the checkpoint why it stands still. Returns whether that is new; the same event is tried again
    /// and again.
    async fn write_down(&self, trust: Uuid, stopped: &FollowError) -> bool {
        let Ok(client) = self.pool.get().await else { return true };
        let client = OneTrust::new(client, trust);
        let written = client.query(&self.rows.stop, &[&trust, &stopped.to_string()]).await;
        if let Err(error) = &written {
            tracing::warn!(%error, "the stop could not be written down");
        }
        written.map_or(true, |rows| !rows.is_empty())
    }
}

/// Whether events follow a position and one another without a gap.
fn dense(after: u64, events: &[Recorded]) -> bool {
    #[cfg(feature = "sabotage")]
    if crate::sabotaged("naive-reader") {
        return true;
    }
    events.iter().zip(after + 1..).all(|(event, expected)| event.position == expected)
}

/// Tests of builds that do not know a type yet name the projection and the type here, `<projection>:<type>`.
#[cfg_attr(
    not(feature = "failpoints"),
    expect(unused_variables, reason = "no such point in what ships")
)]
fn unreadable_point(projection: &str, events: &[Recorded]) -> Result<(), ApplyError> {
    #[cfg(feature = "failpoints")]
    fail::fail_point!("projection-cannot-read", |wanted| {
        let wanted = wanted.unwrap_or_default();
        let unknown = events.iter().find(|event| wanted == format!("{projection}:{}", event.kind));
        match unknown {
            Some(event) => Err(contract::events::DecodeError::Unknown(event.kind.clone()).into()),
            None => Ok(()),
        }
    });
    Ok(())
}

/// Tests of crashes stop the process here, between the rows and the commit.
fn fail_point() {
    #[cfg(feature = "failpoints")]
    fail::fail_point!("projection-before-commit", crate::die);
}
