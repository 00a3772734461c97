//! The handle to the log: append through the lane, read by stream or by position.

use std::collections::HashMap;

use contract::events::DecodeError;
use deadpool_postgres::{Object, Pool};
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use crate::append::{Append, AppendError, Appended, Appender};
use crate::connections::{Pools, StoreConnections};
use crate::migrate::{Fit, fit};
use crate::one_trust::PreparedRead;
use crate::store_config::{distrust, in_words};
use crate::store_trouble::StoreTrouble;
use crate::tell::Teller;
use crate::{Happened, Lane, OneTrust, Recorded, SpareTurns, StoreConfig, Stream};

/// Reads events of the trust `$1`, as `recorded` wants them.
macro_rules! events {
    ($which:literal) => {
        events!("body", $which)
    };
    ($body:literal, $which:literal) => {
        concat!(
            "select trust_id, position, stream, version, event_id, type, ",
            $body,
            ", metadata, recorded_at from log.event where trust_id = $1 and ",
            $which
        )
    };
}

/// What a projection wants while it catches up: a body for the types in `$4` only.
const FOLLOWED: &str = events!(
    "case when type = any ($4) then body end",
    "position > $2 and position <= $2 + $3 order by position"
);

/// What `Happened` wants of a stream.
const OF_STREAM: &str = "select position, version, type, body, metadata ->> 'actor' as actor from log.event \
    where trust_id = $1 and stream = $2 order by version";

/// The same of many streams.
const OF_STREAMS: &str = "select stream, position, version, type, body, metadata ->> 'actor' as actor \
    from log.event where trust_id = $1 and stream = any ($2) order by stream, version";

/// The log of every trust of an installation, seen with one service's role, and that role's connections. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Log {
    pools: Pools,
    lane: Lane<Appender>,
}

/// Why a service won't start on this store.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// No connection.
    #[error("the store cannot be reached: {0}")]
    Away(#[source] ReadError),
    /// The server is not the one that the settings believe, or does not encrypt.
    #[error("{0}")]
    Untrusted(String),
    /// The server is there and lets this role or this database be used by none. Another try changes nothing.
    #[error("the store refuses the connection: {0}")]
    Refused(#[source] ReadError),
    /// A setting that would lose acknowledged events in a power cut.
    #[error(
        "the store's setting {0} is {1}, so a power cut could lose acknowledged events; turn it on, or allow it for a throw-away installation"
    )]
    NotDurable(String, String),
    /// Its migrations are older than this build's.
    #[error(
        "the store is older than this program: it has migration {0}, the program needs {1}; run `plumbline migrate`"
    )]
    Older(String, i32),
    /// A newer build's migration has taken away what this build needs.
    #[error(
        "a newer program has taken away with migration {0} what this program needs (it knows {1}): install the newer one"
    )]
    Broken(i32, i32),
}

impl From<ReadError> for StartError {
    fn from(error: ReadError) -> Self {
        if let Some(why) = distrust(&error) {
            return Self::Untrusted(why);
        }
        match StoreTrouble::of(&error) {
            StoreTrouble::PasswordRefused
            | StoreTrouble::RoleRefused
            | StoreTrouble::NoDatabase => Self::Refused(error),
            _ => Self::Away(error),
        }
    }
}

/// How much of a pool's connections is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolUse {
    /// Connections at most.
    pub most: usize,
    /// Connections that are open.
    pub open: usize,
    /// Open ones that are idle.
    pub idle: usize,
    /// Who waits for one.
    pub waiting: usize,
}

