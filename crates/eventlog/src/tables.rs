//! Which tables are a projection's in this build: those of another build may stand beside them while processes are replaced.

use sha2::{Digest as _, Sha256};
use tokio_postgres::{Client, Error};

use crate::Projection;
use crate::leaf::hex;

/// Where a projection's tables are in this build, or will be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectionTables {
    /// Their schema: the projection's name for the first tables there were, and the name with an ending for all others. So no
    /// tables ever take the place of another build's, whose processes may still run.
    pub schema: String,
    /// Whether they are there.
    pub made: bool,
}

/// Digits of the ending.
const ENDING: usize = 8;

const SCHEMAS: &str = "select nspname::text as schema, coalesce(obj_description(oid, 'pg_namespace'), '') as mark \
    from pg_namespace where nspname ~ $1";

impl ProjectionTables {
    /// Looks for the tables, with any role of ours.
    pub async fn find(client: &Client, projection: &dyn Projection) -> Result<Self, Error> {
        let (name, mark) = (projection.name().to_owned(), mark(projection));
        let digest = hex(&Sha256::digest(mark.as_bytes()));
        let ended = format!("{name}_{}", &digest[..ENDING]);
        debug_assert!(ended.len() + REBUILD.len() < 64, "PostgreSQL cuts {ended}{REBUILD} short");
        let named = format!("^{name}(_[0-9a-f]{{{ENDING}}})?$");
        let rows = client.query(SCHEMAS, &[&named]).await?;
        let marked = |schema: &str| {
            let row = rows.iter().find(|row| row.get::<_, String>("schema") == schema);
            row.map(|row| row.get::<_, String>("mark"))
        };
        if rows.is_empty() || marked(&name) == Some(mark) {
            return Ok(Self { schema: name, made: !rows.is_empty() });
        }
        let made = marked(&ended).is_some();
        Ok(Self { schema: ended, made })
    }
}

/// What a schema says of its tables: which they are, and by which edition of a projection.
pub(crate) fn mark(projection: &dyn Projection) -> String {
    let tables = hex(&Sha256::digest(projection.tables().as_bytes()));
    match projection.edition() {
        1 => format!("tables {tables}"),
        edition => format!("tables {tables} edition {edition}"),
    }
}

/// A projection as an operator sees it.
#[derive(Clone, Debug)]
pub struct ListedProjection {
    /// Its name.
    pub name: String,
    /// `following`, `stopped`, `paused`, `rebuilding`, or `earlier`: tables that an earlier build may still need.
    pub state: String,
    /// Events in its rows.
    pub position: u64,
    /// Events of the log that are not in its rows yet.
    pub lag: u64,
    /// Age of the oldest of them.
    pub lag_seconds: u64,
    /// Why it stopped.
    pub error: Option<String>,
    /// When an operator paused it, RFC 3339.
    pub paused_since: Option<String>,
    /// Events in the new tables while it is rebuilt.
    pub rebuilt: Option<u64>,
}

/// Every projection's schema, and whether the last `migrate` found its tables to be of another build than its own: then they
/// have a comment.
const NOTED: &str = "select n.nspname::text as schema, obj_description(c.oid, 'pg_class') is not null as earlier \
    from pg_namespace n join pg_class c on c.relnamespace = n.oid and c.relname = 'checkpoint' and c.relkind = 'r' \
    where n.nspowner = 'plumbline_owner'::regrole and obj_description(n.oid, 'pg_namespace') like 'tables %' \
    and n.nspname not like '%\\_rebuild'";

