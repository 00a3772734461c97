//! How the projections, the seal and the backups of an installation stand.

use std::time::SystemTime;

use contract::trail::v1::{BackupLine, ProjectionLine, SealLine};
use eventlog::{BackupStanding, ListedProjection, Log, ReadError};
use jiff::Timestamp;
use uuid::Uuid;

/// Every projection of the installation, as it stands in one trust's log. Tables that an earlier build may still need are left out.
pub(crate) async fn projections(log: &Log, trust: Uuid) -> Result<Vec<ProjectionLine>, ReadError> {
    let client = log.across_trusts().await?;
    let listed = eventlog::listed_projections(&client, Some(trust)).await?;
    let line = |listed: ListedProjection| ProjectionLine {
        name: listed.name,
        position: listed.position,
        lag: listed.lag,
        state: listed.state,
        error: listed.error.unwrap_or_default(),
        lag_seconds: listed.lag_seconds,
        paused_since: listed.paused_since.unwrap_or_default(),
    };
    Ok(listed.into_iter().filter(|listed| listed.state != "earlier").map(line).collect())
}

const SEAL: &str = "select s.size, a.altered, \
    to_char(a.audited_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') \
    from seal.head s left join seal.audit a using (trust_id) where s.trust_id = $1";

/// How a trust's log stands beside its seal, as the sealer found it last.
pub(crate) async fn seal(log: &Log, trust: Uuid) -> Result<SealLine, ReadError> {
    let row = log.of(trust).await?.query_opt(SEAL, &[&trust]).await?;
    let line = row.map(|row| SealLine {
        size: row.get::<_, i64>(0).unsigned_abs(),
        altered: row.get::<_, Option<String>>(1).unwrap_or_default(),
        compared_at: row.get::<_, Option<String>>(2).unwrap_or_default(),
    });
    Ok(line.unwrap_or_default())
}

/// The newest proved backup of the installation, where so many days are allowed.
pub(crate) async fn backup(log: &Log, days: u16) -> Result<BackupLine, ReadError> {
    let client = log.across_trusts().await?;
    let standing = BackupStanding::now(&**client, days).await?;
    let mut line = BackupLine {
        days: standing.days().unwrap_or_default(),
        late: standing.late,
        days_allowed: days.into(),
        ..BackupLine::default()
    };
    if let Some(last) = standing.last {
        line.taken_at = text(last.backup.taken_at);
        line.proved_at = text(last.proved_at);
        line.name = last.backup.name;
    }
    Ok(line)
}

/// RFC 3339, to the second. PostgreSQL knows times before and after those that can be written so; none of them is a backup's.
fn text(at: SystemTime) -> String {
    Timestamp::try_from(at).map(|at| format!("{at:.0}")).unwrap_or_default()
}