/// Why the log could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The store is away or refused.
    #[error("the store could not answer: {}", in_words(.0))]
    Store(#[from] tokio_postgres::Error),
    /// No connection was to be had.
    #[error("no connection to the store: {}", refused(.0))]
    Pool(#[from] deadpool_postgres::PoolError),
    /// A stored event this build cannot read.
    #[error(transparent)]
    Unreadable(#[from] DecodeError),
    /// The rows of this build are not there: `migrate` has yet to make them, or they went after an upgrade.
    #[error("the tables {0} are not there: replace this process, or run `plumbline migrate`")]
    NoTables(String),
}

/// Why the pool has no connection to give.
fn refused(error: &deadpool_postgres::PoolError) -> String {
    match error {
        deadpool_postgres::PoolError::Backend(cause) => in_words(cause),
        other => other.to_string(),
    }
}

/// Position of a trust's last event; `None` where there is no such trust.
pub(crate) async fn head(pool: &Pool, trust: Uuid) -> Result<Option<u64>, ReadError> {
    let client = pool.get().await?;
    let head = client.prepare_cached("select position from log.head where trust_id = $1").await?;
    let row = client.query_opt(&head, &[&trust]).await?;
    Ok(row.map(|row| row.get::<_, i64>(0).unsigned_abs()))
}

const WAITING_COMMANDS: usize = 8_192;

impl Log {
    /// Opens the log with a role's connection settings. Refuses a store that could lose acknowledged
    /// events unless `throw_away` allows it.
    pub async fn open(config: &StoreConfig, throw_away: bool) -> Result<Self, StartError> {
        Self::open_with(config, throw_away, StoreConnections::FEW, SpareTurns::default()).await
    }

    /// The same with more connections, or with fewer. Logs that a process opens with the same turns open one connection
    /// between them while another log is held.
    pub async fn open_with(
        config: &StoreConfig,
        throw_away: bool,
        connections: StoreConnections,
        turns: SpareTurns,
    ) -> Result<Self, StartError> {
        let pools = Pools::new(config, connections);
        let client = pools.readers.get().await.map_err(ReadError::from)?;
        let settings = "select name, setting from pg_settings \
             where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off'";
        let off =
            client.query_opt(&format!("{settings} limit 1"), &[]).await.map_err(ReadError::from)?;
        if let (Some(row), false) = (off, throw_away) {
            return Err(StartError::NotDurable(row.get(0), row.get(1)));
        }
        match fit(&client).await.map_err(ReadError::from)? {
            Fit::Same => {}
            Fit::Older(0, build) => {
                return Err(StartError::Older("none that it names".to_owned(), build));
            }
            Fit::Older(store, build) => return Err(StartError::Older(store.to_string(), build)),
            Fit::Broken(migration, build) => return Err(StartError::Broken(migration, build)),
            // The others only add, so an older program can go on while processes are replaced.
            Fit::Newer(store, build) => tracing::warn!(
                store,
                build,
                "the store was migrated by a newer program; replace this one soon"
            ),
        }
        let teller = Teller::start(pools.readers.clone());
        let appender = || Appender::new(config.clone(), teller.clone());
        let appenders = (0..connections.appenders).map(|_| appender());
        let lane = Lane::start_with_spare(appenders, appender(), turns, WAITING_COMMANDS);
        Ok(Self { pools, lane })
    }

    /// Appends one command's events; gathered with others that arrive meanwhile.
    pub async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        self.lane.send(append).await.unwrap_or(Err(AppendError::Unavailable))
    }

    /// A connection with this role's rights for the rows of one trust.
    pub async fn of(&self, trust: Uuid) -> Result<OneTrust, ReadError> {
        Ok(OneTrust::new(self.pools.readers.get().await?, trust))
    }

    /// A connection that names no trust, and so sees only what the role may see of every trust.
    pub async fn across_trusts(&self) -> Result<Object, ReadError> {
        Ok(self.pools.readers.get().await?)
    }

    /// The pool that the rows of projections are read with.
    pub(crate) fn readers(&self) -> &Pool {
        &self.pools.readers
    }

    /// The pool of those who keep rows.
    pub(crate) fn appliers(&self) -> &Pool {
        &self.pools.appliers
    }

    /// How much of the pool of connections for reading is in use.
    pub fn pool_use(&self) -> PoolUse {
        let status = self.pools.readers.status();
        PoolUse {
            most: status.max_size,
            open: status.size,
            idle: status.available,
            waiting: status.waiting,
        }
    }

    /// The events of one stream, oldest first.
    pub async fn load(&self, trust: Uuid, stream: &Stream) -> Result<Vec<Happened>, ReadError> {
        let client = self.of(trust).await?;
        let values: [&(dyn ToSql + Sync); 2] = [&trust, &stream.as_str()];
        Ok(client.read(OF_STREAM, &values, Happened::from_row).await?)
    }

    /// The events of many streams, oldest first, by the streams that have any.
    pub(crate) async fn load_each(
        &self,
        trust: Uuid,
        streams: &[&str],
    ) -> Result<HashMap<String, Vec<Happened>>, ReadError> {
        let client = self.of(trust).await?;
        let rows = client.read(OF_STREAMS, &[&trust, &streams], Ok).await?;
        let mut found = HashMap::<String, Vec<Happened>>::new();
        for row in rows {
            found.entry(row.get("stream")).or_default().push(Happened::from_row(row)?);
        }
        Ok(found)
    }

    /// At most `limit` events of a trust after a position, in order.
    pub async fn read(
        &self,
        trust: Uuid,
        after: u64,
        limit: u32,
    ) -> Result<Vec<Recorded>, ReadError> {
        let (after, limit) = (after.cast_signed(), i64::from(limit));
        let next = events!("position > $2 and position <= $2 + $3 order by position");
        self.recorded(trust, next, &[&trust, &after, &limit]).await
    }

    /// The same for a reader of some types: events of others have an empty body.
    pub(crate) async fn follow(
        &self,
        trust: Uuid,
        reads: Option<&[&str]>,
        after: u64,
        limit: u32,
    ) -> Result<Vec<Recorded>, ReadError> {
        let Some(reads) = reads else { return self.read(trust, after, limit).await };
        let (after, limit) = (after.cast_signed(), i64::from(limit));
        self.recorded(trust, FOLLOWED, &[&trust, &after, &limit, &reads]).await
    }

    /// The events of some types among a trust's positions after one, `limit` positions at most, in order.
    pub async fn read_of(
        &self,
        trust: Uuid,
        kinds: &[&str],
        after: u64,
        limit: u32,
    ) -> Result<Vec<Recorded>, ReadError> {
        let (after, limit) = (after.cast_signed(), i64::from(limit));
        let next =
            events!("position > $2 and position <= $2 + $3 and type = any ($4) order by position");
        self.recorded(trust, next, &[&trust, &after, &limit, &kinds]).await
    }

    /// The events at some positions of a trust, in order; there is nothing for a position beyond the end.
    pub async fn at(&self, trust: Uuid, positions: &[u64]) -> Result<Vec<Recorded>, ReadError> {
        let positions: Vec<i64> = positions.iter().map(|one| one.cast_signed()).collect();
        let at = events!("position = any ($2) order by position");
        self.recorded(trust, at, &[&trust, &positions]).await
    }

    /// Position of a trust's event by its id; `None` where the log has no such event.
    pub async fn position_of(&self, trust: Uuid, event_id: Uuid) -> Result<Option<u64>, ReadError> {
        const BY_ID: &str = "select position from log.event where trust_id = $1 and event_id = $2";
        let client = self.of(trust).await?;
        let found = client.query(BY_ID, &[&trust, &event_id]).await?;
        Ok(found.first().map(|row| row.get::<_, i64>(0).unsigned_abs()))
    }

    /// Position of a trust's last event; `None` where there is no such trust.
    pub async fn head(&self, trust: Uuid) -> Result<Option<u64>, ReadError> {
        head(&self.pools.readers, trust).await
    }

    /// Every trust with the position of its last event.
    pub async fn heads(&self) -> Result<Vec<(Uuid, u64)>, ReadError> {
        let client = self.across_trusts().await?;
        let heads = client
            .prepare_cached("select trust_id, position from log.head order by trust_id")
            .await?;
        let rows = client.query(&heads, &[]).await?;
        Ok(rows.iter().map(|row| (row.get(0), row.get::<_, i64>(1).unsigned_abs())).collect())
    }

    async fn recorded(
        &self,
        trust: Uuid,
        statement: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Recorded>, ReadError> {
        let client = self.of(trust).await?;
        Ok(client.read(statement, values, |row| Recorded::from_row(&row)).await?)
    }

    /// What a command has to know: its stream's events, oldest first, and what an earlier try of it led to, as its
    /// fingerprint and where its events are.
    pub(crate) async fn past(
        &self,
        trust: Uuid,
        stream: &Stream,
        command_id: Uuid,
    ) -> Result<(Vec<Happened>, Option<(Vec<u8>, Appended)>), ReadError> {
        const EARLIER: &str = "select fingerprint, first_position, last_position from log.command \
            where trust_id = $1 and command_id = $2";
        let client = self.of(trust).await?;
        let (history, earlier) = client
            .read_beside(
                PreparedRead { statement: OF_STREAM, values: &[&trust, &stream.as_str()] },
                Happened::from_row,
                PreparedRead { statement: EARLIER, values: &[&trust, &command_id] },
            )
            .await?;
        let earlier = earlier.map(|row| {
            let place = |column: &str| row.get::<_, i64>(column).unsigned_abs();
            let (first, last) = (place("first_position"), place("last_position"));
            (row.get("fingerprint"), Appended { first, last, repeated: true })
        });
        Ok((history, earlier))
    }
}