/// Every projection's tables, as they stand in one trust's log or in all. Only the trail's role may ask.
pub async fn listed_projections(
    client: &Client,
    trust: Option<uuid::Uuid>,
) -> Result<Vec<ListedProjection>, Error> {
    let select = format!(
        "select p.name, case when n.earlier then 'earlier' \
             when p.state = 'following' and o.name is not null then 'paused' else p.state end as state, \
         p.position, p.lag, p.lag_seconds, p.error, \
         to_char(o.since at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') as paused_since, p.rebuilt \
         from (select regexp_replace(name, '_[0-9a-f]{{{ENDING}}}$', '') as name, name as schema, state, \
             position, lag, lag_seconds, error, rebuilt from operate.projections($1)) p \
         left join operate.projection o on o.name = p.name and o.paused \
         left join ({NOTED}) n on n.schema = p.schema order by p.name, p.schema"
    );
    let number = |row: &tokio_postgres::Row, name: &str| row.get::<_, i64>(name).unsigned_abs();
    let rows = client.query(&select, &[&trust]).await?;
    let listed = rows.iter().map(|row| ListedProjection {
        name: row.get("name"),
        state: row.get("state"),
        position: number(row, "position"),
        lag: number(row, "lag"),
        lag_seconds: number(row, "lag_seconds"),
        error: row.get("error"),
        paused_since: row.get("paused_since"),
        rebuilt: row.get::<_, Option<i64>>("rebuilt").map(i64::unsigned_abs),
    });
    Ok(listed.collect())
}

/// Notes which tables are of another build than the one that migrates, whose schemas are `own`.
pub async fn note_earlier(owner: &Client, own: &[String]) -> Result<(), Error> {
    for row in owner.query(NOTED, &[]).await? {
        let (schema, earlier): (String, bool) = (row.get("schema"), row.get("earlier"));
        let word = match (own.contains(&schema), earlier) {
            (true, true) => "null",
            (false, false) => "'of an earlier build'",
            (true, false) | (false, true) => continue,
        };
        // A schema that `create` has made, under a name of some build's code.
        let comment = format!("comment on table {schema}.checkpoint is {word}");
        owner.batch_execute(&comment).await?;
    }
    Ok(())
}

/// What a schema's name ends with while a rebuild fills it.
pub(crate) const REBUILD: &str = "_rebuild";
/// The lock that a rebuild of the schema `$1` holds, to be put behind the name of a function that takes locks.
pub(crate) const LOCK: &str = "('operate.projection'::regclass::oid::int, hashtext($1))";

/// Drops the tables that are noted as another build's and not in `own`, and what rebuilds left that broke off. Returns their
/// schemas. A process of that build cannot answer those views any more.
pub async fn drop_earlier(owner: &mut Client, own: &[String]) -> Result<Vec<String>, Error> {
    let mut dropped = Vec::new();
    for row in owner.query(NOTED, &[]).await? {
        let (schema, earlier): (String, bool) = (row.get("schema"), row.get("earlier"));
        if !earlier || own.contains(&schema) {
            continue;
        }
        let tx = owner.transaction().await?;
        // Readers read the checkpoint first, so none holds another table while it waits.
        tx.batch_execute(&format!("lock table {schema}.checkpoint in access exclusive mode"))
            .await?;
        tx.batch_execute(&format!("drop schema {schema} cascade")).await?;
        tx.commit().await?;
        dropped.push(schema);
    }
    for row in owner.query(BEGUN, &[]).await? {
        let schema: String = row.get(0);
        let tx = owner.transaction().await?;
        let alone = format!("select pg_try_advisory_xact_lock{LOCK}");
        let alone = tx.query_one(&alone, &[&schema.trim_end_matches(REBUILD)]).await?;
        if alone.get(0) {
            tx.batch_execute(&format!("drop schema if exists {schema} cascade")).await?;
            tx.commit().await?;
            dropped.push(schema);
        }
    }
    Ok(dropped)
}

/// The tables that rebuilds fill, or filled until they broke off.
const BEGUN: &str = "select nspname::text from pg_namespace where nspowner = 'plumbline_owner'::regrole \
    and obj_description(oid, 'pg_namespace') like 'tables %' and nspname like '%\\_rebuild'";
