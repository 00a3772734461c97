//! Where a projection stands over all trusts, for its operator.

use deadpool_postgres::Pool;

use crate::ReadError;
use crate::rows::RowStatements;

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

impl Standing {
    /// Whether it has taken in all there is.
    pub fn is_quiet(&self) -> bool {
        self.lag == 0 && self.error.is_none()
    }
}

/// Asks where the rows of a projection stand.
pub(crate) async fn standing(
    pool: &Pool,
    rows: &RowStatements,
    projection: &str,
) -> Result<Standing, ReadError> {
    let client = pool.get().await?;
    let failed = |error| rows.failed(error);
    let standing = client.prepare_cached(&rows.standing).await.map_err(failed)?;
    let row = client.query_one(&standing, &[&projection]).await.map_err(failed)?;
    Ok(Standing {
        trusts: row.get::<_, i64>(0).unsigned_abs(),
        position: row.get::<_, i64>(1).unsigned_abs(),
        lag: row.get::<_, i64>(2).unsigned_abs(),
        lag_seconds: row.get(3),
        error: row.get(4),
        paused: row.get(5),
    })
}
