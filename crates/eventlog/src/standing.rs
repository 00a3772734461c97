//! Where a projection stands over all trusts, for whoever operates it.

use deadpool_postgres::Pool;

use crate::ReadError;

/// Where a projection stands, over all trusts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Standing {
    /// How many trusts there are.
    pub trusts: u64,
    /// Events in its rows.
    pub position: u64,
    /// Events of the log that are not yet in its rows.
    pub lag: u64,
    /// Age of the oldest of them, by the store's clock.
    pub lag_seconds: f64,
    /// Why it stopped, where it did.
    pub error: Option<String>,
    /// Whether an operator has paused it.
    pub paused: bool,
}

const STANDING: &str = "select count(*), coalesce(sum(c.position), 0)::bigint, \
    coalesce(sum(greatest(h.position - coalesce(c.position, 0), 0)), 0)::bigint, \
    coalesce(max(greatest(extract(epoch from clock_timestamp() - \
        case when h.position > coalesce(c.position, 0) then log.recorded_at(h.trust_id, coalesce(c.position, 0) + 1) end), 0)), 0)::float8, \
    min(c.error), \
    coalesce((select p.paused from operate.projection p where p.name = $1), false) \
    from log.head h \
    left join checkpoint c on c.trust_id = h.trust_id";

/// Asks over a pool whose search path is the projection's schema.
pub(crate) async fn standing(pool: &Pool, projection: &str) -> Result<Standing, ReadError> {
    let client = pool.get().await?;
    let row = client.query_one(STANDING, &[&projection]).await?;
    Ok(Standing {
        trusts: row.get::<_, i64>(0).unsigned_abs(),
        position: row.get::<_, i64>(1).unsigned_abs(),
        lag: row.get::<_, i64>(2).unsigned_abs(),
        lag_seconds: row.get(3),
        error: row.get(4),
        paused: row.get(5),
    })
}
