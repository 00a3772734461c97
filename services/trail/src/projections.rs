//! Which projections follow, and which have stopped?

use contract::trail::v1::ProjectionLine;
use eventlog::{Log, ReadError};
use uuid::Uuid;

const PROJECTIONS: &str = "select name, position, error, lag from log.projections($1)";

/// Every projection of the installation, as it stands in one trust's log.
pub(crate) async fn projections(log: &Log, trust: Uuid) -> Result<Vec<ProjectionLine>, ReadError> {
    let rows = log.client().await?.query(PROJECTIONS, &[&trust]).await?;
    let line = |row: &tokio_postgres::Row| {
        let error: Option<String> = row.get(2);
        ProjectionLine {
            name: row.get(0),
            position: row.get::<_, i64>(1).unsigned_abs(),
            lag: row.get::<_, i64>(3).unsigned_abs(),
            state: if error.is_some() { "stopped" } else { "following" }.to_owned(),
            error: error.unwrap_or_default(),
        }
    };
    Ok(rows.iter().map(line).collect())
}
