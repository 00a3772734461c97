//! The one way into the log: `log.append_new` and `log.append`, fed by a lane that gathers concurrent commands.

mod beside;
mod each;
mod measure;
mod new;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use tokio_postgres::{Client, Statement, error::SqlState};
use uuid::Uuid;

use self::measure::{is_new, measure};
use crate::tell::Teller;
use crate::{Metadata, SealedText, StoreConfig, Stream, lane::Writer};

/// An event about to be appended.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// Time-ordered random id.
    pub event_id: Uuid,
    /// Full proto name.
    pub kind: &'static str,
    /// proto3-JSON text.
    pub body: String,
}

/// One command's events for one stream.
#[derive(Clone, Debug)]
pub struct Append {
    /// Whose log.
    pub trust: Uuid,
    /// What the events belong to.
    pub stream: Stream,
    /// Version the stream had when the command was decided; 0 for a new stream.
    pub expected: u64,
    /// SHA-256 of the command's content: a repeat with the same id must have the same.
    pub fingerprint: [u8; 32],
    /// Who, by which command, caused by what.
    pub metadata: Metadata,
    /// The events, oldest first.
    pub events: Vec<NewEvent>,
    /// The words that the events commit to.
    pub words: Vec<SealedText>,
    /// Other streams that the command rests on.
    pub reads: Vec<StreamRead>,
    /// Events of the same act for further streams.
    pub also: Vec<StreamEvents>,
}

/// The events of an act for one of its streams.
#[derive(Clone, Debug)]
pub struct StreamEvents {
    /// Which stream, and the version it had when the act was decided.
    pub to: StreamRead,
    /// The events, oldest first.
    pub events: Vec<NewEvent>,
}

impl Append {
    /// Whether it writes several streams: then it is appended as a whole or not at all.
    fn is_act(&self) -> bool {
        !self.also.is_empty()
    }

    fn every_event(&self) -> impl Iterator<Item = &NewEvent> {
        self.events.iter().chain(self.also.iter().flat_map(|more| &more.events))
    }
}

/// A stream that a command read before it decided. It is a conflict where the stream has moved on at the append.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamRead {
    /// Which.
    pub stream: Stream,
    /// The version it had; 0 where nothing had happened to it.
    pub version: u64,
}

/// A command that is in the log, now or since an earlier try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appended {
    /// Position of its first event; one past `last` where it led to none.
    pub first: u64,
    /// Position of its last event; where it led to none, the log's end at the time.
    pub last: u64,
    /// Whether an earlier try had already put it there.
    pub repeated: bool,
}

/// Why a command is not in the log.
#[derive(Clone, Debug, thiserror::Error)]
pub enum AppendError {
    /// Another command wrote to the stream first; load, decide and try again.
    #[error("Somebody else changed this at the same moment.")]
    Conflict,
    /// The command id was used before for something else.
    #[error("This command_id was used before for another command.")]
    Mismatch,
    /// There is no log for this trust.
    #[error("There is no such trust here.")]
    UnknownTrust,
    /// The store is away or did not answer; the outcome is unknown and the same command may be sent again.
    #[error("The store is not reachable at the moment. Nothing is lost; please try again.")]
    Unavailable,
    /// The store did not say in time what became of the command. Another append may hold the log, or a standby may be away for which
    /// the store waits. The outcome is unknown: the command may be written later. The same command may be sent again.
    #[error(
        "The store is busy and has not answered in time. Please send the same again; it happens once."
    )]
    Busy,
    /// The store refused; a defect of this build or its grants.
    #[error("the store refused the append: {0}")]
    Refused(String),
}

pub(crate) type Outcome = Result<Appended, AppendError>;

/// How long a batch may take before its commands are told that the store is busy, or away where it could not be asked.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long the store waits for the lock of a log. Shorter than our patience: a wait that outlives it is left behind in the store,
/// on a connection that nobody counts.
const LOCK_WAIT: &str = "9s";
/// The same for a batch of several trusts: the logs that it has locked already stand still meanwhile.
const LOCK_WAIT_OF_SEVERAL: &str = "250ms";

/// A connection and what is asked on it.
#[derive(Debug)]
struct Connection {
    client: Client,
    append_new: Statement,
    append_each: Statement,
}

