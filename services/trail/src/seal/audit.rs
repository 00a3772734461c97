//! Compares rows with the sealed tree again and again, a bounded number at each look.

use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use eventlog::LogLine;
use eventlog::tokio_postgres::{self, Client, Transaction};
use metrics::gauge;
use proof::{Policy, Walk};
use uuid::Uuid;

use super::tree::{self, leaves, missing};
use super::{SealError, Sealer, gate};
use crate::kept::{self, Head};

/// How much of it is done before the sealer does something else.
#[derive(Clone, Copy, Debug)]
pub(super) enum AuditPace {
    /// So much that a round takes its time, where looks come this often.
    Look(Duration),
    /// A whole round.
    Whole,
}

/// Rows compared at one look, where the installation is small.
const LEAST: u64 = 512;
/// Rows compared at one look, however large it is: about a second of the store's time.
const MOST: u64 = 50_000;
/// Rows in one transaction.
const STEP: u64 = 8_192;
/// How often a small log is compared.
const OFTEN: Duration = Duration::from_secs(10);

/// Logs that are chosen at a time, and what one of them counts at least.
const LOGS: i64 = 64;
const LOG: u64 = 64;

/// Where the round stands: the first of these logs is being compared.
#[derive(Debug, Default)]
pub(super) struct Audit {
    due: VecDeque<Due>,
}

#[derive(Debug)]
struct Due {
    trust: Uuid,
    head: Head,
    walk: Walk,
}

impl Audit {
    /// Compares as many rows as the pace allows; tells metrics and health what is wrong.
    pub(super) async fn go_on(
        &mut self,
        sealer: &Sealer,
        pace: AuditPace,
    ) -> Result<(), SealError> {
        let mut client = sealer.connect().await?;
        let mut budget = match pace {
            AuditPace::Look(often) => budget(&client, sealer.round, often).await?,
            AuditPace::Whole => u64::MAX,
        };
        let began = database_time(&client).await?;
        let mut outcome = Ok(());
        let mut failed = HashSet::new();
        while budget > 0 {
            if self.due.is_empty() {
                self.due = due(&client, pace, began).await?;
                self.due.retain(|log| !failed.contains(&log.trust));
            }
            let Some(mut log) = self.due.pop_front() else { break };
            let before = log.walk.size();
            let stepped = step(&mut client, sealer, &mut log, budget.min(STEP)).await;
            budget = budget.saturating_sub((log.walk.size() - before).max(LOG));
            match stepped {
                Ok(()) if log.walk.size() == log.head.size => {
                    keep(&mut client, log.trust, None).await?;
                }
                Ok(()) => self.due.push_front(log),
                Err(SealError::Altered { trust, what }) => {
                    keep(&mut client, trust, Some(&what)).await?;
                    outcome = outcome.and(Err(SealError::Altered { trust, what }));
                }
                Err(SealError::Store(error)) => return Err(error.into()),
                // Of one log's keys or memory; the others go on.
                Err(error) => {
                    failed.insert(log.trust);
                    outcome = outcome.and(Err(error));
                }
            }
        }
        tell(&client, sealer).await?;
        outcome
    }
}

async fn database_time(client: &Client) -> Result<std::time::SystemTime, tokio_postgres::Error> {
    Ok(client.query_one("select clock_timestamp()", &[]).await?.get(0))
}

/// How many rows a look may compare so that a round takes its time.
async fn budget(
    client: &Client,
    round: Duration,
    often: Duration,
) -> Result<u64, tokio_postgres::Error> {
    const SEALED: &str = "select coalesce(sum(size), 0)::bigint from seal.head";
    let sealed = client.query_one(SEALED, &[]).await?.get::<_, i64>(0);
    let share = often.as_secs_f64() / round.as_secs_f64().max(1.0);
    Ok(((sealed as f64 * share).ceil() as u64).clamp(LEAST, MOST))
}

/// The logs that were compared longest ago, if not just now; those with a fault before all others.
async fn due(
    client: &Client,
    pace: AuditPace,
    began: std::time::SystemTime,
) -> Result<VecDeque<Due>, tokio_postgres::Error> {
    const DUE: &str = "select trust_id, s.size, root from seal.head s left join seal.audit a using (trust_id) \
        where s.size > 0 and (a.audited_at is null or a.audited_at < $1) \
        order by a.altered is null, a.audited_at nulls first limit $2";
    let before = match pace {
        AuditPace::Look(_) => began - OFTEN,
        AuditPace::Whole => began,
    };
    let log = |row: &tokio_postgres::Row| {
        let head = Head::from_row(row);
        Due { trust: row.get(0), head, walk: Walk::new(head.size) }
    };
    Ok(client.query(DUE, &[&before, &LOGS]).await?.iter().map(log).collect())
}

