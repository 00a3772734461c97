//! Rebuilds a projection from the log beside its live rows, and swaps the two; where there are none yet, builds them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio_postgres::Client;
use uuid::Uuid;

use crate::migrate::{MigrateError, create};
use crate::tables::{LOCK, REBUILD};
use crate::{FollowError, Follower, Log, Projection, ProjectionTables, ReadError};

/// What a rebuild did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rebuilt {
    /// Events read, over all trusts.
    pub events: u64,
    /// How long it took.
    pub took: Duration,
    /// Rows that differ between the old and the new tables at the same position; none is what one hopes for.
    pub differing_rows: u64,
}

/// Why a rebuild did not come to its end; the live rows are untouched.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    /// The tables could not be made or swapped.
    #[error(transparent)]
    Tables(#[from] MigrateError),
    /// An event could not be taken in.
    #[error(transparent)]
    Follow(#[from] FollowError),
    /// The log could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Two at once would drop each other's tables.
    #[error("{0} is being rebuilt already")]
    Busy(&'static str),
}

impl From<tokio_postgres::Error> for RebuildError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Tables(error.into())
    }
}

/// The service that keeps a projection's tables.
#[derive(Clone, Copy, Debug)]
pub struct Keeper<'a> {
    /// Its database role.
    pub role: &'a str,
    /// The log as that role sees it, with its connections.
    pub log: &'a Log,
}

/// Rebuilds a projection's tables of this build with the owner's connection. Those of another build stay as they are.
pub async fn rebuild(
    admin: &mut Client,
    keeper: Keeper<'_>,
    projection: Arc<dyn Projection>,
) -> Result<Rebuilt, RebuildError> {
    rebuild_telling(admin, keeper, projection, &|_, _| ()).await
}

/// The same, telling again and again how many events are done, of how many there were.
pub async fn rebuild_telling(
    admin: &mut Client,
    keeper: Keeper<'_>,
    projection: Arc<dyn Projection>,
    tell: &(dyn Fn(u64, u64) + Sync),
) -> Result<Rebuilt, RebuildError> {
    let name = projection.name();
    let ProjectionTables { schema, .. } =
        ProjectionTables::find(admin, projection.as_ref()).await?;
    let alone = admin.query_one(&format!("select pg_try_advisory_lock{LOCK}"), &[&schema]).await?;
    if !alone.get::<_, bool>(0) {
        return Err(RebuildError::Busy(name));
    }
    let outcome = alone_rebuild(admin, keeper, projection, tell).await;
    // A connection that is gone has let go of the lock by itself.
    let _ = admin.query_one(&format!("select pg_advisory_unlock{LOCK}"), &[&schema]).await;
    outcome
}

/// Events between two reports of how far a rebuild is.
const STEP: u64 = 20_000;

async fn alone_rebuild(
    admin: &mut Client,
    keeper: Keeper<'_>,
    projection: Arc<dyn Projection>,
    tell: &(dyn Fn(u64, u64) + Sync),
) -> Result<Rebuilt, RebuildError> {
    let started = Instant::now();
    let ProjectionTables { schema: live, made } =
        ProjectionTables::find(admin, projection.as_ref()).await?;
    let beside = format!("{live}{REBUILD}");
    admin.batch_execute(&format!("drop schema if exists {beside} cascade")).await?;
    create(admin, projection.as_ref(), &beside, keeper.role).await?;
    let follower = Follower::in_schema(projection, keeper.log.clone(), &beside);
    let heads = keeper.log.heads().await?;
    let all: u64 = heads.iter().map(|(_, head)| head).sum();
    let mut done = 0;
    for (trust, head) in heads {
        let mut reached = 0;
        while reached < head {
            let before = reached;
            reached = match follower.advance(trust, &[], head.min(before + STEP)).await {
                // Where nothing is replaced, one bad trust holds up no other: it stops as it will in every process.
                Err(FollowError::Stopped { .. }) if !made => break,
                step => step?,
            };
            tell(done + reached.min(head), all);
            if reached == before {
                break;
            }
        }
        done += head;
    }

    let tx = admin.transaction().await?;
    if made {
        // From here the live runner waits; what it had committed last is caught up. Readers go on meanwhile.
        tx.batch_execute(&format!("lock table {live}.checkpoint in exclusive mode")).await?;
        for row in tx.query(&format!("select trust_id from {live}.checkpoint"), &[]).await? {
            follower.catch_up(row.get(0)).await?;
        }
    }
    let events: i64 = tx
        .query_one(
            &format!("select coalesce(sum(position), 0)::bigint from {beside}.checkpoint"),
            &[],
        )
        .await?
        .get(0);
    let mut differing_rows = 0;
    if made {
        differing_rows = self::differing_rows(&tx, &live, &beside).await?;
        // Readers wait from here until the two have changed places. Their first statement reads the checkpoint, so none holds another
        // table while it waits.
        tx.batch_execute(&format!("lock table {live}.checkpoint in access exclusive mode")).await?;
        tx.batch_execute(&format!("drop schema {live} cascade")).await?;
    }
    tx.batch_execute(&format!("alter schema {beside} rename to {live}")).await?;
    tx.commit().await?;
    Ok(Rebuilt { events: events.unsigned_abs(), took: started.elapsed(), differing_rows })
}

/// Rows in one set of tables and not in the other, trust by trust since the owner too sees one at a time; 0 where the tables differ in shape or position, since
/// then the rows cannot be compared.
async fn differing_rows(
    tx: &tokio_postgres::Transaction<'_>,
    live: &str,
    beside: &str,
) -> Result<u64, tokio_postgres::Error> {
    let same_shape: bool = tx
        .query_one(
            "select obj_description(to_regnamespace($1)::oid, 'pg_namespace') = obj_description(to_regnamespace($2)::oid, 'pg_namespace')",
            &[&live, &beside],
        )
        .await?
        .get::<_, Option<bool>>(0)
        .unwrap_or(false);
    let positions = format!(
        "select not exists (select trust_id, position from {live}.checkpoint except select trust_id, position from {beside}.checkpoint)"
    );
    let same_place: bool = tx.query_one(&positions, &[]).await?.get(0);
    if !same_shape || !same_place {
        return Ok(0);
    }
    let tables = tx
        .query("select tablename::text from pg_tables where schemaname = $1 and tablename <> 'checkpoint'", &[&live])
        .await?;
    // Else the rows of a large trust would be sorted out on the disk.
    tx.batch_execute("set local work_mem = '64MB'").await?;
    let mut differing = 0;
    for trust in tx.query(&format!("select trust_id from {live}.checkpoint"), &[]).await? {
        let trust: Uuid = trust.get(0);
        crate::name_trust(tx, trust).await?;
        for row in &tables {
            let table: &str = row.get(0);
            // Rows are compared as text: json columns have no equality of their own. What is on both sides comes to nothing.
            let rows = |schema: &str, side: i8| {
                format!(
                    "select t::text as words, {side} as side from {schema}.{table} t where t.trust_id = $1"
                )
            };
            let both = format!("{} union all {}", rows(live, 1), rows(beside, -1));
            let count = format!(
                "select coalesce(sum(abs(left_over)), 0)::bigint from \
                 (select sum(side) as left_over from ({both}) r group by words having sum(side) <> 0) d"
            );
            differing += tx.query_one(&count, &[&trust]).await?.get::<_, i64>(0).unsigned_abs();
        }
    }
    Ok(differing)
}