impl Connection {
    async fn open(config: &StoreConfig) -> Result<Self, tokio_postgres::Error> {
        let (client, driver) = config.open().await?;
        tokio::spawn(async move {
            if let Err(error) = driver.await {
                tracing::warn!(%error, "the appender's connection to the store ended");
            }
        });
        let append_new = client.prepare(new::STATEMENT).await?;
        let append_each = client.prepare(each::STATEMENT).await?;
        Ok(Self { client, append_new, append_each })
    }

    /// Writes commands that are all new at once; where one is not, nothing is written and each is looked at.
    async fn write(&self, batch: &[Append]) -> Result<Vec<Outcome>, tokio_postgres::Error> {
        fail_point();
        let lock_wait = if is_of_several(batch) { LOCK_WAIT_OF_SEVERAL } else { LOCK_WAIT };
        if let Some(outcomes) = self.write_new(batch, lock_wait).await? {
            return Ok(outcomes);
        }
        if !batch.iter().any(Append::is_act) {
            return self.write_each(batch, lock_wait).await;
        }
        let mut outcomes = Vec::with_capacity(batch.len());
        for item in batch.chunks(1) {
            outcomes.extend(match self.write_new(item, lock_wait).await? {
                Some(written) => written,
                // A repeat is one too: the act is looked for again before it is decided again.
                None if item.iter().any(Append::is_act) => vec![Err(AppendError::Conflict)],
                None => self.write_each(item, lock_wait).await?,
            });
        }
        Ok(outcomes)
    }

    /// `None`, and nothing written, where one of the commands is not new or has no events.
    async fn write_new(
        &self,
        batch: &[Append],
        lock_wait: &'static str,
    ) -> Result<Option<Vec<Outcome>>, tokio_postgres::Error> {
        let Some(columns) = new::Columns::of(batch, lock_wait) else { return Ok(None) };
        let row = self.client.query_one(&self.append_new, &columns.parameters()).await?;
        let shift = row.get::<_, Option<Vec<i64>>>(1);
        Ok(shift.map(|shift| columns.outcomes(&shift)))
    }

    async fn write_each(
        &self,
        batch: &[Append],
        lock_wait: &'static str,
    ) -> Result<Vec<Outcome>, tokio_postgres::Error> {
        let columns = each::Columns::of(batch, lock_wait);
        let rows = self.client.query(&self.append_each, &columns.parameters()).await?;
        Ok(rows.iter().map(each::outcome).collect())
    }
}

/// Writes batches of appends over one connection of its own, which it opens anew when it breaks.
#[derive(Debug)]
pub(crate) struct Appender {
    config: StoreConfig,
    connection: Option<Connection>,
    teller: Teller,
}

impl Appender {
    pub(crate) fn new(config: StoreConfig, teller: Teller) -> Self {
        Self { config, connection: None, teller }
    }

    async fn connection(&mut self) -> Result<&Connection, tokio_postgres::Error> {
        let broken = self.connection.as_ref().is_none_or(|open| open.client.is_closed());
        if broken {
            self.connection = Some(Connection::open(&self.config).await?);
        }
        Ok(self.connection.as_ref().expect("set just above"))
    }

    async fn write_patiently(&mut self, batch: &[Append]) -> Result<Vec<Outcome>, NotWritten> {
        let mut asked = false;
        let write = async {
            let connection = self.connection().await?;
            asked = true;
            connection.write(batch).await
        };
        match tokio::time::timeout(PATIENCE, write).await {
            Ok(Ok(outcomes)) => Ok(outcomes),
            Ok(Err(error)) if error.code() == Some(&SqlState::LOCK_NOT_AVAILABLE) => {
                Err(NotWritten::LogHeld)
            }
            Ok(Err(error)) => Err(classify(&error).into()),
            Err(_) => {
                self.connection = None;
                let error = if asked { AppendError::Busy } else { AppendError::Unavailable };
                Err(error.into())
            }
        }
    }
}

/// Why a batch is not known to be in the log.
#[derive(Debug)]
enum NotWritten {
    /// The store waited for a log's lock for as long as it was to. What stood behind that lock is not written.
    LogHeld,
    /// Anything else, as its commands are told.
    As(AppendError),
}

impl From<AppendError> for NotWritten {
    fn from(error: AppendError) -> Self {
        Self::As(error)
    }
}

