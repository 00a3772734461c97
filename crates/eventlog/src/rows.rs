//! The statements about one projection's checkpoint, and how a transaction comes to its tables.

use tokio_postgres::Error;
use tokio_postgres::error::SqlState;
use uuid::Uuid;

use crate::{ReadError, Transaction};

/// Names the trust and the projection's schema until the end of the transaction.
pub(crate) const KEEPING: &str = "select set_config('plumbline.trust', $1::text, true), set_config('search_path', $2::text, true)";
/// The same for reading: rows are planned for what is asked, not once for ever as the log is.
pub(crate) const READING: &str = "select set_config('plumbline.trust', $1::text, true), set_config('search_path', $2::text, true), \
    set_config('plan_cache_mode', 'auto', true), set_config('enable_seqscan', 'on', true)";

/// One projection's schema and the statements with its name in them. Names come from this build's code, never from input.
#[derive(Debug)]
pub(crate) struct RowStatements {
    pub(crate) schema: String,
    /// Moves the checkpoint of trust `$1` from `$4` to `$2`, recorded at `$3`. Changes no row where another process
    /// holds the lock on `$5` or has moved the checkpoint, or where the tables have not the mark `$6`. It looks at the mark when it
    /// has the checkpoint's table: until the transaction ends nobody puts other tables in the place of these.
    pub(crate) advance: String,
    /// The mark of the tables.
    pub(crate) mark: String,
    /// Writes down why trust `$1` stands still; a row where that is new.
    pub(crate) stop: String,
    /// The checkpoint of one trust.
    pub(crate) checkpoint: String,
    /// The checkpoints of all trusts.
    pub(crate) checkpoints: String,
    /// Position and time of one trust's checkpoint.
    pub(crate) as_of: String,
    /// Where one trust's log and its checkpoint stand.
    pub(crate) ahead: String,
    /// Where the projection named `$1` stands over all trusts.
    pub(crate) standing: String,
}

impl RowStatements {
    pub(crate) fn new(schema: &str) -> Self {
        let checkpoint = format!("{schema}.checkpoint");
        let mark = format!(
            "select d.description from pg_catalog.pg_description d \
             join pg_catalog.pg_namespace n on n.oid = d.objoid \
             where n.nspname = '{schema}' and d.classoid = 'pg_catalog.pg_namespace'::regclass and d.objsubid = 0"
        );
        Self {
            schema: schema.to_owned(),
            advance: format!(
                "with mine as materialized (select pg_try_advisory_xact_lock(hashtextextended($5, 0)) as held) \
                 insert into {checkpoint} as c (trust_id, position, recorded_at, error) \
                 select $1::uuid, $2::bigint, $3::timestamptz, null from mine where held and ({mark}) = $6 \
                 on conflict (trust_id) do update set position = excluded.position, \
                 recorded_at = excluded.recorded_at, error = null where c.position = $4"
            ),
            mark,
            stop: format!(
                "insert into {checkpoint} as c (trust_id, position, recorded_at, error) values ($1, 0, '-infinity', $2) \
                 on conflict (trust_id) do update set error = excluded.error \
                 where c.error is distinct from excluded.error returning trust_id"
            ),
            checkpoint: format!("select position from {checkpoint} where trust_id = $1"),
            checkpoints: format!("select trust_id, position from {checkpoint}"),
            as_of: format!("select position, recorded_at from {checkpoint} where trust_id = $1"),
            ahead: format!(
                "select (select position from log.head where trust_id = $1), \
                 (select position from {checkpoint} where trust_id = $1)"
            ),
            standing: format!(
                "select count(*), coalesce(sum(c.position), 0)::bigint, \
                 coalesce(sum(greatest(h.position - coalesce(c.position, 0), 0)), 0)::bigint, \
                 coalesce(max(greatest(extract(epoch from clock_timestamp() - \
                     case when h.position > coalesce(c.position, 0) then log.recorded_at(h.trust_id, coalesce(c.position, 0) + 1) end), 0)), 0)::float8, \
                 min(c.error), \
                 coalesce((select p.paused from operate.projection p where p.name = $1), false) \
                 from log.head h left join {checkpoint} c on c.trust_id = h.trust_id"
            ),
        }
    }

    /// What two processes that follow one trust's log for the same rows compete for.
    pub(crate) fn lock(&self, trust: Uuid) -> String {
        format!("{} {trust}", self.schema)
    }

    /// Why a statement about the checkpoint failed: where its table is not there, none of this build's are.
    pub(crate) fn failed(&self, error: Error) -> ReadError {
        match error.code() == Some(&SqlState::UNDEFINED_TABLE) {
            true => ReadError::NoTables(self.schema.clone()),
            false => ReadError::Store(error),
        }
    }

    /// Brings a transaction to one trust's rows, to read them.
    pub(crate) async fn read(&self, tx: &Transaction<'_>, trust: Uuid) -> Result<(), Error> {
        tx.query_one(READING, &[&trust.to_string(), &self.schema]).await.map(|_| ())
    }
}
