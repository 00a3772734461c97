//! Which projections follow, which have stopped, and which has an operator paused?

use contract::trail::v1::ProjectionLine;
use eventlog::{Log, ReadError};
use uuid::Uuid;

const PROJECTIONS: &str = "select name, position, lag, state, error, lag_seconds, \
    to_char(paused_since at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') \
    from operate.projections($1)";

/// Every projection of the installation, as it stands in one trust's log.
pub(crate) async fn projections(log: &Log, trust: Uuid) -> Result<Vec<ProjectionLine>, ReadError> {
    let rows = log.across_trusts().await?.query(PROJECTIONS, &[&Some(trust)]).await?;
    let number = |row: &tokio_postgres::Row, column| row.get::<_, i64>(column).unsigned_abs();
    let text = |row: &tokio_postgres::Row, column| {
        row.get::<_, Option<String>>(column).unwrap_or_default()
    };
    let line = |row: &tokio_postgres::Row| ProjectionLine {
        name: row.get(0),
        position: number(row, 1),
        lag: number(row, 2),
        state: row.get(3),
        error: text(row, 4),
        lag_seconds: number(row, 5),
        paused_since: text(row, 6),
    };
    Ok(rows.iter().map(line).collect())
}
