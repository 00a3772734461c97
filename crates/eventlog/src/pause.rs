//! A projection that an operator has paused: said in the store, so that every process obeys.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use deadpool_postgres::Pool;
use tokio_postgres::Client;

use crate::{Log, ReadError};

/// How old what we know may be before the store is asked again.
const FRESH: Duration = Duration::from_secs(1);

/// Pauses a projection or lets it go on, with the owner's connection; whether that changed anything.
pub async fn set_paused(
    owner: &Client,
    projection: &str,
    paused: bool,
) -> Result<bool, tokio_postgres::Error> {
    let changed = owner
        .execute(
            "insert into operate.projection as p (name, paused) values ($1, $2) \
             on conflict (name) do update set paused = excluded.paused, since = excluded.since \
             where p.paused <> excluded.paused",
            &[&projection, &paused],
        )
        .await?;
    Ok(changed == 1)
}

/// The projections that operators have paused.
pub async fn paused_projections(log: &Log) -> Result<BTreeSet<String>, ReadError> {
    let client = log.across_trusts().await?;
    let paused = client.prepare_cached("select name from operate.projection where paused").await?;
    let rows = client.query(&paused, &[]).await?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

/// Whether one projection is paused, as the store last said.
#[derive(Clone)]
pub(crate) struct Pause {
    projection: &'static str,
    pool: Pool,
    known: Arc<Mutex<Option<(Instant, bool)>>>,
}

impl Pause {
    pub(crate) fn new(projection: &'static str, pool: Pool) -> Self {
        Self { projection, pool, known: Arc::default() }
    }

    /// What is known, asked anew once a second. A store that is away changes nothing.
    pub(crate) async fn now(&self) -> bool {
        let known = *self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, paused)) = known
            && at.elapsed() < FRESH
        {
            return paused;
        }
        let before = known.is_some_and(|(_, paused)| paused);
        let paused = self.ask().await.unwrap_or(before);
        if paused != before {
            tracing::info!(projection = self.projection, paused, "the operator spoke");
        }
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), paused));
        paused
    }

    async fn ask(&self) -> Option<bool> {
        let client = self.pool.get().await.ok()?;
        let paused = client
            .prepare_cached("select paused from operate.projection where name = $1")
            .await
            .ok()?;
        let row = client.query_opt(&paused, &[&self.projection]).await.ok()?;
        Some(row.is_some_and(|row| row.get(0)))
    }
}
