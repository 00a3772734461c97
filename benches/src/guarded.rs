//! The cost of row-level security: append and read on a guarded store and on one without it, in turns.

use std::time::Instant;

use eventlog::Log;
use eventlog::testing::TestStore;
use uuid::Uuid;

use crate::append::run;
use crate::{RUNS, Row, median};

const EVENTS: usize = 20_000;
const READS: usize = 2_000;
const TURNS: usize = 2 * RUNS;

/// Makes the store as it was before: no row security on the log, and an append that belongs to a superuser.
const UNGUARD: &str = "do $$ declare t regclass; begin
    for t in select c.oid from pg_class c where c.relnamespace = 'log'::regnamespace and c.relkind in ('r', 'p') loop
        execute format('alter table %s disable row level security', t);
        execute format('alter table %s no force row level security', t);
    end loop; end $$; alter function log.append owner to current_user; \
    alter function log.append_new owner to current_user";

const READ: &str = "select trust_id, position, stream, version, event_id, type, body, metadata, recorded_at \
    from log.event where trust_id = $1 and position > $2 and position <= $2 + $3 order by position";

/// Microseconds that reading one event takes, as `Log::read` did before it named its trust.
async fn read_bare(log: &Log, trust: Uuid) -> f64 {
    let client = log.across_trusts().await.expect("a connection");
    let read = client.prepare_cached(READ).await.expect("a statement");
    let started = Instant::now();
    for number in 0..READS as i64 {
        let rows = client.query(&read, &[&trust, &(number % 1_000), &1_i64]).await;
        assert_eq!(rows.expect("an event").len(), 1);
    }
    started.elapsed().as_secs_f64() * 1_000_000.0 / READS as f64
}

async fn read(log: &Log, trust: Uuid, limit: u32) -> f64 {
    let started = Instant::now();
    for number in 0..READS as u64 {
        let events = log.read(trust, number % 1_000, limit).await.expect("events");
        assert_eq!(events.len(), limit as usize);
    }
    started.elapsed().as_secs_f64() * 1_000_000.0 / READS as f64
}

async fn store(guarded: bool) -> (TestStore, Log, Uuid) {
    let store = TestStore::start().await;
    if !guarded {
        store.admin().await.batch_execute(UNGUARD).await.expect("a store as it was");
    }
    let trust = store.trust().await;
    let log = Log::open(&store.config("surveys"), false).await.expect("a durable store");
    run(&log, trust, EVENTS / 10).await;
    (store, log, trust)
}

pub async fn append_and_read() -> Vec<Row> {
    let (_guarded, log, trust) = store(true).await;
    let (_bare, bare_log, bare_trust) = store(false).await;
    let (mut appends, mut reads, mut times) = (Vec::new(), Vec::new(), Vec::new());
    for turn in 0..TURNS {
        // The first one changes each round, so that other load on the machine falls on both.
        let (ours, theirs) = if turn % 2 == 0 {
            let ours = run(&log, trust, EVENTS).await;
            (ours, run(&bare_log, bare_trust, EVENTS).await)
        } else {
            let theirs = run(&bare_log, bare_trust, EVENTS).await;
            (run(&log, trust, EVENTS).await, theirs)
        };
        appends.push(ours / theirs);
        let one = read(&log, trust, 1).await;
        let bare = read_bare(&bare_log, bare_trust).await;
        reads.push(one - bare);
        times.push(one);
    }
    let (append, read, time) = (median(appends), median(reads), median(times));
    vec![
        Row {
            what: "append with row-level security, beside without, in turns",
            reached: format!("{append:.3} x"),
            goal: "at least 0.97 x".to_owned(),
            well: append >= 0.97,
        },
        Row {
            what: "reading one event under its trust; what naming the trust adds",
            reached: format!("{time:.0} us; {read:.0} us"),
            goal: "adds under 100 us".to_owned(),
            well: read < 100.0,
        },
    ]
}
