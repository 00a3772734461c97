//! The cost of rebuilding the facts from a million events, and of sealing them.

use std::time::Instant;

use contract::categories::v1::{CategoryDecided, Cell, Evidence};
use contract::events::CategoryEvent;
use contract::events::StoredEvent as _;
use contract::log::v1::Words;
use eventlog::testing::TestStore;
use eventlog::{Append, Keeper, Log, NewEvent, provision, rebuild};
use host::Service as _;
use peers::Peers;
use proof::SealKey;
use trail::Sealer;
use uuid::Uuid;

use crate::append::command;
use crate::{RUNS, Row, machine, median};

const EVENTS: usize = 1_000_000;
const AT_ONCE: usize = 2_000;
const NAME: &str = "dashboards_facts";

/// A year of a large trust: one event in four is a decision, the rest are other services' events.
pub fn event(number: usize) -> NewEvent {
    let decided = CategoryDecided {
        cell: Some(Cell {
            school_id: Uuid::from_u128(number as u128 % 90).to_string(),
            area_id: ["governance", "outcomes", "staff", "behaviour-and-attendance"][number % 4]
                .to_owned(),
            round_id: Uuid::from_u128(number as u128 / 360).to_string(),
            term: "2025-26-autumn".to_owned(),
            framework_version: 1,
        }),
        region_id: ["improve", "sustain", "repair"][number % 3].to_owned(),
        reason: Some(Words { commitment: "5c".repeat(32), ..Words::default() }),
        evidence: vec![Evidence::default()],
        decided_on: "2025-12-01".to_owned(),
        meeting: None,
        not_answered: false,
    };
    let event = CategoryEvent::CategoryDecided(decided);
    NewEvent { event_id: Uuid::now_v7(), kind: event.type_name(), body: event.to_json() }
}

async fn fill(log: &Log, other: &Log, trust: Uuid) {
    let mut position = 1;
    while position < EVENTS {
        let decisions = (position..position + AT_ONCE / 4).map(event).collect();
        let mut decided: Append = command(trust);
        decided.stream = eventlog::Stream::new("category", Uuid::now_v7());
        decided.events = decisions;
        log.append(decided).await.expect("an accepted append");
        let mut others: Append = command(trust);
        others.events = (0..AT_ONCE * 3 / 4).map(|_| command(trust).events.remove(0)).collect();
        other.append(others).await.expect("an accepted append");
        position += AT_ONCE;
    }
}

pub async fn a_million() -> [Row; 2] {
    let store = TestStore::start().await;
    let trust = store.trust().await;
    fill(&store.log("categories").await, &store.log("surveys").await, trust).await;
    [facts(&store).await, sealed(&store).await]
}

async fn facts(store: &TestStore) -> Row {
    let peers = Peers::try_new("http://127.0.0.1:1", &Default::default()).expect("an address");
    let projection = || {
        let all = dashboards::Dashboards.projections(&peers);
        all.into_iter().find(|projection| projection.name() == NAME).expect("the facts")
    };
    let mut admin = store.admin().await;
    provision(&admin, projection().as_ref(), "plumbline_dashboards").await.expect("tables");
    let log = store.log("dashboards").await;
    let keeper = Keeper { role: "plumbline_dashboards", log: &log };
    let mut speeds = Vec::new();
    let before = machine::resident_mib("VmRSS");
    machine::forget_peak();
    for _ in 0..RUNS {
        let done = rebuild(&mut admin, keeper, projection()).await.expect("a rebuild");
        speeds.push(done.events as f64 / done.took.as_secs_f64());
    }
    let more = (machine::resident_mib("VmHWM") - before).max(0.0);
    let speed = median(speeds);
    Row {
        what: "rebuild of the facts from 1,000,000 events; memory it takes",
        reached: format!("{speed:.0} events/s; {more:.0} MiB"),
        goal: "150,000 events/s".to_owned(),
        well: speed >= 150_000.0,
    }
}

/// Seals the whole log once: only a new log is sealed from its first event.
async fn sealed(store: &TestStore) -> Row {
    let key = SealKey::try_generate("bench.plumbline").expect("a key");
    let sealer = Sealer::new(store.config("sealer"), vec![key]);
    let started = Instant::now();
    sealer.seal_all().await.expect("a sealed log");
    let took = started.elapsed().as_secs_f64();
    Row {
        what: "sealing 1,000,000 events from the first (one run)",
        reached: format!("{took:.1} s"),
        goal: "under 10 s".to_owned(),
        well: took < 10.0,
    }
}
