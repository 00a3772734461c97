//! Whether logs bear times that are still to come, since the store's clock once ran ahead.

use std::time::Duration;

use tokio_postgres::GenericClient;

/// The logs whose newest event is stamped more than an hour ahead of the store's clock. What is appended to them bears the
/// same time until the clock has caught up, since `recorded_at` never goes back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LogStamps {
    /// How many logs.
    pub trusts: u64,
    /// How far the furthest is ahead; zero where none is.
    pub ahead: Duration,
}

impl LogStamps {
    /// How it stands now; every role that may see where logs end may ask.
    pub async fn now(client: &impl GenericClient) -> Result<Self, tokio_postgres::Error> {
        const AHEAD: &str = "select count(*) as trusts, \
            coalesce(extract(epoch from max(recorded_at) - clock_timestamp()), 0)::bigint as seconds \
            from log.head where recorded_at > clock_timestamp() + interval '1 hour'";
        let row = client.query_one(AHEAD, &[]).await?;
        Ok(Self {
            trusts: row.get::<_, i64>("trusts").unsigned_abs(),
            ahead: Duration::from_secs(row.get::<_, i64>("seconds").unsigned_abs()),
        })
    }

    /// What is wrong, in a sentence for the operator; `None` where nothing is.
    pub fn trouble(&self) -> Option<String> {
        let logs = match self.trusts {
            0 => return None,
            1 => "1 log is".to_owned(),
            many => format!("{many} logs are"),
        };
        let hours = self.ahead.as_secs().div_ceil(60 * 60);
        Some(format!(
            "{logs} stamped with times to come, up to {hours} hours ahead of the store's clock"
        ))
    }
}

#[cfg(test)]
mod tests;