impl From<NotWritten> for AppendError {
    fn from(why: NotWritten) -> Self {
        match why {
            NotWritten::LogHeld => Self::Busy,
            NotWritten::As(error) => error,
        }
    }
}

#[async_trait::async_trait]
impl Writer for Appender {
    type Item = Append;
    type Answer = Outcome;

    /// Of an act its first stream: two that meet in another one are told apart by the store.
    fn keys(item: &Append) -> [u64; 2] {
        [hash(&(item.trust, item.stream.as_str())), hash(&(item.trust, item.metadata.command_id))]
    }

    fn group(item: &Append) -> u64 {
        hash(&item.trust)
    }

    fn size(item: &Append) -> usize {
        let events: usize = item.every_event().map(|event| event.body.len() + 300).sum();
        events + item.words.iter().map(|words| words.text.len() + 100).sum::<usize>()
    }

    async fn write(&mut self, batch: Vec<Append>) -> Vec<Outcome> {
        match self.try_write(batch).await {
            Ok(outcomes) => outcomes,
            // Two trusts of one hash.
            Err(batch) => vec![Err(AppendError::Busy); batch.len()],
        }
    }

    async fn try_write(&mut self, batch: Vec<Append>) -> Result<Vec<Outcome>, Vec<Append>> {
        let started = std::time::Instant::now();
        let events: Vec<usize> = batch.iter().map(|item| item.every_event().count()).collect();
        let trusts: Vec<Uuid> = batch.iter().map(|item| item.trust).collect();
        let outcomes = match self.write_patiently(&batch).await {
            Ok(outcomes) => outcomes,
            Err(NotWritten::LogHeld) if is_of_several(&batch) => return Err(batch),
            Err(why) => self.instead(batch, why.into()).await,
        };
        let grown = trusts.into_iter().zip(&outcomes).filter(|(_, outcome)| is_new(outcome));
        self.teller.tell(grown.map(|(trust, _)| trust));
        measure(started.elapsed(), &events, &outcomes);
        Ok(outcomes)
    }

    fn close(&mut self) {
        self.connection = None;
    }
}

impl Appender {
    /// What becomes of a batch that could not be written as one.
    async fn instead(&mut self, batch: Vec<Append>, error: AppendError) -> Vec<Outcome> {
        match error {
            // One command that the store won't have, or that came second, must not fail its neighbours.
            AppendError::Refused(_) | AppendError::Conflict if batch.len() > 1 => {
                let mut outcomes = Vec::with_capacity(batch.len());
                for item in batch {
                    outcomes.push(match self.write_patiently(std::slice::from_ref(&item)).await {
                        Ok(mut one) => one.pop().unwrap_or(Err(AppendError::Unavailable)),
                        Err(why) => Err(why.into()),
                    });
                }
                outcomes
            }
            error => vec![Err(error); batch.len()],
        }
    }
}

/// Whether a batch is for the logs of several trusts.
fn is_of_several(batch: &[Append]) -> bool {
    batch.first().is_some_and(|first| batch.iter().any(|item| item.trust != first.trust))
}

/// Tests of crashes stop the process here, with commands decided and not yet in the log.
fn fail_point() {
    #[cfg(feature = "failpoints")]
    fail::fail_point!("append-before-commit", crate::die);
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

fn classify(error: &tokio_postgres::Error) -> AppendError {
    match error.code() {
        // Another process wrote the same stream or command between our look and our insert.
        Some(code) if *code == SqlState::UNIQUE_VIOLATION => AppendError::Conflict,
        Some(code) if away(code) => AppendError::Unavailable,
        Some(_) => {
            tracing::error!(%error, "the store refused an append");
            AppendError::Refused(
                error.as_db_error().map(|e| e.message().to_owned()).unwrap_or_default(),
            )
        }
        None => AppendError::Unavailable,
    }
}

/// Classes 08 connection, 53 resources, 57 intervention, 58 system, 40 rolled back, 25006 read-only, and waits that
/// the store has ended.
pub(crate) fn away(code: &SqlState) -> bool {
    ["08", "53", "57", "58", "40"].iter().any(|class| code.code().starts_with(class))
        || *code == SqlState::READ_ONLY_SQL_TRANSACTION
        || *code == SqlState::LOCK_NOT_AVAILABLE
        || *code == SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT
}

fn json(metadata: &Metadata) -> String {
    serde_json::to_string(metadata).expect("metadata is plain data")
}