/// Compares the next rows; with the last of them the tree as a whole.
async fn step(
    client: &mut Client,
    sealer: &Sealer,
    log: &mut Due,
    most: u64,
) -> Result<(), SealError> {
    let Due { trust, head, walk } = log;
    let tx = client.transaction().await?;
    eventlog::name_trust(&tx, *trust).await?;
    let most = most.min(head.size - walk.size());
    let leaves = leaves(&tx, *trust, walk.size(), most).await?;
    if (leaves.len() as u64) < most {
        return Err(missing(*trust, walk.size() + leaves.len() as u64 + 1));
    }
    let altered = |what: String| SealError::Altered { trust: *trust, what };
    let policy = believed(&tx, sealer, *trust).await?;
    let notes = kept::notes(&tx, *trust, walk.size(), walk.size() + most).await?;
    let seals = kept::seals(&notes, *trust, &policy).map_err(|bad| altered(bad.to_string()))?;
    let tiles = kept::tiles(&tx, *trust, walk.tiles_of(most)).await?;
    walk.take(&leaves, &tiles, &seals).map_err(|found| altered(found.to_string()))?;
    if walk.size() == head.size {
        walk.finish(&head.root, &tiles).map_err(|found| altered(found.to_string()))?;
        let now = tree::open(&tx, *trust).await?;
        let line = LogLine::current(&tx).await?;
        gate::check(&tx, *trust, &now, sealer.known(*trust, line.number)?).await?;
    }
    Ok(())
}

/// The sealer's own keys and those the store names: what an earlier key signed is bound by what the sealer's own signed since.
async fn believed(tx: &Transaction<'_>, sealer: &Sealer, trust: Uuid) -> Result<Policy, SealError> {
    let mut keys = kept::public_keys(tx, trust).await?;
    keys.extend_from_slice(sealer.policy_of(trust)?.keys());
    Ok(Policy::new(keys))
}

/// Keeps what was found, for the status page and for every other sealer.
pub(super) async fn keep(
    client: &mut Client,
    trust: Uuid,
    altered: Option<&str>,
) -> Result<(), tokio_postgres::Error> {
    const KEEP: &str = "insert into seal.audit as a (trust_id, size, audited_at, altered) \
        select trust_id, size, clock_timestamp(), $2 from seal.head where trust_id = $1 \
        on conflict (trust_id) do update set size = excluded.size, audited_at = excluded.audited_at, altered = excluded.altered";
    let tx = client.transaction().await?;
    eventlog::name_trust(&tx, trust).await?;
    tx.execute(KEEP, &[&trust, &altered]).await?;
    tx.commit().await
}

/// Fails where any log was found altered, as a sealer would that one log stops.
#[cfg(feature = "sabotage")]
pub(super) async fn none_altered(client: &Client) -> Result<(), SealError> {
    const ALTERED: &str = "select trust_id, altered from seal.audit where altered is not null";
    match client.query_opt(&format!("{ALTERED} limit 1"), &[]).await? {
        Some(row) => Err(SealError::Altered { trust: row.get(0), what: row.get(1) }),
        None => Ok(()),
    }
}

/// Tells metrics and health.
async fn tell(client: &Client, sealer: &Sealer) -> Result<(), tokio_postgres::Error> {
    const FOUND: &str = "select trust_id::text, altered from seal.audit where altered is not null order by trust_id";
    const AGE: &str = "select coalesce(max(extract(epoch from clock_timestamp() - coalesce(a.audited_at, \
        (select min(c.sealed_at) from seal.checkpoint c where c.trust_id = s.trust_id)))), 0)::float8 \
        from seal.head s left join seal.audit a using (trust_id) where s.size > 0";
    let found = client.query(FOUND, &[]).await?;
    gauge!("plumbline_seal_altered_logs").set(found.len() as f64);
    let age: f64 = client.query_one(AGE, &[]).await?.get(0);
    gauge!("plumbline_seal_audit_age_seconds").set(age);
    let sentence = |row: &tokio_postgres::Row| {
        format!("trust {}: {}", row.get::<_, String>(0), row.get::<_, String>(1))
    };
    let sentences: Vec<String> = found.iter().map(sentence).collect();
    let now = sentences.join("; ");
    sealer.trouble.send_if_modified(|told| {
        let news = *told != now;
        if news && now.is_empty() {
            tracing::warn!(before = %told, "every log is as it was sealed again");
        } else if news {
            tracing::error!(%now, "a log is not as it was sealed, and is sealed no further");
        }
        *told = now;
        news
    });
    Ok(())
}
